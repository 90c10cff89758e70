/*
 * Bridging over Wi-Fi: one MAC for all
 *
 * A frame to an access point has three addresses: the access point, the source, the destination; the source is also who
 * transmits, and must be the station that is associated. A guest's own MAC has no place in it. So the driver sends with the
 * host's MAC and finds out by the IP address whose an answer is.
 *
 *   out  the source MAC becomes the host's, in the frame and inside ARP; the IP address of the sender (of ARP or IPv4) is noted
 *        with the guest's MAC. A DHCP request gets its broadcast flag set: nobody could unicast to a guest without address.
 *   in   a unicast for an IP address that was noted goes to that guest's MAC, in the frame and inside ARP; others are the
 *        host's own and not shown. Groups are shown as they are.
 *
 * The price: only IP and ARP work, and for every station outside all guests have the host's MAC. The table holds 20
 * addresses; the one that was seen least lately goes.
 *
 * Source: vmnet driver (smac.c: SMAC_CheckPacketToHost, SMAC_CheckPacketFromHost); IEEE 802.11 9.3.2.1.
 *
 * Not modelled: IPv6, RARP; fragments of UDP.
 */
import {buildFrame, dstMac, ETHERTYPE, etherType, type Frame, payloadOffset, srcMac, tags} from '../frame.js';
import {BROADCAST, isGroup, type Mac} from '../mac.js';
import {buildArp, parseArp} from '../protocol/arp.js';
import {buildIpv4, IP_PROTOCOL, type Ipv4Packet, parseIpv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, LIMITED_BROADCAST, UNSPECIFIED} from '../protocol/ipv4-address.js';
import {buildUdp, parseUdp} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Vmnet} from './hub-device.js';

/** Most addresses that are noted. */
const MOST_STATIONS = 20;
const DHCP_CLIENT = 68;
const DHCP_SERVER = 67;
/** Offset of the flags in a DHCP message, and the one that asks for a broadcast answer. */
const FLAGS = 10;
const BROADCAST_FLAG = 0x80;

/** What leaves with the MAC `own` instead of the guest's. */
export function rewriteOut(hub: Vmnet, frame: Frame, own: Mac, out: Sink): Frame {
	const guest = srcMac(frame);
	const payload = payloadOf(frame);
	let address: Ipv4Address = UNSPECIFIED;
	let sent = payload;
	const arp = etherType(frame) === ETHERTYPE.arp ? parseArp(payload) : undefined;
	if (arp?.kind === 'ok') {
		address = arp.value.senderAddress;
		sent = buildArp({...arp.value, senderMac: own});
	}
	const ip = etherType(frame) === ETHERTYPE.ipv4 ? parseIpv4Packet(payload) : undefined;
	if (ip?.kind === 'ok') {
		address = ip.value.source;
		const asking = askingForBroadcast(ip.value);
		if (asking && out.tracing) out.note({kind: 'wireless-dhcp-broadcast'});
		if (asking) sent = buildIpv4(asking);
	}
	if (address !== UNSPECIFIED && address !== LIMITED_BROADCAST) note(hub, address, guest);
	if (out.tracing) out.note({kind: 'wireless-rewritten-out', mac: guest, address});
	return withAddresses(frame, dstMac(frame), own, sent);
}

/** What guests are shown of a frame at the NIC; `undefined` when it is none of theirs. */
export function rewriteIn(hub: Vmnet, frame: Frame, out: Sink): Frame | undefined {
	if (isGroup(dstMac(frame))) return frame;
	const payload = payloadOf(frame);
	const arp = etherType(frame) === ETHERTYPE.arp ? parseArp(payload) : undefined;
	const ip = etherType(frame) === ETHERTYPE.ipv4 ? parseIpv4Packet(payload) : undefined;
	const address = arp?.kind === 'ok' ? arp.value.targetAddress : ip?.kind === 'ok' ? ip.value.destination : UNSPECIFIED;
	const station = address === LIMITED_BROADCAST ? BROADCAST : hub.stations.get(address);
	if (station === undefined) return undefined;
	if (out.tracing) out.note({kind: 'wireless-rewritten-in', mac: station, address});
	const shown = arp?.kind === 'ok' ? buildArp({...arp.value, targetMac: station}) : payload;
	return withAddresses(frame, station, srcMac(frame), shown);
}

/** The DHCP request of a guest, with the flag that asks for a broadcast answer; `undefined` for every other packet. */
function askingForBroadcast(packet: Ipv4Packet): Ipv4Packet | undefined {
	if (packet.protocol !== IP_PROTOCOL.udp || packet.moreFragments || packet.fragmentOffset > 0) return undefined;
	const udp = parseUdp(packet.payload, packet);
	if (udp.kind === 'malformed') return undefined;
	const {sourcePort, destinationPort, payload} = udp.value;
	if (sourcePort !== DHCP_CLIENT || destinationPort !== DHCP_SERVER || payload.length <= FLAGS) return undefined;
	const message = payload.slice();
	message[FLAGS] = (message[FLAGS] as number) | BROADCAST_FLAG;
	return {...packet, payload: buildUdp({...udp.value, payload: message}, packet)};
}

/** The station that was seen last stands last, so that the first is the one to go. */
function note({stations}: Vmnet, address: Ipv4Address, mac: Mac): void {
	stations.delete(address);
	stations.set(address, mac);
	const [oldest] = stations.keys();
	if (stations.size > MOST_STATIONS && oldest !== undefined) stations.delete(oldest);
}

/** Behind the tags, without what stands behind a packet that is shorter than its frame. */
function payloadOf(frame: Frame): Uint8Array {
	return frame.bytes.subarray(payloadOffset(frame));
}

function withAddresses(frame: Frame, dst: Mac, src: Mac, payload: Uint8Array): Frame {
	return buildFrame({dst, src, tags: tags(frame), etherType: etherType(frame), payload});
}
