/** `bridge vlan show`: which VIDs a port, or a bridge itself, carries, and how. */
import type {Device} from '../../engine/device.js';
import type {VlanGroup} from '../../engine/devices/bridge/bridge-device.js';
import {portOf} from '../../engine/devices/bridge/ports.js';
import {deviceOfKind, type World} from '../../engine/world.js';

export const VLAN_HEADER = 'port              vlan-id  \n';

const NAME_WIDTH = 16;

/** The lines of one device: its name stands on the first. `compressed` joins neighbours with equal flags (`-c`). */
export function printVlans(world: World, device: Device, vid: number | undefined, compressed: boolean): string {
	const group = groupOf(world, device);
	if (!group || !world.kernel.vlanFiltering) return '';
	const ranges = rangesOf(group, compressed).filter(({from, to}) => vid === undefined || (from <= vid && vid <= to));
	return ranges
		.map(({from, to, flags}, index) => {
			const name = (index === 0 ? device.name : '').padEnd(NAME_WIDTH);
			return `${name}  ${from === to ? from : `${from}-${to}`}${flags}\n`;
		})
		.join('');
}

interface Range {
	from: number;
	to: number;
	flags: string;
}

function groupOf(world: World, device: Device): VlanGroup | undefined {
	if (device.kind === 'bridge') return device.vlans;
	const bridge = deviceOfKind(world, device.master, 'bridge');
	return bridge && portOf(bridge, device.id)?.vlans;
}

function rangesOf(group: VlanGroup, compressed: boolean): Range[] {
	const ranges: Range[] = [];
	for (const [vid, {untagged}] of [...group.members].sort(([a], [b]) => a - b)) {
		const flags = `${vid === group.pvid ? ' PVID' : ''}${untagged ? ' Egress Untagged' : ''}`;
		const last = ranges.at(-1);
		if (compressed && last && last.to === vid - 1 && last.flags === flags && vid !== group.pvid) last.to = vid;
		else ranges.push({from: vid, to: vid, flags});
	}
	return ranges;
}
