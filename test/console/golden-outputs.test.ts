/**
 * The outputs of the real tools in known states, byte for byte. Masked is only what the real system
 * made up: interface numbers, times, and the IPv6 groups of machines that have IPv6.
 */
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE} from '../../source/engine/frame.js';
import {type History, input, settle} from '../../source/engine/history.js';
import {BROADCAST, toMac} from '../../source/engine/mac.js';
import {deviceAtPath} from '../../source/engine/world.js';
import {blocksOf} from './golden-blocks.js';
import {bridgeLab, macvlanLab, triangleLab} from './labs.js';
import {monitored} from './monitored.js';
import {recordedLab, type} from './tool-lab.js';

/** Where a block is typed, and in what state. */
interface Stage {
	history: History;
	machine: string;
}

type Preparation = (stage: Stage) => void;

const start =
	(lab: Parameters<typeof recordedLab>[0], machine: string, ...lines: string[]): Preparation =>
	(stage) => {
		stage.history = recordedLab(lab);
		stage.machine = machine;
		for (const line of lines) typed(stage, line);
	};

const also =
	(...lines: string[]): Preparation =>
	(stage) => {
		for (const line of lines) typed(stage, line);
	};

const on =
	(machine: string, ...lines: string[]): Preparation =>
	(stage) => {
		stage.machine = machine;
		also(...lines)(stage);
	};

function typed({history, machine}: Stage, line: string): void {
	const {stderr, status} = type(history, line, machine);
	if (status !== 0) throw new Error(`${line}: ${stderr}`);
}

function wait({history}: Stage, seconds: number): void {
	input(history, {kind: 'wait', duration: seconds * 1_000_000_000});
	settle(history);
}

/** `device` sends a frame from `source`, so that the bridge learns it. */
function send({history}: Stage, device: string, source: string, destination = BROADCAST): void {
	const from = deviceAtPath(history.world, device);
	if (!from) throw new Error(device);
	const frame = buildFrame({dst: destination, src: toMac(source), etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)});
	input(history, {kind: 'frame', device: from.id, frame});
	settle(history);
}

const FOUR_MACVLANS = [
	// Numbers 3 to 6 went to the VMs.
	'ip link add pad0 type veth peer name pad1',
	'ip link add pad2 type veth peer name pad3',
	'ip link del pad0',
	'ip link del pad2',
	'ip link add link eth0 name macvlan0 address 02:00:00:00:00:10 type macvlan mode bridge',
	'ip link set macvlan0 up',
	'ip link add link eth0 name macvlan1 address 02:00:00:00:00:11 type macvlan mode private',
	'ip link add link eth0 name macvtap0 address 02:00:00:00:00:12 type macvtap mode vepa',
	'ip link set macvtap0 up',
	'ip link add link eth0 name macvlan2 address 02:00:00:00:00:13 type macvlan mode source macaddr add 02:00:00:00:ee:01',
	'ip link set macvlan2 up',
];

const FLAGS = ['bridge link set dev p2 hairpin on', 'bridge link set dev p3 isolated on flood off'];

const learned: Preparation = (stage) => {
	start(bridgeLab(), 'host', ...FLAGS)(stage);
	send(stage, 'vm1/eth0', '02:00:00:00:00:01');
	send(stage, 'vm2/eth0', '02:00:00:00:00:02');
	send(stage, 'vm3/eth0', '02:00:00:00:00:a3');
	also('bridge fdb add 02:00:00:00:00:08 dev p1 master static', 'bridge fdb add 02:00:00:00:00:09 dev p2 master static sticky')(stage);
	wait(stage, 1);
	send(stage, 'vm3/eth0', '02:00:00:00:00:03');
	wait(stage, 0.05);
};

const steady =
	(machine: string): Preparation =>
	(stage) => {
		start(triangleLab(), machine)(stage);
		wait(stage, 14.2);
	};

/** What happens while a monitor runs. */
const MEANWHILE: Readonly<Record<string, readonly Preparation[]>> = {
	'bridge monitor fdb': [
		(stage) => send(stage, 'vm1/eth0', '02:00:00:00:00:21'),
		(stage) => send(stage, 'vm2/eth0', '02:00:00:00:00:21'),
		also('bridge fdb add 02:00:00:00:00:31 dev p1 master static'),
		also('bridge fdb del 02:00:00:00:00:31 dev p1 master'),
		also('bridge fdb flush dev br0 brport p2'),
	],
};

