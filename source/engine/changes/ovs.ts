/** Changes of Open vSwitch: its database, its tables, and what `ovs-appctl` asks of the daemon. */
import {type ChangeResult, refused} from '../change.js';
import type {OpenFlowResult} from '../flow/flow-mod.js';
import {applyFlowMod, type Removed} from '../flow/flow-tables.js';
import {applyGroupMod} from '../flow/group.js';
import {runAggregations} from '../ovs/bond/aggregation.js';
import {type BondAnswer, migrateHash, setActiveMember, setMemberEnabled} from '../ovs/bond/bond-commands.js';
import {reconfigure} from '../ovs/configure/reconfigure.js';
import {tellRemoved} from '../ovs/controller/async-messages.js';
import {transact} from '../ovs/database/database-transaction.js';
import type {OvsChange} from '../ovs/ovs-change.js';
import {noticeOrder} from '../ovs/revalidator.js';
import {armSwitchd} from '../ovs/run.js';
import {frameSender} from '../ovs/send-frame.js';
import {bridgeNamed, type OvsBridge, type Vswitchd} from '../ovs/vswitchd.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {applyDaemonChange} from './ovs-daemon.js';

/** ENODEV: Open vSwitch is not installed. EPROTO: the database or the switch says why. */
export function applyOvsChange(world: World, change: OvsChange, out: Sink): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	const {vswitchd} = machine;
	if (!vswitchd) return refused('ENODEV', 'Open vSwitch is not installed on this machine');
	const result = apply(world, machine, vswitchd, change, out);
	// A timeout may have become the next, and cached flows doubtful.
	noticeOrder(vswitchd, world.now);
	armSwitchd(world, machine, out);
	return result;
}

function apply(world: World, machine: Machine, vswitchd: Vswitchd, change: OvsChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'ovsdb-transact': {
			const result = transact(vswitchd.database, change.operations, world);
			// As JSON-RPC answers it.
			if (result.kind === 'refused') return refused('EPROTO', JSON.stringify(result.error, ['details', 'error', 'syntax']));
			reconfigure(world, machine, out);
			return {kind: 'done', uuids: result.uuids};
		}
		case 'flow-mod': {
			const {mod} = change;
			return onTables(world, machine, vswitchd, change.bridge, out, (bridge, removed) =>
				applyFlowMod(bridge.tables, mod, world.now, removed, bridge.groups),
			);
		}
		case 'group-mod': {
			const {mod} = change;
			return onTables(world, machine, vswitchd, change.bridge, out, (bridge, removed) =>
				applyGroupMod(bridge.groups, mod, world.now, bridge.tables, removed),
			);
		}
		case 'ovs-bond-active':
			return onBond(world, vswitchd, setActiveMember(vswitchd, change.port, change.member), out);
		case 'ovs-bond-migrate':
			return onBond(world, vswitchd, migrateHash(vswitchd, change.port, change.hash, change.member), out);
		case 'ovs-bond-enable':
			return onBond(world, vswitchd, setMemberEnabled(vswitchd, change.port, change.member, change.enabled), out);
		default:
			return applyDaemonChange(world, machine, vswitchd, change, out);
	}
}

/** What a bond was told has consequences at once; the sentence is that of `ovs-appctl`. */
function onBond(world: World, vswitchd: Vswitchd, answer: BondAnswer, out: Sink): ChangeResult {
	if (answer.kind === 'refused') return refused('EPROTO', answer.text);
	runAggregations(vswitchd, world.now, frameSender(world, vswitchd, out));
	return {kind: 'done', text: answer.text};
}

/** Changes flows or groups of a bridge; its controllers hear of flows that are gone. */
function onTables(
	world: World,
	machine: Machine,
	switchd: Vswitchd,
	name: string,
	out: Sink,
	act: (bridge: OvsBridge, removed: Removed[]) => OpenFlowResult,
): ChangeResult {
	const bridge = bridgeNamed(switchd, name);
	if (!bridge) return refused('ENODEV', `${name} is not a bridge`);
	const removed: Removed[] = [];
	const result = act(bridge, removed);
	tellRemoved({world, machine, switchd, bridge, out}, removed);
	return result.kind === 'done' ? result : refused('EPROTO', result.error);
}
