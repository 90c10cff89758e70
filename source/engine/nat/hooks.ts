/*
 * Netfilter in the way of packets (nf_hook, nf_nat_inet_fn)
 *
 * Four places in the stack: PREROUTING when a packet came, INPUT when it is for this machine, OUTPUT when the machine
 * made it, POSTROUTING when it leaves. Destinations change at the first and third, before the route is chosen, sources at the others; so
 * rules see a forwarded packet with its new destination and its old source.
 *
 * NAT is no filter: a packet that no rule fits passes as it is. Who has a route to the inside reaches the inside.
 *
 * Not modelled: tables that filter or mark, of their types filter, mangle and raw; frames that a bridge switches (br_netfilter), so that a guest reaches a forwarded
 * port of its neighbour only by a host that masquerades this, too; what the machine sends to itself by `lo` is not tracked.
 */
import type {Device} from '../device.js';
import {IPV4_HEADER_LENGTH, type Ipv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, LOOPBACK} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {selectSource} from '../stack/address.js';
import type {Stack} from '../stack/stack-state.js';
import type {Machine, World} from '../world.js';
import {firstAlarm} from './alarms.js';
import type {Connection, Mapping, Tracked} from './connection.js';
import type {NatTarget, Netfilter} from './netfilter.js';
import {rewritten, tupleOf} from './packet-tuple.js';
import {askRules, type Deciding, type Devices} from './rules.js';
import {createConnections, expireConnections, findConnection, removeConnection} from './table.js';
import {opposite, track} from './track.js';
import {confirm, decide, endOf, manipulate, type Side, unchanged} from './translate.js';
import {invert} from './tuple.js';

/** What became of a packet at a place. */
type Passed = Ipv4Packet | 'dropped';

/** Netfilter of a stack, made when it is first needed. */
export function netfilterOf(stack: Stack): Netfilter {
	stack.netfilter ??= {
		tables: [],
		lastTable: 0,
		connections: createConnections(),
		alarm: Number.POSITIVE_INFINITY,
	};
	return stack.netfilter;
}

/** A whole packet came by `device`. */
export function natPrerouting(world: World, machine: Machine, packet: Ipv4Packet, device: Device, out: Sink): Passed {
	return enter(world, machine, packet, 'prerouting', {in: device}, device, out);
}

/** The machine made a packet, to leave by `device`. Its destination may be another afterwards, and its route with it. */
export function natOutput(world: World, machine: Machine, packet: Ipv4Packet, device: Device, out: Sink): Passed {
	return enter(world, machine, packet, 'output', {out: device}, undefined, out);
}

/** The packet is for this machine. */
export function natInput(world: World, machine: Machine, packet: Ipv4Packet, device: Device, out: Sink): Passed {
	return leave(world, machine, packet, 'input', {in: device}, device, out);
}

/** The packet leaves by `device`. */
export function natPostrouting(world: World, machine: Machine, packet: Ipv4Packet, device: Device, out: Sink): Passed {
	return leave(world, machine, packet, 'postrouting', {out: device}, device, out);
}

/** Looks the packet up and rewrites its destination. */
function enter(
	world: World,
	machine: Machine,
	packet: Ipv4Packet,
	hook: 'prerouting' | 'output',
	devices: Devices,
	device: Device | undefined,
	out: Sink,
): Passed {
	const {netfilter} = machine.stack;
	if (!netfilter || packet.tracked) return packet;
	const found = track(netfilter.connections, packet, world.now, out);
	wakeNat(machine, out);
	if (found.kind === 'full') {
		out.drop('nat-table-full');
		return 'dropped';
	}
	if (found.kind === 'invalid') {
		if (out.tracing) out.note({kind: 'connection-invalid', protocol: packet.protocol});
		return packet;
	}
	const {tracked} = found;
	const {connection} = tracked;
	if (out.tracing) noteFound(tracked, packet.protocol, out);
	if (tracked.kind === 'new') {
		const {deciding, dropped} = askRules(netfilter, hook, packet, devices, octetsOf(packet));
		if (deciding) noteRule(deciding, out);
		if (dropped) {
			out.drop('nat-rule-drop');
			return 'dropped';
		}
		const mapping = deciding && mappingOf(deciding.rule.target, device?.addresses[0]?.address ?? LOOPBACK);
		if (mapping) decide(netfilter.connections, connection, mapping, world, world.now);
		else connection.destination = 'none';
	}
	return {...rewrite(packet, tracked, 'destination', out), tracked};
}

