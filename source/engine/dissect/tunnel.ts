/** Frames inside packets: VXLAN (RFC 7348) and GRE (RFC 2784, RFC 2890). */
import {TRANSPARENT_ETHERNET} from '../protocol/gre.js';
import {broken, type Dissector, layerOf, restAs, truncated} from './dissector.js';
import {ETHERTYPE_NAMES, protocolOf} from './ethernet.js';
import {fieldNamed} from './field.js';
import {readTable, type Spec, spec} from './read-table.js';
import {checksumWithout, judge} from './verdict.js';

const VXLAN: readonly Spec[] = [
	spec(16, 'vxlan.flags', 'Flags', 'hex'),
	spec(16, 'vxlan.gbp', 'Group Policy ID', 'decimal'),
	spec(24, 'vxlan.vni', 'VXLAN Network Identifier (VNI)', 'decimal'),
	spec(8, 'vxlan.reserved8', 'Reserved', 'decimal'),
];
/** "The VNI is valid": without it there is no frame to find. */
const VALID = 0x0800;

export const dissectVxlan: Dissector = (stretch) => {
	const {bytes, from, end} = stretch;
	const {fields, to, complete} = readTable(bytes, from, end, VXLAN);
	const layer = layerOf('vxlan', 'Virtual eXtensible Local Area Network', from, fields);
	if (!complete) return {layer, next: truncated(stretch)};
	return {layer, next: ((fields[0]?.value ?? 0) & VALID) === 0 ? broken(stretch) : restAs('eth', to, end)};
};

const GRE: readonly Spec[] = [
	spec(1, 'gre.flags.checksum', 'Checksum Bit', 'flag'),
	spec(1, 'gre.flags.routing', 'Routing Bit', 'flag'),
	spec(1, 'gre.flags.key', 'Key Bit', 'flag'),
	spec(1, 'gre.flags.sequence_number', 'Sequence Number Bit', 'flag'),
	spec(1, 'gre.flags.strict_source_route', 'Strict Source Route Bit', 'flag'),
	spec(3, 'gre.flags.recursion_control', 'Recursion control', 'decimal'),
	spec(5, 'gre.flags.reserved', 'Flags (Reserved)', 'decimal'),
	spec(3, 'gre.flags.version', 'Version', 'decimal'),
	spec(16, 'gre.proto', 'Protocol Type', 'hex', {names: ETHERTYPE_NAMES}),
];
const CHECKSUM: readonly Spec[] = [spec(16, 'gre.checksum', 'Checksum', 'hex'), spec(16, 'gre.offset', 'Offset', 'decimal')];
const KEY = spec(32, 'gre.key', 'Key', 'hex');
const SEQUENCE = spec(32, 'gre.sequence_number', 'Sequence Number', 'decimal');

export const dissectGre: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const head = readTable(bytes, from, end, GRE);
	const flag = (name: string): boolean => fieldNamed(head, `gre.flags.${name}`)?.value === 1;
	const protocol = fieldNamed(head, 'gre.proto')?.value ?? 0;
	const title = `Generic Routing Encapsulation (${ETHERTYPE_NAMES[protocol] ?? `0x${protocol.toString(16).padStart(4, '0')}`})`;
	if (!head.complete) return {layer: layerOf('gre', title, from, head.fields), next: truncated(stretch)};
	const hasChecksum = flag('checksum');
	const specs = [...(hasChecksum ? CHECKSUM : []), ...(flag('key') ? [KEY] : []), ...(flag('sequence_number') ? [SEQUENCE] : [])];
	const rest = readTable(bytes, head.to, end, specs);
	const layer = layerOf('gre', title, from, [...head.fields, ...rest.fields]);
	if (!rest.complete) return {layer, next: truncated(stretch)};
	if (hasChecksum && !around.quoted && !around.fragment) judge(layer, 'gre.checksum', checksumWithout(bytes, from, end, from + 4));
	// Routing and other versions have other headers (RFC 1701, RFC 2637).
	if (flag('routing') || fieldNamed(head, 'gre.flags.version')?.value !== 0) return {layer, next: restAs('data', rest.to, end)};
	return {layer, next: restAs(protocol === TRANSPARENT_ETHERNET ? 'eth' : protocolOf(protocol), rest.to, end)};
};
