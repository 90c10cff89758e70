/*
 * The active slave (bond_main.c, bond_select_active_slave)
 *
 * The primary slave when it is up, unless `primary_reselect` lets the one that is
 * active stay; otherwise the first that is up; when none is, the one whose updelay ends
 * first, at once. That is asked for only when the active slave fails, when the primary
 * comes back, or when there is none: so without a primary the active slave stays,
 * whoever comes back. (Enslaving one more asks too, and then the first that is up takes over.)
 *
 * All slaves have one MAC. The switch learns on which link it is from the frames that
 * we send, so a new active slave first says something: a gratuitous ARP for every
 * address of the bond and of what stands on it.
 *
 * Not modelled: priorities of slaves, fail_over_mac, resending of IGMP reports.
 */

import type {Device} from '../../device.js';
import {buildFrame, ETHERTYPE} from '../../frame.js';
import {BROADCAST} from '../../mac.js';
import type {DeviceId} from '../../netdev.js';
import {ARP_OPERATION, buildArp} from '../../protocol/arp.js';
import type {Sink} from '../../sink.js';
import {deviceAt, type World} from '../../world.js';
import {changeAllmulti, changePromiscuity} from '../stacking.js';
import {type BondDevice, type Slave, slaveOf} from './bond-device.js';
import {linkChanged} from './lacp-link.js';
import {makeActive, makeInactive, slaveIsUp} from './slaves.js';

/** Chooses the active slave anew. */
export function selectActive(world: World, bond: BondDevice, out: Sink): void {
	const best = findBest(world, bond);
	if ((best?.device ?? -1) !== bond.current) changeActive(world, bond, best, out);
}

/** Makes `slave` the active one; a delay that it waits for ends (bond_change_active_slave). */
export function changeActive(world: World, bond: BondDevice, slave: Slave | undefined, out: Sink): void {
	const old = slaveOf(bond, bond.current);
	if (old === slave) return;
	if (slave?.link === 'back') {
		slave.delay = 0;
		slave.link = 'up';
		if (bond.options.mode === '802.3ad') linkChanged(world, bond, slave, true);
	}
	bond.current = slave?.device ?? -1;
	if (bond.options.mode !== 'active-backup') return;
	if (out.tracing) out.note({kind: 'bond-active', bond: bond.id, slave: bond.current, from: old?.device ?? -1});
	handOverFilters(world, bond, old?.device, slave?.device);
	if (old) makeInactive(bond, old);
	if (!slave) return;
	makeActive(slave);
	if (!bond.up) return;
	bond.notifications = bond.options.peerNotifications;
	if (!shouldNotify(bond)) return;
	bond.notifications--;
	notifyPeers(world, bond, out);
}

/** Is a gratuitous ARP due: the bond has carrier, and a slave to send it by (bond_should_notify_peers)? */
export function shouldNotify(bond: BondDevice): boolean {
	return bond.current !== -1 && bond.notifications > 0 && bond.carrier;
}

/** Gratuitous ARPs for every address of `device` and of the VLAN sub-interfaces and macvlans on it (inetdev_send_gratuitous_arp). */
export function notifyPeers(world: World, device: Device, out: Sink): void {
	for (const {address} of device.addresses) {
		const payload = buildArp({
			operation: ARP_OPERATION.request,
			senderMac: device.mac,
			senderAddress: address,
			targetMac: 0,
			targetAddress: address,
		});
		out.transmit(device.id, buildFrame({dst: BROADCAST, src: device.mac, etherType: ETHERTYPE.arp, payload}));
	}
	for (const upper of device.uppers) notifyPeers(world, deviceAt(world, upper), out);
}

/** bond_find_best_slave */
function findBest(world: World, bond: BondDevice): Slave | undefined {
	const wanted = primaryOrCurrent(bond);
	if (wanted) return wanted;
	let shortest = bond.options.updelay;
	let best: Slave | undefined;
	for (const slave of bond.slaves) {
		if (slave.link === 'up') return slave;
		if (slave.link !== 'back' || !slaveIsUp(world, slave) || slave.delay >= shortest) continue;
		shortest = slave.delay;
		best = slave;
	}
	return best;
}

/** bond_choose_primary_or_current; without priorities the first slave that is up counts as the best. */
function primaryOrCurrent(bond: BondDevice): Slave | undefined {
	const current = slaveOf(bond, bond.current);
	const isUp = current?.link === 'up';
	const primary = slaveOf(bond, bond.primary);
	let preferred = primary;
	if (primary?.link === 'up') {
		if (bond.forcePrimary) {
			bond.forcePrimary = false;
			return primary;
		}
	} else {
		const first = bond.slaves.find(({link}) => link === 'up');
		if (!first || first === current) return isUp ? current : undefined;
		preferred = first;
	}
	if (!current || !isUp || !preferred) return preferred;
	switch (bond.options.primaryReselect) {
		case 'always':
			return preferred;
		case 'better':
			return preferred.speed > current.speed ? preferred : current;
		case 'failure':
			return current;
		default:
			return bond.options.primaryReselect satisfies never;
	}
}

/** Only the active slave hears what the bond wants to hear (bond_hw_addr_swap). */
function handOverFilters(world: World, bond: BondDevice, from: DeviceId | undefined, to: DeviceId | undefined): void {
	for (const [id, by] of [
		[from, -1],
		[to, 1],
	] as const) {
		if (id === undefined) continue;
		const device = deviceAt(world, id);
		if (bond.promiscuity > 0) changePromiscuity(world, device, by);
		if (bond.allmulti > 0) changeAllmulti(world, device, by);
	}
}
