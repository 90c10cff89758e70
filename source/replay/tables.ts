/** The tables of a world as recordings write them. */

import type {Bridge} from '../engine/devices/bridge/bridge-device.js';
import {groupsOf} from '../engine/devices/bridge/mdb.js';
import {formatGroup} from '../engine/devices/bridge/mdb-report.js';
import {fdbOf} from '../engine/devices/bridge/ports.js';
import {formatMac} from '../engine/mac.js';
import {deviceAt, deviceAtPath, type World} from '../engine/world.js';
import type {FdbRow, MemberRow} from './recording-schema.js';

/** The bridge of the machine `name`, which has the same name. */
export function bridgeNamed(world: World, name: string): Bridge | undefined {
	return bridgeIn(world, name, name);
}

/** The bridge at `machine/name`; `undefined` when there is none, or another kind of device. */
export function bridgeIn(world: World, machine: string, name: string): Bridge | undefined {
	const device = deviceAtPath(world, `${machine}/${name}`);
	return device?.kind === 'bridge' ? device : undefined;
}

/** Entries by MAC and port: learned and static ones, local ones (which the tools show as permanent), or all. */
export function fdbRows(world: World, bridge: Bridge, kinds: 'stations' | 'local' | 'all' = 'stations'): FdbRow[] {
	return fdbOf(bridge, world.now)
		.filter((entry) => kinds === 'all' || (entry.state === 'permanent') === (kinds === 'local'))
		.map(({mac, vid, device, state, externLearn, locked, sticky}): FdbRow => {
			const flags = [...(externLearn ? ['extern_learn'] : []), ...(locked ? ['locked'] : []), ...(sticky ? ['sticky'] : [])];
			return {
				mac: formatMac(mac),
				port: deviceAt(world, device).name,
				...(vid === 0 ? {} : {vlan: vid}),
				...(state === 'static' || (state === 'permanent' && kinds === 'all') ? {state} : {}),
				...(flags.length > 0 ? {flags} : {}),
			};
		})
		.sort((a, b) => (`${a.mac} ${a.port}` < `${b.mac} ${b.port}` ? -1 : 1));
}

/** Members of groups, br0's own host among them. */
export function mdbRows(world: World, bridge: Bridge): MemberRow[] {
	return groupsOf(bridge.mcast.mdb).flatMap(({vid, group, members, hostJoined}) => {
		const common = {group: formatGroup(group), ...(vid === 0 ? {} : {vlan: vid})};
		return [
			...members.map(({port, permanent}) => ({...common, port: deviceAt(world, port).name, state: permanent ? 'permanent' : 'temp'})),
			...(hostJoined ? [{...common, port: bridge.name, state: 'temp'}] : []),
		];
	});
}

/** Ports behind which a multicast router was heard or configured. */
export function routerPorts(world: World, bridge: Bridge): string[] {
	const {ipv4, ipv6} = bridge.mcast.mdb;
	const isRouter = (device: number): boolean => [ipv4, ipv6].some(({ports}) => ports.get(device)?.isRouter === true);
	return bridge.ports.filter(({device}) => isRouter(device)).map(({device}) => deviceAt(world, device).name);
}
