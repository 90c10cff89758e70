/** LACP and its marker (IEEE 802.1AX-2014 6.4.2.3, 6.5.3.3). */
import {type Dissector, layerOf, restAs, truncated} from './dissector.js';
import {octetsField, readTable, type Spec, spec} from './read-table.js';

const SUBTYPE = spec(8, 'slow.subtype', 'Slow Protocols subtype', 'hex', {names: {1: 'LACP', 2: 'Marker Protocol'}});
const TLV_TYPES: Readonly<Record<number, string>> = {
	0: 'Terminator',
	1: 'Actor Information',
	2: 'Partner Information',
	3: 'Collector Information',
};
const tlv: readonly Spec[] = [
	spec(8, 'lacp.tlv_type', 'TLV Type', 'hex', {names: TLV_TYPES}),
	spec(8, 'lacp.tlv_length', 'TLV Length', 'decimal'),
];

function endOf(who: 'actor' | 'partner', name: string): Spec[] {
	const flag = (state: string, label: string): Spec => spec(1, `lacp.${who}.state.${state}`, label, 'flag');
	return [
		...tlv,
		spec(16, `lacp.${who}.sys_priority`, `${name} System Priority`, 'decimal'),
		spec(48, `lacp.${who}.sysid`, who === 'actor' ? 'Actor System ID' : 'Partner System', 'mac'),
		spec(16, `lacp.${who}.key`, `${name} Key`, 'decimal'),
		spec(16, `lacp.${who}.port_priority`, `${name} Port Priority`, 'decimal'),
		spec(16, `lacp.${who}.port`, `${name} Port`, 'decimal'),
		flag('expired', 'Expired'),
		flag('defaulted', 'Defaulted'),
		flag('distributing', 'Distributing'),
		flag('collecting', 'Collecting'),
		flag('synchronization', 'Synchronization'),
		flag('aggregation', 'Aggregation'),
		flag('timeout', 'LACP Timeout'),
		flag('activity', 'LACP Activity'),
		spec(24, `lacp.${who}.reserved`, 'Reserved', 'octets'),
	];
}

const LACPDU: readonly Spec[] = [
	SUBTYPE,
	spec(8, 'lacp.version', 'LACP Version', 'hex'),
	...endOf('actor', 'Actor'),
	...endOf('partner', 'Partner'),
	...tlv,
	spec(16, 'lacp.collector.max_delay', 'Collector Max Delay', 'decimal'),
	spec(96, 'lacp.coll_reserved', 'Reserved', 'octets'),
	...tlv,
	spec(400, 'lacp.pad', 'Pad', 'octets'),
];
const MARKER: readonly Spec[] = [
	SUBTYPE,
	spec(8, 'marker.version', 'Version Number', 'hex'),
	spec(8, 'marker.tlvType', 'TLV Type', 'hex', {names: {1: 'Marker Information', 2: 'Marker Response Information'}}),
	spec(8, 'marker.tlvLen', 'TLV Length', 'decimal'),
	spec(16, 'marker.requesterPort', 'Requester Port', 'decimal'),
	spec(48, 'marker.requesterSystem', 'Requester System', 'mac'),
	spec(32, 'marker.requesterTransId', 'Requester Transaction ID', 'decimal'),
];
const LACP = 1;
const MARKER_SUBTYPE = 2;

export const dissectSlowProtocol: Dissector = (stretch) => {
	const {bytes, from, end} = stretch;
	const subtype = bytes[from];
	const isLacp = subtype === LACP;
	const {fields, to, complete} = readTable(bytes, from, end, isLacp ? LACPDU : subtype === MARKER_SUBTYPE ? MARKER : [SUBTYPE]);
	const title = isLacp ? 'Link Aggregation Control Protocol' : subtype === MARKER_SUBTYPE ? 'Marker Protocol' : 'Slow Protocols';
	if (!complete) return {layer: layerOf('lacp', title, from, fields), next: truncated(stretch)};
	if (subtype !== MARKER_SUBTYPE) return {layer: layerOf('lacp', title, from, fields), next: restAs(isLacp ? 'padding' : 'data', to, end)};
	const rest = octetsField(bytes, to, end, 'marker.pad', 'Pad');
	return {layer: layerOf('lacp', title, from, [...fields, ...rest])};
};
