/** Entries of the FDB of a VXLAN device, newest first, a row for each remote (vxlan_fdb_dump, vxlan_fdb_info). */
import type {VxlanDevice, VxlanEntry, VxlanRemote} from '../../engine/devices/vxlan/vxlan-device.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {FdbRow, ShownState} from './fdb.js';
import {SECOND} from './timer.js';

export function vxlanRowsOf(world: World, device: VxlanDevice): FdbRow[] {
	return [...device.fdb.values()].reverse().flatMap((entry) => entry.remotes.map((remote) => vxlanRow(world, device, entry, remote)));
}

export function vxlanRow(world: World, device: VxlanDevice, entry: VxlanEntry, remote: VxlanRemote): FdbRow {
	const seconds = (time: number) => Math.floor((world.now - time) / SECOND);
	return {
		mac: entry.mac,
		device,
		vid: 0,
		flags: ['self', ...(entry.externLearn ? ['extern_learn'] : [])],
		master: undefined,
		state: entry.state === 'dynamic' ? '' : entry.state,
		ages: {used: seconds(entry.used), updated: seconds(entry.updated)},
		remote: remoteWords(world, device, remote),
		listedAs: listedAs(entry),
	};
}

/** Its address, then what differs from the device's own. */
function remoteWords(world: World, device: VxlanDevice, {address, port, vni, via}: VxlanRemote): string[] {
	const isElsewhere = device.underlay !== device.machine;
	return [
		...(address === 0 ? [] : [`dst ${formatIpv4(address)}`]),
		...(port === device.port ? [] : [`port ${port}`]),
		...(vni === device.vni ? [] : [`vni ${vni}`]),
		...(via === -1 ? [] : [isElsewhere ? `via ifindex ${deviceAt(world, via).ifindex}` : `via ${deviceAt(world, via).name}`]),
		...(isElsewhere ? ['link-netnsid 0'] : []),
	];
}

/** The bits of its state (NUD_*): what a user puts in is static beside being permanent, what the driver does is reachable. */
function listedAs({state, byUser}: VxlanEntry): ShownState[] {
	if (state === 'dynamic') return [''];
	if (state === 'static') return ['static', ''];
	return byUser ? ['permanent', 'static'] : ['permanent', ''];
}
