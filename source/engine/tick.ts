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
import {type Entry, peek, schedule, take} from './agenda.js';
import {refreshCarrier} from './carrier.js';
import {bondTimer} from './devices/bonding/bond-timer.js';
import {bridgeTimer} from './devices/bridge/bridge.js';
import {datapathTimer} from './devices/datapath/datapath.js';
import {vlanSwitchTimer} from './devices/vlan-switch.js';
import type {Frame} from './frame.js';
import type {DeviceId, PacketType} from './netdev.js';
import {receiveOn} from './receive.js';
import type {Cause, DropReason, Sink} from './sink.js';
import {stackReceive, stackTimer} from './stack/stack.js';
import type {Effect, TraceNode} from './trace.js';
import {type PutOnLink, transmitOn} from './transmit.js';
import {deviceAt, type Link, machineOf, type World} from './world.js';

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

/** Runs `world`. The ticker keeps no state of its own beside the node in the making. */
export function createTicker(world: World, tracing: boolean): Ticker {
	let entry: Entry | undefined;
	let effects: Effect[] = [];
	let last: TraceNode | undefined;

	const handOver = (step: 'transmit' | 'receive', device: DeviceId, frame: Frame, type: PacketType | undefined): void => {
		// From one macvlan to its sibling is a link without a cable: bridges can make a loop of it.
		const turns = step === 'receive' && entry?.step === 'transmit';
		const hops = (entry?.hops ?? world.hopBudget) - (turns ? 1 : 0);
		if (hops < 0) {
			out.drop('hop-budget');
			return;
		}
		if (tracing) effects.push({kind: 'passed', to: device, step, frame});
		schedule(world.flights, {time: world.now, step, device, frame, type, parent: entry ? world.ticks : -1, hops});
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
		schedule(world.flights, {time: arrival, step, device: to, frame, type: undefined, parent: entry ? world.ticks : -1, hops});
	};

	const out: Sink = {
		tracing,
		transmit(device, frame) {
			const target = deviceAt(world, device);
			if (entry && target.kind === 'nic') transmitOn(world, target, frame, putOnLink, out);
			else handOver('transmit', device, frame, undefined);
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
		wake(device, time) {
			schedule(world.timers, {time, step: 'timer', device, frame: undefined, type: undefined, parent: -1, hops: world.hopBudget});
		},
	};
	/** A stack answers in a tick of its own, so that request and reply are two nodes. */
	const stackOut: Sink = {...out, transmit: (device, frame) => handOver('transmit', device, frame, undefined)};

	return {
		tick() {
			const next = nextEntry(world);
			if (!next) {
				world.now = Math.max(world.now, world.until);
				return false;
			}
			entry = take(next.step === 'timer' ? world.timers : world.flights) as Entry;
			if (tracing) effects = [];
			world.now = Math.max(world.now, entry.time);
			perform(world, entry, putOnLink, out, stackOut);
			if (tracing)
				last = {
					id: world.ticks,
					parent: entry.parent,
					time: world.now,
					step: entry.step,
					device: entry.device,
					frame: entry.frame,
					effects,
				};
			world.ticks++;
			entry = undefined;
			return true;
		},
		lastNode: () => last,
		sink: out,
	};
}

function nextEntry(world: World): Entry | undefined {
	const flight = peek(world.flights);
	const timer = peek(world.timers);
	if (!timer || (flight && flight.time < timer.time)) return flight;
	return flight || timer.time <= world.until ? timer : undefined;
}

function perform(world: World, entry: Entry, putOnLink: PutOnLink, out: Sink, stackOut: Sink): void {
	const device = deviceAt(world, entry.device);
	if (!device.present) {
		out.drop('device-down');
		return;
	}
	switch (entry.step) {
		case 'transmit':
			transmitOn(world, device, entry.frame as Frame, putOnLink, out);
			return;
		case 'receive':
			// What the macvlans of the host hand to a macvtap is for the guest at the other end of its tap.
			if (device.kind === 'macvtap' && device.up && device.link !== -1) putOnLink(device, entry.frame as Frame);
			else receiveOn(world, device, entry.frame as Frame, entry.type, out);
			return;
		case 'timer':
			if (device.kind === 'bridge') {
				bridgeTimer(device, world.now, out);
				refreshCarrier(world, device.id, out);
			}
			if (device.kind === 'bond') {
				bondTimer(world, device, out);
				refreshCarrier(world, device.id, out);
			}
			if (device.kind === 'datapath') datapathTimer(world, device, out);
			if (device.kind === 'vlan-switch') vlanSwitchTimer(device, world.now, out);
			stackTimer(world, machineOf(world, device.id), world.now, stackOut);
			return;
		default:
			entry.step satisfies never;
	}
}
