/*
 * The tick of LACP (bond_3ad.c, bond_3ad_state_machine_handler)
 *
 * The kernel runs the machines of all ports ten times a second, and nearly always they
 * only count down. So here the tick that does something is computed beforehand, and those before it are
 * counted off in one go; what is seen is the same.
 *
 * After the bond was made there are eight seconds until a port may carry traffic, so that
 * all ports can find their partners first; after it came up one tick.
 */
import type {Sink} from '../../sink.js';
import type {World} from '../../world.js';
import type {BondDevice} from './bond-device.js';
import {idleTicks, runChurn, runMux, runPeriodic, runTransmit, skipTicks} from './lacp-machines.js';
import {runReceive, TICK} from './lacp-receive.js';
import {selectActiveAggregator, selectAggregator} from './lacp-selection.js';
import {updateUsable} from './slaves.js';

/** Ticks after the first slave came (AD_AGGREGATOR_SELECTION_TIMER, 8 s), and after the bond came up. */
export const FIRST_SELECTION = 80;
export const SELECTION_AFTER_UP = 1;

/** Counts off the ticks before `now`, at which nothing happened. To be done before anything changes between two ticks. A bond that is down has none. */
export function countTicks(bond: BondDevice, now: number): void {
	if (bond.up) stopTicks(bond, now);
}

/** The same for the last time before the bond goes down: its timers stand still until it is up again. */
export function stopTicks(bond: BondDevice, now: number): void {
	const passed = Math.ceil((now - bond.tickedAt) / TICK) - 1;
	if (passed <= 0) return;
	bond.tickedAt += passed * TICK;
	if (bond.selectTimer > 0) bond.selectTimer -= passed;
	for (const {port} of bond.slaves) if (port) skipTicks(port, passed);
}

/** The tick at `now`. */
export function runTick(world: World, bond: BondDevice, out: Sink): void {
	countTicks(bond, world.now);
	bond.tickedAt = world.now;
	if (bond.selectTimer > 0 && --bond.selectTimer === 0) selectActiveAggregator(world, bond);
	for (const slave of bond.slaves) {
		const {port} = slave;
		if (!port) continue;
		const before = port.mux;
		runReceive(bond, port, undefined);
		runPeriodic(port);
		selectAggregator(world, bond, slave, port);
		runMux(world, bond, slave, port);
		runTransmit(bond, slave, port, out);
		runChurn(port);
		port.begin = false;
		if (out.tracing && port.mux !== before) out.note({kind: 'lacp-mux', bond: bond.id, slave: slave.device, state: port.mux});
	}
	updateUsable(world, bond);
}

/** World time of the next tick that does something, ns; Infinity for never. */
export function nextTick(world: World, bond: BondDevice): number {
	let ticks = bond.selectTimer > 0 ? bond.selectTimer : Number.POSITIVE_INFINITY;
	for (const slave of bond.slaves) if (slave.port) ticks = Math.min(ticks, idleTicks(world, bond, slave, slave.port));
	return bond.tickedAt + ticks * TICK;
}
