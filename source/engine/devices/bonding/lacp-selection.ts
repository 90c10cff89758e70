/*
 * Which links form a bundle, and which bundle is used (bond_3ad.c, ad_port_selection_logic, ad_agg_selection_logic)
 *
 * Every slave brings an empty aggregator. A port joins one that has its key and its
 * partner, or takes an empty one. Ports without a partner are never bundled: each has an
 * aggregator of its own.
 *
 * Only one aggregator is active: one with a partner before one without, then by
 * bandwidth, or by the number of links (`ad_select count`). With `stable` the
 * active one stays as long as it has links and a partner. While no aggregator has a
 * partner, one without is active and its link is used: a bond whose switch does not
 * speak LACP works, over one link.
 */
import {isOperational} from '../../netdev.js';
import {LACP_STATE} from '../../protocol/lacp.js';
import {deviceAt, type World} from '../../world.js';
import type {AdPort, Aggregator, BondDevice, Slave} from './bond-device.js';
import {activeAggregator, aggregatorOf, DUPLEX_KEY, emptyAggregator, portsOf} from './lacp-port.js';
import {makeActive, makeInactive, slaveIsUp} from './slaves.js';

/** Finds an aggregator for a port that has none, or the wrong one. */
export function selectAggregator(world: World, bond: BondDevice, slave: Slave, port: AdPort): void {
	if (port.selected) return;
	leaveAggregator(bond, slave, port);
	const known = bond.slaves.find(({aggregator}) => aggregator && suits(aggregator, port))?.aggregator;
	const free = bond.slaves.find(({aggregator}) => aggregator?.ports.length === 0)?.aggregator;
	const aggregator = known ?? free;
	if (!aggregator) return;
	if (!known) {
		aggregator.individual = (port.key & DUPLEX_KEY) === 0;
		aggregator.actorKey = port.key;
		aggregator.partnerSystem = port.partner.system;
		aggregator.partnerSystemPriority = port.partner.systemPriority;
		aggregator.partnerKey = port.partner.key;
	}
	aggregator.ports.unshift(slave.device);
	port.aggregator = aggregator.id;
	port.selected = true;
	updateReady(bond, aggregator);
	selectActiveAggregator(world, bond);
	if (!aggregator.active) port.state &= ~LACP_STATE.synchronization;
}

/** The port leaves its aggregator; an empty one can be taken by others. */
export function leaveAggregator(bond: BondDevice, slave: Slave, port: AdPort): void {
	const aggregator = aggregatorOf(bond, port);
	port.aggregator = 0;
	if (!aggregator) return;
	aggregator.ports = aggregator.ports.filter((id) => id !== slave.device);
	if (aggregator.ports.length === 0) clearAggregator(aggregator);
}

function clearAggregator(aggregator: Aggregator): void {
	Object.assign(aggregator, emptyAggregator(aggregator.id));
}

/** All ports of an aggregator are ready, or none is (__set_agg_ports_ready). */
export function updateReady(bond: BondDevice, aggregator: Aggregator): void {
	const ports = portsOf(bond, aggregator);
	const ready = ports.every(({port}) => port.readyN);
	for (const {port} of ports) port.ready = ready;
}

/** Chooses the active aggregator anew. */
export function selectActiveAggregator(world: World, bond: BondDevice): void {
	const active = activeAggregator(bond);
	let best = active && hasLink(world, bond, active) ? active : undefined;
	for (const {aggregator} of bond.slaves) {
		if (!aggregator) continue;
		aggregator.active = false;
		if (activePorts(bond, aggregator) > 0 && hasLink(world, bond, aggregator)) best = better(bond, best, aggregator);
	}
	if (best && active && (best === active || mayStay(bond, active, best))) {
		active.active = true;
	} else if (best) {
		best.active = true;
		if (active) for (const slave of portsOf(bond, active)) makeInactive(bond, slave);
	}
	const now = activeAggregator(bond);
	if (now && now.partnerSystem === 0) for (const slave of portsOf(bond, now)) enable(world, slave);
}

/** Lets a slave send and receive, when it is up (__enable_port). */
export function enable(world: World, slave: Slave): void {
	if (slave.link === 'up' && slaveIsUp(world, slave)) makeActive(slave);
}

function suits(aggregator: Aggregator, port: AdPort): boolean {
	return (
		aggregator.ports.length > 0 &&
		aggregator.partnerSystem !== 0 &&
		!aggregator.individual &&
		aggregator.actorKey === port.key &&
		aggregator.partnerSystem === port.partner.system &&
		aggregator.partnerSystemPriority === port.partner.systemPriority &&
		aggregator.partnerKey === port.partner.key
	);
}

/** `stable`: the active aggregator stays while it has links, and a partner or nobody has one. */
function mayStay(bond: BondDevice, active: Aggregator, best: Aggregator): boolean {
	if (bond.options.adSelect !== 'stable' || activePorts(bond, active) === 0) return false;
	if (active.partnerSystem === 0 && best.partnerSystem !== 0) return false;
	return active.actorKey !== 0 || best.actorKey === 0;
}

/** ad_agg_selection_test */
function better(bond: BondDevice, best: Aggregator | undefined, other: Aggregator): Aggregator {
	if (!best) return other;
	if (best.individual !== other.individual) return best.individual ? other : best;
	if ((best.partnerSystem === 0) !== (other.partnerSystem === 0)) return best.partnerSystem === 0 ? other : best;
	if (bond.options.adSelect === 'count') {
		const more = activePorts(bond, other) - activePorts(bond, best);
		if (more !== 0) return more > 0 ? other : best;
	}
	return bandwidth(bond, other) > bandwidth(bond, best) ? other : best;
}

/** Ports of it whose links are up. */
export function activePorts(bond: BondDevice, aggregator: Aggregator): number {
	return portsOf(bond, aggregator).filter(({port}) => port.enabled).length;
}

/** Mb/s of all links, as if all were like the one that joined last. */
function bandwidth(bond: BondDevice, aggregator: Aggregator): number {
	const [first] = portsOf(bond, aggregator);
	return first?.link === 'up' ? first.speed * activePorts(bond, aggregator) : 0;
}

function hasLink(world: World, bond: BondDevice, aggregator: Aggregator): boolean {
	return portsOf(bond, aggregator).some(({device}) => isOperational(deviceAt(world, device)));
}
