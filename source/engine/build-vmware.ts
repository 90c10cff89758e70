/** Builds switches of VMware from a lab: who manages them first, then the hosts, and at the end who does not reach whom. */
import {type Builder, type DeviceEntry, givenMac} from './builder.js';
import {copy} from './copy.js';
import {defined} from './defined.js';
import type {LabDevice, LabProblem} from './lab.js';
import type {GroupLab, ManagedSwitchLab} from './lab-vmware.js';
import {toMac} from './mac.js';
import type {DeviceId} from './netdev.js';
import type {Sink} from './sink.js';
import {applySettings} from './vmware/apply-settings.js';
import {editGroup, editSwitch} from './vmware/edit-settings.js';
import {managedSwitch} from './vmware/manager.js';
import type {MirrorSession} from './vmware/mirror.js';
import type {PortGroupOptions} from './vmware/port-group.js';
import {createSettings} from './vmware/switch-settings.js';
import type {SwitchOptions} from './vmware/vmware-change.js';
import {deviceAtPath, deviceOfKind, machineNamed} from './world.js';

type OnHost = Extract<LabDevice, {kind: 'standard-switch' | 'distributed-switch'}>;

/** vCenter and VSMs with their switches, hosts with theirs, and what is plugged in. */
export function addVmware(builder: Builder): void {
	const {lab, devices, make} = builder;
	for (const [machine, {manager}] of lab.machines.entries()) {
		if (!manager) continue;
		const path = `machines[${machine}].manager`;
		make(path, {kind: 'add-manager', machine, manager: manager.kind});
		for (const [index, given] of manager.switches.entries()) {
			const place = `${path}.switches[${index}]`;
			const {name, release} = given;
			make(place, {kind: 'add-managed-switch', machine, name, ...(release ? {release} : {})});
			make(place, {kind: 'set-managed-switch', machine, name, options: switchOptions(given)});
			sayTwice(builder.problems, `${place}.groups`, given.groups);
			for (const [at, group] of given.groups.entries())
				make(`${place}.groups[${at}]`, {kind: 'set-managed-group', machine, name, group: group.name, options: groupOptions(group)});
		}
	}
	for (const {path, machine, machineName, name, device} of devices) {
		if (device.kind !== 'standard-switch' && device.kind !== 'distributed-switch') continue;
		const master = addSwitch(builder, path, machine, device);
		if (master === undefined) continue;
		plugPorts(builder, {path, machine, machineName, name, device}, master);
		for (const [index, uplink] of device.uplinks.entries()) {
			const {device: nic, ...rest} = typeof uplink === 'string' ? {device: uplink} : uplink;
			const id = builder.find(`${path}.uplinks[${index}]`, `${machineName}/${nic}`);
			if (id !== undefined) make(`${path}.uplinks[${index}]`, {kind: 'plug-uplink', device: id, master, ...defined(rest)});
		}
	}
	addLooseVmknics(builder);
}

/** When all is up: mirror sessions, which name ports; what hosts still have of before; who is away. */
export function finishVmware(builder: Builder, out: Sink): void {
	const {world, lab, make, find, problems} = builder;
	for (const [machine, {manager}] of lab.machines.entries()) {
		for (const [index, {name, mirrors}] of (manager?.switches ?? []).entries()) {
			if (mirrors.length === 0) continue;
			const path = `machines[${machine}].manager.switches[${index}].mirrors`;
			const sessions = mirrors.map((given) => sessionOf(given, (port) => find(path, port) ?? -1));
			const managed = managedSwitch(world.machines[machine], name);
			if (!managed) continue;
			const message = editSwitch(manager?.kind === 'vsm' ? 'nexus-1000v' : 'distributed', managed.settings, {mirrors: sessions});
			if (message) problems.push({path, message});
			// Whether they are reached now or not: so it was when this was written down.
			for (const device of world.devices)
				if (device.kind === 'vmware-switch' && device.manager === machine && device.managed === name)
					applySettings(world, device, copy(managed.settings), out);
		}
	}
	for (const {path, name, device} of builder.devices) {
		const home =
			device.kind === 'distributed-switch' ? deviceOfKind(world, deviceAtPath(world, name)?.id ?? -1, 'vmware-switch') : undefined;
		if (device.kind !== 'distributed-switch' || device.held === undefined || !home) continue;
		const managed = managedSwitch(world.machines[home.manager], home.managed);
		if (!managed) continue;
		const settings = createSettings(home.family, device.held?.release ?? managed.settings.release);
		const held = device.held ?? {groups: [], mirrors: []};
		const found = [
			device.held &&
				editSwitch(home.family, settings, {
					...switchOptions(device.held),
					mirrors: held.mirrors.map((given) => sessionOf(given, (port) => find(`${path}.held`, port) ?? -1)),
				}),
			...held.groups.map((group) => editGroup(home.family, settings, group.name, groupOptions(group))),
		];
		for (const message of found) if (message) problems.push({path: `${path}.held`, message});
		// Whatever it has, it is not what its manager has.
		for (const other of world.devices)
			if (other.kind === 'vmware-switch' && other.manager === home.manager && other.revision === managed.revision) other.revision++;
		managed.revision++;
		home.revision = device.held === null ? 0 : managed.revision - 1;
		applySettings(world, home, settings, out);
	}
	for (const [machine, {manager}] of lab.machines.entries()) {
		for (const [index, host] of (manager?.disconnected ?? []).entries()) {
			const path = `machines[${machine}].manager.disconnected[${index}]`;
			const found = machineNamed(world, host);
			if (found) make(path, {kind: 'connect-host', machine, host: found.id, connected: false});
			else problems.push({path, message: `there is no machine "${host}"`});
		}
		if (manager?.running === false) make(`machines[${machine}].manager.running`, {kind: 'run-manager', machine, running: false});
	}
}

