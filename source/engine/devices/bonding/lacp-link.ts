/** A link of an 802.3ad bond went up or down, or a slave leaves (bond_3ad.c, bond_3ad_handle_link_change, bond_3ad_unbind_slave). */
import {buildLacpdu, LACP_STATE} from '../../protocol/lacp.js';
import type {Sink} from '../../sink.js';
import type {World} from '../../world.js';
import type {BondDevice, Slave} from './bond-device.js';
import {activeAggregator, actorOf, portsOf, updateKeys} from './lacp-port.js';
import {leaveAggregator, selectActiveAggregator} from './lacp-selection.js';
import {slaveIsUp, updateUsable} from './slaves.js';

export function linkChanged(world: World, bond: BondDevice, slave: Slave, isUp: boolean): void {
	const {port} = slave;
	if (!port) return;
	port.enabled = isUp;
	updateKeys(slave, port, !isUp);
	selectActiveAggregator(world, bond);
	updateUsable(world, bond);
}

/** A port that leaves may not be bundled, and carries nothing. */
const LEAVING = ~(LACP_STATE.synchronization | LACP_STATE.collecting | LACP_STATE.distributing | LACP_STATE.aggregation);

/**
 * Takes a slave's port out of LACP, and tells the partner. When the aggregator that it brought is used by other ports,
 * these move to an empty one.
 */
export function unbindPort(world: World, bond: BondDevice, slave: Slave, out: Sink): void {
	const {port, aggregator: own} = slave;
	if (!port || !own) return;
	port.state &= LEAVING;
	const farewell = buildLacpdu({actor: actorOf(bond, port), partner: port.partner}, slave.permanentMac);
	if (slaveIsUp(world, slave)) out.transmit(slave.device, farewell, true);
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
