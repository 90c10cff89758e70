/** `bridge fdb show` and `bridge fdb get` (fdb_show, fdb_get). */

import {fdbOf} from '../../engine/devices/bridge/ports.js';
import type {VxlanDevice} from '../../engine/devices/vxlan/vxlan-device.js';
import type {Mac} from '../../engine/mac.js';
import {deviceAt, deviceOfKind, type World} from '../../engine/world.js';
import type {Keyword, Options, Place} from '../command.js';
import {Complaint, duplicateArgument, garbageArgument, noSuchDevice, wrongArgument} from '../complaint.js';
import {scan} from '../grammar.js';
import {entryRow, type FdbRow, fdbRowsOf, printFdbRow, type ShownState} from '../print/fdb.js';
import {vxlanRow} from '../print/fdb-vxlan.js';
import {printListing} from '../print/listing.js';
import {type Answer, fails, prints} from '../program.js';
import {devicesOf, findDevice, isNameTaken} from '../resolve.js';
import {BRIDGE_FDB_USAGE} from '../usage/bridge.js';
import {readLeading} from '../values.js';
import {readFdbMac} from './fdb-mac.js';
import {readVni} from './fdb-remote.js';

const REFUSED = 255;
/** A refusal of `get` ends with -2. */
const NOT_FOUND = 254;

export const FDB_FILTERS: readonly Keyword[] = [
	{word: 'brport', also: ['dev'], takes: 'device', help: 'only behind this port'},
	{word: 'br', takes: 'bridge', help: 'only this bridge and its ports'},
	{word: 'vlan', takes: 'vlan', help: 'only in this VLAN'},
	{word: 'state', takes: 'fdb-state', help: 'permanent, static, stale, dynamic or all'},
	{word: 'dynamic', help: 'all but the permanent ones'},
	{word: 'help', short: true, help: 'help'},
];

export const FDB_GET_KEYWORDS: readonly Keyword[] = [
	{word: 'brport', also: ['dev'], takes: 'port', help: 'behind this port'},
	{word: 'br', takes: 'bridge', help: 'in this bridge'},
	{word: 'vni', takes: 'number', help: 'in this segment of a tunnel'},
	{word: 'self', help: 'the filter of the device itself'},
	{word: 'master', short: true, help: 'the FDB of its bridge'},
	{word: 'vlan', short: true, takes: 'vlan', help: 'in this VLAN'},
	{word: 'dynamic', short: true, help: 'unless it is permanent'},
	{word: 'to', takes: 'fdb-mac', help: 'the MAC'},
	{word: 'help', short: true, help: 'help'},
];

export function showFdb(place: Place, words: readonly string[], options: Options): Answer {
	let bridgeName: string | undefined;
	let portName: string | undefined;
	let vid = 0;
	let dynamic = false;
	const states = new Set<ShownState>();
	for (const {keyword, value} of scan('bridge fdb show', words, FDB_FILTERS)) {
		if (keyword === 'brport') portName = value;
		else if (keyword === 'br') bridgeName = value;
		else if (keyword === 'vlan') {
			if (vid !== 0) throw duplicateArgument('vlan', value);
			vid = readLeading(value);
		} else if (keyword === 'state') for (const state of readStates(value)) states.add(state);
		else if (keyword === 'dynamic') dynamic = true;
		else if (keyword === 'help') usage();
	}
	const bridge = bridgeName === undefined ? undefined : findDevice(place, bridgeName);
	if (bridgeName !== undefined && !bridge) throw new Complaint(`Cannot find bridge device "${bridgeName}"\n`, REFUSED);
	const port = portName === undefined ? undefined : findDevice(place, portName);
	if (portName !== undefined && !isNameTaken(place, portName)) throw noSuchDevice(portName, REFUSED);
	const devices = devicesOf(place).filter(
		(device) => (portName === undefined || device === port) && (!bridge || device.id === bridge.id || device.master === bridge.id),
	);
	const rows = devices
		.flatMap((device) => fdbRowsOf(place.world, device))
		.filter(
			(row) =>
				(vid === 0 || row.vid === vid) &&
				(states.size === 0 || (row.listedAs ?? [row.state]).some((state) => states.has(state))) &&
				!(dynamic && row.state === 'permanent'),
		);
	const lines = rows.map((row) => printFdbRow(row, portName === undefined, options.statistics > 0));
	return prints(printListing(lines, options));
}

