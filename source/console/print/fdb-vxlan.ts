/** Entries of the FDB of a VXLAN device, newest first, a row for each remote (vxlan_fdb_dump, vxlan_fdb_info). */
import type {VxlanDevice, VxlanEntry, VxlanRemote} from '../../engine/devices/vxlan/vxlan-device.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {FdbRow, ShownState} from './fdb.js';
import {all, both, NOTHING, type Piece} from './piece.js';
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
function remoteWords(world: World, device: VxlanDevice, {address, port, vni, via}: VxlanRemote): {dst: Piece; rest: Piece} {
	const isElsewhere = device.underlay !== device.machine;
	const lower = via === -1 ? undefined : deviceAt(world, via);
	const viaIndex = lower && both('viaIfIndex', lower.ifindex, `via ifindex ${lower.ifindex} `);
	const viaName = lower && both('viaIf', lower.name, `via ${lower.name} `);
	return {
		dst: address === 0 ? NOTHING : both('dst', formatIpv4(address)),
		rest: all(
			port === device.port ? undefined : both('port', port),
			vni === device.vni ? undefined : both('vni', vni),
			isElsewhere ? viaIndex : viaName,
			isElsewhere ? both('linkNetNsId', 0, 'link-netnsid 0 ') : undefined,
		),
	};
}

/** The bits of its state (NUD_*): what a user puts in is static beside being permanent, what the driver does is reachable. */
function listedAs({state, byUser}: VxlanEntry): ShownState[] {
	if (state === 'dynamic') return [''];
	if (state === 'static') return ['static', ''];
	return byUser ? ['permanent', 'static'] : ['permanent', ''];
}
