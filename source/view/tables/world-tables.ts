/** The tables of a world, as they stand at the cursor of its history. */

import {deviceName, holderName} from '../../console/telling/device-names.js';
import {frameName} from '../../console/telling/frame-name.js';
import type {DeviceKind} from '../../engine/device.js';
import {dstMac} from '../../engine/frame.js';
import {isJack} from '../../engine/hosted/plug.js';
import {formatMac} from '../../engine/mac.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {crossings, type TraceNode} from '../../engine/trace.js';
import {deviceAt, pathOf, type World} from '../../engine/world.js';
import type {TableName} from '../../lesson/schema.js';
import type {Catalogue} from '../../locale/en.js';
import {timeText} from '../../locale/time-text.js';
import {bondTable} from './bond-table.js';
import {fdbTable} from './fdb-table.js';
import {flowTable} from './flow-table.js';
import {leaseTable} from './lease-table.js';
import {megaflowTable} from './megaflow-table.js';
import {natTable} from './nat-table.js';
import {portTable} from './port-table.js';
import {type Recent, recentOf} from './recent.js';
import {routeTable} from './route-table.js';
import {column, numbers, type Row, type Table} from './table.js';
import {uplinkTable} from './uplink-table.js';
import {vfTable} from './vf-table.js';
import {vnicTable} from './vnic-table.js';

type TableWords = Catalogue['tables'];

/** What ports hang on has no counters and no filter of interest. */
const SWITCHES: readonly DeviceKind[] = ['bridge', 'datapath', 'vlan-switch', 'vmware-switch'];

/** One table of a world; `trace` is what has happened up to its cursor. */
export function worldTable(name: TableName, world: World, trace: readonly TraceNode[], words: TableWords): Table {
	const recent = recentOf(trace);
	switch (name) {
		case 'fdb':
			return fdbTable(world, recent, words);
		case 'macvlan':
			return macvlanTable(world, recent, words);
		case 'counters':
			return counterTable(world, recent, words);
		case 'filters':
			return filterTable(world, words);
		case 'arp':
			return arpTable(world, recent, words);
		case 'frames':
			return frameTable(world, trace, words);
		case 'flows':
			return flowTable(world, recent, words);
		case 'megaflows':
			return megaflowTable(world, trace, recent, words);
		case 'ports':
			return portTable(world, recent, words);
		case 'bonds':
			return bondTable(world, recent, words);
		case 'vnics':
			return vnicTable(world, recent, words);
		case 'uplinks':
			return uplinkTable(world, recent, words);
		case 'vfs':
			return vfTable(world, recent, words);
		case 'nat':
			return natTable(world, recent, words);
		case 'leases':
			return leaseTable(world, recent, words);
		case 'routes':
			return routeTable(world, recent, words);
		default:
			return name satisfies never;
	}
}

/** The table of the macvlan driver: all that decides in the host. */
function macvlanTable(world: World, recent: Recent, words: TableWords): Table {
	const rows = world.devices.flatMap((device): Row[] => {
		if (!device.present || (device.kind !== 'macvlan' && device.kind !== 'macvtap')) return [];
		const cells = [
			pathOf(world, device.id),
			device.mode,
			formatMac(device.mac),
			device.up ? words.up : words.down,
			pathOf(world, device.lower),
		];
		return [{cells, change: recent.touched.has(device.id) ? 'changed' : undefined}];
	});
	return {
		title: 'macvlan',
		columns: [column(words.device), column(words.mode), column(words.mac), column(words.state, 1), column(words.lower, 2)],
		rows,
		empty: words.emptyMacvlan,
	};
}

function counterTable(world: World, recent: Recent, words: TableWords): Table {
	const rows = world.devices.flatMap((device): Row[] => {
		if (!device.present || SWITCHES.includes(device.kind) || isJack(world, device)) return [];
		const {rxFrames, txFrames, rxDropped, txDropped} = device.counters;
		const cells = [pathOf(world, device.id), ...[rxFrames, txFrames, rxDropped, txDropped].map(String)];
		return [{cells, change: recent.touched.has(device.id) ? 'changed' : undefined}];
	});
	return {
		title: words.counters,
		columns: [
			column(words.device),
			numbers(words.received),
			numbers(words.sent),
			numbers(words.receivedDropped, 2),
			numbers(words.sentDropped, 1),
		],
		rows,
		empty: words.emptyCounters,
	};
}

/** What each NIC lets in: its own address, those of macvlans on it, groups, everything. */
function filterTable(world: World, words: TableWords): Table {
	const rows = world.devices.flatMap((device): Row[] => {
		if (!device.present || SWITCHES.includes(device.kind) || isJack(world, device)) return [];
		const guests = device.uppers
			.filter((id) => deviceAt(world, id).up && deviceAt(world, id).mac !== device.mac)
			.map((id) => deviceName(world, id));
		const lets = device.promiscuity > 0 ? words.everything : [words.ownAddress, ...guests].join(', ');
		return [{cells: [pathOf(world, device.id), lets, String(device.groups.length)]}];
	});
	return {title: words.filters, columns: [column(words.device), column(words.letsIn), column(words.groups, 1, 'right')], rows, empty: ''};
}

function arpTable(world: World, recent: Recent, words: TableWords): Table {
	const rows = world.machines.flatMap((machine) =>
		machine.stack.neighbours.map((entry): Row => {
			const known = entry.state !== 'incomplete' && entry.state !== 'failed';
			const news = recent.causes.find(
				({cause, device}) =>
					cause.kind === 'arp-learned' && cause.address === entry.address && deviceAt(world, device).machine === machine.id,
			);
			const cells = [machine.name, formatIpv4(entry.address), known ? formatMac(entry.mac) : '-', entry.state.toUpperCase()];
			return {cells, change: news && 'added', cause: news?.node};
		}),
	);
	return {
		title: 'ARP',
		columns: [column(words.machine), column(words.address), column(words.mac), column(words.state, 1)],
		rows,
		empty: words.emptyArp,
	};
}

/** Every crossing of a wire, newest first: what a capture on all of them would show. */
function frameTable(world: World, trace: readonly TraceNode[], words: TableWords): Table {
	const rows = crossings(trace)
		.map(({node, from, to, frame}): Row => {
			const cells = [
				timeText(node.time, words.decimal),
				`${deviceName(world, from)} → ${deviceName(world, to)}`,
				frameName(world, frame),
				holderName(world, dstMac(frame)),
			];
			return {cells, cause: node.id};
		})
		.toReversed();
	return {
		title: words.frames,
		columns: [column(words.time, 0, 'right'), column(words.wire), column(words.frame), column(words.to, 1)],
		rows,
		empty: words.emptyFrames,
	};
}
