/** NetFlow and IPFIX (`cflow`), and sFlow: the version, and the rest as octets. Their records are tables of their own kind, read by `protocol/`. */
import {type Dissector, layerOf, truncated} from './dissector.js';
import {octetsField, readTable, spec} from './read-table.js';

export const dissectNetflow: Dissector = (stretch) => dissectExport(stretch, 'cflow', 'Cisco NetFlow/IPFIX', 16);
export const dissectSflow: Dissector = (stretch) => dissectExport(stretch, 'sflow', 'InMon sFlow', 32);

function dissectExport(stretch: Parameters<Dissector>[0], protocol: 'cflow' | 'sflow', title: string, bits: number): ReturnType<Dissector> {
	const {bytes, from, end} = stretch;
	const name = protocol === 'cflow' ? 'cflow.version' : 'sflow_245.version';
	const {fields, to, complete} = readTable(bytes, from, end, [
		spec(bits, name, protocol === 'cflow' ? 'Version' : 'Datagram version', 'decimal'),
	]);
	if (!complete) return {layer: layerOf(protocol, title, from, fields), next: truncated(stretch)};
	return {layer: layerOf(protocol, title, from, [...fields, ...octetsField(bytes, to, end, `${protocol}.data`, 'Data')])};
}
