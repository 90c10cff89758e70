/** What stands in each box and on its edges, before anything has a place. */
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, type Machine, type World} from '../../engine/world.js';
import {textWidth} from '../cell-width.js';
import type {Attachment} from './attachments.js';
import {widthOf} from './box-width.js';
import {type Dock, docksOf, uncrossed} from './docks.js';
import {hubOf, type Inner, innersOf, patchesIn} from './hubs.js';
import {asHub, type HubDetail, hubName} from './services.js';

export interface BoxPlan {
	machine: MachineId;
	row: number;
	title: string;
	/** The name stands in the upper border. */
	titled: boolean;
	address: string;
	/** State of a switch in a word or two. */
	note: string;
	docks: Dock[];
	/** Devices in the middle of the box to which lines lead, in order. */
	cores: DeviceId[];
	/** Those of them that stand behind the name of the machine, because they have no end of their own at the edge. */
	hubs: {device: DeviceId; name: string; width: number}[];
	/** Cores that are joined: by patch ports, or because one is a port of the other. */
	joins: [DeviceId, DeviceId][];
	/** What has no end outside. */
	inner: Inner[];
	/** A row inside for lines that join. */
	bus: boolean;
	/** One row without a border. */
	flat: boolean;
	width: number;
	height: number;
}

/** Which boxes take one row and no border: each of these takes those before it, too. */
export const FLAT = ['none', 'stations below', 'stations above', 'switches', 'all'] as const;
export type Flat = (typeof FLAT)[number];

export interface PlanOptions {
	flat: Flat;
	/** Beside the name; or inside, with the name in the border of boxes at the top; or left out. */
	addresses: 'beside' | 'inside' | 'none';
	/** What is said of virtual networks. */
	hubs: HubDetail;
	/** Do ports have names? */
	ports: boolean;
}

/** Words that stand in a picture; the caller has them from the locale. */
export interface PictureWords {
	relayOn: string;
	relayOff: string;
	cable: string;
	/** Said of vCenter while it does not run. */
	away: string;
}

export function planBoxes(
	world: World,
	rows: readonly (readonly MachineId[])[],
	attachments: readonly Attachment[],
	words: PictureWords,
	options: PlanOptions,
): BoxPlan[][] {
	const rowOf = new Map(rows.flatMap((row, index) => row.map((machine) => [machine, index] as const)));
	return rows.map((row, index) =>
		row.map((machine, at) => {
			const docks = attachments.flatMap((attachment, wire) =>
				docksOf(world, machine, attachment, wire, rowOf, options.ports, (other) => row.indexOf(other) > at),
			);
			return planBox(world, machine, index, uncrossed(docks, rows), words, options);
		}),
	);
}

function planBox(world: World, machine: MachineId, row: number, docks: Dock[], words: PictureWords, options: PlanOptions): BoxPlan {
	const {name, role} = world.machines[machine] as World['machines'][number];
	const inner =
		role === 'switch' ? [] : innersOf(world, machine).filter(({device}) => options.hubs !== 'none' || !isFunction(world, device));
	const {cores, joins} = coresOf(world, machine, [...docks, ...inner]);
	const hubs = cores
		.filter((core) => !docks.some((dock) => dock.device === core && !dock.entry))
		.map((device) => hubPlan(world, device, docks, options));
	const address = options.addresses === 'none' ? '' : firstAddress(world, machine);
	const titled = options.addresses === 'inside' && address !== '' && cores.length === 0 && docks.every(({side}) => side === 'bottom');
	const note = managerNote(world, machine, words) || relayNote(world, machine, words);
	const risers = docks.filter((dock) => dock.core !== -1 && dock.core !== dock.device).length + inner.length;
	const flat = isFlat(options.flat, role, cores.length === 0 ? docks : []);
	const bus = !flat && (risers > 1 || inner.length > 0 || (hubs.length > 0 && docks.some(({side}) => side === 'top')));
	const plan = {machine, row, title: name, titled, address, note, docks, cores, hubs, joins, inner, bus, flat};
	return {...plan, width: widthOf(plan), height: flat ? 1 : bus ? 4 : 3};
}

