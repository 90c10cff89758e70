/** The switches of this program: the code that the lessons run, a frame of 64 octets from port to port. */
import {applyChange} from '../../engine/changes/apply.js';
import {receiveFromPort} from '../../engine/devices/bridge/bridge.js';
import type {BridgePort} from '../../engine/devices/bridge/bridge-device.js';
import {enterDatapath} from '../../engine/devices/datapath/datapath.js';
import {extractKey} from '../../engine/devices/datapath/extract.js';
import {installFlow} from '../../engine/devices/datapath/flow-cache.js';
import {addNetdevPort, createDatapath} from '../../engine/devices/datapath/ports.js';
import {createKey} from '../../engine/flow/key.js';
import type {Frame} from '../../engine/frame.js';
import type {Sink} from '../../engine/sink.js';
import {createStack} from '../../engine/stack/stack-state.js';
import {createTicker} from '../../engine/tick.js';
import {createWorld, type Machine, type World} from '../../engine/world.js';
import type {Loops, Probe} from './probe.js';

const SIZES = [10, 1000, 10_000];
const PORTS = 8;
/** Frames that are taken in turn, as from a ring. */
const RING = 64;

export const SWITCH_PROBES: readonly Probe[] = [
	...SIZES.map((stations): Probe => ({name: {kind: 'bridge', stations}, prepare: () => bridge(stations)})),
	...SIZES.map((flows): Probe => ({name: {kind: 'flows', flows}, prepare: () => exactMatch(flows)})),
];

/** A bridge that has learned its stations; each frame is learned, looked up and sent. */
function bridge(stations: number): Loops {
	const {world, machine, sink} = emptyWorld('switch');
	const make = maker(world, sink);
	const id = make({kind: 'add-bridge', machine: machine.id, name: 'br0', options: {ageing: 300e9, mcastSnooping: false}});
	for (let index = 0; index < PORTS; index++) {
		const port = make({kind: 'add-nic', machine: machine.id, name: `p${index}`, mac: 0x0200_0000_b000 + index, speed: 10_000});
		// Ports forward only with a carrier, so each has a far end.
		const far = make({kind: 'add-nic', machine: machine.id, name: `f${index}`, mac: 0x0200_0000_a000 + index, speed: 10_000});
		make({kind: 'connect', ends: [port, far], link: 'cable', latency: 1000});
		make({kind: 'enslave', device: port, master: id});
		for (const device of [port, far]) make({kind: 'set-up', device, up: true});
	}
	make({kind: 'set-up', device: id, up: true});
	const device = world.devices[id];
	if (device?.kind !== 'bridge') throw new Error('this is no bridge');
	const {out, sent} = counter();
	const frames = ring((bytes) => bytes.set([0x88, 0xb5], 12));
	const port = (station: number): BridgePort => device.ports[station % PORTS] as BridgePort;
	const write = (frame: Frame, from: number, to: number): void => {
		writeStation(frame.bytes, 0, to);
		writeStation(frame.bytes, 6, from);
	};
	const first = frames[0] as Frame;
	for (let station = 0; station < stations; station++) {
		write(first, station, station);
		receiveFromPort(device, port(station), first, 'otherhost', 0, out);
	}
	return stationLoops(
		stations,
		frames,
		write,
		(from, frame) => receiveFromPort(device, port(from), frame, 'otherhost', 1_000_000, out),
		sent,
	);
}

