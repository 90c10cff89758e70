/** `bridge vlan show`: which VIDs a port, or a bridge itself, carries, and how (print_vlan_info, print_vlan_opts, print_vlan_stats). */
import type {Device} from '../../engine/device.js';
import type {BridgePort, VlanGroup} from '../../engine/devices/bridge/bridge-device.js';
import {portOf} from '../../engine/devices/bridge/ports.js';
import {deviceOfKind, type World} from '../../engine/world.js';
import type {Options} from '../command.js';
import {all, both, list, type Piece, words} from './piece.js';

/** With counters the column has no width. */
export function vlanHeader({details, statistics}: Pick<Options, 'details' | 'statistics'>): string {
	return `port              vlan-id${statistics > 0 && !details ? '' : '  '}\n`;
}

const INDENT = ' '.repeat(18);

export interface VlanStyle extends Pick<Options, 'compressed' | 'details' | 'statistics'> {
	/** Only this VID. */
	vid: number | undefined;
}

/** The lines of one device: its name stands on the first. `undefined` when it carries none. */
export function printVlans(world: World, device: Device, style: VlanStyle): Piece | undefined {
	const found = groupOf(world, device);
	if (!found || !world.kernel.vlanFiltering) return undefined;
	const {vid} = style;
	const ranges = rangesOf(found.group, style).filter(({from, to}) => vid === undefined || (from <= vid && vid <= to));
	if (ranges.length === 0) return undefined;
	const lines = ranges.map((range, index) => all(words(index === 0 ? '' : INDENT), printRange(range, found.port, style)));
	return all(both('ifname', device.name, `${device.name.padEnd(16)}  `), list('vlans', lines));
}

/** Every VID of a device by itself, as a monitor tells of it: with its state, and the name of the device in any case. */
export function printVlan(world: World, device: Device): {vid: number; said: Piece}[] {
	const found = groupOf(world, device);
	if (!found || !world.kernel.vlanFiltering) return [];
	const style: VlanStyle = {compressed: false, details: true, statistics: 0, vid: undefined};
	return rangesOf(found.group, {...style, details: false}).map((range) => ({
		vid: range.from,
		said: all(words(`${device.name.padEnd(16)}  `), printRange(range, found.port, style)),
	}));
}

function printRange({from, to, flags}: Range, port: BridgePort | undefined, {details, statistics}: VlanStyle): Piece {
	const name = statistics > 0 && !details ? 'vid' : 'vlan';
	return all(
		both(name, from, `${from}`),
		from === to ? undefined : both(`${name}End`, to, `-${to}`),
		flags.length === 0 ? undefined : both('flags', flags, flags.map((flag) => ` ${flag}`).join('')),
		words('\n'),
		details
			? all(words(`${INDENT}  `), both('state', 'forwarding'), both('mcast_router', port?.multicastRouter ?? 1), words('\n'))
			: undefined,
		statistics > 0 ? all(counted('rx'), counted('tx')) : undefined,
	);
}

/** Nobody counts by VLAN: vlan_stats_enabled is off. */
function counted(way: 'rx' | 'tx'): Piece {
	return all(words(`${INDENT}  `), both(`${way}_bytes`, 0, `${way.toUpperCase()}: 0 bytes`), both(`${way}_packets`, 0, ' 0 packets\n'));
}

interface Range {
	from: number;
	to: number;
	flags: readonly string[];
}

function groupOf(world: World, device: Device): {group: VlanGroup; port: BridgePort | undefined} | undefined {
	if (device.kind === 'bridge') return {group: device.vlans, port: undefined};
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const port = bridge && portOf(bridge, device.id);
	return port && {group: port.vlans, port};
}

/** Neighbours with equal flags are joined by `-compressvlans`, and by `-d`, whose dump does so by itself (br_fill_ifvlaninfo_compressed, br_vlan_dump_dev). */
function rangesOf(group: VlanGroup, {compressed, details, statistics}: VlanStyle): Range[] {
	const joins = details ? statistics === 0 : compressed && statistics === 0;
	const ranges: (Range & {untagged: boolean})[] = [];
	for (const [vid, {untagged}] of [...group.members].sort(([a], [b]) => a - b)) {
		const flags = [...(vid === group.pvid ? ['PVID'] : []), ...(untagged ? ['Egress Untagged'] : [])];
		const last = ranges.at(-1);
		const isAlike = last?.untagged === untagged && (details || last.flags.length === flags.length);
		if (joins && last && last.to === vid - 1 && isAlike && vid !== group.pvid) last.to = vid;
		else ranges.push({from: vid, to: vid, flags, untagged});
	}
	return ranges;
}