/** Functions that nobody was given are the first to be left out. */
function isFunction(world: World, device: DeviceId): boolean {
	return device !== -1 && deviceAt(world, device).kind === 'vf';
}

/** `docks` are those of a machine in which nothing is to be seen. */
function isFlat(flat: Flat, role: Machine['role'], docks: readonly Dock[]): boolean {
	const level = FLAT.indexOf(flat);
	const isStation = (side: Dock['side']) => docks.length > 0 && docks.every((dock) => dock.side === side);
	return (
		(level >= 1 && isStation('top')) ||
		(level >= 2 && role !== 'switch' && isStation('bottom')) ||
		(level >= 3 && role === 'switch') ||
		level >= 4
	);
}

/** The devices on which something hangs, those on which these hang, and what joins them. A bare switch has none. */
function coresOf(world: World, machine: MachineId, hanging: readonly {core: DeviceId}[]): Pick<BoxPlan, 'cores' | 'joins'> {
	const cores = new Set(hanging.map(({core}) => core).filter((core) => core !== -1));
	if (world.machines[machine]?.role === 'switch') return {cores: [...cores], joins: []};
	const joins = patchesIn(world, machine).filter((pair) => pair.some((core) => cores.has(core)));
	for (const core of joins.flat()) cores.add(core);
	for (const core of cores) {
		const {kind} = deviceAt(world, core);
		const hub = kind === 'nic' || kind === 'failover' ? -1 : hubOf(world, core);
		if (hub === -1) continue;
		cores.add(hub);
		joins.push([core, hub]);
	}
	return {cores: [...cores], joins};
}

/** Cells of a hub behind the name: its own name, and the ports below it. */
function hubPlan(world: World, device: DeviceId, docks: readonly Dock[], options: PlanOptions): BoxPlan['hubs'][number] {
	const hub = asHub(world, device);
	const name = hub ? hubName(world, hub, options.hubs) : deviceAt(world, device).name;
	const below = docks
		.filter((dock) => dock.side === 'bottom' && dock.core === device)
		.map(({label}) => textWidth(label) + (label === '' ? 3 : 4));
	const ports = below.length < 2 ? 0 : below.length * Math.max(...below);
	return {device, name, width: Math.max(textWidth(name) + (below.length > 1 && options.ports ? 6 : 0), ports)};
}

function firstAddress(world: World, machine: MachineId): string {
	const devices = world.machines[machine]?.devices ?? [];
	const first = devices.flatMap((id) => deviceAt(world, id).addresses)[0];
	return first ? formatIpv4(first.address) : '';
}

/** Who configures switches of several hosts says what it is, and when it is away. */
function managerNote(world: World, machine: MachineId, words: PictureWords): string {
	const manager = world.machines[machine]?.manager;
	if (!manager) return '';
	const name = manager.kind === 'vsm' ? 'VSM' : 'vCenter';
	return manager.running ? name : `${name} ${words.away}`;
}

/** Is the reflective relay of a switch on at any port? Said only of switches, where it decides what VEPA can do. */
function relayNote(world: World, machine: MachineId, words: PictureWords): string {
	const {role, devices} = world.machines[machine] as World['machines'][number];
	const hasMacvlans = world.devices.some((device) => device.present && (device.kind === 'macvlan' || device.kind === 'macvtap'));
	if (role !== 'switch' || !hasMacvlans) return '';
	const ports = devices.flatMap((id) => {
		const device = deviceAt(world, id);
		return device.kind === 'bridge' ? device.ports : [];
	});
	return ports.length === 0 ? '' : ports.some((port) => port.hairpin) ? words.relayOn : words.relayOff;
}
