/** The tables of a world, as they stand at the cursor of its history. */

import {listEntries} from '../../engine/fdb.js';
import {dstMac} from '../../engine/frame.js';
import {formatMac} from '../../engine/mac.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {crossings, type TraceNode} from '../../engine/trace.js';
import {deviceAt, machineOf, pathOf, type World} from '../../engine/world.js';
import type {TableName} from '../../lesson/schema.js';
import type {Catalogue} from '../../locale/en.js';
import {frameName} from '../frame-name.js';
import {timeText} from '../time-text.js';
import {deviceName, holderName} from '../world-names.js';
import {type Recent, recentOf} from './recent.js';
import type {Column, Row, Table} from './table.js';

type TableWords = Catalogue['tables'];

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
		default:
			return name satisfies never;
	}
}

function column(title: string, rank = 0, align: Column['align'] = 'left'): Column {
	return {title, align, rank};
}

/** What bridges have learned, and what was put in by hand; addresses of the bridge's own ports are left out. */
function fdbTable(world: World, recent: Recent, words: TableWords): Table {
	const bridges = world.devices.flatMap((device) => (device.present && device.kind === 'bridge' ? [device] : []));
	const several = bridges.length > 1;
	const rows = bridges.flatMap((bridge) =>
		listEntries(bridge.fdb, bridge.ageing, world.now).flatMap((entry): Row[] => {
			if (entry.state === 'permanent' && !entry.byUser) return [];
			const port = bridge.ports.find(({number}) => number === entry.port);
			const news = recent.causes.find(
				({cause}) => (cause.kind === 'fdb-learned' || cause.kind === 'fdb-moved') && cause.mac === entry.mac && cause.port === port?.device,
			);
			const age = entry.state === 'dynamic' || entry.state === 'stale' ? timeText(entry.updated) : words.stays;
			const vid = entry.vid > 0 ? ` ${words.vlan} ${entry.vid}` : '';
			const cells = [
				machineOf(world, bridge.id).name,
				formatMac(entry.mac),
				holderName(world, entry.mac),
				(port ? deviceAt(world, port.device).name : bridge.name) + vid,
				age,
			];
			return [
				{cells: several ? cells : cells.slice(1), change: news && (news.cause.kind === 'fdb-moved' ? 'moved' : 'added'), cause: news?.node},
			];
		}),
	);
	const aged = recent.causes.find(({cause}) => cause.kind === 'fdb-aged');
	if (aged?.cause.kind === 'fdb-aged')
		rows.push({
			cells: several ? ['', words.agedOut(aged.cause.count)] : [words.agedOut(aged.cause.count)],
			change: 'aged',
			cause: aged.node,
		});
	const columns = [column(words.mac), column(words.whose, 2), column(words.port), column(words.age, 1, 'right')];
	const title = bridges.length === 1 ? `FDB ${bridges.map((bridge) => machineOf(world, bridge.id).name).join()}` : 'FDB';
	return {title, columns: several ? [column(words.bridge), ...columns] : columns, rows, empty: words.emptyFdb};
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
		if (!device.present || device.kind === 'bridge') return [];
		const {rxFrames, txFrames, rxDropped, txDropped} = device.counters;
		const cells = [pathOf(world, device.id), ...[rxFrames, txFrames, rxDropped, txDropped].map(String)];
		return [{cells, change: recent.touched.has(device.id) ? 'changed' : undefined}];
	});
	const number = (title: string, rank = 0) => column(title, rank, 'right');
	return {
		title: words.counters,
		columns: [
			column(words.device),
			number(words.received),
			number(words.sent),
			number(words.receivedDropped, 2),
			number(words.sentDropped, 1),
		],
		rows,
		empty: words.emptyCounters,
	};
}

/** What each NIC lets in: its own address, those of macvlans on it, groups, everything. */
function filterTable(world: World, words: TableWords): Table {
	const rows = world.devices.flatMap((device): Row[] => {
		if (!device.present || device.kind === 'bridge') return [];
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
				timeText(node.time),
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
