/** Where a station is: its vNIC's port, the port behind which it was learned, or outside; and what a frame teaches. */
import {isGroup, type Mac} from '../mac.js';
import type {Sink} from '../sink.js';
import type {Arrival} from './arrival.js';
import {keyIn} from './arrival.js';
import {notePrivate} from './deliver.js';
import {findLearned, forgetAddress, learnAddress, OUTSIDE} from './mac-learning.js';
import {GUEST_TAGGING, isInTrunk, type ResolvedGroup, takesVlan} from './port-group.js';
import {takesFrom} from './teaming.js';
import {portNumbered, type VmwareSwitch} from './vmware-switch-device.js';
import {ageBy} from './wake.js';

/** Numbers of the ports that have the destination; 0 is outside, none is unknown. */
export function whereIs(device: VmwareSwitch, {dst, vid, from}: Arrival, out: Sink): number[] {
	const {byMac, groups, privateVlans} = device.index;
	const known = (byMac.get(dst) ?? []).filter((number) => {
		const port = portNumbered(device, number);
		const group = port && groups.get(port.group);
		if (!port || port === from || !group) return false;
		const takes = takesVlan(privateVlans, group, vid);
		if (!takes) notePrivate(device, port, group, vid, out);
		return takes;
	});
	if (known.length > 0) {
		if (out.tracing) for (const number of known) note(device, number, {kind: 'vmware-known', mac: dst, vid}, out);
		return known;
	}
	const learned = findLearned(device, dst, vid);
	if (learned === -1) return [];
	if (out.tracing && learned !== OUTSIDE) note(device, learned, {kind: 'fdb-hit', mac: dst, vid}, out);
	if (out.tracing && learned === OUTSIDE) out.note({kind: 'vmware-outside', mac: dst, vid});
	return [learned];
}

/** What the source of a guest's frame teaches; 'drop' when the limit of the port says so. */
export function learnFromGuest(
	device: VmwareSwitch,
	{learning}: ResolvedGroup,
	{from, vid}: Arrival,
	source: Mac,
	now: number,
	out: Sink,
): 'pass' | 'drop' {
	const isVem = device.family === 'nexus-1000v';
	if (!from || (!learning && !isVem) || source === from.mac || isGroup(source) || source === 0) return 'pass';
	if (device.index.byMac.has(source)) {
		if (out.tracing) out.note({kind: 'fdb-not-learned', mac: source, why: 'own-address'});
		return 'pass';
	}
	const found = learnAddress(device, source, vid, from.number, now, learning?.limit ?? 0);
	if (found === 'full') {
		if (out.tracing) out.note({kind: 'fdb-not-learned', mac: source, why: 'limit'});
		return learning?.whenFull === 'drop' ? 'drop' : 'pass';
	}
	ageBy(device, now, out);
	if (out.tracing) out.note({kind: found === 'refreshed' ? 'fdb-refreshed' : 'fdb-learned', mac: source, vid, port: from.device});
	return 'pass';
}

/** Is it a frame of one of our own that came back? A learned station that speaks by the uplink of its port has left. */
export function isReflection(device: VmwareSwitch, {vid, bare}: Arrival, source: Mac, uplink: number, out: Sink): boolean {
	const {byMac, groups} = device.index;
	for (const number of byMac.get(source) ?? []) {
		const group = groups.get(portNumbered(device, number)?.group ?? '');
		if (group && (group.vlan === GUEST_TAGGING ? isInTrunk(group, vid) : group.vlan === vid)) return true;
	}
	const port = portNumbered(device, findLearned(device, source, vid));
	const group = port && groups.get(port.group);
	if (!port || !group) return false;
	if (!takesFrom(device, group.team, {...keyIn(port, bare), station: source % 256}, uplink)) return true;
	forgetAddress(device, source, vid);
	if (out.tracing) out.note({kind: 'vmware-left', mac: source, vid, port: port.device});
	return false;
}

function note(device: VmwareSwitch, number: number, cause: {kind: 'vmware-known' | 'fdb-hit'; mac: Mac; vid: number}, out: Sink): void {
	const port = portNumbered(device, number);
	if (port) out.note({...cause, port: port.device});
}
