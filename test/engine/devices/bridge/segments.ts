/*
 * Bridges on shared segments, without hosts and without a data plane: what is sent
 * on a segment is heard by every other port there, a microsecond later. Time runs
 * from one event to the next.
 */
import {type Agenda, createAgenda, peek, schedule, take} from '../../../../source/engine/agenda.js';
import type {Bridge, BridgePort, PortState} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {createBridge, createPort} from '../../../../source/engine/devices/bridge/create.js';
import {disablePort, enableBridge, enablePort} from '../../../../source/engine/devices/bridge/stp-port.js';
import {receiveBpdu} from '../../../../source/engine/devices/bridge/stp-receive.js';
import {bridgeIdChanged, setPathCost, setPortPriority, setStp, setTimers} from '../../../../source/engine/devices/bridge/stp-settings.js';
import {stpTimer} from '../../../../source/engine/devices/bridge/stp-timer.js';
import type {Frame} from '../../../../source/engine/frame.js';
import type {Mac} from '../../../../source/engine/mac.js';
import {createNetdev, type DeviceId, type Nic} from '../../../../source/engine/netdev.js';
import type {Cause, Sink} from '../../../../source/engine/sink.js';
import {createWorld, type World} from '../../../../source/engine/world.js';

export const SECOND = 1_000_000_000;
const LATENCY = 1000;

export interface Segments {
	world: World;
	bridges: Bridge[];
	/** Segment by port device. */
	plugged: Map<DeviceId, string>;
	agenda: Agenda;
	/** Everything that was noted, with its time in seconds. */
	notes: {time: number; bridge: string; cause: Cause}[];
	/** Everything that was sent, with its time in ns. */
	sent: {time: number; port: DeviceId; frame: Frame}[];
	drops: string[];
	out: Sink;
}

export function createSegments(): Segments {
	const agenda = createAgenda();
	const segments: Segments = {
		world: createWorld(),
		bridges: [],
		plugged: new Map(),
		agenda,
		notes: [],
		sent: [],
		drops: [],
		out: undefined as never,
	};
	const ended = (): never => {
		throw new Error('the spanning tree neither delivers nor hands over');
	};
	segments.out = {
		tracing: true,
		transmit(device, frame) {
			segments.sent.push({time: segments.world.now, port: device, frame});
			const segment = segments.plugged.get(device);
			for (const [other, where] of segments.plugged) {
				if (other === device || where !== segment) continue;
				enter(segments, segments.world.now + LATENCY, other, frame);
			}
		},
		receive: ended,
		deliver: ended,
		tell: ended,
		drop: (reason) => segments.drops.push(reason),
		note: (cause) => segments.notes.push({time: segments.world.now / SECOND, bridge: '', cause}),
		wake: (device, time) => enter(segments, time, device, undefined),
	};
	return segments;
}

function enter(segments: Segments, time: number, device: DeviceId, frame: Frame | undefined): void {
	schedule(segments.agenda, {time, step: frame ? 'receive' : 'timer', device, frame, type: undefined, parent: -1, hops: 0});
}

export interface BridgeSettings {
	priority?: number;
	helloTime?: number;
	maxAge?: number;
	forwardDelay?: number;
	stp?: boolean;
}

/** A bridge with a MAC of its own, down. Timers in seconds. */
export function addBridge(segments: Segments, name: string, mac: Mac, settings: BridgeSettings = {}): Bridge {
	const {world, out} = segments;
	const bridge = createBridge({id: world.devices.length, machine: 0, ifindex: 0, name, mac});
	world.devices.push(bridge);
	segments.bridges.push(bridge);
	bridge.macIsFixed = true;
	bridge.stp.priority = settings.priority ?? bridge.stp.priority;
	bridgeIdChanged(bridge, mac, world.now, out);
	const {helloTime = 2, maxAge = 20, forwardDelay = 15} = settings;
	setTimers(bridge, {helloTime: helloTime * SECOND, maxAge: maxAge * SECOND, forwardDelay: forwardDelay * SECOND});
	if (settings.stp !== false) setStp(bridge, true, world.now, out);
	return bridge;
}

export interface PortSettings {
	cost?: number;
	priority?: number;
	mac?: Mac;
}

/** A port with carrier on `segment`, enabled when the bridge is up. */
export function addPort(segments: Segments, bridge: Bridge, name: string, segment: string, settings: PortSettings = {}): BridgePort {
	const {world, out} = segments;
	const id = world.devices.length;
	const nic: Nic = {
		...createNetdev({id, machine: 0, ifindex: 0, name, mac: settings.mac ?? 0x0200_0000_f000 + id}),
		kind: 'nic',
		link: -1,
		speed: 10000,
	};
	nic.up = true;
	nic.carrier = true;
	world.devices.push(nic);
	segments.plugged.set(id, segment);
	const port = createPort(bridge, nic, nic.speed) as BridgePort;
	bridge.ports.push(port);
	if (settings.priority !== undefined) setPortPriority(bridge, port, settings.priority, world.now, out);
	if (settings.cost !== undefined) setPathCost(bridge, port, settings.cost, world.now, out);
	if (bridge.up) enablePort(bridge, port, world.now, out);
	return port;
}

export function bringUp(segments: Segments, bridge: Bridge): void {
	bridge.up = true;
	enableBridge(bridge, segments.world.now, segments.out);
}

/** Carrier of a port goes or comes. */
export function setCarrier(segments: Segments, bridge: Bridge, port: BridgePort, carrier: boolean): void {
	port.carrier = carrier;
	if (carrier) enablePort(bridge, port, segments.world.now, segments.out);
	else disablePort(bridge, port, segments.world.now, segments.out);
}

/** Lets `seconds` pass. */
export function run(segments: Segments, seconds: number): void {
	const {world, agenda} = segments;
	const end = world.now + seconds * SECOND;
	for (let next = peek(agenda); next && next.time <= end; next = peek(agenda)) {
		take(agenda);
		world.now = next.time;
		const device = next.device;
		if (next.frame) deliver(segments, device, next.frame);
		else stpTimer(segments.bridges.find((bridge) => bridge.id === device) as Bridge, world.now, segments.out);
	}
	world.now = end;
}

/** A frame arrives at a port, if it can carry frames. */
export function deliver(segments: Segments, device: DeviceId, frame: Frame): void {
	for (const bridge of segments.bridges) {
		const port = bridge.ports.find((candidate) => candidate.device === device);
		if (port?.carrier && bridge.up) receiveBpdu(bridge, port, frame, segments.world.now, segments.out);
	}
}

/** State changes of a port so far: when, in seconds, and what it entered. */
export function statesOf(segments: Segments, port: BridgePort): [number, PortState][] {
	return segments.notes.flatMap(({time, cause}) =>
		cause.kind === 'stp-state' && cause.port === port.device ? [[time, cause.to as PortState] as [number, PortState]] : [],
	);
}
