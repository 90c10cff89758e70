/** DHCP (RFC 2131) and its options (RFC 2132). */
import {broken, type Dissector, layerOf, restAs, truncated} from './dissector.js';
import {type Field, fieldNamed} from './field.js';
import type {Format} from './field-text.js';
import {octetsField, readTable, type Spec, spec} from './read-table.js';
import {typeLengthValues} from './type-length-value.js';

const HEAD: readonly Spec[] = [
	spec(8, 'dhcp.type', 'Message type', 'decimal', {names: {1: 'Boot Request', 2: 'Boot Reply'}}),
	spec(8, 'dhcp.hw.type', 'Hardware type', 'hex', {names: {1: 'Ethernet'}}),
	spec(8, 'dhcp.hw.len', 'Hardware address length', 'decimal'),
	spec(8, 'dhcp.hops', 'Hops', 'decimal'),
	spec(32, 'dhcp.id', 'Transaction ID', 'hex'),
	spec(16, 'dhcp.secs', 'Seconds elapsed', 'decimal'),
	spec(1, 'dhcp.flags.bc', 'Broadcast flag', 'flag'),
	spec(15, 'dhcp.flags.reserved', 'Reserved flags', 'hex'),
	spec(32, 'dhcp.ip.client', 'Client IP address', 'ipv4'),
	spec(32, 'dhcp.ip.your', 'Your (client) IP address', 'ipv4'),
	spec(32, 'dhcp.ip.server', 'Next server IP address', 'ipv4'),
	spec(32, 'dhcp.ip.relay', 'Relay agent IP address', 'ipv4'),
	spec(48, 'dhcp.hw.mac_addr', 'Client MAC address', 'mac'),
	spec(80, 'dhcp.hw.addr_padding', 'Client hardware address padding', 'octets'),
	spec(512, 'dhcp.server', 'Server host name', 'letters'),
	spec(1024, 'dhcp.file', 'Boot file name', 'letters'),
	spec(32, 'dhcp.cookie', 'Magic cookie', 'hex', {names: {1669485411: 'DHCP'}}),
];
const COOKIE = 0x6382_5363;

interface OptionValue {
	name: string;
	label: string;
	format: Format;
	bits: number;
	/** A list of values of this width. */
	list?: boolean;
	names?: Readonly<Record<number, string>>;
}

const MESSAGES: Readonly<Record<number, string>> = {
	1: 'Discover',
	2: 'Offer',
	3: 'Request',
	4: 'Decline',
	5: 'ACK',
	6: 'NAK',
	7: 'Release',
	8: 'Inform',
};
const OPTION_NAMES: Readonly<Record<number, string>> = {
	0: 'Padding',
	1: 'Subnet Mask',
	3: 'Router',
	6: 'Domain Name Server',
	12: 'Host Name',
	15: 'Domain Name',
	26: 'Interface MTU',
	28: 'Broadcast Address',
	50: 'Requested IP Address',
	51: 'IP Address Lease Time',
	53: 'DHCP Message Type',
	54: 'DHCP Server Identifier',
	55: 'Parameter Request List',
	57: 'Maximum DHCP Message Size',
	58: 'Renewal Time Value',
	59: 'Rebinding Time Value',
	60: 'Vendor class identifier',
	61: 'Client identifier',
	255: 'End',
};
const address = (name: string, label: string, list = false): OptionValue => ({name, label, format: 'ipv4', bits: 32, list});
const number = (name: string, label: string, bits: number): OptionValue => ({name, label, format: 'decimal', bits});
const letters = (name: string, label: string): OptionValue => ({name, label, format: 'letters', bits: 0});
const VALUES: Readonly<Record<number, OptionValue>> = {
	1: address('subnet_mask', 'Subnet Mask'),
	3: address('router', 'Router', true),
	6: address('domain_name_server', 'Domain Name Server', true),
	12: letters('hostname', 'Host Name'),
	15: letters('domain_name', 'Domain Name'),
	28: address('broadcast_address', 'Broadcast Address'),
	50: address('requested_ip_address', 'Requested IP Address'),
	51: number('ip_address_lease_time', 'IP Address Lease Time', 32),
	53: {...number('dhcp', 'DHCP', 8), names: MESSAGES},
	54: address('dhcp_server_id', 'DHCP Server Identifier'),
	55: {...number('request_list_item', 'Parameter Request List Item', 8), list: true, names: OPTION_NAMES},
	57: number('dhcp_max_message_size', 'Maximum DHCP Message Size', 16),
	58: number('renewal_time_value', 'Renewal Time Value', 32),
	59: number('rebinding_time_value', 'Rebinding Time Value', 32),
	60: letters('vendor_class_id', 'Vendor class identifier'),
};
/** A client names itself by its MAC (RFC 2132 9.14). */
const CLIENT_IDENTIFIER = 61;
const ETHERNET = 1;
const MAC_IDENTIFIER: readonly Spec[] = [
	spec(8, 'dhcp.hw.type', 'Hardware type', 'hex', {names: {1: 'Ethernet'}}),
	spec(48, 'dhcp.hw.mac_addr', 'Client MAC address', 'mac'),
];
const TYPE = spec(8, 'dhcp.option.type', 'Option', 'decimal', {names: OPTION_NAMES});
const LENGTH = spec(8, 'dhcp.option.length', 'Length', 'decimal');

export const dissectDhcp: Dissector = (stretch) => {
	const {bytes, from, end} = stretch;
	const {fields, to, complete} = readTable(bytes, from, end, HEAD);
	const name = 'Dynamic Host Configuration Protocol';
	if (!complete) return {layer: layerOf('dhcp', name, from, fields), next: truncated(stretch)};
	if (fieldNamed({fields}, 'dhcp.cookie')?.value !== COOKIE) return {layer: layerOf('dhcp', name, from, fields), next: broken(stretch)};
	const options = typeLengthValues(bytes, to, end, {type: TYPE, length: LENGTH, single: [0], end: 255, whole: false, value: readValue});
	const message = MESSAGES[fieldNamed({fields: options}, 'dhcp.option.dhcp')?.value ?? 0];
	const layer = layerOf('dhcp', message ? `${name} (${message})` : name, from, [...fields, ...options]);
	return {layer, next: restAs('data', layer.to, end)};
};

/** The fields of a value; none for one that is not known or not of the right length. */
function readValue(bytes: Uint8Array, from: number, to: number, type: number): Field[] | undefined {
	const value = VALUES[type];
	if (type === CLIENT_IDENTIFIER && bytes[from] === ETHERNET && to - from === 7) return readTable(bytes, from, to, MAC_IDENTIFIER).fields;
	if (!value) return undefined;
	const name = `dhcp.option.${value.name}`;
	if (value.format === 'letters') return octetsField(bytes, from, to, name, value.label, 'letters');
	const one = spec(value.bits, name, value.label, value.format, {names: value.names});
	const count = value.list ? Math.floor(((to - from) * 8) / value.bits) : 1;
	return readTable(
		bytes,
		from,
		to,
		Array.from({length: count}, () => one),
	).fields;
}
