/** A link of an 802.3ad bond went up or down, or a slave leaves (bond_3ad.c, bond_3ad_handle_link_change, bond_3ad_unbind_slave). */
import type {World} from '../../world.js';
import type {BondDevice, Slave} from './bond-device.js';
import {activeAggregator, portsOf, updateKeys} from './lacp-port.js';
import {leaveAggregator, selectActiveAggregator} from './lacp-selection.js';
import {updateUsable} from './slaves.js';

export function linkChanged(world: World, bond: BondDevice, slave: Slave, isUp: boolean): void {
	const {port} = slave;
	if (!port) return;
	port.enabled = isUp;
	updateKeys(slave, port, !isUp);
	selectActiveAggregator(world, bond);
	updateUsable(world, bond);
}

/**
 * Takes a slave's port out of LACP. When the aggregator that it brought is used by other ports, these move to an empty
 * one.
 *
 * Not modelled: the last LACPDU, by which the port says goodbye; its link goes down in the same moment.
 */
export function unbindPort(world: World, bond: BondDevice, slave: Slave): void {
	const {port, aggregator: own} = slave;
	if (!port || !own) return;
	leaveAggregator(bond, slave, port);
	slave.port = undefined;
	slave.aggregator = undefined;
	if (own.ports.length > 0) {
		const empty = bond.slaves.find(({aggregator}) => aggregator?.ports.length === 0)?.aggregator;
		if (empty) {
			const {id} = empty;
			Object.assign(empty, own, {id});
			for (const other of bond.slaves) if (other.port?.aggregator === own.id) other.port.aggregator = id;
		}
	}
	const active = activeAggregator(bond);
	if (!active || !portsOf(bond, active).some((other) => other.port.enabled)) selectActiveAggregator(world, bond);
}
