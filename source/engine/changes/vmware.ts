/** Applies changes of switches of VMware. */
import {type ChangeResult, DONE, refused} from '../change.js';
import {copy} from '../copy.js';
import type {Mac} from '../mac.js';
import {createMacTable} from '../mac-table.js';
import {createNetdev, type DeviceId, type MachineId} from '../netdev.js';
import {randomMac} from '../random.js';
import type {Sink} from '../sink.js';
import {applySettings} from '../vmware/apply-settings.js';
import {editGroup, editSwitch} from '../vmware/edit-settings.js';
import {isAnswering, managedSwitch} from '../vmware/manager.js';
import {applyManagerChange} from '../vmware/manager-change.js';
import {addVmknic, plugUplink, plugVnic, unplug} from '../vmware/plug.js';
import {emptyIndex} from '../vmware/switch-index.js';
import {createSettings, defaultRelease, type SwitchSettings} from '../vmware/switch-settings.js';
import type {VmwareChange} from '../vmware/vmware-change.js';
import type {SwitchFamily, VmwareSwitch} from '../vmware/vmware-switch-device.js';
import {deviceNamed, deviceOfKind, type Machine, type World} from '../world.js';
import {addToMachine} from './membership.js';

/**
 * EEXIST: the name is there. ENOENT: no such group, switch or manager. EBUSY: it is another's port, or in use. EINVAL: a setting that makes
 * no sense. EOPNOTSUPP: this kind of switch does not do that here. EPERM: vCenter or the VSM alone does that, and it is not there.
 */
export function applyVmwareChange(world: World, change: VmwareChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'add-standard-switch': {
			const release = change.release ?? defaultRelease('standard');
			return addSwitch(world, change, {family: 'standard', manager: -1, managed: '', settings: createSettings('standard', release)});
		}
		case 'add-distributed-switch':
			return addDistributed(world, change);
		case 'set-port-group':
			return edit(world, change.device, out, (family, settings) => editGroup(family, settings, change.name, change.options, change.reset));
		case 'remove-port-group':
			return removeGroup(world, change.device, change.name, out);
		case 'set-vmware-switch':
			return edit(world, change.device, out, (family, settings) => editSwitch(family, settings, change.options));
		case 'plug-vnic':
			return plugVnic(world, change, out);
		case 'plug-uplink':
			return plugUplink(world, change, out);
		case 'unplug':
			return unplug(world, change.device, out) ? DONE : refused('ENOENT', 'it is plugged into no switch of VMware');
		case 'add-vmknic':
			return addVmknic(world, change, out);
		case 'restart-switch':
			return restart(world, change.device, out);
		case 'add-manager':
		case 'run-manager':
		case 'connect-host':
		case 'add-managed-switch':
		case 'set-managed-switch':
		case 'set-managed-group':
		case 'remove-managed-group':
			return applyManagerChange(world, change);
		default:
			return change satisfies never;
	}
}

type Identity = {machine: MachineId; name: string; mac?: Mac};

function addSwitch(
	world: World,
	{machine: on, name, mac: given}: Identity,
	kind: Pick<VmwareSwitch, 'family' | 'manager' | 'managed' | 'settings'>,
): ChangeResult {
	const machine = world.machines[on] as Machine;
	if (deviceNamed(world, machine, name)) return refused('EEXIST');
	const id = world.devices.length;
	const device: VmwareSwitch = {
		...createNetdev({id, machine: on, ifindex: 0, name, mac: given ?? randomMac(world)}),
		carrier: true,
		kind: 'vmware-switch',
		...kind,
		revision: 0,
		ports: [],
		uplinks: [],
		nextPort: 1,
		lags: [],
		macs: createMacTable(),
		wakeAt: Number.POSITIVE_INFINITY,
		ageAt: Number.POSITIVE_INFINITY,
		weighAt: Number.POSITIVE_INFINITY,
		beaconAt: Number.POSITIVE_INFINITY,
		index: emptyIndex(),
	};
	world.devices.push(device);
	addToMachine(world, device, machine);
	return {kind: 'done', device: id};
}

/** The host takes part from now on; what there is to know it gets from the manager, at once if they reach each other. */
function addDistributed(world: World, change: Extract<VmwareChange, {kind: 'add-distributed-switch'}>): ChangeResult {
	const managed = managedSwitch(world.machines[change.manager], change.managed);
	const kind = world.machines[change.manager]?.manager?.kind;
	if (!managed || !kind) return refused('ENOENT', `there is no distributed switch "${change.managed}"`);
	const family = kind === 'vcenter' ? 'distributed' : 'nexus-1000v';
	const member = world.devices.some(
		(one) => one.kind === 'vmware-switch' && one.present && one.machine === change.machine && one.managed === change.managed,
	);
	if (member) return refused('EEXIST', 'the host takes part in that switch already');
	const settings = createSettings(family, managed.settings.release);
	// What vCenter hands a host together with the switch itself: without its system VLANs a VEM could never find its VSM.
	if (family === 'nexus-1000v') settings.groups = copy(managed.settings.groups.filter(({systemVlan}) => systemVlan));
	return addSwitch(world, change, {family, manager: change.manager, managed: change.managed, settings});
}

/** Changes the configuration of a standard switch. */
function edit(
	world: World,
	id: DeviceId,
	out: Sink,
	change: (family: SwitchFamily, settings: SwitchSettings) => string | undefined,
): ChangeResult {
	const device = deviceOfKind(world, id, 'vmware-switch');
	if (!device) return refused('EOPNOTSUPP');
	if (device.family !== 'standard') return refused('EPERM', 'a distributed switch is configured where it is managed, not on the host');
	const settings = copy(device.settings);
	const problem = change(device.family, settings);
	if (problem) return refused('EINVAL', problem);
	applySettings(world, device, settings, out);
	return DONE;
}

function removeGroup(world: World, id: DeviceId, name: string, out: Sink): ChangeResult {
	const device = deviceOfKind(world, id, 'vmware-switch');
	if (!device) return refused('EOPNOTSUPP');
	if (!device.settings.groups.some((group) => group.name === name)) return refused('ENOENT', `there is no port group "${name}"`);
	if (device.ports.some(({group}) => group === name)) return refused('EBUSY', `port group "${name}" is in use`);
	return edit(world, id, out, (_, settings) => {
		settings.groups = settings.groups.filter((group) => group.name !== name);
		return undefined;
	});
}

/** A host of a vDS has its configuration on its own disk; a VEM must be programmed by its VSM. */
function restart(world: World, id: DeviceId, out: Sink): ChangeResult {
	const device = deviceOfKind(world, id, 'vmware-switch');
	if (!device) return refused('EOPNOTSUPP');
	device.macs = createMacTable();
	for (const port of device.ports) port.learned = 0;
	const machine = world.machines[device.manager];
	const reached = machine && isAnswering(world, machine) && !machine.manager?.disconnected.includes(device.machine);
	if (device.family === 'nexus-1000v' && !reached) device.revision = 0;
	applySettings(world, device, device.settings, out);
	return DONE;
}
