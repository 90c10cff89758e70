/**
 * `bridge fdb show`: the FDB of every bridge, port by port and newest first, and the filter of
 * every device, whose addresses are `self` (rtnl_fdb_dump, br_fdb_dump, ndo_dflt_fdb_dump); a VXLAN device has an FDB of its own instead.
 */
import type {Device} from '../../engine/device.js';
import type {Bridge} from '../../engine/devices/bridge/bridge-device.js';
import {fdbOf} from '../../engine/devices/bridge/ports.js';
import type {FdbEntry} from '../../engine/fdb.js';
import {formatMac, type Mac} from '../../engine/mac.js';
import {deviceOfKind, type World} from '../../engine/world.js';
import {vxlanRowsOf} from './fdb-vxlan.js';
import {multicastListOf} from './multicast-list.js';
import {all, both, datum, type Piece, words} from './piece.js';
import {SECOND} from './timer.js';

/** How the tool names the state of an entry; a dynamic one has no name. */
export type ShownState = 'permanent' | 'static' | 'stale' | '';

export interface FdbRow {
	mac: Mac;
	device: Device;
	/** 0 is none. */
	vid: number;
	flags: readonly string[];
	master: Bridge | undefined;
	state: ShownState;
	/** Seconds since it was used and updated; a filter has no times. */
	ages: {used: number; updated: number} | undefined;
	/** Where a station is behind a VXLAN device: its address, and what stands behind the VLAN. */
	remote?: {dst: Piece; rest: Piece};
	/** States by which a listing may ask for it, when not by `state` alone. */
	listedAs?: readonly ShownState[];
}

/** What the dump says of one device. */
export function fdbRowsOf(world: World, device: Device): FdbRow[] {
	const bridge = device.kind === 'bridge' ? device : deviceOfKind(world, device.master, 'bridge');
	const entries = bridge
		? fdbOf(bridge, world.now)
				.filter((entry) => entry.device === device.id)
				.map((entry) => entryRow(entry, device, bridge))
		: [];
	if (device.kind === 'vxlan') return [...entries, ...vxlanRowsOf(world, device)];
	const filter = filterRows(world, device);
	return device.kind === 'bridge' ? [...filter, ...entries] : [...entries, ...filter];
}

/** One line. `withDevice` is off when the listing is of one device; `withAges` is `-s`. */
export function printFdbRow({mac, device, remote, vid, ages, flags, master, state}: FdbRow, withDevice: boolean, withAges: boolean): Piece {
	return all(
		both('mac', formatMac(mac), `${formatMac(mac)} `),
		withDevice ? both('ifname', device.name, `dev ${device.name} `) : undefined,
		remote?.dst,
		vid === 0 ? undefined : both('vlan', vid),
		remote?.rest,
		withAges && ages
			? all(datum('used', ages.used), datum('updated', ages.updated), words(`used ${ages.used}/${ages.updated} `))
			: undefined,
		both('flags', flags, flags.map((flag) => `${flag} `).join('')),
		master && both('master', master.name),
		both('state', state, `${state}\n`),
	);
}

export function entryRow(entry: FdbEntry, device: Device, master: Bridge): FdbRow {
	const flags = [...(entry.externLearn ? ['extern_learn'] : []), ...(entry.sticky ? ['sticky'] : [])];
	const seconds = (time: number) => Math.floor(time / SECOND);
	return {
		mac: entry.mac,
		device,
		vid: entry.vid,
		flags,
		master,
		state: entry.state === 'dynamic' ? '' : entry.state,
		ages: {used: seconds(entry.used), updated: seconds(entry.updated)},
	};
}

/** Addresses that the device itself accepts besides its own and broadcast. */
function filterRows(world: World, device: Device): FdbRow[] {
	const addresses = [...device.unicast, ...multicastListOf(world, device)];
	return addresses.map((mac) => ({mac, device, vid: 0, flags: ['self'], master: undefined, state: 'permanent', ages: undefined}));
}
