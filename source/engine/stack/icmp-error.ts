/*
 * ICMP errors: telling the sender (icmp_send)
 *
 * Whoever drops a packet for want of a way, of time or of a listener tells its
 * sender, with the head of the packet as proof: as much of it as fits into 576
 * octets. The message carries precedence "internetwork control" and comes from
 * the address by which it leaves, or from the packet's destination if that was
 * the machine itself.
 *
 * Nothing is said about an ICMP error, about a broadcast or multicast, about any
 * but the first piece of a packet, or to a source that is no single station;
 * otherwise errors would breed errors. And not too often: six at once to the same
 * address, then one a second (two, then one in two seconds, for want of a route);
 * "fragmentation needed" always goes.
 *
 * Not modelled: errors to the broadcast address of a subnet, which Linux sends, redirects, source quench, parameter problems, options in the
 * quoted packet, the limit for all addresses together (1000 a second).
 */
import type {PacketType} from '../netdev.js';
import {buildIcmp, ICMP_TYPE, isIcmpError, UNREACHABLE_CODE} from '../protocol/icmp.js';
import {buildIpv4, IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, isMulticast, isZeronet, LIMITED_BROADCAST} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {ownsAddress} from './address.js';
import {stackSend} from './ipv4-output.js';
import {broadcastRoute} from './route.js';
import type {Stack} from './stack-state.js';

/** Octets of IPv4 and ICMP header in front of the quote. */
const HEADERS = 28;
/** The longest message (RFC 1812 4.3.2.3). */
const LONGEST = 576;
/** Precedence of the message, beside the TOS of the packet (IPTOS_PREC_INTERNETCONTROL). */
const PRECEDENCE = 0xc0;
const TOS_MASK = 0x1e;
/** ns: what a message costs, and the most that an address can save up (icmp_ratelimit, XRLIM_BURST_FACTOR). */
const COST = 1_000_000_000;
const MOST_CREDIT = 6 * COST;
/** The same for packets without route (ip_rt_error_burst). */
const MOST_FAILURES = 5 * COST;
/** Addresses that are remembered before the rested ones are forgotten. */
const MOST_PEERS = 256;

interface IcmpError {
	type: number;
	code: number;
	/** The four octets after the checksum; 0 unless said otherwise. */
	rest?: number;
	/** Who says so, unless the route decides. */
	from?: Ipv4Address;
}

/** Tells the sender of `packet`, which came as `type`, what became of it; or nobody, when that is forbidden. */
export function sendIcmpError(
	world: World,
	machine: Machine,
	packet: Ipv4Packet,
	type: PacketType,
	error: IcmpError,
	now: number,
	out: Sink,
): void {
	const {source, destination} = packet;
	if (type !== 'host' || packet.fragmentOffset > 0 || !isStation(machine, source) || !isStation(machine, destination)) return;
	if (packet.protocol === IP_PROTOCOL.icmp && isIcmpError(packet.payload[0] ?? ICMP_TYPE.parameterProblem)) return;
	if (!ownsAddress(world, machine, source) && !mayTell(machine.stack, source, error, now)) {
		if (out.tracing) out.note({kind: 'icmp-error-withheld', address: source});
		return;
	}
	if (out.tracing) out.note({kind: 'icmp-error-sent', type: error.type, code: error.code, address: source});
	const quote = buildIpv4(packet).subarray(0, LONGEST - HEADERS);
	const own = ownsAddress(world, machine, destination) ? destination : error.from;
	const from = own === undefined ? {} : {source: own};
	stackSend(
		world,
		machine,
		{
			...from,
			destination: source,
			protocol: IP_PROTOCOL.icmp,
			tos: (packet.tos & TOS_MASK) | PRECEDENCE,
			payload: buildIcmp({type: error.type, code: error.code, rest: error.rest ?? 0, payload: quote}),
		},
		now,
		out,
	);
}

/** One machine that can be told something, and not many. */
function isStation({stack}: Machine, address: Ipv4Address): boolean {
	return !isZeronet(address) && !isMulticast(address) && address !== LIMITED_BROADCAST && broadcastRoute(stack, address) === undefined;
}

/** Is there credit left for this message to `address`? Takes its price. */
function mayTell(stack: Stack, address: Ipv4Address, {type, code}: IcmpError, now: number): boolean {
	if (type === ICMP_TYPE.unreachable && code === UNREACHABLE_CODE.fragmentationNeeded) return true;
	// A router without a route pays for asking its table in vain, and for the message.
	const isRouteless = type === ICMP_TYPE.unreachable && code === UNREACHABLE_CODE.network;
	if (isRouteless && !pay(stack, address, now, MOST_FAILURES)) return false;
	return pay(stack, address, now, MOST_CREDIT);
}

/** Takes the price of one message to `address`; false when there is no credit left (inet_peer_xrlim_allow). */
function pay(stack: Stack, address: Ipv4Address, now: number, most: number): boolean {
	stack.errorCredits ??= new Map();
	const credits = stack.errorCredits;
	if (credits.size >= MOST_PEERS) for (const [peer, {since}] of credits) if (since + MOST_CREDIT <= now) credits.delete(peer);
	const known = credits.get(address) ?? {credit: MOST_CREDIT, since: now};
	const credit = Math.min(known.credit + now - known.since, most);
	const canPay = credit >= COST;
	credits.set(address, {credit: canPay ? credit - COST : credit, since: now});
	return canPay;
}
