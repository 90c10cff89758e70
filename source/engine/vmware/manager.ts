/*
 * The vSphere Distributed Switch (vDS), and who configures it
 *
 * One switch over many hosts on the screen, a switch in each of them in fact: what is distributed is the
 * configuration, the data path stays on the host, and what goes from one host to another goes by uplinks and the
 * physical network. It has more than a standard switch: private VLANs, trunk ranges, LACP, mirroring, MAC learning.
 *
 * vCenter, or the supervisor (VSM) of a Nexus 1000V, is a process on a machine (`Machine.manager`) that holds the one configuration of each of its switches and
 * counts its revisions. No frame of a guest ever comes here. A host that is connected gets every revision at once;
 * one that is not keeps the last that it had, and switches on. It is connected while the manager runs, one of its
 * cables has carrier (where it has any), and nobody has disconnected the host.
 *
 * Not modelled: the management traffic itself, a second VSM that stands by, vCenter's database, tasks and alarms.
 */
import {copy} from '../copy.js';
import {isOperational, type MachineId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {applySettings} from './apply-settings.js';
import type {SwitchSettings} from './switch-settings.js';

const MANAGER_KINDS = ['vcenter', 'vsm'] as const;
export type ManagerKind = (typeof MANAGER_KINDS)[number];

export interface ManagedSwitch {
	name: string;
	settings: SwitchSettings;
	/** 1 and up; every change is a new one. */
	revision: number;
}

export interface Manager {
	kind: ManagerKind;
	running: boolean;
	/** Hosts that were disconnected. */
	disconnected: MachineId[];
	switches: ManagedSwitch[];
}

/** Does the manager answer at all? */
export function isAnswering(world: World, {manager, devices}: Machine): boolean {
	if (!manager?.running) return false;
	const nics = devices.map((id) => deviceAt(world, id)).filter((device) => device.kind === 'nic' && device.opened && device.link !== -1);
	return nics.length === 0 || nics.some(isOperational);
}

/** Do the manager and this host reach each other? */
export function reaches(world: World, machine: Machine, host: MachineId): boolean {
	return isAnswering(world, machine) && machine.manager?.disconnected.includes(host) === false;
}

export function managedSwitch(machine: Machine | undefined, name: string): ManagedSwitch | undefined {
	return machine?.manager?.switches.find((one) => one.name === name);
}

/** Gives every host that is connected the configuration that it has not yet. Call it when a change was done. */
export function synchronise(world: World, out: Sink): void {
	if (!world.machines.some(({manager}) => manager)) return;
	for (const device of world.devices) {
		if (device.kind !== 'vmware-switch' || !device.present || device.manager === -1) continue;
		const machine = world.machines[device.manager] as Machine;
		const managed = managedSwitch(machine, device.managed);
		if (!managed || managed.revision === device.revision || !reaches(world, machine, device.machine)) continue;
		device.revision = managed.revision;
		applySettings(world, device, copy(managed.settings), out);
	}
}