export function getEntry(place: Place, words: readonly string[], options: Options): Answer {
	let bridgeName: string | undefined;
	let portName: string | undefined;
	let address: string | undefined;
	let vid: number | undefined;
	let dynamic = false;
	const said = new Set<string>();
	for (const {keyword, value} of scan('bridge fdb get', words, FDB_GET_KEYWORDS)) {
		if (keyword === 'brport') portName = value;
		else if (keyword === 'br') bridgeName = value;
		else if (keyword === 'vlan') vid = readLeading(value);
		else if (keyword === 'dynamic') dynamic = true;
		else if (keyword === 'vni') readVni(value);
		else if (keyword === 'self' || keyword === 'master') said.add(keyword);
		else if (keyword === 'help') usage();
		else if (keyword === 'to' || keyword === undefined) {
			if (address !== undefined) throw garbageArgument('to', value);
			address = value;
		}
	}
	if ((bridgeName ?? portName) === undefined || address === undefined) {
		throw new Complaint('Device or master and address are required arguments.\n', REFUSED);
	}
	const mac = readFdbMac(address);
	for (const name of [portName, bridgeName]) {
		if (name !== undefined && !isNameTaken(place, name)) throw new Complaint(`Cannot find bridge device "${name}"\n`, REFUSED);
	}
	const {world} = place;
	const device = findDevice(place, (bridgeName ?? portName) as string);
	if (device?.kind === 'vxlan' && said.has('self')) return getRemote(world, device, mac, options);
	if (device && bridgeName === undefined && !said.has('self') && device.kind !== 'bridge' && device.master === -1)
		return fails('Error: Device is not a bridge port.\n', NOT_FOUND);
	const bridge = device && (device.kind === 'bridge' ? device : deviceOfKind(world, device.master, 'bridge'));
	if (!bridge) return fails('RTNETLINK answers: Operation not supported\n', NOT_FOUND);
	const entry = fdbOf(bridge, world.now).find((known) => known.mac === mac && known.vid === (vid ?? 0));
	if (!entry) return fails('Error: Fdb entry not found.\n', NOT_FOUND);
	const row: FdbRow = entryRow(entry, deviceAt(world, entry.device), bridge);
	const rows = dynamic && row.state === 'permanent' ? [] : [printFdbRow(row, true, options.statistics > 0)];
	return prints(printListing(rows, options));
}

/** The first remote of an entry (vxlan_fdb_get). */
function getRemote(world: World, device: VxlanDevice, mac: Mac, options: Options): Answer {
	const entry = device.fdb.get(mac);
	const remote = entry?.remotes[0];
	if (!entry || !remote) return fails('Error: Fdb entry not found.\n', NOT_FOUND);
	return prints(printListing([printFdbRow(vxlanRow(world, device, entry, remote), true, options.statistics > 0)], options));
}

/** state_a2n: the first that begins with the word; a static entry that is local is permanent only. */
function readStates(text: string): ShownState[] {
	if (text === 'all') return ['permanent', 'static', 'stale', ''];
	const known: readonly (readonly [string, ShownState])[] = [
		['permanent', 'permanent'],
		['static', 'static'],
		['temp', 'static'],
		['stale', 'stale'],
		['reachable', ''],
		['dynamic', ''],
	];
	const found = known.find(([word]) => word.startsWith(text));
	if (!found) throw wrongArgument(text, 'invalid state');
	return [found[1]];
}

function usage(): never {
	throw new Complaint(BRIDGE_FDB_USAGE, 255);
}