/** A userspace datapath whose exact-match cache knows its connections. */
function exactMatch(flows: number): Loops {
	const {world, machine, sink} = emptyWorld('host');
	const make = maker(world, sink);
	const datapath = createDatapath(world, machine, 'netdev');
	datapath.emcInsertInverseProbability = 1;
	for (const number of [1, 2])
		addNetdevPort(
			world,
			datapath,
			make({kind: 'add-nic', machine: machine.id, name: `eth${number}`, mac: 0x0200_0000_0000 + number}),
			number,
		);
	const frames = ring((bytes) =>
		bytes.set([8, 0, 0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 1, 0, 2, 0, 53, 0, 53, 0, 26], 12),
	);
	const write = (frame: Frame, from: number): void => {
		frame.bytes.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], 0);
		writeConnection(frame.bytes, from);
	};
	const {out, sent} = counter();
	const first = frames[0] as Frame;
	const key = createKey();
	const exact = createKey().fill(-1);
	const enter = (_: number, frame: Frame): void => enterDatapath(world, datapath, 1, frame, out);
	const residents: number[] = [];
	for (let flow = 0; flow < flows; flow++) {
		write(first, flow);
		extractKey(first.bytes, key, 1);
		key[0] = 1;
		installFlow(datapath.cache, key, exact, [{kind: 'output', port: 2}], undefined, 0);
		enter(flow, first);
	}
	// The cache has 8192 places: of ten thousand connections, those that kept one are used.
	datapath.emcInsertInverseProbability = 2 ** 32;
	for (let flow = 0; flow < flows; flow++) {
		const before = datapath.lookups.cacheHit;
		write(first, flow);
		enter(flow, first);
		if (datapath.lookups.cacheHit > before) residents.push(flow);
	}
	return stationLoops(residents.length, frames, (frame, from) => write(frame, residents[from] as number), enter, sent);
}

/** Loops over random stations; writing the addresses is in both, and so falls out. */
function stationLoops(
	stations: number,
	frames: readonly Frame[],
	write: (frame: Frame, from: number, to: number) => void,
	handle: (from: number, frame: Frame) => void,
	sent: () => number,
): Loops {
	let state = 0x9e37_79b9;
	const next = (): number => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % stations;
	};
	return {
		work(count) {
			const before = sent();
			for (let step = 0; step < count; step++) {
				const frame = frames[step % RING] as Frame;
				const from = next();
				write(frame, from, next());
				handle(from, frame);
			}
			if (sent() === before) throw new Error('no frame was forwarded');
			return sent();
		},
		empty(count) {
			let sum = 0;
			for (let step = 0; step < count; step++) {
				const frame = frames[step % RING] as Frame;
				const from = next();
				write(frame, from, next());
				sum = (sum + from + (frame.bytes[5] as number)) | 0;
			}
			return sum;
		},
	};
}

function emptyWorld(role: Machine['role']): {world: World; machine: Machine; sink: Sink} {
	const world = createWorld(1);
	const {sink} = createTicker(world, false);
	const machine: Machine = {id: 0, name: 'host', role, devices: [], nextIfindex: 2, stack: createStack()};
	world.machines.push(machine);
	return {world, machine, sink};
}

function maker(world: World, sink: Sink): (change: Parameters<typeof applyChange>[1]) => number {
	return (change) => {
		const result = applyChange(world, change, sink);
		if (result.kind !== 'done') throw new Error(`${change.kind}: ${result.errno}`);
		return result.device ?? -1;
	};
}

/** A sink that counts what is sent and forgets the rest. */
function counter(): {out: Sink; sent: () => number} {
	let sent = 0;
	const nothing = (): void => {};
	const out = {
		tracing: false,
		transmit: () => sent++,
		receive: nothing,
		deliver: nothing,
		drop: nothing,
		note: nothing,
		wake: nothing,
	} as unknown as Sink;
	return {out, sent: () => sent};
}

function ring(fill: (bytes: Uint8Array) => void): Frame[] {
	return Array.from({length: RING}, () => {
		const bytes = new Uint8Array(60);
		fill(bytes);
		return {bytes};
	});
}

/** A MAC of station `n` at `at`: 02:01 and the number. */
function writeStation(bytes: Uint8Array, at: number, n: number): void {
	bytes[at] = 2;
	bytes[at + 1] = 1;
	bytes[at + 2] = n >>> 24;
	bytes[at + 3] = n >>> 16;
	bytes[at + 4] = n >>> 8;
	bytes[at + 5] = n;
}

/** Connection number `n`: in the source address and port. */
function writeConnection(bytes: Uint8Array, n: number): void {
	bytes[27] = n >>> 16;
	bytes[28] = n >>> 8;
	bytes[29] = n;
	bytes[34] = n >>> 3;
	bytes[35] = n << 5;
}
