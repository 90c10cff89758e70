/** Edits a configuration as long as it makes sense; answers with what is wrong, in words. The caller edits a copy. */

import {MOST_LEARNED} from './mac-learning.js';
import {createPortGroup, GUEST_TAGGING, type PortGroup, type PortGroupOptions} from './port-group.js';
import {privateVlanProblem} from './private-vlan.js';
import {isSince} from './release.js';
import type {SwitchSettings} from './switch-settings.js';
import type {TeamingPolicy} from './teaming.js';
import type {GroupReset, SwitchOptions} from './vmware-change.js';
import type {SwitchFamily} from './vmware-switch-device.js';

/** Sets what concerns the whole switch. */
export function editSwitch(family: SwitchFamily, settings: SwitchSettings, options: SwitchOptions): string | undefined {
	const {security, teaming, ...rest} = options;
	Object.assign(settings.security, security);
	Object.assign(settings.teaming, teaming);
	Object.assign(settings, rest);
	const {privateVlans, lags, mirrors, floodBlocking, release} = settings;
	if (family === 'standard' && privateVlans.length + lags.length + mirrors.length > 0)
		return 'a standard switch has no private VLANs, no LACP and no port mirroring: that takes a distributed one';
	if (family !== 'nexus-1000v' && floodBlocking) return 'only a Nexus 1000V floods, so only there it can be blocked';
	if (lags.length > 0 && !isSince(release, '5.1')) return 'LACP is there since 5.1';
	if (new Set(lags.map(({name}) => name)).size < lags.length) return 'two LAGs have the same name';
	if (mirrors.some(({vlan, length}) => vlan < 1 || vlan > 4094 || length < 0))
		return 'a mirror session has a VLAN of 1 to 4094 for its uplinks';
	const lost = settings.groups.find((group) => group.isPrivate && !privateVlans.some(({secondary}) => secondary === group.vlan));
	if (lost) return `port group "${lost.name}" is in private VLAN ${lost.vlan}, which is not in the table`;
	return privateVlanProblem(privateVlans) ?? teamProblem(family, settings.teaming);
}

/** Makes a group, or changes the one of this name. */
export function editGroup(
	family: SwitchFamily,
	settings: SwitchSettings,
	name: string,
	options: Partial<PortGroupOptions>,
	reset: GroupReset = [],
): string | undefined {
	const existing = settings.groups.find((group) => group.name === name);
	const inherit = options.inherit ?? existing?.inherit ?? '';
	const parent = settings.groups.find((group) => group.name === inherit);
	if (inherit !== '' && !parent) return `there is no port profile "${inherit}"`;
	if (parent && existing && inheritsFrom(settings, parent, name)) return `port profile "${name}" would inherit from itself`;
	const own = [...new Set([...(existing?.own ?? []), ...(Object.keys(options) as (keyof PortGroupOptions)[])])];
	const group: PortGroup = {...createPortGroup(name), ...existing, ...options, name, own};
	group.security = {...(reset.includes('security') ? {} : existing?.security), ...options.security};
	group.teaming = {...(reset.includes('teaming') ? {} : existing?.teaming), ...options.teaming};
	if (parent) takeFrom(parent, group);
	const problem = groupProblem(family, settings, group);
	if (problem) return problem;
	if (existing) Object.assign(existing, group);
	else settings.groups.push(group);
	passOn(settings, group);
	return undefined;
}

/** What the group does not say itself it has from its parent. */
function takeFrom({name: _, own: __, inherit: ___, ...rest}: PortGroup, group: PortGroup): void {
	for (const key of group.own) if (key in rest) delete rest[key as keyof typeof rest];
	Object.assign(group, rest);
}

/** To all that inherit from it, and so on. */
function passOn(settings: SwitchSettings, parent: PortGroup): void {
	for (const child of settings.groups) {
		if (child.inherit !== parent.name) continue;
		takeFrom(parent, child);
		passOn(settings, child);
	}
}

function inheritsFrom(settings: SwitchSettings, group: PortGroup, name: string): boolean {
	if (group.name === name) return true;
	const parent = settings.groups.find((one) => one.name === group.inherit);
	return parent !== undefined && inheritsFrom(settings, parent, name);
}

function groupProblem(family: SwitchFamily, {privateVlans, release}: SwitchSettings, group: PortGroup): string | undefined {
	const {vlan, trunk, isPrivate, learning, inherit, systemVlan, binding, teaming} = group;
	if (!(vlan >= 0 && vlan <= 4095)) return 'the VLAN of a port group is 0 to 4095';
	if (family === 'standard' && (trunk || isPrivate || learning || binding === 'ephemeral'))
		return 'a standard switch has no trunk ranges, private VLANs, MAC learning or port binding: that takes a distributed one';
	if (trunk && vlan !== GUEST_TAGGING) return 'a trunk range goes with VLAN 4095, where the guest tags';
	if (trunk && !trunk.every(([first, last]) => first >= 0 && first <= last && last <= 4094)) return 'a trunk range is within 0 to 4094';
	if (isPrivate && !privateVlans.some(({secondary}) => secondary === vlan)) return `VLAN ${vlan} is not in the table of private VLANs`;
	if (family !== 'nexus-1000v' && (inherit !== '' || systemVlan)) return 'port profiles and system VLANs are those of a Nexus 1000V';
	if (learning && family === 'nexus-1000v') return 'a VEM learns anyway';
	if (learning && !isSince(release, '6.7')) return 'MAC learning is there since 6.7';
	if (learning && !(learning.limit >= 1 && learning.limit <= MOST_LEARNED)) return `a port learns 1 to ${MOST_LEARNED} addresses`;
	return teamProblem(family, teaming);
}

function teamProblem(family: SwitchFamily, {policy, active, standby, detection}: Partial<TeamingPolicy>): string | undefined {
	if (policy === 'nic-load' && family !== 'distributed') return 'routing by physical NIC load takes a distributed switch';
	if (policy === 'ip-hash' && (standby?.length ?? 0) > 0) return 'with IP hash no uplink stands by';
	if (policy === 'ip-hash' && detection === 'beacon') return 'IP hash and beacon probing do not go together';
	const names = [...(active ?? []), ...(standby ?? [])];
	return new Set(names).size < names.length ? 'an uplink is active or stands by, not both' : undefined;
}
