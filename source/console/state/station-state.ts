/** Who is behind which port, and who wants which group: the tables of everything that learns. */
import type {Device} from '../../engine/device.js';
import {mdbRows, routerPortRows} from '../../engine/devices/bridge/mdb-report.js';
import {type Fdb, type FdbEntry, listEntries} from '../../engine/fdb.js';
import {formatMac} from '../../engine/mac.js';
import {listMacs} from '../../engine/ovs/mac/mac-learning.js';
import {listMdb} from '../../engine/ovs/snooping/mcast-snooping.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {listLearned} from '../../engine/vmware/mac-learning.js';
import {portNumbered} from '../../engine/vmware/vmware-switch-device.js';
import {deviceAt, type Machine, type World} from '../../engine/world.js';
import {deviceName} from '../telling/device-names.js';
import type {Group, Station} from './state-schema.js';

/** Of a device, or of the bridges of Open vSwitch on a machine. */
export function stationsOf(world: World, of: Device | Machine): Station[] {
	if (!('kind' in of)) return stationsOfVswitchd(world, of);
	switch (of.kind) {
		case 'bridge':
		case 'vlan-switch':
			return entriesOf(world, of);
		case 'vxlan':
			return [...of.fdb.values()].flatMap((entry) =>
				entry.remotes.map(
					({address}): Station => ({
						bridge: of.name,
						mac: formatMac(entry.mac),
						vlan: 0,
						port: formatIpv4(address),
						state: entry.state === 'dynamic' ? 'learned' : 'permanent',
					}),
				),
			);
		case 'vmware-switch':
			return listLearned(of, world.now).map(({mac, vid, port: number}) => {
				const port = portNumbered(of, number);
				const name = port ? deviceName(world, port.device) : 'outside';
				return {bridge: of.name, mac: formatMac(mac), vlan: vid, port: name, state: 'learned'};
			});
		default:
			return [];
	}
}

/** A Linux bridge and a physical switch have the same table. */
function entriesOf(
	world: World,
	device: {name: string; fdb: Fdb; ageing: number; ports: readonly {number: number; device: number}[]},
): Station[] {
	return listEntries(device.fdb, device.ageing, world.now).map((entry): Station => {
		const port = device.ports.find(({number}) => number === entry.port);
		return {
			bridge: device.name,
			mac: formatMac(entry.mac),
			vlan: entry.vid,
			port: port ? deviceAt(world, port.device).name : device.name,
			state: stationState(entry),
		};
	});
}

function stationState({state, byUser}: FdbEntry): Station['state'] {
	if (state === 'dynamic') return 'learned';
	return state === 'permanent' && !byUser ? 'local' : state;
}

function stationsOfVswitchd(world: World, {vswitchd}: Machine): Station[] {
	return (vswitchd?.bridges ?? []).flatMap((bridge) =>
		listMacs(bridge.macs, world.now).map(
			({mac, vlan, port, static: stays}): Station => ({
				bridge: bridge.name,
				mac: formatMac(mac),
				vlan,
				port,
				state: stays ? 'static' : 'learned',
			}),
		),
	);
}

/** Of a device, or of the bridges of Open vSwitch on a machine. */
export function groupsOf(world: World, of: Device | Machine): Group[] {
	if ('kind' in of) {
		if (of.kind !== 'bridge') return [];
		return [
			...mdbRows(of, world).map(({group, port, vid}) => ({bridge: of.name, group, vlan: vid, port})),
			...routerPortRows(of, world).map(({port}) => ({bridge: of.name, group: '', vlan: 0, port})),
		];
	}
	return (of.vswitchd?.bridges ?? []).flatMap(({name, snooping}) =>
		snooping ? listMdb(snooping, world.now).map(({group, port, vlan}) => ({bridge: name, group: group ?? '', vlan, port})) : [],
	);
}
