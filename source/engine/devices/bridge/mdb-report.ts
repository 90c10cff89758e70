/** The multicast database as `bridge mdb show` lists it. Nothing here changes a bridge. */

import {formatMac} from '../../mac.js';
import {formatIpv4} from '../../protocol/ipv4-address.js';
import {formatIpv6} from '../../protocol/ipv6-address.js';
import {deviceAt, type World} from '../../world.js';
import type {Bridge} from './bridge-device.js';
import {type GroupAddress, groupsOf, IP_FAMILIES, type MdbGroup} from './mdb.js';
import {STOPPED, timeLeft} from './timer.js';

/** One member of one group; br0 itself is the port of its host. */
export interface MdbRow {
	/** `239.1.1.1`, `ff05::5` or a MAC. */
	group: string;
	port: string;
	state: 'temp' | 'permanent';
	/** 0 without VLAN. */
	vid: number;
	/** By a command or by a report; `undefined` for br0's host, where the tool shows nothing. */
	protocol: 'static' | 'kernel' | undefined;
	/** Time left, ns; 0 when it does not run out. */
	timer: number;
}

/** A router port; `permanent` was set by an operator, `temp` was heard. */
export interface RouterPortRow {
	port: string;
	state: 'temp' | 'permanent';
	/** Time left, ns; 0 when it does not run out. */
	timer: number;
}

/** All members, newest group first, in each group br0 first and then by port. */
export function mdbRows(bridge: Bridge, world: World): MdbRow[] {
	return groupsOf(bridge.mcast.mdb).flatMap((group) => [...hostRow(bridge, group, world), ...memberRows(bridge, group, world)]);
}

/** All router ports, of either family, by port. */
export function routerPortRows(bridge: Bridge, world: World): RouterPortRow[] {
	return bridge.ports.flatMap((port) => {
		const known = IP_FAMILIES.map((family) => bridge.mcast.mdb[family].ports.get(port.device)).filter((found) => found?.isRouter);
		if (known.length === 0) return [];
		const timer = Math.max(...known.map((found) => timeLeft(found?.routerTimer ?? STOPPED, world.now)));
		return [
			{port: deviceAt(world, port.device).name, state: port.multicastRouter === 2 ? ('permanent' as const) : ('temp' as const), timer},
		];
	});
}

/** A group as the tools write it. */
export function formatGroup(group: GroupAddress): string {
	switch (group.family) {
		case 'ipv4':
			return formatIpv4(group.address);
		case 'ipv6':
			return formatIpv6(group.address);
		case 'mac':
			return formatMac(group.address);
		default:
			return group satisfies never;
	}
}

function hostRow(bridge: Bridge, {group, vid, hostJoined, hostTimer}: MdbGroup, world: World): MdbRow[] {
	if (!hostJoined) return [];
	const state = group.family === 'mac' ? 'permanent' : 'temp';
	return [{group: formatGroup(group), port: bridge.name, state, vid, protocol: undefined, timer: timeLeft(hostTimer, world.now)}];
}

function memberRows(bridge: Bridge, {group, vid, members}: MdbGroup, world: World): MdbRow[] {
	return bridge.ports.flatMap((port) =>
		members
			.filter((member) => member.port === port.device)
			.map((member) => ({
				group: formatGroup(group),
				port: deviceAt(world, port.device).name,
				state: member.permanent ? ('permanent' as const) : ('temp' as const),
				vid,
				protocol: member.byCommand ? ('static' as const) : ('kernel' as const),
				timer: member.permanent ? 0 : timeLeft(member.timer, world.now),
			})),
	);
}
