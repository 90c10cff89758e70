/**
 * "Fragmentation needed", said by a tunnel in the name of the destination.
 *
 * Between a guest and a tunnel there is a bridge and no router: nobody could tell the guest that
 * its packet is too long for what comes after. So the tunnel writes the ICMP message
 * itself and hands it to the bridge as if the destination had sent it (skb_tunnel_check_pmtu,
 * iptunnel_pmtud_build_icmp; the message: RFC 1191).
 */
import {buildFrame, dstMac, ETHERTYPE, etherType, type Frame, outerTag, payloadOffset, srcMac} from '../../frame.js';
import {buildIcmp, ICMP_TYPE, UNREACHABLE_CODE} from '../../protocol/icmp.js';
import {buildIpv4, IP_PROTOCOL, IPV4_HEADER_LENGTH} from '../../protocol/ipv4.js';
import {isLoopback, isMulticast, isZeronet, LIMITED_BROADCAST} from '../../protocol/ipv4-address.js';
import {read16, read32} from '../../protocol/octets.js';

/** Below this no message is sent: everybody must take 576 octets. */
const SMALLEST = 576;
const DONT_FRAGMENT_ONLY = 0x4000;
/** ICMP messages that are not about errors: these may be answered with an error. */
const QUESTIONS = [0, 8, 9, 10, 13, 14, 15, 16, 17, 18];

/** The frame that answers `frame`, when the packet inside is longer than `room` octets, must not be cut, and may be answered. */
export function fragmentationNeeded(frame: Frame, room: number): Frame | undefined {
	if (room < SMALLEST || outerTag(frame) || etherType(frame) !== ETHERTYPE.ipv4) return undefined;
	const packet = frame.bytes.subarray(payloadOffset(frame));
	if (packet.length <= Math.max(room, IPV4_HEADER_LENGTH) || read16(packet, 6) !== DONT_FRAGMENT_ONLY) return undefined;
	const source = read32(packet, 12);
	const destination = read32(packet, 16);
	const isNobody = (address: number) => address === LIMITED_BROADCAST || isMulticast(address);
	if (isNobody(source) || isNobody(destination) || isZeronet(source) || isLoopback(source)) return undefined;
	if (packet[9] === IP_PROTOCOL.icmp && !QUESTIONS.includes(packet[((packet[0] as number) & 0xf) * 4] as number)) return undefined;
	const quote = packet.slice(0, SMALLEST - IPV4_HEADER_LENGTH - 8);
	const message = buildIcmp({type: ICMP_TYPE.unreachable, code: UNREACHABLE_CODE.fragmentationNeeded, rest: room, payload: quote});
	return buildFrame({
		dst: srcMac(frame),
		src: dstMac(frame),
		etherType: ETHERTYPE.ipv4,
		payload: buildIpv4({
			source: destination,
			destination: source,
			protocol: IP_PROTOCOL.icmp,
			ttl: packet[8] as number,
			dontFragment: true,
			payload: message,
		}),
	});
}
