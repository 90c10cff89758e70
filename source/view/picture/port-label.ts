/** What a port of a switch does with VLANs, or the bond that it belongs to, in a word or two beside its wire. */
import type {VlanSwitch} from '../../engine/devices/vlan-switch-device.js';
import type {DeviceId} from '../../engine/netdev.js';
import type {OvsPort} from '../../engine/ovs/vswitchd.js';
import {vfOf} from '../../engine/sriov/adapter.js';
import type {VmwareSwitch} from '../../engine/vmware/vmware-switch-device.js';
import {deviceAt, type World} from '../../engine/world.js';
import {ovsBridgeOf} from './hubs.js';

/** More VLANs than so many are not listed. */
const MOST_VLANS = 3;

/** Beside a wire; '' where there is nothing to say. The words are those of the tools, the same in every language. */
export function portLabel(world: World, id: DeviceId): string {
	const device = deviceAt(world, id);
	if (device.kind === 'macvtap' || device.kind === 'macvlan') return device.mode;
	if (device.kind === 'vf') return functionLabel(device.number, vfOf(world, device).vlan);
	const port = ovsPortOf(world, id);
	if (port && port.members.length > 1) return port.name;
	const master = device.master === -1 ? undefined : deviceAt(world, device.master);
	// Elsewhere a bond stands inside the box.
	if (master?.kind === 'bond') return world.machines[device.machine]?.role === 'switch' ? master.name : '';
	const vlans = port ? ovsVlans(port) : vlansOfPort(world, id);
	if (master?.kind === 'vmware-switch') return groupLabel(master, id, vlans);
	// A port that carries every VLAN with its tag is what everybody expects of Open vSwitch.
	return port && vlans === 'trunk' ? '' : vlans;
}

/** Which virtual function, and the VLAN into which the card puts it. */
function functionLabel(number: number, vlan: number): string {
	return vlan === 0 ? `VF ${number}` : `VF ${number}, VLAN ${vlan}`;
}

/** The port group of a guest, and its VLAN where the switch tags. */
function groupLabel({ports}: VmwareSwitch, id: DeviceId, vlans: string): string {
	const group = ports.find(({device}) => device === id)?.group;
	if (group === undefined) return '';
	return vlans === '' || vlans === 'VLAN 0' ? group : `${group}, ${vlans === 'VLAN 4095' ? 'trunk' : vlans}`;
}

/** The port of Open vSwitch of which the device is a member. */
function ovsPortOf(world: World, id: DeviceId): OvsPort | undefined {
	const bridge = ovsBridgeOf(world, id);
	return bridge?.ports.find(({members}) => members.some((number) => bridge.ofPorts.get(number)?.device === id));
}

/** What a port of a switch or of a Linux bridge does with VLANs; '' where it knows none. */
export function vlansOfPort(world: World, id: DeviceId): string {
	const {master: hub} = deviceAt(world, id);
	const master = hub === -1 ? undefined : deviceAt(world, hub);
	switch (master?.kind) {
		case 'vlan-switch': {
			const port = master.ports.find((candidate) => candidate.device === id);
			if (!port || knowsNoVlans(master)) return '';
			return port.mode === 'access' ? `VLAN ${port.vlan}` : trunkLabel(port.allowed, port.vlan > 1 ? port.vlan : 0);
		}
		case 'vmware-switch': {
			const port = master.ports.find((candidate) => candidate.device === id);
			const group = master.settings.groups.find(({name}) => name === port?.group);
			if (!group) return '';
			if (group.trunk)
				return trunkLabel(
					group.trunk.flatMap(([first, last]) => (first === last ? [first] : [first, last])),
					0,
				);
			return group.isPrivate ? `PVLAN ${group.vlan}` : `VLAN ${group.vlan}`;
		}
		case 'bridge': {
			const vlans = master.vlanFiltering ? master.ports.find((port) => port.device === id)?.vlans : undefined;
			if (!vlans) return '';
			const tagged = [...vlans.members].flatMap(([vid, {untagged}]) => (untagged ? [] : [vid]));
			return tagged.length > 0 ? trunkLabel(tagged, vlans.pvid > 1 ? vlans.pvid : 0) : vlans.pvid > 0 ? `VLAN ${vlans.pvid}` : '';
		}
		default:
			return '';
	}
}

/** As it comes from the box: every port is in VLAN 1, and nobody needs to know. */
function knowsNoVlans({ports}: VlanSwitch): boolean {
	return ports.every(({mode, vlan}) => mode === 'access' && vlan === 1);
}

/** What a port of Open vSwitch does with VLANs. */
export function ovsVlans(port: OvsPort): string {
	switch (port.vlanMode) {
		case 'access':
			return `VLAN ${port.tag}`;
		case 'trunk':
			return trunkLabel(port.trunks && vlansIn(port.trunks), 0);
		case 'native-tagged':
		case 'native-untagged':
			return trunkLabel(port.trunks && vlansIn(port.trunks), port.tag);
		case 'dot1q-tunnel':
			return `QinQ ${port.tag}`;
		default:
			return port.vlanMode satisfies never;
	}
}

function trunkLabel(vlans: readonly number[] | undefined, native: number): string {
	const list = vlans && vlans.length > 0 && vlans.length <= MOST_VLANS ? ` ${vlans.toSorted((a, b) => a - b).join()}` : '';
	return native > 0 ? `trunk${list}, native ${native}` : `trunk${list}`;
}

function vlansIn(set: Uint32Array): number[] {
	return Array.from({length: 4096}, (_, vlan) => vlan).filter((vlan) => (((set[vlan >> 5] as number) >>> (vlan & 31)) & 1) === 1);
}

/** The same shorter and shorter, for wires without room. */
export function shorterLabels(label: string): string[] {
	const [, group, vlan] = /^([^,]+), ((?:P?VLAN \d+|trunk).*)$/.exec(label) ?? [];
	if (group !== undefined && group !== 'trunk' && vlan !== undefined) return [label, ...shorterLabels(vlan), group];
	const [, list, native] = /^trunk(.*?)(?:, (native \d+))?$/.exec(label) ?? [];
	if (list !== undefined) return [label, native ?? '', 'trunk'].filter(Boolean);
	return label.startsWith('VLAN ') ? [label, label.slice('VLAN '.length)] : [label];
}