/** What has to be done before the blocks under a title; a title that is not here goes on from the one before. */
const PREPARATIONS: Readonly<Record<string, Readonly<Record<string, Preparation>>>> = {
	'ip-link-macvlan': {
		'host: eth0 with macvlan0 (bridge, up), macvlan1 (private, down), macvtap0 (vepa), macvlan2 (source)': start(
			macvlanLab(['bridge', 'vepa', 'private', 'bridge']),
			'host',
			...FOUR_MACVLANS,
		),
		'inside vm2 (vepa); the parent lives in another namespace: @if..': on('vm2'),
		statistics: on('host'),
		'after: ip link set macvlan0 type macvlan mode vepa': also('ip link set macvlan0 type macvlan mode vepa'),
		'reflective relay on the external switch port': on('sw0', 'bridge link set dev swp1 hairpin on'),
		'errors: passthru while other macvlans exist': on('host'),
		'parent without carrier (switch port down)': also('ip -n sw0 link set swp1 down'),
		'parent set down: M-DOWN': also('ip -n sw0 link set swp1 up', 'ip link set eth0 down'),
		'passthru in vm1': start(macvlanLab(['passthru']), 'vm1'),
		'its parent (promiscuous, same MAC)': on('host'),
	},
	'ip-link-bridge': {
		'br0 and its ports': (stage) => {
			start(bridgeLab(), 'host', ...FLAGS)(stage);
			const p1 = deviceAtPath(stage.history.world, 'host/p1');
			Object.assign(p1?.counters ?? {}, {rxBytes: 60, rxFrames: 1, txBytes: 288, txFrames: 5});
		},
		"vm1's end of the veth is down: carrier lost": also('ip -n vm1 link set eth0 down'),
		"STP on, br2 of a triangle (NOTE iproute2 6.1 bug: designated_root prints the bridge's own id)": steady('br2'),
	},
	'bridge-fdb-show': {'all devices of the namespace': learned},
	'bridge-link': {
		'p2 has hairpin on, p3 is isolated with flood off': start(bridgeLab(), 'host', ...FLAGS),
		'p1 without carrier': also('ip -n vm1 link set eth0 down'),
		'STP: br2 of a triangle, to1 blocked': steady('br2'),
	},
	'bridge-mdb-show': {
		'': start(
			bridgeLab(),
			'host',
			'bridge mdb add dev br0 port p1 grp 239.1.1.1 permanent',
			'bridge mdb add dev br0 port p2 grp 239.1.1.1',
		),
	},
	'bridge-monitor-fdb': {
		'02:..:21 learned on p1, moves to p2; static 02:..:31 added and deleted; bridge fdb flush dev br0 brport p2': learned,
	},
	'bridge-vlan-show': {'no 8021q in this kernel': start(bridgeLab(), 'host')},
	'brctl-show': {
		'one bridge with three ports': start(bridgeLab(), 'host'),
		'plus an empty bridge br1 (down)': also('ip link add br1 type bridge'),
		'STP switched on on br1': also('brctl stp br1 on'),
		'STP on: br2 of a triangle': steady('br2'),
	},
	'brctl-showmacs': {
		"three local port MACs (br0's own explicit MAC is not listed), learned vm1,vm2,a3 (1.3 s old) and vm3 (fresh), two static; sorted by MAC":
			learned,
	},
	'brctl-showstp': {
		'STP off': start(bridgeLab(), 'host', ...FLAGS),
		'br2 right after start: listening': start(triangleLab(), 'br2'),
		'triangle, steady state: br0': (stage) => {
			steady('br0')(stage);
			// With equal hello and hold times it depends on the order of two timers of one instant whether a BPDU waits.
			const br0 = deviceAtPath(stage.history.world, 'br0/br0');
			if (br0?.kind === 'bridge') for (const port of br0.ports) port.stp.configPending = false;
		},
		'triangle, steady state: br1': on('br1'),
		'triangle, steady state: br2': on('br2'),
	},
};

/** Without numbers and times; a time that is zero is a timer that does not run. */
function masked(text: string): string {
	return text
		.trimEnd()
		.replace(/^33:33:00:00:00:01 .*\n/gm, '')
		.replace(/\{\s+"mac": "33:33:00:00:00:01",[^}]*\},/g, '')
		.replace(/^\d+: /gm, 'N: ')
		.replace(/@if\d+/g, '@ifN')
		.replace(/used \d+\/\d+/g, 'used T')
		.replace(/(?<=_timer|timer\t+) *\d+\.\d\d/g, (time) => (time.trim() === '0.00' ? time : ' T'))
		.replace(/(?<=\t)no\t\t *\d+\.\d\d$/gm, (row) => (row.endsWith(' 0.00') ? row : 'no\t\t T'));
}

describe.each(Object.entries(PREPARATIONS))('%s', (file, preparations) => {
	const blocks = blocksOf(file);
	const stage: Stage = {history: recordedLab(), machine: 'host'};
	let title: string | undefined;

	it.each(blocks)('$title: $command', (block) => {
		if (block.title !== title) preparations[block.title]?.(stage);
		title = block.title;
		const meanwhile = MEANWHILE[block.command];
		if (meanwhile) {
			const {history, machine} = stage;
			const said = monitored(history, machine, block.command, ...meanwhile.map((happens) => () => happens(stage)));
			expect(said).toBe(`${block.output.trimEnd()}\n`);
			return;
		}
		const {stdout, stderr, status} = type(stage.history, block.command, stage.machine);
		const end = status === 0 ? '' : `\n[exit status ${status}]`;
		expect(masked(`${stdout}${stderr}`) + end).toBe(masked(block.output));
	});

	it('has a preparation for no title that is not in the file', () => {
		const titles = new Set(blocks.map((block) => block.title));
		expect(Object.keys(preparations).filter((known) => !titles.has(known))).toEqual([]);
	});
});
