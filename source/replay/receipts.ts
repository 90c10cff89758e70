/*
 * Who received a frame
 *
 * A recording was made with packet sockets: at the NIC of a VM and at br0 they see
 * a frame as the device classified it. Behind a device that gave its frames away
 * (the parent of macvlans, a port of a bridge) they see what is left for the
 * machine's own stack, and there a frame with a VLAN tag is for somebody else,
 * because no VLAN device exists, and a priority tag is gone
 * (__netif_receive_skb_core, after the rx_handler).
 */
import {dstMac, ETHERTYPE, etherType, type Frame, payloadOffset, srcMac, type Tag, TPID_8021Q, tags} from '../engine/frame.js';
import {formatMac} from '../engine/mac.js';
import type {DeviceId, PacketType} from '../engine/netdev.js';
import {parseIpv4Packet} from '../engine/protocol/ipv4.js';
import {formatIpv4} from '../engine/protocol/ipv4-address.js';
import {crossings, deliveries, type TraceNode} from '../engine/trace.js';
import {deviceAt, deviceAtPath, pathOf, type World} from '../engine/world.js';
import {attachmentsOf} from './attachments.js';
import type {Crossed, Delivered, PortLocal, Recording} from './recording-schema.js';

/** The devices at which a recording listened. */
export interface Listeners {
	/** Endpoint, by its device. */
	endpoints: Map<DeviceId, string>;
	/** Bridge ports: `device` and `port` of the recording. */
	ports: Map<DeviceId, {device: string; port: string}>;
	/** Devices at which the listener stands behind the rx_handler. */
	behind: Set<DeviceId>;
	/** A switch on the way may rewrite a frame as it likes: whatever comes of it is the frame. */
	rewrites: boolean;
}

/** Path of the device that an endpoint sends by. All bridges of Open vSwitch stand on one host. */
function endpointPath({local, name}: Recording['endpoints'][number], device: Recording['device']): string {
	return local ? `${device.type === 'ovs' ? device.name : local.device}/${local.interface}` : `${name}/eth0`;
}

/** The listeners of `recording` in the world that was made of it. */
export function listenersOf(recording: Recording, world: World): Listeners {
	const {device, endpoints} = recording;
	const found = <T>(path: string, value: T): [DeviceId, T][] => {
		const id = deviceAtPath(world, path)?.id;
		return id === undefined ? [] : [[id, value]];
	};
	const ports = new Map(attachmentsOf(recording).flatMap(({device: name, port}) => found(`${name}/${port}`, {device: name, port})));
	const parents = (device.type === 'ovs' ? [] : (device.parents ?? [])).flatMap(({name}) => found(`${device.name}/${name}`, undefined));
	return {
		endpoints: new Map(endpoints.flatMap((endpoint) => found(endpointPath(endpoint, device), endpoint.name))),
		ports,
		behind: new Set([...ports.keys(), ...parents.map(([id]) => id)]),
		rewrites: device.type === 'ovs',
	};
}

/** Receipts of `sent` among the `nodes` that it caused, in the order of the endpoints. */
export function receiptsOf(
	nodes: readonly TraceNode[],
	sent: Frame,
	listeners: Listeners,
): {delivered: Delivered[]; portLocal: PortLocal[]} {
	const delivered: Delivered[] = [];
	const portLocal: PortLocal[] = [];
	for (const {device, frame, type} of deliveries(nodes)) {
		if (!listeners.rewrites && !isCopy(frame, sent)) continue;
		const seen = listeners.behind.has(device) ? behindHandler(frame, type) : {found: tags(frame), type};
		const to = listeners.endpoints.get(device);
		if (to !== undefined) delivered.push({to, pkttype: seen.type, ...tagFields(seen.found), ...rewritten(sent, frame)});
		const port = listeners.ports.get(device);
		if (port) portLocal.push({...port, pkttype: seen.type});
	}
	const order = [...listeners.endpoints.values()];
	return {delivered: delivered.sort((a, b) => order.indexOf(a.to) - order.indexOf(b.to)), portLocal};
}

/** Cables of the recording that the frame crossed, a crossing an entry; the veth of a station is none. */
export function wireOf(nodes: readonly TraceNode[], sent: Frame, world: World, {links, device}: Recording): Crossed[] {
	const parents = device.type === 'ovs' ? [] : (device.parents ?? []);
	const cabled = new Set(
		[...links.flatMap(({ends}) => ends), ...parents.map(({uplink}) => uplink)].map((end) => `${end.device}/${end.port}`),
	);
	return crossings(nodes)
		.filter(({frame}) => isCopy(frame, sent))
		.map(({from, to, frame}) => ({from: pathOf(world, from), to: pathOf(world, to), ...tagFields(tags(frame))}))
		.filter(({from, to}) => cabled.has(from) || cabled.has(to));
}

/** The frame itself, whatever its tags are by now, and not one that somebody sent because of it (a query after a leave, a reply). */
function isCopy(frame: Frame, sent: Frame): boolean {
	if (frame === sent || srcMac(frame) === srcMac(sent) || dstMac(frame) === dstMac(sent)) return true;
	const [one, other] = [frame, sent].map((each) => each.bytes.subarray(payloadOffset(each) - 2));
	return one !== undefined && one.length === other?.length && one.every((octet, at) => octet === other[at]);
}

/** Is this device still where the recording's endpoint is? */
export function isPresent(world: World, id: DeviceId): boolean {
	return deviceAt(world, id).present;
}

function behindHandler(frame: Frame, type: PacketType): {found: Tag[]; type: PacketType} {
	const found = tags(frame);
	while (found[0]?.vid === 0) found.shift();
	return {found, type: found.length > 0 ? 'otherhost' : type};
}

function tagFields([outer, second]: readonly Tag[]): Pick<Delivered, 'vlan' | 'pcp' | 'tpid' | 'inner'> {
	if (!outer) return {};
	return {...one(outer), ...(second ? {inner: one(second)} : {})};
}

function one({vid, pcp, tpid}: Tag): Pick<Delivered, 'vlan' | 'pcp' | 'tpid'> {
	return {vlan: vid, ...(pcp === 0 ? {} : {pcp}), ...(tpid === TPID_8021Q ? {} : {tpid})};
}

/** Fields that some device on the way changed. */
function rewritten(sent: Frame, got: Frame): Partial<Delivered> {
	const before = fieldsOf(sent);
	return Object.fromEntries(Object.entries(fieldsOf(got)).filter(([name, value]) => before[name] !== value));
}

function fieldsOf(frame: Frame): Record<string, string | number> {
	const macs = {dst: formatMac(dstMac(frame)), src: formatMac(srcMac(frame))};
	if (etherType(frame) !== ETHERTYPE.ipv4) return macs;
	const packet = parseIpv4Packet(frame.bytes.subarray(payloadOffset(frame)));
	if (packet.kind !== 'ok') return macs;
	const {source, destination, ttl, protocol, payload} = packet.value;
	const hasPorts = protocol === 6 || protocol === 17;
	const dport = hasPorts ? {dport: ((payload[2] ?? 0) << 8) | (payload[3] ?? 0)} : {};
	return {...macs, srcIp: formatIpv4(source), dstIp: formatIpv4(destination), ttl, ...dport};
}
