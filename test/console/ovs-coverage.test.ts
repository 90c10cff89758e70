/** `ovs-appctl coverage/*`: the layout and the hash of the real one, and counts of what happens in the lab. */
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {printCoverage} from '../../source/console/print/coverage.js';
import {buildFrame, ETHERTYPE} from '../../source/engine/frame.js';
import {createHistory, input, settle} from '../../source/engine/history.js';
import type {LabFile} from '../../source/engine/lab.js';
import {toMac} from '../../source/engine/mac.js';
import {type CoverageRow, countEvent, coverageRows, createCoverage} from '../../source/engine/ovs/coverage.js';
import {deviceAtPath, machineNamed} from '../../source/engine/world.js';
import {type Answer, emptySwitch} from './empty-switch.js';
import {worldOf} from './tool-lab.js';

const recording = new URL('../conformance/console/ovs-coverage/coverage.json', import.meta.url);
const {answers} = JSON.parse(readFileSync(recording, 'utf8')) as {answers: Answer[]};

describe('a recorded listing', () => {
	const listings = answers.filter(({stdout}) => stdout.startsWith('Event coverage'));

	it.each(listings)('is printed again, hash and all: $run', ({stdout}) => {
		const rows = Array.from(stdout.matchAll(/^(\w+) +([\d.]+)\/sec +([\d.]+)\/sec +([\d.]+)\/sec +total: (\d+)$/gm), readRow);
		const never = Number(/^(\d+) events never hit$/m.exec(stdout)?.[1]);
		expect(printCoverage(rows, never)).toBe(stdout);
	});

	function readRow([, name = '', recent, minute, hour, total]: RegExpMatchArray): CoverageRow {
		const times = (rate: string | undefined, seconds: number) => Math.round(Number(rate) * seconds);
		return {name, total: Number(total), recent: times(recent, 5), minute: times(minute, 60), hour: times(hour, 3600)};
	}
});

describe('what is wrong is answered as recorded', () => {
	it.each(answers.filter(({status}) => status !== 0))('$run', ({run, status, stderr}) => {
		const said = execute(emptySwitch(), {machine: 0, piped: true}, run);
		const target = said.stderr.replace('/var/run/openvswitch/vswitchd.ctl: server', 'ovs-vswitchd: server');
		expect({status: said.status, stderr: target}).toEqual({status, stderr});
	});

	it('a counter of the real one that the lab has not is refused by name', () => {
		const said = execute(emptySwitch(), {machine: 0}, 'ovs-appctl coverage/read-counter util_xalloc');
		expect(said.stderr).toContain('util_xalloc');
		expect(said.stderr).toContain('ovs-appctl coverage/show');
		expect(said.status).not.toBe(0);
	});
});