function addSwitch({world, problems, make}: Builder, path: string, machine: number, device: OnHost): DeviceId | undefined {
	const identity = {machine, name: device.name, ...givenMac(device)};
	if (device.kind === 'distributed-switch') {
		const [name = '', managed = ''] = device.of.split('/');
		const manager = machineNamed(world, name);
		if (manager) return make(`${path}.of`, {kind: 'add-distributed-switch', ...identity, manager: manager.id, managed});
		problems.push({path: `${path}.of`, message: `there is no machine "${name}"; write machine/switch`});
		return undefined;
	}
	const {release} = device;
	const id = make(path, {kind: 'add-standard-switch', ...identity, ...(release ? {release} : {})});
	if (id === undefined) return undefined;
	const {security, teaming} = device;
	make(path, {kind: 'set-vmware-switch', device: id, options: {security: defined(security), teaming: defined(teaming)}});
	sayTwice(problems, `${path}.groups`, device.groups);
	for (const [index, group] of device.groups.entries())
		make(`${path}.groups[${index}]`, {kind: 'set-port-group', device: id, name: group.name, options: groupOptions(group)});
	return id;
}

/** A port group that is written down twice would quietly be the second. */
function sayTwice(problems: LabProblem[], path: string, groups: readonly {name: string}[]): void {
	for (const [index, {name}] of groups.entries())
		if (groups.findIndex((one) => one.name === name) < index)
			problems.push({path: `${path}[${index}]`, message: `there is a port group "${name}" already`});
}

function plugPorts(builder: Builder, {path, machineName, device}: DeviceEntry, master: DeviceId): void {
	if (device.kind !== 'standard-switch' && device.kind !== 'distributed-switch') return;
	for (const [index, {device: port, group, initial}] of device.ports.entries()) {
		const place = `${path}.ports[${index}]`;
		const vmknic = builder.devices.find(({name, device: other}) => name === `${machineName}/${port}` && other.kind === 'vmknic');
		if (vmknic) {
			const own = vmknic.device.kind === 'vmknic' ? vmknic.device : undefined;
			if (own?.switch === device.name && own.group === group) addVmknic(builder, vmknic, master);
			else
				builder.problems.push({
					path: place,
					message: `"${port}" says that it is in port group "${own?.group}" of "${own?.switch}", not in "${group}" of "${device.name}"`,
				});
			continue;
		}
		const id = builder.find(place, `${machineName}/${port}`);
		const was = initial === undefined ? {} : {initial: toMac(initial)};
		if (id !== undefined) builder.make(place, {kind: 'plug-vnic', device: id, master, group, ...was});
	}
}

/** Those that no list of ports names come last. */
function addLooseVmknics(builder: Builder): void {
	const {world, devices, problems} = builder;
	for (const entry of devices) {
		const {device, name, machineName, path} = entry;
		if (device.kind !== 'vmknic' || deviceAtPath(world, name)) continue;
		const master = deviceAtPath(world, `${machineName}/${device.switch}`);
		if (master?.kind === 'vmware-switch') addVmknic(builder, entry, master.id);
		else problems.push({path: `${path}.switch`, message: `"${device.switch}" is no switch of VMware on ${machineName}`});
	}
}

function addVmknic({make}: Builder, {path, machine, device}: DeviceEntry, master: DeviceId): void {
	if (device.kind !== 'vmknic') return;
	const {name, group, services} = device;
	make(path, {kind: 'add-vmknic', machine, name, master, group, services, ...givenMac(device)});
}

function switchOptions(given: Omit<ManagedSwitchLab, 'name'>): SwitchOptions {
	const {security, teaming, privateVlans, lags, floodBlocking} = given;
	return {security: defined(security), teaming: defined(teaming), privateVlans, lags, floodBlocking};
}

function groupOptions({name: _, private: isPrivate, security, teaming, ...rest}: GroupLab): Partial<PortGroupOptions> {
	return {
		...defined(rest),
		...(isPrivate === undefined ? {} : {isPrivate}),
		...(security ? {security: defined(security)} : {}),
		...(teaming ? {teaming: defined(teaming)} : {}),
	};
}

function sessionOf({sources, ports, ...rest}: ManagedSwitchLab['mirrors'][number], find: (name: string) => DeviceId): MirrorSession {
	return {...rest, sources: sources.map(({port, way}) => ({port: find(port), way})), ports: ports.map(find)};
}
