/** What a bond does by itself: polls of the links and ticks of LACP, while it is up (bond_open, bond_close). */
import type {DeviceId} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import type {World} from '../../world.js';
import {type BondDevice, slaveOf} from './bond-device.js';
import {updateKeys} from './lacp-port.js';
import {TICK} from './lacp-receive.js';
import {countTicks, nextTick, runTick, SELECTION_AFTER_UP, stopTicks} from './lacp-tick.js';
import {isPollNeeded, pollLinks} from './monitor.js';
import {makeActive, makeInactive, updateUsable} from './slaves.js';

const MILLISECOND = 1_000_000;
const NEVER = Number.POSITIVE_INFINITY;

/** The bond came up: it looks at its links at once, and speaks LACP. */
export function openBond(world: World, bond: BondDevice, out: Sink): void {
	const {mode} = bond.options;
	for (const slave of bond.slaves) {
		if (mode === 'active-backup' && slave.device !== bond.current) makeInactive(bond, slave);
		else if (mode !== '802.3ad') makeActive(slave);
	}
	bond.pollsFrom = world.now;
	bond.pollAt = bond.options.miimon > 0 ? world.now : NEVER;
	if (mode === '802.3ad') {
		bond.selectTimer = SELECTION_AFTER_UP;
		// Its first tick is now.
		bond.tickedAt = world.now - TICK;
		bond.tickAt = world.now;
	}
	updateUsable(world, bond);
	arm(bond, world.now, out);
}

export function closeBond(bond: BondDevice, now: number): void {
	if (bond.options.mode === '802.3ad') stopTicks(bond, now);
	bond.pollAt = NEVER;
	bond.tickAt = NEVER;
	bond.notifications = 0;
}

/** The timer fired; one that was put off does nothing. */
export function bondTimer(world: World, bond: BondDevice, out: Sink): void {
	if (world.now < bond.wakeAt) return;
	bond.wakeAt = NEVER;
	if (bond.up && world.now >= bond.pollAt) {
		if (bond.options.mode === '802.3ad') countTicks(bond, world.now);
		pollLinks(world, bond, out);
		bond.pollAt = isPollNeeded(world, bond) ? world.now + bond.options.miimon * MILLISECOND : NEVER;
	}
	if (bond.up && world.now >= bond.tickAt) runTick(world, bond, out);
	rearmBond(world, bond, out);
}

/** Something changed in the bond: its timer is set to what is due next. */
export function rearmBond(world: World, bond: BondDevice, out: Sink): void {
	if (!bond.up) return;
	if (bond.options.mode === '802.3ad') bond.tickAt = nextTick(world, bond);
	if (bond.options.miimon > 0 && bond.pollAt === NEVER && isPollNeeded(world, bond)) bond.pollAt = pollAfter(bond, world.now);
	arm(bond, world.now, out);
}

/** A slave went up or down, or its carrier did; the monitor will find out for itself (bond_slave_netdev_event). */
export function slaveChanged(world: World, bond: BondDevice, device: DeviceId, out: Sink): void {
	const slave = slaveOf(bond, device);
	if (!slave) return;
	if (slave.port) {
		countTicks(bond, world.now);
		updateKeys(slave, slave.port, false);
	}
	updateUsable(world, bond);
	rearmBond(world, bond, out);
}

/** The first poll behind `now`; the one at `now` has been. */
function pollAfter(bond: BondDevice, now: number): number {
	const interval = bond.options.miimon * MILLISECOND;
	return bond.pollsFrom + (Math.floor((now - bond.pollsFrom) / interval) + 1) * interval;
}

function arm(bond: BondDevice, now: number, out: Sink): void {
	const due = Math.max(now, Math.min(bond.pollAt, bond.tickAt));
	if (due === NEVER || due >= bond.wakeAt) return;
	bond.wakeAt = due;
	out.wake(bond.id, due);
}
