/*
 * The frame of a `trace`
 *
 * What is not said is filled in as the sender at the device would: its addresses, and the MAC that it knows for the next hop.
 * Without a word about the payload it is what the sender would most naturally begin with: an ARP request for its gateway or
 * somebody else in its subnet; from a device without addresses a broadcast of the EtherType for experiments.
 */
import {buildFrame, ETHERTYPE, type Frame, type Tag} from '../../engine/frame.js';
import {BROADCAST, type Mac} from '../../engine/mac.js';
import {ARP_OPERATION, buildArp} from '../../engine/protocol/arp.js';
import {buildEcho} from '../../engine/protocol/icmp.js';
import {buildIpv4, IP_PROTOCOL} from '../../engine/protocol/ipv4.js';
import {
	formatIpv4,
	groupMac,
	type Ipv4Address,
	isInSubnet,
	isMulticast,
	LIMITED_BROADCAST,
	UNSPECIFIED,
} from '../../engine/protocol/ipv4-address.js';
import {buildTcp} from '../../engine/protocol/tcp.js';
import {buildUdp} from '../../engine/protocol/udp.js';
import {findNeighbour, isUsable} from '../../engine/stack/neighbour-table.js';
import {wayTo} from '../../engine/stack/route.js';
import type {World} from '../../engine/world.js';
import {Complaint} from '../complaint.js';
import type {FrameWords} from './frame-words.js';
import {type Sender, senderAt, tagOf} from './sender.js';

export interface MadeFrame {
	frame: Frame;
	/** What was filled in that the sender itself does not know. */
	notes: string[];
}

/** Octets of payload of a frame that says nothing: the shortest frame. */
const SHORTEST = 46;
const ECHO_PAYLOAD = 56;
/** No ping and no program of a lab has these. */
const IDENTIFIER = 0x7472;
const SOURCE_PORT = 40_000;
const DISCARD = 9;

/** Complains when an address cannot be found out. */
export function makeFrame(world: World, said: FrameWords): MadeFrame {
	if (said.payload.kind === 'octets') return {frame: {bytes: said.payload.bytes}, notes: []};
	const sender = senderAt(world, said.device, said.way);
	const {to, etherType, payload, notes} = contentOf(world, said, sender);
	const tags: Tag[] = said.vlans.length > 0 ? said.vlans.map(tagOf) : sender.tags;
	return {frame: buildFrame({dst: said.to ?? to, src: said.from ?? sender.mac, tags, etherType, payload}), notes};
}

interface Content {
	to: Mac;
	etherType: number;
	payload: Uint8Array;
	notes: string[];
}

function contentOf(world: World, said: FrameWords, sender: Sender): Content {
	const {payload} = said;
	switch (payload.kind) {
		case 'natural':
		case 'arp': {
			const target = (payload.kind === 'arp' ? payload.target : undefined) ?? naturalTarget(world, sender);
			if (target !== undefined) return arpRequest(said, sender, target);
			if (payload.kind === 'arp') throw new Complaint('trace: arp: say for whom: arp who-has IP\n', 1);
			return bare(ETHERTYPE.experimental, said.length);
		}
		case 'bare':
			return bare(payload.etherType, said.length);
		case 'ping':
		case 'udp':
		case 'tcp':
			return packet(world, said, sender, payload);
		case 'octets':
			throw new RangeError('octets are a frame already');
		default:
			return payload satisfies never;
	}
}

function bare(etherType: number, length = SHORTEST): Content {
	return {to: BROADCAST, etherType, payload: new Uint8Array(length), notes: []};
}

function arpRequest(said: FrameWords, sender: Sender, target: Ipv4Address): Content {
	const senderAddress = said.source ?? sender.device?.addresses[0]?.address ?? UNSPECIFIED;
	const senderMac = said.from ?? sender.mac;
	const payload = buildArp({operation: ARP_OPERATION.request, senderMac, senderAddress, targetMac: 0, targetAddress: target});
	return {to: BROADCAST, etherType: ETHERTYPE.arp, payload, notes: []};
}

/** The gateway, or whoever else has an address in the same subnet, in the order of the lab. */
function naturalTarget(world: World, {device, machine}: Sender): Ipv4Address | undefined {
	const own = device?.addresses[0];
	if (!device || !machine || !own) return undefined;
	const gateway = machine.stack.routes.find((route) => route.device === device.id && route.gateway !== undefined)?.gateway;
	const others = world.devices.filter(({present, machine: of}) => present && of !== machine.id);
	const near = others.flatMap(({addresses}) => addresses).find(({address}) => isInSubnet(address, own.address, own.prefix));
	return gateway ?? near?.address;
}

function packet(world: World, said: FrameWords, sender: Sender, {kind, to}: {kind: 'ping' | 'udp' | 'tcp'; to: Ipv4Address}): Content {
	const way = sender.machine && sender.device ? wayTo(world, sender.machine, to, sender.device.id) : undefined;
	const own = way && 'source' in way ? way.source : sender.device?.addresses[0]?.address;
	const source = said.source ?? own ?? UNSPECIFIED;
	const nextHop = way?.kind === 'link' ? way.nextHop : to;
	const isForAll = way?.kind === 'broadcast' || to === LIMITED_BROADCAST;
	const known = said.to ?? (isForAll ? BROADCAST : undefined);
	const {mac, notes} = known === undefined ? macFor(world, sender, nextHop) : {mac: known, notes: []};
	const payload = buildIpv4({
		protocol: kind === 'ping' ? IP_PROTOCOL.icmp : IP_PROTOCOL[kind],
		source,
		destination: to,
		...(said.ttl === undefined ? {} : {ttl: said.ttl}),
		payload: transport(said, kind, {source, destination: to}),
	});
	return {to: mac, etherType: ETHERTYPE.ipv4, payload, notes};
}

function transport(said: FrameWords, kind: 'ping' | 'udp' | 'tcp', ends: {source: Ipv4Address; destination: Ipv4Address}): Uint8Array {
	const payload = new Uint8Array(said.length ?? (kind === 'ping' ? ECHO_PAYLOAD : 0));
	const ports = {sourcePort: said.sport ?? SOURCE_PORT, destinationPort: said.port ?? (kind === 'tcp' ? 80 : DISCARD)};
	switch (kind) {
		case 'ping':
			return buildEcho('request', {identifier: IDENTIFIER, sequence: 1, payload});
		case 'udp':
			return buildUdp({...ports, payload}, ends);
		case 'tcp':
			return buildTcp({...ports, payload}, ends);
		default:
			return kind satisfies never;
	}
}

/** As the sender knows it, or else as it would find it out: by ARP, from whoever has the address. */
function macFor(world: World, {device, machine}: Sender, address: Ipv4Address): {mac: Mac; notes: string[]} {
	if (isMulticast(address)) return {mac: groupMac(address), notes: []};
	const known = device && machine && findNeighbour(machine.stack, device.id, address);
	if (known && isUsable(known)) return {mac: known.mac, notes: []};
	const holder = world.devices.find((candidate) => candidate.present && candidate.addresses.some((own) => own.address === address));
	if (!holder)
		throw new Complaint(
			`trace: nobody in this lab has ${formatIpv4(address)}; say to MAC, or ask first: arp who-has ${formatIpv4(address)}\n`,
			1,
		);
	const asker = machine?.name ?? 'the sender';
	return {mac: holder.mac, notes: [`${asker} has not asked for ${formatIpv4(address)} yet: ARP would go first`]};
}
