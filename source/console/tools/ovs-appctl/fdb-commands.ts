/** `fdb/*`, `mdb/*`: stations and groups that a bridge has learned (ofproto-dpif.c, ofproto_unixctl_fdb_*, _mcast_snooping_*). */
import {formatMac, parseMac} from '../../../engine/mac.js';
import {countMacs, listMacs} from '../../../engine/ovs/mac/mac-learning.js';
import {listMdb} from '../../../engine/ovs/snooping/mcast-snooping.js';
import {LOCAL, type OvsBridge, ofPortNamed} from '../../../engine/ovs/vswitchd.js';
import {type Asked, atoi, change, type DaemonAnswer, type DaemonCommand, onBridge, refuse, text} from './daemon-command.js';

const FLUSHED = 'table successfully flushed';

export const FDB_COMMANDS: readonly DaemonCommand[] = [
	{
		word: 'fdb/add',
		usage: 'bridge port vlan mac',
		wants: [4, 4],
		names: ['ovs-bridge', 'ovs-port', 'number', 'mac'],
		help: 'a station that stays where it is said to be',
		run: addStation,
	},
	{
		word: 'fdb/del',
		usage: 'bridge vlan mac',
		wants: [3, 3],
		names: ['ovs-bridge', 'number', 'mac'],
		help: 'deletes such a station',
		run: deleteStation,
	},
	{
		word: 'fdb/flush',
		usage: '[bridge]',
		wants: [0, 1],
		names: ['ovs-bridge'],
		help: 'forgets all stations that were learned',
		run: ({place, args}) => change({kind: 'ovs-fdb-flush', machine: place.machine, ...named(args)}, FLUSHED),
	},
	{
		word: 'fdb/show',
		usage: 'bridge',
		wants: [1, 1],
		names: ['ovs-bridge'],
		help: 'stations, the least recently seen first',
		run: (asked) => onBridge(asked, (bridge) => text(showStations(bridge, asked.place.world.now))),
	},
	{
		word: 'fdb/stats-clear',
		usage: '[bridge]',
		wants: [0, 1],
		names: ['ovs-bridge'],
		help: 'sets the counters of the table to 0',
		run: ({place, args}) =>
			change({kind: 'ovs-fdb-clear-statistics', machine: place.machine, ...named(args)}, 'statistics successfully cleared'),
	},
	{
		word: 'fdb/stats-show',
		usage: 'bridge',
		wants: [1, 1],
		names: ['ovs-bridge'],
		help: 'how many stations were learned, moved, evicted',
		run: (asked) => onBridge(asked, (bridge) => text(showStatistics(bridge))),
	},
	{
		word: 'mdb/flush',
		usage: '[bridge]',
		wants: [0, 1],
		names: ['ovs-bridge'],
		help: 'forgets all groups that were learned',
		run: ({place, args}) => change({kind: 'ovs-mdb-flush', machine: place.machine, ...named(args)}, FLUSHED),
	},
	{
		word: 'mdb/show',
		usage: 'bridge',
		wants: [1, 1],
		names: ['ovs-bridge'],
		help: 'groups and routers that snooping knows',
		run: (asked) => onBridge(asked, (bridge) => showGroups(bridge, asked.place.world.now)),
	},
];

function named([bridge]: readonly string[]): {bridge?: string} {
	return bridge === undefined ? {} : {bridge};
}

function addStation(asked: Asked): DaemonAnswer {
	return onBridge(asked, (bridge) => {
		const [, port = '', vlan = '', macText = ''] = asked.args;
		const mac = parseMac(macText);
		if (mac === undefined) return refuse('bad MAC address');
		if (!ofPortNamed(bridge, port)) return refuse('software error, odp port is present but no ofp port');
		return change(
			{kind: 'ovs-fdb-add', machine: asked.place.machine, bridge: bridge.name, port, vlan: atoi(vlan) & 0xffff, mac},
			(result) => {
				const [kind, old = ''] = result.text?.split(' ') ?? [];
				return kind === undefined ? '' : `Overriding already existing ${kind} entry on ${portText(bridge, old)}\n`;
			},
		);
	});
}

function deleteStation(asked: Asked): DaemonAnswer {
	return onBridge(asked, (bridge) => {
		const [, vlan = '', macText = ''] = asked.args;
		const mac = parseMac(macText);
		if (mac === undefined) return refuse('bad MAC address');
		return change({kind: 'ovs-fdb-del', machine: asked.place.machine, bridge: bridge.name, vlan: atoi(vlan) & 0xffff, mac}, '');
	});
}

/** A port (bundle) by the OpenFlow number of its first member. */
function portText(bridge: OvsBridge, name: string): string {
	const number = bridge.ports.find((port) => port.name === name)?.members[0];
	return number === LOCAL ? 'LOCAL' : String(number ?? name);
}

function showStations(bridge: OvsBridge, now: number): string {
	const rows = listMacs(bridge.macs, now).map(({port, vlan, mac, age, static: isStatic}) => {
		const place = `${portText(bridge, port).padStart(5)}  ${String(vlan).padStart(4)}  ${formatMac(mac)}  `;
		return `${place}${isStatic ? 'static' : String(age).padStart(3)}\n`;
	});
	return ` port  VLAN  MAC                Age\n${rows.join('')}`;
}

function showStatistics({name, macs}: OvsBridge): string {
	const {statistics, maxEntries} = macs;
	return [
		`Statistics for bridge "${name}":`,
		`  Current/maximum MAC entries in the table: ${countMacs(macs)}/${maxEntries}`,
		`  Current static MAC entries in the table : ${statistics.static}`,
		`  Total number of learned MAC entries     : ${statistics.learned}`,
		`  Total number of expired MAC entries     : ${statistics.expired}`,
		`  Total number of evicted MAC entries     : ${statistics.evicted}`,
		`  Total number of port moved MAC entries  : ${statistics.moved}`,
		'',
	].join('\n');
}

function showGroups(bridge: OvsBridge, now: number): DaemonAnswer {
	if (!bridge.snooping) return refuse('multicast snooping is disabled');
	const rows = listMdb(bridge.snooping, now).map(({port, vlan, group, age}) => {
		const place = `${portText(bridge, port).padStart(5)}  ${String(vlan).padStart(4)}  `;
		const seconds = String(age).padStart(3);
		return `${place}${group === undefined ? `querier             ${seconds}` : `${group}         ${seconds}`}\n`;
	});
	return text(` port  VLAN  GROUP                Age\n${rows.join('')}`);
}
