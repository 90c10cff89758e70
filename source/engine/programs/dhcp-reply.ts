/** What a DHCP server answers, and how the answer reaches a client that has no address yet (RFC 2131 4.1). */
import {buildFrame, ETHERTYPE} from '../frame.js';
import {BROADCAST} from '../mac.js';
import {buildDhcp, DHCP_OPTION, DHCP_PORT, type DhcpMessage, type DhcpOption} from '../protocol/dhcp.js';
import {textOption, typeOption, wordsOption} from '../protocol/dhcp-options.js';
import {buildIpv4, IP_PROTOCOL} from '../protocol/ipv4.js';
import {broadcastOf, type Ipv4Address, LIMITED_BROADCAST, maskOf, UNSPECIFIED} from '../protocol/ipv4-address.js';
import {buildUdp} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import {nextIdentification} from '../stack/ipv4-output.js';
import {sendUdp} from '../stack/udp.js';
import {deviceAt, machineOf, type World} from '../world.js';
import {subnetOf} from './dhcp-pool.js';
import type {DhcpServer} from './dhcp-server-state.js';

const SECOND = 1_000_000_000;
const FOR_EVER = 0xffff_ffff;
/** What dnsmasq marks its answers with (CS6). */
const TOS = 0xc0;

/** What is granted: `duration` in ns. */
interface Grant {
	address: Ipv4Address;
	duration: number;
}

/** Answers `message`; an ACK without `grant` only informs. */
export function sendReply(
	world: World,
	server: DhcpServer,
	type: 'offer' | 'ack' | 'nak',
	message: DhcpMessage,
	grant: Grant | undefined,
	out: Sink,
): void {
	const own = subnetOf(world, server);
	if (!own) return;
	const isRefusal = type === 'nak';
	const payload = buildDhcp({
		operation: 'reply',
		xid: message.xid,
		seconds: isRefusal ? 0 : message.seconds,
		broadcast: message.broadcast,
		clientAddress: isRefusal ? UNSPECIFIED : message.clientAddress,
		yourAddress: grant?.address ?? UNSPECIFIED,
		nextServer: isRefusal ? UNSPECIFIED : own.address,
		clientMac: message.clientMac,
		options: [
			typeOption(type),
			wordsOption(DHCP_OPTION.serverIdentifier, [own.address]),
			...(grant ? times(grant.duration) : []),
			...(isRefusal ? [textOption(DHCP_OPTION.message, 'wrong address')] : settings(server, own)),
		],
	});
	const device = deviceAt(world, server.device);
	const datagram = {sourcePort: DHCP_PORT.server, destinationPort: DHCP_PORT.client, payload};
	if (!isRefusal && message.clientAddress !== UNSPECIFIED) {
		// It has an address: an ordinary datagram, with ARP if need be.
		sendUdp(world, machineOf(world, device.id), datagram, message.clientAddress, out, {source: own.address, tos: TOS, via: device.id});
		return;
	}
	const toAll = isRefusal || message.broadcast || !grant;
	const addresses = {source: own.address, destination: toAll ? LIMITED_BROADCAST : grant.address};
	const packet = buildIpv4({
		...addresses,
		tos: TOS,
		identification: nextIdentification(machineOf(world, device.id)),
		protocol: IP_PROTOCOL.udp,
		payload: buildUdp(datagram, addresses),
	});
	const dst = toAll ? BROADCAST : message.clientMac;
	out.transmit(device.id, buildFrame({dst, src: device.mac, etherType: ETHERTYPE.ipv4, payload: packet}));
}

/** Lease, T1 and T2 in seconds: half of it, and 7/8. */
function times(duration: number): DhcpOption[] {
	if (duration === Number.POSITIVE_INFINITY) return [wordsOption(DHCP_OPTION.leaseTime, [FOR_EVER])];
	const seconds = Math.min(Math.floor(duration / SECOND), FOR_EVER - 1);
	return [
		wordsOption(DHCP_OPTION.leaseTime, [seconds]),
		wordsOption(DHCP_OPTION.renewalTime, [Math.floor(seconds / 2)]),
		wordsOption(DHCP_OPTION.rebindingTime, [Math.floor((seconds * 7) / 8)]),
	];
}

function settings({options}: DhcpServer, {address, prefix}: {address: Ipv4Address; prefix: number}): DhcpOption[] {
	const {domain, dns, routers} = options;
	return [
		wordsOption(DHCP_OPTION.subnetMask, [maskOf(prefix)]),
		wordsOption(DHCP_OPTION.broadcast, [broadcastOf(address, prefix)]),
		...(domain === undefined ? [] : [textOption(DHCP_OPTION.domainName, domain)]),
		...(dns.length === 0 ? [] : [wordsOption(DHCP_OPTION.dns, dns)]),
		...(routers.length === 0 ? [] : [wordsOption(DHCP_OPTION.router, routers)]),
	];
}
