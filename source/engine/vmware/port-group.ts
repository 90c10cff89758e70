/** A port group: a template of port settings. It is no VLAN: that is one of its fields, and two groups may have the same. */
import type {LearningPolicy} from './mac-learning.js';
import {type PrivateVlan, privatePortTakes} from './private-vlan.js';
import type {SecurityPolicy} from './security.js';
import type {SwitchSettings} from './switch-settings.js';
import type {TeamingPolicy} from './teaming.js';
import type {SwitchFamily} from './vmware-switch-device.js';

/** The guest tags. */
export const GUEST_TAGGING = 4095;

/** From the first to the last VLAN, both inclusive. */
type VlanRange = [number, number];

export const PORT_BINDINGS = ['static', 'ephemeral'] as const;
type PortBinding = (typeof PORT_BINDINGS)[number];

export interface PortGroupOptions {
	/** 0 leaves tagging to the physical switch, 1 to 4094 is this VLAN, 4095 leaves tagging to the guest. */
	vlan: number;
	/** vDS, with 4095: the VLANs that the guest may use; left out, all. */
	trunk: VlanRange[] | undefined;
	/** vDS: `vlan` is one of the private VLANs. */
	isPrivate: boolean;
	/** What differs from the switch. */
	security: Partial<SecurityPolicy>;
	teaming: Partial<TeamingPolicy>;
	/** vDS since 6.7. */
	learning: LearningPolicy | undefined;
	/** vDS: a static port is given by vCenter, an ephemeral one by the host itself. */
	binding: PortBinding;
	/** Nexus 1000V: the port profile from which it has what it does not say itself; '' for none. */
	inherit: string;
	/** Nexus 1000V: forwards also before the VEM has been programmed. */
	systemVlan: boolean;
}

export interface PortGroup extends PortGroupOptions {
	name: string;
	/** What it says itself; the rest it has from the one from which it inherits. */
	own: (keyof PortGroupOptions)[];
}

/** A group with everything that it has from its switch. */
export interface ResolvedGroup {
	name: string;
	vlan: number;
	trunk: VlanRange[] | undefined;
	isPrivate: boolean;
	security: SecurityPolicy;
	team: TeamingPolicy;
	learning: LearningPolicy | undefined;
	systemVlan: boolean;
}

export function createPortGroup(name: string): PortGroup {
	return {
		name,
		vlan: 0,
		trunk: undefined,
		isPrivate: false,
		security: {},
		teaming: {},
		learning: undefined,
		binding: 'static',
		inherit: '',
		systemVlan: false,
		own: [],
	};
}

/** All groups as ports have them. Of a VEM that nobody has programmed yet only those with system VLANs. */
export function resolveGroups(family: SwitchFamily, settings: SwitchSettings, programmed: boolean): Map<string, ResolvedGroup> {
	const groups = programmed ? settings.groups : settings.groups.filter(({systemVlan}) => family === 'nexus-1000v' && systemVlan);
	return new Map(groups.map((group) => [group.name, resolveGroup(settings, group)]));
}

function resolveGroup(settings: SwitchSettings, {name, vlan, trunk, isPrivate, learning, systemVlan, ...group}: PortGroup): ResolvedGroup {
	return {
		name,
		vlan,
		trunk,
		isPrivate,
		security: {...settings.security, ...group.security},
		team: {...settings.teaming, ...group.teaming},
		learning,
		systemVlan,
	};
}

/** May a port of the group have a frame in VLAN `vid`, and send in it? */
export function takesVlan(privateVlans: ReadonlyMap<number, PrivateVlan>, group: ResolvedGroup, vid: number): boolean {
	if (group.vlan === GUEST_TAGGING) return isInTrunk(group, vid);
	return group.isPrivate ? privatePortTakes(privateVlans, group.vlan, vid) : group.vlan === vid;
}

/** May the guest of a group that leaves tagging to it use this VLAN? 0 is no tag. */
export function isInTrunk({trunk}: ResolvedGroup, vid: number): boolean {
	return !trunk || trunk.some(([first, last]) => vid >= first && vid <= last);
}
