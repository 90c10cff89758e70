/*
 * Tick: one thing happens
 *
 * The earliest entry of the agenda is taken, the clock moves to it, and one
 * device does one thing with one frame. What the device asks of its sink becomes
 * new entries: a frame sent on a link arrives later, a frame handed to another
 * device of the machine is that device's next tick. With tracing on, the tick
 * also leaves a node; with tracing off it leaves only the new world, and
 * both leave the same one.
 *
 * Frames and timers are ordered together, but a world with no frame in flight
 * runs its timers only up to `world.until`, or it would never be quiet.
 */
import {type Entry, peek, schedule, type Trail, take} from './agenda.js';
import {alarm} from './alarm.js';
import {dstMac, type Frame} from './frame.js';
import {type DeviceId, type PacketType, packetType} from './netdev.js';
import type {Letter} from './openflow/letter.js';
import {receiveLetter} from './openflow/receive-letter.js';
import {receiveOn} from './receive.js';
import type {PutOnLink, Road} from './road.js';
import type {Cause, DropReason, Sink} from './sink.js';
import {isActivePf} from './sriov/adapter.js';
import {receiveFromWire, transmitPaced} from './sriov/embedded-switch.js';
import {pausedUntil} from './sriov/migration.js';
import {stackReceive} from './stack/stack.js';
import type {Effect, TraceNode} from './trace.js';
import {transmitOn} from './transmit.js';
import {deviceAt, type Link, machineOf, type World} from './world.js';

const NO_TRAIL: Trail = {devices: [], depth: 0};
/** How many devices classifiers may send a frame out of, one after the other (MIRRED_NEST_LIMIT), and how often they may have it received (MIRRED_DEFER_LIMIT). */
const MOST_REDIRECTS = 4;
const MOST_RECEIPTS = 3;

export interface Ticker {
	/** Does the next thing; false when the world is quiet. */
	tick(): boolean;
	/** The node of the last tick; `undefined` before the first, and with tracing off. */
	lastNode(): TraceNode | undefined;
	/** For whatever starts outside a tick: a command, a test. Frames it sends begin a tree of their own. */
	readonly sink: Sink;
}

/** Is there anything left to do without new input? */
export function isQuiet(world: World): boolean {
	return nextEntry(world) === undefined;
}

/** World time of the next thing, ns; `undefined` when the world is quiet. */
export function nextTime(world: World): number | undefined {
	return nextEntry(world)?.time;
}

/** A frame that a stack or an application sends by `device`, at the root of a trace. */
export function inject(world: World, device: DeviceId, frame: Frame): void {
	schedule(world.flights, {time: world.now, step: 'transmit', device, frame, type: undefined, parent: -1, hops: world.hopBudget});
}

