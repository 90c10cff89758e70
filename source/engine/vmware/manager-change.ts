/** Changes at vCenter or the VSM. Hosts get them by `synchronise`. */
import {type ChangeResult, DONE, refused} from '../change.js';
import {copy} from '../copy.js';
import type {Machine, World} from '../world.js';
import {editGroup, editSwitch} from './edit-settings.js';
import {isAnswering, type ManagedSwitch, type ManagerKind, managedSwitch} from './manager.js';
import {isSince} from './release.js';
import {createSettings, defaultRelease, type SwitchSettings} from './switch-settings.js';
import type {VmwareChange} from './vmware-change.js';
import type {SwitchFamily} from './vmware-switch-device.js';

type ManagerChange = Extract<
	VmwareChange,
	{
		kind:
			| 'add-manager'
			| 'run-manager'
			| 'connect-host'
			| 'add-managed-switch'
			| 'set-managed-switch'
			| 'set-managed-group'
			| 'remove-managed-group';
	}
>;

/** EPERM: the manager does not run, or has no link: nothing can be changed until it is back. */
export function applyManagerChange(world: World, change: ManagerChange): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	const {manager} = machine;
	if (change.kind === 'add-manager') {
		if (manager) return refused('EEXIST');
		machine.manager = {kind: change.manager, running: true, disconnected: [], switches: []};
		return DONE;
	}
	if (!manager) return refused('ENOENT', `${machine.name} is neither vCenter nor a VSM`);
	switch (change.kind) {
		case 'run-manager':
			manager.running = change.running;
			return DONE;
		case 'connect-host': {
			if (!world.machines[change.host]) return refused('ENODEV');
			const others = manager.disconnected.filter((host) => host !== change.host);
			manager.disconnected = change.connected ? others : [...others, change.host];
			return DONE;
		}
		case 'add-managed-switch': {
			const family = familyOf(manager.kind);
			const release = change.release ?? defaultRelease(family);
			if (managedSwitch(machine, change.name)) return refused('EEXIST');
			if (family === 'nexus-1000v' && isSince(release, '6.7'))
				return refused(
					'EOPNOTSUPP',
					'VMware ended the programme for switches of others: 6.5 Update 1 is the last release with a Nexus 1000V',
				);
			if (family === 'nexus-1000v' && manager.switches.length > 0) return refused('EBUSY', 'a VSM has one switch');
			manager.switches.push({name: change.name, settings: createSettings(family, release), revision: 1});
			return DONE;
		}
		case 'set-managed-switch':
			return edit(world, machine, change.name, (family, settings) => editSwitch(family, settings, change.options));
		case 'set-managed-group':
			return edit(world, machine, change.name, (family, settings) =>
				editGroup(family, settings, change.group, change.options, change.reset),
			);
		case 'remove-managed-group':
			return removeGroup(world, machine, change.name, change.group);
		default:
			return change satisfies never;
	}
}

function edit(
	world: World,
	machine: Machine,
	name: string,
	change: (family: SwitchFamily, settings: SwitchSettings) => string | undefined,
): ChangeResult {
	const managed = managedSwitch(machine, name);
	if (!managed) return refused('ENOENT', `there is no distributed switch "${name}"`);
	if (!isAnswering(world, machine))
		return refused('EPERM', `${machine.name} does not answer: nothing can be changed until it is back, hosts go on as before`);
	const settings = copy(managed.settings);
	const problem = change(familyOf(machine.manager?.kind ?? 'vcenter'), settings);
	if (problem) return refused('EINVAL', problem);
	managed.settings = settings;
	managed.revision++;
	return DONE;
}

function removeGroup(world: World, machine: Machine, name: string, group: string): ChangeResult {
	const managed = managedSwitch(machine, name);
	if (managed && !managed.settings.groups.some((one) => one.name === group)) return refused('ENOENT', `there is no port group "${group}"`);
	if (managed && isInUse(world, machine, managed, group)) return refused('EBUSY', `port group "${group}" is in use`);
	return edit(world, machine, name, (_, settings) => {
		settings.groups = settings.groups.filter((one) => one.name !== group);
		return settings.groups.some(({inherit}) => inherit === group) ? `other port profiles inherit from "${group}"` : undefined;
	});
}

function isInUse(world: World, {id}: Machine, {name}: ManagedSwitch, group: string): boolean {
	return world.devices.some(
		(device) =>
			device.kind === 'vmware-switch' &&
			device.present &&
			device.manager === id &&
			device.managed === name &&
			device.ports.some((port) => port.group === group),
	);
}

function familyOf(kind: ManagerKind): SwitchFamily {
	return kind === 'vcenter' ? 'distributed' : 'nexus-1000v';
}
