/*
 * A bridge br0 with ports p1 to p4, a world that holds nothing else, and of the
 * data plane only what decides where a copy goes.
 */
import type {ChangeResult} from '../../../../source/engine/change.js';
import {applyMdbChange} from '../../../../source/engine/changes/mdb.js';
import type {Bridge, BridgePort} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {createBridge, createPort} from '../../../../source/engine/devices/bridge/create.js';
import {multicastEgress} from '../../../../source/engine/devices/bridge/mdb-egress.js';
import {removeMulticastPort, setMulticastRouter, setQuerier, setSnooping} from '../../../../source/engine/devices/bridge/mdb-port.js';
import {mdbRows, routerPortRows} from '../../../../source/engine/devices/bridge/mdb-report.js';
import {snoop} from '../../../../source/engine/devices/bridge/mdb-snooping.js';
import {mdbTimer} from '../../../../source/engine/devices/bridge/mdb-timer.js';
import {disableBridge, disablePort, enableBridge, enablePort} from '../../../../source/engine/devices/bridge/stp-port.js';
import type {Frame} from '../../../../source/engine/frame.js';
import {parseMac} from '../../../../source/engine/mac.js';
import {createNetdev, type DeviceId, type Nic} from '../../../../source/engine/netdev.js';
import {parseIpv4} from '../../../../source/engine/protocol/ipv4-address.js';
import type {Cause, Sink} from '../../../../source/engine/sink.js';
import {createWorld, type World} from '../../../../source/engine/world.js';

export const SECOND = 1_000_000_000;

export interface Snooper {
	world: World;
	bridge: Bridge;
	/** World times at which somebody wants a timer step. */
	wakes: number[];
	/** What br0 sent by itself, with the time in seconds; `device` is br0 when it went to the host. */
	sent: {time: number; device: DeviceId; frame: Frame}[];
	notes: Cause[];
	out: Sink;
}

export function createSnooper(options: {querier?: boolean; ports?: number} = {}): Snooper {
	const world = createWorld();
	const bridge = createBridge({id: 0, machine: 0, ifindex: 1, name: 'br0', mac: 0x0200_0000_b000});
	world.devices.push(bridge);
	const wakes: number[] = [];
	const notes: Cause[] = [];
	const sent: Snooper['sent'] = [];
	const never = (): never => {
		throw new Error('snooping neither delivers nor drops');
	};
	const send = (device: DeviceId, frame: Frame): void => void sent.push({time: world.now / SECOND, device, frame});
	const out: Sink = {
		tracing: true,
		transmit: send,
		receive: send,
		deliver: never,
		drop: never,
		tell: never,
		note: (cause) => notes.push(cause),
		wake: (_, time) => wakes.push(time),
	};
	for (let number = 1; number <= (options.ports ?? 4); number++) addPort(world, bridge, number);
	if (options.querier) setQuerier(bridge, true, 0, out);
	bridge.up = true;
	enableBridge(bridge, 0, out);
	return {world, bridge, wakes, sent, notes, out};
}

function addPort(world: World, bridge: Bridge, number: number): void {
	const id = world.devices.length;
	const nic: Nic = {
		...createNetdev({id, machine: 0, ifindex: id, name: `p${number}`, mac: 0x0200_0000_f000 + number}),
		kind: 'nic',
		link: -1,
		speed: 10000,
	};
	nic.up = true;
	nic.carrier = true;
	nic.master = bridge.id;
	world.devices.push(nic);
	bridge.ports.push(createPort(bridge, nic, nic.speed) as BridgePort);
}

/** Lets time pass until `seconds` after the beginning, timer by timer. */
export function passTime(snooper: Snooper, seconds: number): void {
	const {world, wakes, bridge, out} = snooper;
	const end = seconds * SECOND;
	for (;;) {
		wakes.sort((a, b) => a - b);
		if ((wakes[0] ?? Number.POSITIVE_INFINITY) > end) break;
		world.now = Math.max(world.now, wakes.shift() as number);
		mdbTimer(bridge, world.now, out);
	}
	world.now = end;
}

