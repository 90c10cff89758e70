/*
 * Tuples: what makes two packets one conversation
 *
 * Protocol, addresses and ports. A packet has one; its answer has the same one turned round. ICMP has no
 * ports: the identifier of an echo stands in place of the source port in both directions, type and code in place
 * of the destination port, and the answer to type 8 is type 0. So even pings can share an address.
 *
 * Follows nf_ct_get_tuple, nf_ct_invert_tuple, icmp_pkt_to_tuple, icmp_invert_tuple of net/netfilter. Not modelled: SCTP, DCCP,
 * GRE keys; protocols without ports are one conversation per pair of addresses.
 */
import {ICMP_TYPE} from '../protocol/icmp.js';
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';

export interface Tuple {
	/** IP protocol number. */
	protocol: number;
	source: Ipv4Address;
	destination: Ipv4Address;
	/** ICMP: the identifier of the echo. 0 for protocols without ports. */
	sourcePort: number;
	/** ICMP: type times 256 plus code. */
	destinationPort: number;
}

/** Types of ICMP that ask, and the types that answer them (invmap of nf_conntrack_proto_icmp.c). */
const ANSWERS: ReadonlyMap<number, number> = new Map([
	[ICMP_TYPE.echoRequest, ICMP_TYPE.echoReply],
	[13, 14],
	[15, 16],
	[17, 18],
]);
const QUESTIONS: ReadonlyMap<number, number> = new Map(Array.from(ANSWERS, ([question, answer]) => [answer, question]));

/** Is it an ICMP type that may begin a conversation (valid_new)? */
export function isQuestion(type: number): boolean {
	return ANSWERS.has(type);
}

/** The tuple of the answer; `undefined` for an ICMP type that has none. */
export function invert(tuple: Tuple): Tuple | undefined {
	const {protocol, source, destination, sourcePort, destinationPort} = tuple;
	if (protocol !== IP_PROTOCOL.icmp)
		return {protocol, source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort};
	const type = destinationPort >>> 8;
	const answer = ANSWERS.get(type) ?? QUESTIONS.get(type);
	if (answer === undefined) return undefined;
	return {protocol, source: destination, destination: source, sourcePort, destinationPort: (answer << 8) | (destinationPort & 0xff)};
}

/** For a `Map`. */
export function tupleKey({protocol, source, destination, sourcePort, destinationPort}: Tuple): string {
	return `${protocol} ${source} ${sourcePort} ${destination} ${destinationPort}`;
}
