/** Switches of VMware as a lab says them. */
import type {Lab, LabDevice} from './lab.js';
import type {GroupLab, ManagedSwitchLab, ManagerLab} from './lab-vmware.js';
import {formatMac} from './mac.js';
import {managedSwitch} from './vmware/manager.js';
import type {PortGroup} from './vmware/port-group.js';
import type {SwitchSettings} from './vmware/switch-settings.js';
import type {TeamingPolicy} from './vmware/teaming.js';
import type {Vmknic} from './vmware/vmknic-device.js';
import type {VmwareSwitch} from './vmware/vmware-switch-device.js';
import {deviceAt, deviceOfKind, type Machine, pathOf, type World} from './world.js';

type Common = Omit<LabDevice, 'kind'>;

/** vCenter or the VSM that runs on a machine. */
export function describeManager(world: World, {manager}: Machine): Pick<Lab['machines'][number], 'manager'> {
	if (!manager) return {};
	const {kind, running, disconnected, switches} = manager;
	const told: ManagerLab = {
		kind,
		running,
		disconnected: disconnected.flatMap((id) => world.machines[id]?.name ?? []),
		switches: switches.map(({name, settings}) => ({name, ...describeSettings(world, settings)})),
	};
	return {manager: told};
}

export function describeVmwareSwitch(world: World, device: VmwareSwitch, common: Common): LabDevice {
	const ports = device.ports.map(({device: id, group, initial, mac, blocked}) => ({
		device: deviceAt(world, id).name,
		group,
		...(initial !== mac || blocked ? {initial: formatMac(initial)} : {}),
	}));
	const {security, teaming, release, groups} = device.settings;
	if (device.family === 'standard') {
		return {
			...common,
			kind: 'standard-switch',
			release,
			security,
			teaming: describeTeam(teaming),
			groups: groups.map(({name, vlan, security: own, teaming: team}) => ({name, vlan, security: own, teaming: describeTeam(team)})),
			ports,
			uplinks: device.uplinks.map((uplink) => deviceAt(world, uplink.device).name),
		};
	}
	const machine = world.machines[device.manager];
	const isBehind = managedSwitch(machine, device.managed)?.revision !== device.revision;
	return {
		...common,
		kind: 'distributed-switch',
		of: `${machine?.name}/${device.managed}`,
		ports,
		uplinks: device.uplinks.map(({device: id, name, lag}) => ({device: deviceAt(world, id).name, name, ...(lag === '' ? {} : {lag})})),
		...(isBehind ? {held: device.revision === 0 ? null : describeSettings(world, device.settings)} : {}),
	};
}

export function describeVmknic(world: World, vmknic: Vmknic, common: Common): LabDevice {
	const home = deviceOfKind(world, vmknic.master, 'vmware-switch');
	const group = home?.ports.find(({device}) => device === vmknic.id)?.group ?? '';
	return {...common, kind: 'vmknic', switch: home?.name ?? '', group, services: [...vmknic.services]};
}

function describeSettings(world: World, settings: SwitchSettings): Omit<ManagedSwitchLab, 'name'> {
	const {release, security, teaming, privateVlans, lags, groups, mirrors, floodBlocking} = settings;
	const isThere = (id: number): boolean => world.devices[id]?.present === true;
	return {
		release,
		security,
		teaming: describeTeam(teaming),
		privateVlans,
		lags,
		groups: groups.map(describeGroup),
		mirrors: mirrors.map(({sources, ports, ...rest}) => ({
			...rest,
			sources: sources.flatMap(({port, way}) => (isThere(port) ? [{port: pathOf(world, port), way}] : [])),
			ports: ports.filter(isThere).map((id) => pathOf(world, id)),
		})),
		floodBlocking,
	};
}

function describeGroup({
	name,
	vlan,
	trunk,
	isPrivate,
	security,
	teaming,
	learning,
	binding,
	inherit,
	systemVlan,
	own,
}: PortGroup): GroupLab {
	const all = {
		vlan,
		...(trunk ? {trunk} : {}),
		...(isPrivate ? {private: true} : {}),
		security,
		teaming: describeTeam(teaming),
		...(learning ? {learning} : {}),
		binding,
		...(inherit === '' ? {} : {inherit}),
		...(systemVlan ? {systemVlan} : {}),
	};
	if (inherit === '') return {name, ...all};
	const said: readonly string[] = own.map((key) => (key === 'isPrivate' ? 'private' : key));
	return {name, ...Object.fromEntries(Object.entries(all).filter(([key]) => said.includes(key)))};
}

function describeTeam({active, ...rest}: Partial<TeamingPolicy>): NonNullable<GroupLab['teaming']> {
	return {...rest, ...(active ? {active} : {})};
}