export function portNamed(snooper: Snooper, name: string): BridgePort | undefined {
	return snooper.bridge.ports.find((port) => snooper.world.devices[port.device]?.name === name);
}

/** A multicast frame from the station behind a port, or from `host`: the names of who gets a copy, sorted. */
export function deliver(snooper: Snooper, from: string, frame: Frame | Uint8Array): string[] {
	const {world, bridge, out} = snooper;
	const bytes = 'bytes' in frame ? frame : {bytes: frame};
	const ingress = portNamed(snooper, from);
	if (snoop(bridge, ingress, bytes, 0, world.now, out) === 'malformed') return [];
	const egress = multicastEgress(bridge, bytes, 0, world.now);
	const chosen = egress.kind === 'flood' ? bridge.ports.filter((port) => port.mcastFlood || !ingress) : egress.ports;
	const host = ingress !== undefined && (egress.kind === 'flood' || egress.host);
	const names = chosen
		.filter((port) => port !== ingress && port.state === 'forwarding')
		.map((port) => world.devices[port.device]?.name ?? '');
	return [...(host ? ['host'] : []), ...names].toSorted();
}

export function mdbOf({bridge, world}: Snooper): {group: string; port: string; state: string}[] {
	return mdbRows(bridge, world).map(({group, port, state}) => ({group, port, state}));
}

export function routersOf({bridge, world}: Snooper): string[] {
	return routerPortRows(bridge, world)
		.map(({port}) => port)
		.toSorted();
}

/** Does what one of the recorded commands does, and says what the tool said. */
export function command(snooper: Snooper, text: string): string {
	const words = text.split(' ');
	if (words[0] === 'bridge') return answer(changeMdb(snooper, words));
	const [, , , device = '', ...rest] = words;
	if (device === 'br0') changeBridge(snooper, rest);
	else changePort(snooper, portNamed(snooper, device) as BridgePort, rest);
	return '';
}

function changeMdb({world, bridge, out}: Snooper, [, , verb, , , , port = '', , group = '', ...rest]: string[]): ChangeResult {
	const device = world.devices.findIndex(({name}) => name === port);
	const mac = parseMac(group);
	const address = parseIpv4(group);
	const at = rest.indexOf('vid');
	const named = {
		bridge: bridge.id,
		port: device,
		...(mac !== undefined && {mac}),
		...(address !== undefined && {group: address}),
		...(at !== -1 && {vid: Number(rest[at + 1])}),
	};
	return applyMdbChange(
		world,
		verb === 'add' ? {kind: 'mdb-add', ...named, permanent: rest.includes('permanent')} : {kind: 'mdb-del', ...named},
		out,
	);
}

function changeBridge({world, bridge, out}: Snooper, words: string[]): void {
	if (words[0] === 'type') setSnooping(bridge, words[3] === '1', world.now, out);
	else if (words[0] === 'up') {
		bridge.up = true;
		enableBridge(bridge, world.now, out);
	} else {
		bridge.up = false;
		disableBridge(bridge, world.now, out);
	}
}

function changePort(snooper: Snooper, port: BridgePort, words: string[]): void {
	const {world, bridge, out} = snooper;
	const [verb, , option, value] = words;
	if (verb === 'up') {
		port.carrier = true;
		enablePort(bridge, port, world.now, out);
	} else if (verb === 'down' || verb === 'nomaster') {
		port.carrier = verb !== 'down' && port.carrier;
		disablePort(bridge, port, world.now, out);
		if (verb === 'down') return;
		removeMulticastPort(bridge, port);
		bridge.ports.splice(bridge.ports.indexOf(port), 1);
		(world.devices[port.device] as Nic).master = -1;
	} else if (option === 'mcast_fast_leave') port.fastLeave = value === 'on';
	else if (option === 'mcast_flood') port.mcastFlood = value === 'on';
	else setMulticastRouter(bridge, port, Number(value) as 0 | 1 | 2);
}

function answer(result: ChangeResult): string {
	if (result.kind === 'done') return '';
	return result.message === undefined ? 'RTNETLINK answers: Invalid argument' : `Error: ${result.message}.`;
}
