/** ARP (RFC 826) for Ethernet and IPv4; for other hardware only the head, and the addresses as octets. */
import {type Dissector, layerOf, truncated} from './dissector.js';
import {ETHERTYPE_NAMES} from './ethernet.js';
import {octetsField, readTable, type Spec, spec} from './read-table.js';

const HEAD: readonly Spec[] = [
	spec(16, 'arp.hw.type', 'Hardware type', 'decimal', {names: {1: 'Ethernet'}}),
	spec(16, 'arp.proto.type', 'Protocol type', 'hex', {names: ETHERTYPE_NAMES}),
	spec(8, 'arp.hw.size', 'Hardware size', 'decimal'),
	spec(8, 'arp.proto.size', 'Protocol size', 'decimal'),
	spec(16, 'arp.opcode', 'Opcode', 'decimal', {names: {1: 'request', 2: 'reply', 3: 'reverse request', 4: 'reverse reply'}}),
];
const PAIRS: readonly Spec[] = [
	spec(48, 'arp.src.hw_mac', 'Sender MAC address', 'mac'),
	spec(32, 'arp.src.proto_ipv4', 'Sender IP address', 'ipv4'),
	spec(48, 'arp.dst.hw_mac', 'Target MAC address', 'mac'),
	spec(32, 'arp.dst.proto_ipv4', 'Target IP address', 'ipv4'),
];
const NAMES: Readonly<Record<number, string>> = {1: 'request', 2: 'reply', 3: 'reverse request', 4: 'reverse reply'};

export const dissectArp: Dissector = (stretch) => {
	const {bytes, from, end} = stretch;
	const head = readTable(bytes, from, end, HEAD);
	const [hardware, protocol, hardwareSize, protocolSize, opcode] = head.fields;
	const title = `Address Resolution Protocol${opcode ? ` (${NAMES[opcode.value] ?? `opcode ${opcode.value}`})` : ''}`;
	if (!head.complete || !hardwareSize || !protocolSize) return {layer: layerOf('arp', title, from, head.fields), next: truncated(stretch)};
	const isUsual = hardware?.value === 1 && protocol?.value === 0x0800 && hardwareSize.value === 6 && protocolSize.value === 4;
	if (isUsual) {
		const pairs = readTable(bytes, head.to, end, PAIRS);
		const layer = layerOf('arp', title, from, [...head.fields, ...pairs.fields]);
		return {layer, next: pairs.complete ? undefined : truncated(stretch)};
	}
	const size = 2 * (hardwareSize.value + protocolSize.value);
	const addresses = octetsField(bytes, head.to, Math.min(end, head.to + size), 'arp.addresses', 'Addresses');
	const layer = layerOf('arp', title, from, [...head.fields, ...addresses]);
	return {layer, next: head.to + size > end ? truncated(stretch) : undefined};
};
