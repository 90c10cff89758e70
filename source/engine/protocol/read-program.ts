/** DHCP and DNS in one line. Recognised by port. */
import {DHCP_OPTION, DHCP_PORT, type DhcpMessageType, parseDhcp} from './dhcp.js';
import {messageType, wordOf} from './dhcp-options.js';
import {DNS_PORT, parseDns} from './dns.js';
import type {Ipv4Address} from './ipv4-address.js';
import type {UdpDatagram} from './udp.js';

type Ports = Pick<UdpDatagram, 'sourcePort' | 'destinationPort'>;

/** What a datagram says, when it is DHCP or DNS. */
export type ProgramSummary =
	/** `address` is the one that it is about: offered, granted, asked for or given back; 0 when there is none yet. */
	| {kind: 'dhcp'; message: DhcpMessageType | 'bootp'; address: Ipv4Address; length: number}
	/** A question for the address of `name`. */
	| {kind: 'dns-query'; name: string; type: number; length: number}
	/** The answer: addresses, or a response code. */
	| {kind: 'dns-answer'; name: string; code: number; addresses: Ipv4Address[]; length: number};

/** Reads the payload of a datagram; `undefined` when it is neither. */
export function readProgram(ports: Ports, payload: Uint8Array): ProgramSummary | undefined {
	const {length} = payload;
	if (isDhcp(ports)) {
		const parsed = parseDhcp(payload);
		if (parsed.kind === 'malformed') return undefined;
		const {yourAddress, clientAddress} = parsed.value;
		const address = yourAddress || clientAddress || (wordOf(parsed.value, DHCP_OPTION.requestedAddress) ?? 0);
		return {kind: 'dhcp', message: messageType(parsed.value) ?? 'bootp', address, length};
	}
	if (!isDns(ports)) return undefined;
	const parsed = parseDns(payload);
	if (parsed.kind === 'malformed') return undefined;
	const {response, name, type, code, addresses} = parsed.value;
	if (!response) return {kind: 'dns-query', name, type, length};
	return {kind: 'dns-answer', name, code, addresses: addresses.map(({address}) => address), length};
}

function isDhcp({sourcePort, destinationPort}: Ports): boolean {
	const ports: readonly number[] = Object.values(DHCP_PORT);
	return ports.includes(sourcePort) && ports.includes(destinationPort);
}

function isDns({sourcePort, destinationPort}: Ports): boolean {
	return sourcePort === DNS_PORT || destinationPort === DNS_PORT;
}
