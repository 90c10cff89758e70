/**
 * Settings of a bond: which may be changed when, and what follows (drivers/net/bonding/bond_options.c).
 *
 * EACCES: not in this mode. ENOTEMPTY: it has slaves. EBUSY: it is up. EPERM: a delay without miimon. EINVAL: not a slave
 * of the bond, or a MAC that is none.
 */

import {changeOperational} from '../carrier.js';
import {type BondRequest, type ChangeResult, DONE, refused} from '../change.js';
import {defined} from '../defined.js';
import {changeActive, selectActive} from '../devices/bonding/active-slave.js';
import {type BondDevice, type BondingMode, type BondOptions, slaveOf} from '../devices/bonding/bond-device.js';
import {rearmBond} from '../devices/bonding/bond-timer.js';
import {countTicks} from '../devices/bonding/lacp-tick.js';
import {slaveIsUp} from '../devices/bonding/slaves.js';
import {isGroup} from '../mac.js';
import {LACP_STATE} from '../protocol/lacp.js';
import type {Sink} from '../sink.js';
import {deviceAt, type World} from '../world.js';

/** Polls links where nothing else is asked (BOND_DEFAULT_MIIMON), ms. */
const DEFAULT_MIIMON = 100;

/** Where a setting has a meaning; those that are not named have it everywhere. */
const ONLY_IN: Partial<Record<keyof BondRequest, BondingMode>> = {
	activeSlave: 'active-backup',
	primary: 'active-backup',
	packetsPerSlave: 'balance-rr',
	lacpActive: '802.3ad',
	lacpFast: '802.3ad',
	systemPriority: '802.3ad',
	userPortKey: '802.3ad',
	actorSystem: '802.3ad',
};
const ONLY_DOWN: readonly (keyof BondRequest)[] = ['mode', 'lacpActive', 'lacpFast', 'adSelect', 'userPortKey'];

/** Values that the kernel takes; those with names are checked by their type (bond_opts). */
const RANGES: Partial<Record<keyof BondRequest, readonly [number, number]>> = {
	miimon: [0, 0x7fff_ffff],
	updelay: [0, 0x7fff_ffff],
	downdelay: [0, 0x7fff_ffff],
	minLinks: [0, 0x7fff_ffff],
	peerNotifications: [0, 255],
	packetsPerSlave: [1, 65535],
	systemPriority: [1, 65535],
	userPortKey: [0, 1023],
};

function isInRange(key: keyof BondRequest, value: unknown): boolean {
	const range = RANGES[key];
	return range === undefined || (typeof value === 'number' && value >= range[0] && value <= range[1]);
}

/** The options that `request` makes of `options`, or why it is refused. Order is that of the kernel: mode first, then miimon. */
export function nextOptions(
	options: Readonly<BondOptions>,
	request: BondRequest,
	is: {up: boolean; hasSlaves: boolean},
): BondOptions | ChangeResult {
	const next = {...options};
	if (request.mode !== undefined) {
		if (is.hasSlaves) return refused('ENOTEMPTY', 'unable to set option because the bond device has slaves');
		if (is.up) return refused('EBUSY', 'unable to set option because the bond is up');
		next.mode = request.mode;
		if (request.mode === '802.3ad' && next.miimon === 0) next.miimon = DEFAULT_MIIMON;
	}
	for (const key of Object.keys(request) as (keyof BondRequest)[]) {
		if (request[key] === undefined) continue;
		const mode = ONLY_IN[key];
		if (mode !== undefined && mode !== next.mode) return refused('EACCES', 'option not supported in mode');
		if (is.up && ONLY_DOWN.includes(key)) return refused('EBUSY', 'unable to set option because the bond is up');
		if (!isInRange(key, request[key])) return refused('EINVAL', 'invalid option value');
	}
	next.miimon = request.miimon ?? next.miimon;
	for (const key of ['updelay', 'downdelay'] as const) {
		const delay = request[key];
		if (delay === undefined) continue;
		if (next.miimon === 0) return refused('EPERM');
		// Whole polls.
		next[key] = Math.floor(delay / next.miimon);
	}
	if (request.actorSystem !== undefined && isGroup(request.actorSystem)) return refused('EINVAL', 'invalid option value');
	const {mode: _, miimon: __, updelay: ___, downdelay: ____, activeSlave: _____, ...rest} = request;
	return Object.assign(next, defined(rest));
}

/** `ip link set bond0 type bond …` */
export function setBond(world: World, bond: BondDevice, request: BondRequest, out: Sink): ChangeResult {
	const next = nextOptions(bond.options, request, {up: bond.up, hasSlaves: bond.slaves.length > 0});
	if ('kind' in next) return next;
	const chosen = request.activeSlave === undefined || request.activeSlave === -1 ? undefined : slaveOf(bond, request.activeSlave);
	if (request.activeSlave !== undefined && request.activeSlave !== -1) {
		const mayTakeOver = chosen?.device === bond.current || (bond.current !== -1 && chosen?.link === 'up' && slaveIsUp(world, chosen));
		if (!chosen || !mayTakeOver) return refused('EINVAL', 'invalid option value');
	}
	if (bond.options.mode === '802.3ad') countTicks(bond, world.now);
	changeOperational(world, [bond.id], out, () => {
		bond.options = next;
		if (request.activeSlave === -1) {
			changeActive(world, bond, undefined, out);
			selectActive(world, bond, out);
		} else if (chosen) changeActive(world, bond, chosen, out);
		if (request.miimon !== undefined && bond.up) {
			bond.pollsFrom = world.now;
			bond.pollAt = next.miimon > 0 ? world.now : Number.POSITIVE_INFINITY;
		}
		if (request.primary !== undefined) setPrimary(world, bond, request.primary, out);
		if (request.primaryReselect !== undefined) selectActive(world, bond, out);
		if (request.allSlavesActive !== undefined) for (const slave of bond.slaves) if (slave.backup) slave.inactive = !request.allSlavesActive;
		updateActor(bond, request);
	});
	rearmBond(world, bond, out);
	return DONE;
}

/** A slave of that name becomes the primary one at once; without one the name is kept (bond_option_primary_set). */
function setPrimary(world: World, bond: BondDevice, name: string, out: Sink): void {
	const slave = bond.slaves.find(({device}) => deviceAt(world, device).name === name);
	const had = bond.primary !== -1;
	bond.primary = slave?.device ?? -1;
	if (slave) bond.forcePrimary = true;
	if (slave || had || name === '') selectActive(world, bond, out);
}

/** How this end is called: by the MAC of the bond as it is now, unless it was given another. */
export function updateSystem(bond: BondDevice): void {
	bond.system = {priority: bond.options.systemPriority, mac: bond.options.actorSystem || bond.mac};
}

/** What LACP says of this end is said anew (bond_3ad_update_ad_actor_settings, bond_3ad_update_lacp_rate). */
function updateActor(bond: BondDevice, {systemPriority, actorSystem, lacpFast, lacpActive}: BondRequest): void {
	if (systemPriority !== undefined || actorSystem !== undefined) {
		updateSystem(bond);
		for (const {port} of bond.slaves) if (port) port.needToTransmit = true;
	}
	for (const {port} of bond.slaves) {
		if (!port) continue;
		if (lacpFast !== undefined) port.state = (port.state & ~LACP_STATE.timeout) | (lacpFast ? LACP_STATE.timeout : 0);
		if (lacpActive !== undefined) port.state = (port.state & ~LACP_STATE.activity) | (lacpActive ? LACP_STATE.activity : 0);
	}
}
