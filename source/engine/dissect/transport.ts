/** UDP (RFC 768) and TCP (RFC 9293), and which program is behind a port. */
import {DHCP_PORT} from '../protocol/dhcp.js';
import {DNS_PORT} from '../protocol/dns.js';
import {IPFIX_PORT} from '../protocol/ipfix.js';
import {NETFLOW_PORT} from '../protocol/netflow.js';
import {SFLOW_PORT} from '../protocol/sflow.js';
import {VXLAN_PORT, VXLAN_PORT_LINUX} from '../protocol/vxlan.js';
import {broken, type Dissector, layerOf, restAs, type Stretch, truncated} from './dissector.js';
import {fieldNamed, type Layer, type Protocol} from './field.js';
import {readTable, type Spec, spec} from './read-table.js';
import {tcpOptions} from './tcp-options.js';
import {checksumWithout, judge} from './verdict.js';

const UDP: readonly Spec[] = [
	spec(16, 'udp.srcport', 'Source Port', 'decimal'),
	spec(16, 'udp.dstport', 'Destination Port', 'decimal'),
	spec(16, 'udp.length', 'Length', 'decimal'),
	spec(16, 'udp.checksum', 'Checksum', 'hex'),
];
const UDP_HEADER = 8;
/** What is shorter is no message of DNS, whatever the port says. */
const DNS_HEADER = 12;

export const dissectUdp: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const {fields, to, complete} = readTable(bytes, from, end, UDP);
	const layer = layerOf('udp', `User Datagram Protocol, ${portsText(fields[0]?.value, fields[1]?.value)}`, from, fields);
	if (!complete) return {layer, next: truncated(stretch)};
	const length = fieldNamed(layer, 'udp.length')?.value ?? 0;
	if (length < UDP_HEADER) return {layer, next: broken(stretch)};
	const last = from + length;
	if (last > end) return {layer, next: around.fragment ? restAs('data', to, end) : truncated(stretch)};
	judgeDatagram(layer, stretch, last);
	const program = programOf(fields[0]?.value ?? 0, fields[1]?.value ?? 0);
	const isProgram = !around.fragment && (program !== 'dns' || last - to >= DNS_HEADER);
	return {layer, next: restAs(isProgram ? program : 'data', to, last)};
};

/** A datagram may go without a checksum; one that would be 0 is sent as 0xffff. */
function judgeDatagram(layer: Layer, {bytes, from, around}: Stretch, to: number): void {
	if (around.pseudo === undefined || around.fragment || around.quoted) return;
	const field = fieldNamed(layer, 'udp.checksum');
	if (field?.value === 0 && !around.over6) field.verdict = {kind: 'unused'};
	else judge(layer, 'udp.checksum', checksumWithout(bytes, from, to, from + 6, around.pseudo + to - from) || 0xffff);
}

/** Programs that are known by a port, in either direction. */
function programOf(source: number, destination: number): Protocol {
	const ports: readonly number[] = Object.values(DHCP_PORT);
	if (ports.includes(source) && ports.includes(destination)) return 'dhcp';
	if (source === DNS_PORT || destination === DNS_PORT) return 'dns';
	switch (destination) {
		case VXLAN_PORT:
		case VXLAN_PORT_LINUX:
			return 'vxlan';
		case NETFLOW_PORT:
		case IPFIX_PORT:
			return 'cflow';
		case SFLOW_PORT:
			return 'sflow';
		default:
			return 'data';
	}
}

const TCP: readonly Spec[] = [
	spec(16, 'tcp.srcport', 'Source Port', 'decimal'),
	spec(16, 'tcp.dstport', 'Destination Port', 'decimal'),
	spec(32, 'tcp.seq_raw', 'Sequence Number (raw)', 'decimal'),
	spec(32, 'tcp.ack_raw', 'Acknowledgment number (raw)', 'decimal'),
	spec(4, 'tcp.hdr_len', 'Header Length', 'decimal', {scale: 4, unit: ' bytes'}),
	spec(3, 'tcp.flags.res', 'Reserved', 'decimal'),
	spec(1, 'tcp.flags.ae', 'Accurate ECN', 'flag'),
	spec(1, 'tcp.flags.cwr', 'Congestion Window Reduced', 'flag'),
	spec(1, 'tcp.flags.ece', 'ECN-Echo', 'flag'),
	spec(1, 'tcp.flags.urg', 'Urgent', 'flag'),
	spec(1, 'tcp.flags.ack', 'Acknowledgment', 'flag'),
	spec(1, 'tcp.flags.push', 'Push', 'flag'),
	spec(1, 'tcp.flags.reset', 'Reset', 'flag'),
	spec(1, 'tcp.flags.syn', 'Syn', 'flag'),
	spec(1, 'tcp.flags.fin', 'Fin', 'flag'),
	spec(16, 'tcp.window_size_value', 'Window', 'decimal'),
	spec(16, 'tcp.checksum', 'Checksum', 'hex'),
	spec(16, 'tcp.urgent_pointer', 'Urgent Pointer', 'decimal'),
];
const TCP_HEADER = 20;
const HTTP_PORTS: readonly number[] = [80, 8080];

export const dissectTcp: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const {fields, to, complete} = readTable(bytes, from, end, TCP);
	const [source, destination, sequence] = fields;
	const start = from + (fieldNamed({fields}, 'tcp.hdr_len')?.value ?? 0);
	const length = complete ? `, Seq: ${sequence?.value ?? 0}, Len: ${Math.max(0, end - start)}` : '';
	const title = `Transmission Control Protocol, ${portsText(source?.value, destination?.value)}${length}`;
	const bare = layerOf('tcp', title, from, fields);
	if (!complete) return {layer: bare, next: truncated(stretch)};
	if (start - from < TCP_HEADER) return {layer: bare, next: broken(stretch)};
	if (start > end) return {layer: bare, next: truncated(stretch)};
	const layer = layerOf('tcp', title, from, [...fields, ...tcpOptions(bytes, to, start)]);
	if (around.pseudo !== undefined && !around.fragment && !around.quoted)
		judge(layer, 'tcp.checksum', checksumWithout(bytes, from, end, from + 16, around.pseudo + end - from));
	const isHttp = HTTP_PORTS.includes(source?.value ?? 0) || HTTP_PORTS.includes(destination?.value ?? 0);
	return {layer, next: restAs(isHttp ? 'http' : 'data', start, end)};
};

function portsText(source: number | undefined, destination: number | undefined): string {
	return `Src Port: ${source ?? '?'}, Dst Port: ${destination ?? '?'}`;
}
