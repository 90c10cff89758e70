/** Which slaves of a bond may send and receive (bonding.h: bond_slave_can_tx, bond_set_slave_*_flags; bond_main.c: bond_update_slave_arr). */

import {isOperational} from '../../netdev.js';
import {deviceAt, type World} from '../../world.js';
import {type BondDevice, type Slave, usesHash} from './bond-device.js';

/** Up and with carrier, whatever the monitor has noticed of it (bond_slave_is_up). */
export function slaveIsUp(world: World, slave: Slave): boolean {
	return isOperational(deviceAt(world, slave.device));
}

export function canTransmit(world: World, slave: Slave): boolean {
	return slaveIsUp(world, slave) && slave.link === 'up' && !slave.backup;
}

/** Neither sends nor is listened to. */
export function makeInactive({options}: BondDevice, slave: Slave): void {
	slave.backup = true;
	if (!options.allSlavesActive) slave.inactive = true;
}

export function makeActive(slave: Slave): void {
	slave.backup = false;
	slave.inactive = false;
}

/** Finds out anew over which slaves frames are hashed, in modes that hash. */
export function updateUsable(world: World, bond: BondDevice): void {
	if (!usesHash(bond)) return;
	const active = bond.slaves.find(({aggregator}) => aggregator?.active)?.aggregator;
	const bundled = bond.options.mode === '802.3ad' && bond.slaves.find(({port}) => port && port.aggregator === active?.id);
	if (bond.options.mode === '802.3ad' && !bundled) {
		// Without an active aggregator there is nobody to send to.
		bond.usable = undefined;
		return;
	}
	bond.usable = bond.slaves
		.filter((slave) => (bond.options.mode !== '802.3ad' || slave.port?.aggregator === active?.id) && canTransmit(world, slave))
		.map(({device}) => device);
}

/** Does the bond have carrier: a slave that is up, or in 802.3ad an active aggregator with enough of them (bond_set_carrier, bond_3ad_set_carrier)? */
export function bondHasCarrier({slaves, options}: BondDevice): boolean {
	if (options.mode !== '802.3ad') return slaves.some(({link}) => link === 'up');
	const active = slaves.find(({aggregator}) => aggregator?.active)?.aggregator;
	if (!active) return false;
	return slaves.filter(({device, port}) => active.ports.includes(device) && port?.enabled).length >= options.minLinks;
}
