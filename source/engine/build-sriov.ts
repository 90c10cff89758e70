/**
 * Cards, virtual functions and failover pairs of a lab
 *
 * Functions are made when cables are in, and go where the lab has them before anything stands on them. What the
 * host decides about them comes last, when links are up: ixgbe takes no rate otherwise. A MAC from the host comes before
 * the driver of the function begins, and so is the function's; but where the lab gives the function another one, it comes
 * after, as it did when the two came to differ.
 */
import {type Builder, type DeviceEntry, givenMac} from './builder.js';
import type {LabDevice} from './lab.js';
import {DEFAULT_VF, type VfSettings} from './lab-sriov.js';
import {toMac} from './mac.js';
import type {DeviceId} from './netdev.js';
import {isPf} from './sriov/adapter.js';
import {deviceAt, deviceAtPath, deviceOfKind} from './world.js';

type NicEntry = DeviceEntry & {device: Extract<LabDevice, {kind: 'nic'}>};

/** Makes functions and pairs, and gives guests theirs. */
export function addAdapters({world, devices, problems, make}: Builder): void {
	for (const {path, name, device} of cardsOf(devices)) {
		const id = deviceAtPath(world, name)?.id;
		if (id === undefined || !device.sriov) continue;
		const {model, totalVfs, ari, iommu, mode, truePromisc} = device.sriov;
		const place = `${path}.sriov`;
		make(place, {kind: 'add-sriov', device: id, options: {model, ari, iommu, ...(totalVfs === undefined ? {} : {totalVfs})}});
		make(`${place}.vfs`, {kind: 'set-sriov-numvfs', device: id, count: settingsOf(device).length});
		if (mode !== 'veb') make(`${place}.mode`, {kind: 'set-hwmode', device: id, mode});
		if (truePromisc) make(`${place}.truePromisc`, {kind: 'set-true-promisc', device: id, on: true});
		for (const [number, {mac}] of settingsOf(device).entries()) {
			if (mac === undefined || hasOwnMac(devices, name, number)) continue;
			make(`${place}.vfs[${number}].mac`, {kind: 'set-vf', device: id, number, options: {mac: toMac(mac)}});
		}
	}
	for (const {path, machineName, device} of devices) {
		if (device.kind !== 'failover') continue;
		const standby = deviceAtPath(world, `${machineName}/${device.standby}`);
		if (!standby) problems.push({path: `${path}.standby`, message: `there is no device "${device.standby}" in ${machineName}`});
		else make(path, {kind: 'add-failover', device: standby.id, name: device.name, ...givenMac(device)});
	}
	const given = new Map<DeviceId, string>();
	for (const {path, machine, name, device} of devices) {
		if (device.kind !== 'vf') continue;
		const pf = deviceAtPath(world, device.pf);
		const vf = pf && isPf(pf) ? pf.sriov.vfs[device.number] : undefined;
		if (!vf) {
			problems.push({path: `${path}.number`, message: `"${device.pf}" has no virtual function ${device.number}; see its "sriov: vfs"`});
			continue;
		}
		const holder = given.get(vf.device);
		if (holder !== undefined) {
			problems.push({path: `${path}.number`, message: `virtual function ${device.number} of "${device.pf}" is "${holder}" already`});
			continue;
		}
		given.set(vf.device, name);
		make(path, {kind: 'assign-vf', device: vf.device, machine, name: device.name, ...givenMac(device)});
	}
}

/** What the host decides about the functions, when everything is up. */
export function finishAdapters({world, devices, make}: Builder): void {
	for (const {path, name, device} of cardsOf(devices)) {
		const id = deviceAtPath(world, name)?.id;
		if (id === undefined || !device.sriov) continue;
		for (const [number, {mac, ...settings}] of settingsOf(device).entries()) {
			const late = mac !== undefined && hasOwnMac(devices, name, number) ? {mac: toMac(mac)} : {};
			const options = {...unusual(settings), ...late};
			if (Object.keys(options).length > 0) make(`${path}.sriov.vfs[${number}]`, {kind: 'set-vf', device: id, number, options});
		}
	}
	// A pair that came up brought its halves with it.
	for (const {path, name, device} of devices) {
		const made = device.up ? undefined : deviceAtPath(world, name);
		if (made && deviceOfKind(world, made.master, 'failover'))
			make(`${path}.up`, {kind: 'set-up', device: deviceAt(world, made.id).id, up: false});
	}
}

function cardsOf(devices: readonly DeviceEntry[]): NicEntry[] {
	return devices.filter((entry): entry is NicEntry => entry.device.kind === 'nic' && entry.device.sriov !== undefined);
}

function settingsOf({sriov}: NicEntry['device']): readonly VfSettings[] {
	const vfs = sriov?.vfs ?? [];
	return typeof vfs === 'number' ? Array.from({length: vfs}, () => DEFAULT_VF) : vfs;
}

function hasOwnMac(devices: readonly DeviceEntry[], pf: string, number: number): boolean {
	return devices.some(({device}) => device.kind === 'vf' && device.pf === pf && device.number === number && device.mac !== undefined);
}

/** What is not as the driver has it anyway; without the keys that are not given. */
function unusual(settings: Omit<VfSettings, 'mac'>): Partial<Omit<VfSettings, 'mac'>> {
	return Object.fromEntries(Object.entries(settings).filter(([key, value]) => value !== DEFAULT_VF[key as keyof VfSettings]));
}
