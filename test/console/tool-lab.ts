/**
 * The lab in which the tools were recorded (`test/conformance/console/record.mjs` builds it from namespaces):
 *
 *     vm1/eth0 --- host/tap1
 *                  host/eth0 --- sw0/swp1 [sw0] sw0/swp2 --- ext/eth0
 *
 * All lo are down there, as in a new namespace.
 */

import {execute, type Outcome} from '../../source/console/console.js';
import {buildWorld} from '../../source/engine/build-world.js';
import {applyChange} from '../../source/engine/changes/apply.js';
import {createHistory, type History} from '../../source/engine/history.js';
import {type LabFile, labSchema} from '../../source/engine/lab.js';
import {createTicker} from '../../source/engine/tick.js';
import {machineNamed, type World} from '../../source/engine/world.js';

export const TOOL_LAB: LabFile = {
	machines: [
		{
			name: 'host',
			role: 'host',
			devices: [
				{kind: 'nic', name: 'eth0', mac: '02:00:00:00:aa:01'},
				{kind: 'nic', name: 'tap1', mac: '02:00:00:00:f0:01'},
			],
		},
		{name: 'vm1', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:01'}]},
		{
			name: 'sw0',
			role: 'switch',
			devices: [
				{kind: 'nic', name: 'swp1', mac: '02:00:00:00:5a:01'},
				{kind: 'nic', name: 'swp2', mac: '02:00:00:00:5a:02'},
				{kind: 'bridge', name: 'sw0', mac: '02:00:00:00:5a:00', ports: ['swp1', 'swp2'], options: {mcastSnooping: false}},
			],
		},
		{name: 'ext', role: 'external', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:ee:01'}]},
	],
	links: [
		{ends: ['host/eth0', 'sw0/swp1'], kind: 'virtual'},
		{ends: ['host/tap1', 'vm1/eth0'], kind: 'virtual'},
		{ends: ['sw0/swp2', 'ext/eth0'], kind: 'virtual'},
	],
};

/** A world from a lab that is known to be right. */
export function worldOf(lab: LabFile): World {
	const built = buildWorld(labSchema.parse(lab));
	if (built.kind === 'wrong') throw new Error(built.problems.map(({path, message}) => `${path}: ${message}`).join('\n'));
	return built.world;
}

/** The lab as it was recorded: on a kernel without VLAN filtering, every lo down. */
export function recordedLab(lab: LabFile = TOOL_LAB): History {
	const world = worldOf(lab);
	world.kernel.vlanFiltering = false;
	const {sink} = createTicker(world, false);
	for (const {id} of world.machines) applyChange(world, {kind: 'set-loopback', machine: id, up: false}, sink);
	return createHistory(world);
}

/** Types a line on a machine, the host unless said otherwise. */
export function type(history: History, line: string, machine = 'host'): Outcome {
	const found = machineNamed(history.world, machine);
	if (!found) throw new Error(`no machine ${machine}`);
	return execute(history, {machine: found.id}, line);
}