/** Rewrites the source, and puts a new conversation into the table. */
function leave(
	world: World,
	machine: Machine,
	packet: Ipv4Packet,
	hook: 'input' | 'postrouting',
	devices: Devices,
	device: Device,
	out: Sink,
): Passed {
	const {netfilter} = machine.stack;
	const {tracked} = packet;
	if (!netfilter || !tracked) return packet;
	const {connection} = tracked;
	if (tracked.kind === 'new') {
		const wished = connection.reply.destinationPort;
		const {deciding, dropped} = askRules(netfilter, hook, packet, devices, octetsOf(packet));
		if (deciding) noteRule(deciding, out);
		if (dropped) {
			out.drop('nat-rule-drop');
			return 'dropped';
		}
		const address = selectSource(world, machine, device, packet.destination);
		const mapping = (deciding && mappingOf(deciding.rule.target, address)) ?? unchanged('source', connection);
		if (deciding?.rule.target?.kind === 'masquerade') connection.masquerade = device.id;
		decide(netfilter.connections, connection, mapping, world, world.now);
		const {destinationPort: port} = connection.reply;
		if (out.tracing && connection.source === 'done' && !mapping.ports && port !== wished && packet.protocol !== 1)
			out.note({kind: 'nat-port-taken', port: wished, newPort: port});
		if (!confirm(netfilter.connections, tracked)) {
			out.drop('nat-no-port');
			return 'dropped';
		}
		wakeNat(machine, out);
	}
	return rewrite(packet, tracked, 'source', out);
}

function rewrite(packet: Ipv4Packet, tracked: Tracked, side: Side, out: Sink): Ipv4Packet {
	const made = manipulate(packet, tracked, side);
	if (out.tracing && made !== packet) {
		const [before, after] = [tupleOf(packet), tupleOf(made)];
		if (before && after) {
			const [from, to] = [endOf(before, side), endOf(after, side)];
			out.note({kind: 'nat-rewritten', side, address: from.address, port: from.port, newAddress: to.address, newPort: to.port});
		}
	}
	return made;
}

function mappingOf(target: NatTarget | undefined, own: Ipv4Address): Mapping | undefined {
	switch (target?.kind) {
		case undefined:
		case 'accept':
		case 'drop':
		case 'return':
		case 'jump':
		case 'goto':
			return undefined;
		case 'masquerade':
			return {end: 'source', addresses: {from: own, to: own}, ...portsOf(target)};
		case 'snat':
			return {end: 'source', addresses: target.addresses, ...portsOf(target)};
		case 'dnat':
			return {end: 'destination', addresses: target.addresses, ...portsOf(target)};
		case 'redirect':
			return {end: 'destination', addresses: {from: own, to: own}, ...portsOf(target)};
		default:
			return target satisfies never;
	}
}

function portsOf({ports, random}: {ports?: {from: number; to: number}; random?: boolean}): Pick<Mapping, 'ports' | 'random'> {
	return {...(ports ? {ports} : {}), ...(random ? {random} : {})};
}

/** A packet that left, as its sender had sent it. */
export function untranslated({netfilter}: Stack, packet: Ipv4Packet, now: number): Ipv4Packet {
	const tuple = netfilter && tupleOf(packet);
	const answer = tuple && invert(tuple);
	const known = answer && findConnection(netfilter.connections, answer, now);
	if (!known) return packet;
	const sent = known.connection[opposite(known.direction)];
	return rewritten(rewritten(packet, 'source', endOf(sent, 'source')), 'destination', endOf(sent, 'destination'));
}

/** Conversations whose time is over leave the table. */
export function natTimer(machine: Machine, now: number, out: Sink): void {
	const {netfilter} = machine.stack;
	if (!netfilter || netfilter.alarm > now) return;
	netfilter.alarm = Number.POSITIVE_INFINITY;
	expireConnections(netfilter.connections, now);
	wakeNat(machine, out);
}

/** Asks for a timer step when the first conversation may end before the one that was asked for; `anew`: the device that was asked is gone. */
export function wakeNat(machine: Machine, out: Sink, anew = false): void {
	const {netfilter} = machine.stack;
	const [device] = machine.devices;
	if (!netfilter || device === undefined) return;
	const time = firstAlarm(netfilter.connections.alarms);
	if (time === Number.POSITIVE_INFINITY || (time >= netfilter.alarm && !anew)) return;
	netfilter.alarm = time;
	out.wake(device, time);
}

/** Masqueraded conversations go with their device, or its address (masq_device_event). */
export function forgetMasqueraded({netfilter}: Stack, device: number): void {
	if (!netfilter) return;
	const {connections} = netfilter;
	for (const connection of [...connections.entries.values()])
		if (connection.masquerade === device) removeConnection(connections, connection);
}

function octetsOf({options, payload}: Ipv4Packet): number {
	return IPV4_HEADER_LENGTH + options.length + payload.length;
}

function noteFound({kind, direction, connection}: Tracked, protocol: number, out: Sink): void {
	if (kind === 'new') out.note(newConnection(connection));
	else out.note({kind: 'connection-known', protocol, direction, related: kind === 'related'});
}

function newConnection({original}: Connection) {
	const {protocol, source, sourcePort, destination, destinationPort} = original;
	return {kind: 'connection-new', protocol, source, sourcePort, destination, destinationPort} as const;
}

function noteRule({chain, number, rule: {target}}: Deciding, out: Sink): void {
	if (out.tracing && target) out.note({kind: 'nat-rule', chain, number, target: target.kind});
}