const LAB: LabFile = {
	machines: [
		{
			name: 'host',
			role: 'host',
			ovs: {release: '3.1'},
			devices: ['p1', 'p2'].map((name, index) => ({kind: 'nic' as const, name, mac: `02:00:00:00:0a:0${index}`})),
		},
		...['p1', 'p2'].map((name, index) => ({
			name: `at-${name}`,
			role: 'vm' as const,
			devices: [{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:0f:0${index}`}],
		})),
	],
	links: ['p1', 'p2'].map((name) => ({ends: [`host/${name}`, `at-${name}/eth0`] as [string, string], kind: 'virtual' as const})),
};

describe('in a lab with the datapath of the kernel', () => {
	const history = createHistory(worldOf(LAB));
	const host = machineNamed(history.world, 'host')?.id ?? -1;
	const type = (line: string) => execute(history, {machine: host, piped: true}, line).stdout;
	const wait = (seconds: number) => {
		input(history, {kind: 'wait', duration: seconds * 1_000_000_000});
		settle(history);
	};
	const send = (at: string, src: string, dst: string) => {
		const frame = buildFrame({dst: toMac(dst), src: toMac(src), etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)});
		input(history, {kind: 'frame', device: deviceAtPath(history.world, `at-${at}/eth0`)?.id ?? -1, frame});
		settle(history);
	};
	const counter = (name: string) => Number(type(`ovs-appctl coverage/read-counter ${name}`));
	const ONE = '02:00:00:00:00:01';
	const TWO = '02:00:00:00:00:02';

	it('a switch to which nothing happens has counted nothing', () => {
		type('ovs-vsctl add-br br0 -- add-port br0 p1 -- add-port br0 p2');
		expect(type('ovs-appctl coverage/show')).toMatch(/hash=[0-9a-f]{8}:\n16 events never hit\n$/);
	});

	it('the first frame of a station is translated, carried out, cached and learned from; the next are none of the daemon’s business', () => {
		send('p1', ONE, TWO);
		send('p1', ONE, TWO);
		send('p1', ONE, TWO);
		// Once for the frame, once because the station that it taught made the answer doubtful.
		expect(counter('xlate_actions')).toBe(2);
		expect(counter('dpif_execute')).toBe(1);
		expect(counter('dpif_flow_put')).toBe(1);
		expect(counter('mac_learning_learned')).toBe(1);
		expect(counter('rev_mac_learning')).toBe(1);
	});

	it('a question of ofproto/trace counts nothing', () => {
		const before = counter('xlate_actions');
		type(`ovs-appctl ofproto/trace br0 in_port=p1,dl_src=${ONE},dl_dst=${TWO}`);
		expect(counter('xlate_actions')).toBe(before);
	});

	it('a flow that is added makes answers doubtful, once; a station that moves is counted', () => {
		const before = counter('rev_flow_table');
		type('ovs-ofctl add-flow br0 priority=9,arp,actions=drop');
		expect(counter('rev_flow_table')).toBe(before + 1);
		send('p2', ONE, TWO);
		expect(counter('mac_learning_moved')).toBe(1);
	});

	it('flows that nobody uses are deleted, stations forgotten, and after an hour only the totals are left', () => {
		wait(310);
		expect(counter('dpif_flow_del')).toBe(counter('dpif_flow_put'));
		expect(counter('mac_learning_expired')).toBe(1);
		wait(3605);
		const rates = '  0.0/sec     0.000/sec        0.0000/sec   total: 1';
		expect(type('ovs-appctl coverage/show')).toContain(`mac_learning_learned     ${rates}\n`);
	});

	it('a daemon that begins anew counts anew', () => {
		expect(counter('xlate_actions')).toBeGreaterThan(0);
		for (const running of [false, true]) input(history, {kind: 'change', change: {kind: 'ovs-daemon', machine: host, running}});
		expect(type('ovs-appctl coverage/read-counter xlate_actions')).toBe('0\n');
	});
});

describe('averages', () => {
	const SECOND = 1_000_000_000;

	it('are those of the slots of 5 s that are over, whenever it was counted and looked', () => {
		const hits = fc.array(fc.record({at: fc.integer({min: 0, max: 8000}), times: fc.integer({min: 1, max: 9})}), {
			minLength: 1,
			maxLength: 40,
		});
		fc.assert(
			fc.property(hits, fc.integer({min: 0, max: 8000}), (made, later) => {
				const sorted = [...made].sort((one, other) => one.at - other.at);
				const coverage = createCoverage(0);
				for (const {at, times} of sorted) countEvent(coverage, 'xlate_actions', at * SECOND, times);
				const seconds = (sorted.at(-1)?.at ?? 0) + later;
				const slot = Math.floor(seconds / 5);
				const within = (from: number, to: number) =>
					sorted.reduce((sum, {at, times}) => sum + (Math.floor(at / 5) >= from && Math.floor(at / 5) < to ? times : 0), 0);
				// The hour is of minutes: the last one may just have begun, and has driven out that of an hour ago.
				const hour = (Math.floor((slot - 1) / 12) - 59) * 12;
				expect(coverageRows(coverage, seconds * SECOND)).toEqual([
					{
						name: 'xlate_actions',
						total: within(0, Number.POSITIVE_INFINITY),
						recent: within(slot - 1, slot),
						minute: within(slot - 12, slot),
						hour: within(hour, slot),
					},
				]);
			}),
		);
	});
});
