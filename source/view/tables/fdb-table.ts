/** What switches know: Linux bridges, Open vSwitch per VLAN, VLAN switches, switches of VMware that learn, and VXLAN devices with the hosts behind which stations are. */

import {holderName} from '../../console/telling/device-names.js';
import {type Fdb, listEntries} from '../../engine/fdb.js';
import {formatMac, type Mac} from '../../engine/mac.js';
import type {DeviceId} from '../../engine/netdev.js';
import {listMacs} from '../../engine/ovs/mac/mac-learning.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import type {Cause} from '../../engine/sink.js';
import {listLearned} from '../../engine/vmware/mac-learning.js';
import {portNumbered, type VmwareSwitch} from '../../engine/vmware/vmware-switch-device.js';
import {deviceAt, type Machine, machineOf, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {timeText} from '../../locale/time-text.js';
import type {Recent} from './recent.js';
import {column, numbers, type Row, type RowChange, type Table} from './table.js';
import {ownerName, switchName} from './vnic-table.js';

type TableWords = Catalogue['tables'];
const SECOND = 1_000_000_000;

interface Entry {
	mac: Mac;
	vlan: number;
	port: string;
	age: string;
	news?: {change: RowChange; cause: number} | undefined;
}

interface Knower {
	name: string;
	entries: Entry[];
	/** What is there no more. */
	gone: Row[];
}

/** Addresses of a bridge's own ports are left out. Entries of Open vSwitch stand as `fdb/show` has them: the longest unused first. */
export function fdbTable(world: World, recent: Recent, words: TableWords): Table {
	const knowers = [
		...devicesThatKnow(world, recent, words),
		...world.machines.flatMap((machine) => bridgesOf(world, machine, recent, words)),
	];
	const several = knowers.length > 1;
	const hasVlans = knowers.some(({entries}) => entries.some(({vlan}) => vlan > 0));
	const rows = knowers.flatMap(({name, entries, gone}) => [
		...entries.map(({mac, vlan, port, age, news}): Row => {
			const vlanCell = hasVlans ? [vlan > 0 ? String(vlan) : ''] : [];
			const cells = [...(several ? [name] : []), formatMac(mac), mac === 0 ? '' : holderName(world, mac), ...vlanCell, port, age];
			return {cells, change: news?.change, cause: news?.cause};
		}),
		...gone.map((row): Row => ({...row, cells: several ? [name, ...row.cells] : row.cells})),
	]);
	const aged = recent.causes.find(({cause}) => cause.kind === 'fdb-aged');
	if (aged?.cause.kind === 'fdb-aged')
		rows.push({
			cells: several ? ['', words.agedOut(aged.cause.count)] : [words.agedOut(aged.cause.count)],
			change: 'aged',
			cause: aged.node,
		});
	const vlans = hasVlans ? [numbers(words.vlan)] : [];
	const columns = [column(words.mac), column(words.whose, 2), ...vlans, column(words.port), column(words.age, 1, 'right')];
	const title = knowers.length === 1 ? `FDB ${knowers.map(({name}) => name).join()}` : 'FDB';
	return {title, columns: several ? [column(words.bridge), ...columns] : columns, rows, empty: words.emptyFdb};
}

function devicesThatKnow(world: World, recent: Recent, words: TableWords): Knower[] {
	return world.devices.flatMap((device): Knower[] => {
		if (!device.present) return [];
		const {name} = machineOf(world, device.id);
		switch (device.kind) {
			case 'bridge':
			case 'vlan-switch':
				return [{name, entries: fdbEntries(world, device, recent, words), gone: []}];
			case 'vxlan':
				return [
					{
						name: `${name}/${device.name}`,
						entries: [...device.fdb.values()].map((entry): Entry => {
							const port = entry.remotes.map(({address}) => formatIpv4(address)).join();
							const isThis = (cause: Cause) => 'mac' in cause && cause.mac === entry.mac;
							const news = newsOf(recent, 'vxlan-learned', 'vxlan-moved', isThis);
							return {
								mac: entry.mac,
								vlan: 0,
								port,
								age: entry.state === 'dynamic' ? timeText(world.now - entry.updated, words.decimal) : words.stays,
								news,
							};
						}),
						gone: [],
					},
				];
			case 'vmware-switch':
				return learns(device) ? [{name: switchName(world, device), entries: learnedEntries(world, device, recent, words), gone: []}] : [];
			default:
				return [];
		}
	});
}

/** A Nexus 1000V, and a switch with a port group that learns; the others know their guests and no table. */
function learns({family, index}: VmwareSwitch): boolean {
	return family === 'nexus-1000v' || [...index.groups.values()].some(({learning}) => learning !== undefined);
}

function learnedEntries(world: World, device: VmwareSwitch, recent: Recent, words: TableWords): Entry[] {
	const here: Recent = {...recent, causes: recent.causes.filter((cause) => deviceAt(world, cause.device).machine === device.machine)};
	return listLearned(device, world.now).map(({mac, vid, port: number, age}): Entry => {
		const port = portNumbered(device, number);
		const isThis = (cause: Cause) =>
			'vid' in cause &&
			'mac' in cause &&
			cause.mac === mac &&
			cause.vid === vid &&
			(!port || ('port' in cause && cause.port === port.device));
		const news = newsOf(here, port ? 'fdb-learned' : 'vmware-learned-outside', 'fdb-moved', isThis);
		return {mac, vlan: vid, port: port ? ownerName(world, port) : words.outside, age: timeText(age, words.decimal), news};
	});
}

function fdbEntries(
	world: World,
	device: {id: DeviceId; name: string; fdb: Fdb; ageing: number; ports: readonly {number: number; device: DeviceId}[]},
	recent: Recent,
	words: TableWords,
): Entry[] {
	return listEntries(device.fdb, device.ageing, world.now).flatMap((entry): Entry[] => {
		if (entry.state === 'permanent' && !entry.byUser) return [];
		const port = device.ports.find(({number}) => number === entry.port);
		const news = newsOf(
			recent,
			'fdb-learned',
			'fdb-moved',
			(cause) =>
				'vid' in cause &&
				'mac' in cause &&
				'port' in cause &&
				cause.mac === entry.mac &&
				cause.vid === entry.vid &&
				cause.port === port?.device,
		);
		const age = entry.state === 'dynamic' || entry.state === 'stale' ? timeText(entry.updated, words.decimal) : words.stays;
		return [{mac: entry.mac, vlan: entry.vid, port: port ? deviceAt(world, port.device).name : device.name, age, news}];
	});
}

function bridgesOf(world: World, {id, name, vswitchd}: Machine, recent: Recent, words: TableWords): Knower[] {
	const bridges = vswitchd?.bridges ?? [];
	const here: Recent = {...recent, causes: recent.causes.filter(({device}) => deviceAt(world, device).machine === id)};
	return bridges.map((bridge): Knower => {
		const entries = listMacs(bridge.macs, world.now).map(({mac, vlan, port, age, static: stays}): Entry => {
			const isThis = (cause: Cause) =>
				'bridge' in cause && 'mac' in cause && 'vlan' in cause && cause.bridge === bridge.name && cause.mac === mac && cause.vlan === vlan;
			return {
				mac,
				vlan,
				port,
				age: stays ? words.stays : timeText(age * SECOND, words.decimal),
				news: newsOf(here, 'ovs-learned', 'ovs-moved', isThis),
			};
		});
		const gone = here.causes.flatMap(({cause, node}): Row[] =>
			cause.kind === 'ovs-evicted' && cause.bridge === bridge.name
				? [{cells: [words.evicted(formatMac(cause.mac))], change: 'aged', cause: node}]
				: [],
		);
		return {name: bridges.length > 1 ? `${name}/${bridge.name}` : name, entries, gone};
	});
}

function newsOf(recent: Recent, added: Cause['kind'], moved: Cause['kind'], isThis: (cause: Cause) => boolean): Entry['news'] {
	const found = recent.causes.find(({cause}) => (cause.kind === added || cause.kind === moved) && isThis(cause));
	return found && {change: found.cause.kind === moved ? 'moved' : 'added', cause: found.node};
}
