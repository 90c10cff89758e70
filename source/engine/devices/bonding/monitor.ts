/*
 * The link monitor (bond_main.c, bond_mii_monitor)
 *
 * Every `miimon` milliseconds the bond looks at its slaves. What it has not looked at
 * yet it does not know: between two polls it sends into a dead link, and without polls
 * for ever. A link that went down is failing for `downdelay` polls before it is
 * down, one that came up is coming back for `updelay` polls; when nobody else is
 * there, it is taken at once.
 *
 * First all slaves are inspected, then what was found is carried out.
 */
import type {Sink} from '../../sink.js';
import type {World} from '../../world.js';
import {notifyPeers, selectActive, shouldNotify} from './active-slave.js';
import type {BondDevice, Slave, SlaveLink} from './bond-device.js';
import {linkChanged} from './lacp-link.js';
import {makeInactive, slaveIsUp, updateUsable} from './slaves.js';

/** One poll. */
export function pollLinks(world: World, bond: BondDevice, out: Sink): void {
	if (bond.slaves.length === 0) return;
	const notifies = shouldNotify(bond);
	const found = inspect(world, bond);
	for (const [slave, link] of found) slave.link = link;
	if (found.size > 0) commit(world, bond, found, out);
	if (bond.notifications === 0) return;
	bond.notifications--;
	if (notifies) notifyPeers(world, bond, out);
}

/** Would the next poll do anything? */
export function isPollNeeded(world: World, bond: BondDevice): boolean {
	if (bond.notifications > 0) return true;
	return bond.slaves.some((slave) => slave.link !== (slaveIsUp(world, slave) ? 'up' : 'down'));
}

/** What the links of slaves are to be (bond_miimon_inspect). */
function inspect(world: World, bond: BondDevice): Map<Slave, SlaveLink> {
	const found = new Map<Slave, SlaveLink>();
	const {mode, updelay, downdelay} = bond.options;
	// Nobody is there who could send.
	let ignoresUpdelay = mode === 'active-backup' ? bond.current === -1 : bond.usable?.length === 0;
	for (const slave of bond.slaves) {
		const isUp = slaveIsUp(world, slave);
		if (slave.link === 'up' || slave.link === 'fail') {
			if (slave.link === 'up') {
				if (isUp) continue;
				found.set(slave, 'fail');
				slave.delay = downdelay;
			}
			if (isUp) found.set(slave, 'up');
			else if (slave.delay <= 0) found.set(slave, 'down');
			else slave.delay--;
			continue;
		}
		if (slave.link === 'down') {
			if (!isUp) continue;
			found.set(slave, 'back');
			slave.delay = updelay;
		}
		if (!isUp) {
			found.set(slave, 'down');
			continue;
		}
		if (ignoresUpdelay) slave.delay = 0;
		if (slave.delay <= 0) {
			found.set(slave, 'up');
			ignoresUpdelay = false;
		} else slave.delay--;
	}
	return found;
}

/** Carries out what was found (bond_miimon_commit). */
function commit(world: World, bond: BondDevice, found: ReadonlyMap<Slave, SlaveLink>, out: Sink): void {
	const {mode} = bond.options;
	let failsOver = false;
	for (const [slave, link] of found) {
		if (out.tracing) out.note({kind: 'bond-link', bond: bond.id, slave: slave.device, link});
		if (link === 'up') {
			// In 802.3ad the protocol says when it may send.
			if (mode === '802.3ad') slave.backup = true;
			else if (mode !== 'active-backup') slave.backup = false;
			tellMode(world, bond, slave, true);
			if (bond.current === -1 || slave.device === bond.primary) failsOver = true;
		}
		if (link === 'down') {
			slave.failures++;
			if (mode === 'active-backup' || mode === '802.3ad') makeInactive(bond, slave);
			tellMode(world, bond, slave, false);
			if (slave.device === bond.current) failsOver = true;
		}
	}
	if (failsOver) selectActive(world, bond, out);
}

/** bond_miimon_link_change */
function tellMode(world: World, bond: BondDevice, slave: Slave, isUp: boolean): void {
	if (bond.options.mode === '802.3ad') linkChanged(world, bond, slave, isUp);
	else updateUsable(world, bond);
}
