/** What vCenter knows: its machine, its switches, their port groups, its hosts and guests. */
import type {Change} from '../../../engine/change.js';
import type {ManagedSwitch, Manager} from '../../../engine/vmware/manager.js';
import type {PortGroup} from '../../../engine/vmware/port-group.js';
import type {VmwareSwitch} from '../../../engine/vmware/vmware-switch-device.js';
import {type Machine, machineNamed} from '../../../engine/world.js';
import type {Place} from '../../command.js';
import {type Acting, make} from '../../program.js';
import {machineAt} from '../../resolve.js';
import {failure} from './flags.js';

/** Where networks stand in the inventory. */
export const FOLDER = '/Datacenter/network';

/** The vCenter of this machine, or the only one of the lab, as GOVC_URL would name it. */
export function vcenterOf(place: Place): Machine & {manager: Manager} {
	const all = place.world.machines.filter((machine): machine is Machine & {manager: Manager} => machine.manager?.kind === 'vcenter');
	const found = all.find(({id}) => id === machineAt(place).id) ?? (all.length === 1 ? all[0] : undefined);
	if (!found) throw failure('specify an ESX or vCenter URL');
	if (!found.manager.running) throw failure(`Post "https://${found.name}/sdk": dial tcp ${found.name}:443: connect: connection refused`);
	return found;
}

/** A path or its last part. */
export function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

export function switchNamed({manager}: Machine & {manager: Manager}, path: string | undefined): ManagedSwitch {
	const found = manager.switches.find(({name}) => name === lastPart(path ?? ''));
	if (!found) throw failure(path === undefined || path === '' ? 'please specify a network' : `network '${path}' not found`);
	return found;
}

/** A port group of any switch of vCenter. */
export function groupNamed({manager}: Machine & {manager: Manager}, path: string): {home: ManagedSwitch; group: PortGroup} {
	for (const home of manager.switches) {
		const group = home.settings.groups.find(({name}) => name === lastPart(path));
		if (group) return {home, group};
	}
	throw failure(`network '${path}' not found`);
}

export function hostNamed({world}: Place, path: string): Machine {
	const found = machineNamed(world, lastPart(path));
	if (found?.role !== 'host' || found.manager) throw failure(`host '${path}' not found`);
	return found;
}

/** Parts of a distributed switch, one a host. */
export function partsOf({world}: Place, manager: Machine, {name}: ManagedSwitch): VmwareSwitch[] {
	return world.devices.flatMap((device) =>
		device.kind === 'vmware-switch' && device.present && device.manager === manager.id && device.managed === name ? [device] : [],
	);
}

/** Makes a change; a refusal ends the command with the engine's own sentence. */
export function* insist(change: Change): Acting<number | undefined> {
	const result = yield* make(change);
	if (result.kind === 'refused') throw failure(result.message ?? result.errno);
	return result.device;
}