/** Runs `world`. The ticker keeps no state of its own beside the node in the making, and what is to stand in the nodes of frames that a change sent. */
export function createTicker(world: World, tracing: boolean): Ticker {
	let entry: Entry | undefined;
	let effects: Effect[] = [];
	let last: TraceNode | undefined;
	/** Of the frame in the making. */
	let trail: Trail | undefined;
	/** What a change noted before it sent each of its frames. */
	const reasons = new WeakMap<Frame, Effect[]>();

	const handOver = (
		step: 'transmit' | 'receive',
		device: DeviceId,
		frame: Frame,
		type: PacketType | undefined,
		isLast = false,
		budget = entry?.hops ?? world.hopBudget,
	): void => {
		// From one macvlan to its sibling is a link without a cable: bridges can make a loop of it.
		const turns = step === 'receive' && entry?.step === 'transmit';
		const hops = budget - (turns ? 1 : 0);
		if (hops < 0) {
			out.drop('hop-budget');
			return;
		}
		const parent = entry ? world.ticks : -1;
		if (tracing && entry) effects.push({kind: 'passed', to: device, step, frame});
		else if (tracing) {
			reasons.set(frame, [...(reasons.get(frame) ?? []), ...effects]);
			effects = [];
		}
		schedule(world.flights, {time: world.now, step, device, frame, type, parent, hops, isLast, trail});
	};
	const putOnLink: PutOnLink = (device, frame) => {
		const link = world.links[device.link] as Link;
		const to = link.ends[0] === device.id ? link.ends[1] : link.ends[0];
		const hops = (entry?.hops ?? world.hopBudget) - 1;
		if (hops < 0) {
			out.drop('hop-budget');
			return;
		}
		const arrival = world.now + link.latency;
		if (tracing) effects.push({kind: 'sent', device: device.id, link: link.id, to, arrival, frame});
		// A guest's frame leaves its tap straight into the macvtap's transmit side; everything else arrives.
		const step = deviceAt(world, to).kind === 'macvtap' ? 'transmit' : 'receive';
		schedule(world.flights, {
			time: arrival,
			step,
			device: to,
			frame,
			type: undefined,
			parent: entry ? world.ticks : -1,
			hops,
			phase: 'wire',
			trail: trail && {...trail, devices: []},
		});
	};
	/** A NIC at once, everything else in a tick of its own. */
	const send = (device: DeviceId, frame: Frame, type: PacketType | undefined): void => {
		const target = deviceAt(world, device);
		if (entry && target.kind === 'nic') transmitOn(world, target, frame, type, road, out);
		else handOver('transmit', device, frame, type);
	};
	const road: Road = {
		putOnLink,
		sendPaced(device, frame, time) {
			if (tracing) effects.push({kind: 'passed', to: device, step: 'transmit', frame});
			const hops = entry?.hops ?? world.hopBudget;
			const parent = entry ? world.ticks : -1;
			schedule(world.flights, {time, step: 'transmit', device, frame, type: undefined, parent, hops, phase: 'paced', trail});
		},
		redirect(to, frame, way, type) {
			const before = trail;
			const {devices, depth} = before ?? NO_TRAIL;
			if (devices.length >= MOST_REDIRECTS || depth >= MOST_RECEIPTS) return 'too-deep';
			if (way === 'egress' && devices.includes(to)) return 'loop';
			trail = way === 'egress' ? {devices: [...devices, to], depth} : {devices, depth: depth + 1};
			if (way === 'egress') send(to, frame, type);
			else handOver('receive', to, frame, type);
			trail = before;
			return 'sent';
		},
	};

	const out: Sink = {
		tracing,
		transmit(device, frame, isLast) {
			if (isLast && !entry) handOver('transmit', device, frame, undefined, true);
			else send(device, frame, entry && typeOf(world, entry));
		},
		receive(device, frame, type) {
			handOver('receive', device, frame, type);
		},
		deliver(device, frame, type) {
			if (tracing) effects.push({kind: 'delivered', device, frame, type});
			stackReceive(world, machineOf(world, device), deviceAt(world, device), frame, type, world.now, stackOut);
		},
		drop(reason: DropReason) {
			if (tracing) effects.push({kind: 'dropped', reason});
		},
		note(cause: Cause) {
			if (tracing) effects.push({kind: 'note', cause});
		},
		tell(letter, device, time) {
			if (tracing) effects.push({kind: 'told', to: device, arrival: time, letter});
			const hops = entry?.hops ?? world.hopBudget;
			schedule(world.flights, {
				time,
				step: 'letter',
				device,
				frame: undefined,
				type: undefined,
				parent: entry ? world.ticks : -1,
				hops,
				letter,
			});
		},
		wake(device, time) {
			schedule(world.timers, {time, step: 'timer', device, frame: undefined, type: undefined, parent: -1, hops: world.hopBudget});
		},
	};
	/** A stack answers in a tick of its own, so that request and reply are two nodes. */
	const stackOut: Sink = {
		...out,
		transmit: (device, frame, _, isFresh) => handOver('transmit', device, frame, undefined, false, isFresh ? world.hopBudget : undefined),
	};

	return {
		tick() {
			const next = nextEntry(world);
			if (!next) {
				world.now = Math.max(world.now, world.until);
				// What a change noted that sent nothing belongs to no frame, least of all to one of the next change.
				if (tracing) effects = [];
				return false;
			}
			entry = take(next.step === 'timer' ? world.timers : world.flights) as Entry;
			if (tracing) effects = reasonsFor(entry, [...((entry.frame && reasons.get(entry.frame)) ?? []), ...effects], world.now);
			world.now = Math.max(world.now, entry.time);
			trail = entry.trail;
			perform(world, entry, road, out, stackOut);
			trail = undefined;
			if (tracing)
				last = {
					id: world.ticks,
					parent: entry.parent,
					time: world.now,
					step: entry.step,
					device: entry.device,
					frame: entry.frame,
					...(entry.letter ? {letter: entry.letter} : {}),
					effects,
				};
			world.ticks++;
			entry = undefined;
			// What is said from now on is said outside a tick.
			if (tracing) effects = [];
			return true;
		},
		lastNode: () => last,
		sink: out,
	};
}

/** Why a change sent the frame that begins a tree: what it noted at the same time. */
function reasonsFor({parent, step, time}: Entry, said: readonly Effect[], now: number): Effect[] {
	return parent === -1 && step !== 'timer' && time === now ? said.filter(({kind}) => kind === 'note') : [];
}

function nextEntry(world: World): Entry | undefined {
	const flight = peek(world.flights);
	const timer = peek(world.timers);
	if (!timer || (flight && flight.time < timer.time)) return flight;
	return flight || timer.time <= world.until ? timer : undefined;
}

/** What a device made of the frame of `entry`; `undefined` when no device received it. */
function typeOf(world: World, {step, type, frame, device}: Entry): PacketType | undefined {
	if (step !== 'receive' || type !== undefined || !frame) return type;
	return packetType(dstMac(frame), deviceAt(world, device).mac);
}

function perform(world: World, entry: Entry, road: Road, out: Sink, stackOut: Sink): void {
	const device = deviceAt(world, entry.device);
	if (!device.present) {
		out.drop('device-down');
		return;
	}
	switch (entry.step) {
		case 'transmit':
			if (entry.phase === 'paced' && device.kind === 'vf') transmitPaced(world, device, entry.frame as Frame, road, out);
			else if (entry.isLast && device.kind === 'nic' && device.link !== -1) road.putOnLink(device, entry.frame as Frame);
			else transmitOn(world, device, entry.frame as Frame, entry.type, road, out);
			return;
		case 'receive':
			if (pausedUntil(world, device) !== undefined) {
				out.drop('machine-paused');
				return;
			}
			// A card with virtual functions asks its filters first whose the frame is.
			if (entry.phase === 'wire' && device.up && isActivePf(device) && !receiveFromWire(world, device, entry.frame as Frame, out)) return;
			// What the macvlans of the host hand to a macvtap is for the guest at the other end of its tap.
			if (device.kind === 'macvtap' && device.up && device.link !== -1) road.putOnLink(device, entry.frame as Frame);
			else receiveOn(world, device, entry.frame as Frame, entry.type, road, out);
			return;
		case 'letter':
			receiveLetter(world, device.id, entry.letter as Letter, out);
			return;
		case 'timer':
			alarm(world, device, out, stackOut);
			return;
		default:
			entry.step satisfies never;
	}
}
