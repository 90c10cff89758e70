/** The labs behind the outputs in `test/conformance/outputs/`. Devices stand in the order of their numbers. */
import type {LabFile} from '../../source/engine/lab.js';

type Machines = LabFile['machines'];

/**
 *     vm1 … vm4: eth0, macvlans on host/eth0 --- sw0/swp1 [sw0]
 *
 * `modes` are those of vm1, vm2, …
 */
export function macvlanLab(modes: ('bridge' | 'vepa' | 'private' | 'passthru')[]): LabFile {
	const vms: Machines = modes.map((mode, index) => ({
		name: `vm${index + 1}`,
		role: 'vm',
		devices: [{kind: 'macvlan', name: 'eth0', lower: 'host/eth0', mode, mac: `02:00:00:00:00:0${index + 1}`}],
	}));
	return {
		machines: [
			{name: 'host', role: 'host', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:aa:01'}]},
			{
				name: 'sw0',
				role: 'switch',
				devices: [
					{kind: 'bridge', name: 'sw0', mac: '02:00:00:00:5a:00', ports: ['swp1']},
					{kind: 'nic', name: 'swp1', mac: '02:00:00:00:5a:01'},
				],
			},
			...vms,
		],
		links: [{ends: ['host/eth0', 'sw0/swp1'], kind: 'virtual'}],
	};
}

/** br0 with p1, p2 and p3, and a VM at each. */
export function bridgeLab(): LabFile {
	const numbers = [1, 2, 3];
	return {
		machines: [
			{
				name: 'host',
				role: 'host',
				devices: [
					{kind: 'bridge', name: 'br0', mac: '02:00:00:00:b0:00', ports: ['p1', 'p2', 'p3']},
					...numbers.map((number) => ({kind: 'nic' as const, name: `p${number}`, mac: `02:00:00:00:f0:0${number}`})),
				],
			},
			...numbers.map((number) => vm(number)),
		],
		links: numbers.map((number) => ({ends: [`host/p${number}`, `vm${number}/eth0`], kind: 'virtual' as const})),
	};
}

/** Three bridges in a ring, each with a VM, spanning tree on, with quick timers. */
export function triangleLab(): LabFile {
	const links: [string, string][] = [
		['br0/to1', 'br1/to0'],
		['br0/to2', 'br2/to0'],
		['br1/to2', 'br2/to1'],
		['br0/p1', 'vm1/eth0'],
		['br1/p2', 'vm2/eth0'],
		['br2/p3', 'vm3/eth0'],
	];
	return {
		machines: [
			stpBridge(0, ['to1', 'to2', 'p1']),
			stpBridge(1, ['to0', 'to2', 'p2']),
			stpBridge(2, ['to1', 'to0', 'p3']),
			...[1, 2, 3].map((number) => vm(number)),
		],
		links: links.map((ends) => ({ends, kind: 'virtual' as const})),
	};
}

function stpBridge(number: number, ports: string[]): Machines[number] {
	const name = `br${number}`;
	return {
		name,
		role: 'switch',
		devices: [
			{
				kind: 'bridge',
				name,
				mac: `02:00:00:00:b${number}:00`,
				ports,
				options: {stp: true, forwardDelay: 2, helloTime: 1, maxAge: 6, mcastSnooping: false},
			},
			...ports.map((port, index) => ({kind: 'nic' as const, name: port, mac: `02:00:00:0${number}:f0:0${index}`})),
		],
	};
}

function vm(number: number): Machines[number] {
	return {name: `vm${number}`, role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: `02:00:00:00:00:0${number}`}]};
}
