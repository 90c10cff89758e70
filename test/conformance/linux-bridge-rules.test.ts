/*
 * The rule table of the Linux bridge: frames and commands in, ports and host out, as
 * Linux 6.18 did it. Commands are read here by a handful of patterns; what `show`
 * commands print is the console's matter, here only what they say is compared.
 */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import type {BridgeOptions, BridgePortOptions, ChangeResult} from '../../source/engine/change.js';
import {formatMac, toMac} from '../../source/engine/mac.js';
import {deviceAt} from '../../source/engine/world.js';
import {type BridgeBench, bridgeBench} from '../fixtures/bridge-bench.js';

type Step =
	| {in: string; dst: string; src: string; vlan?: number; out: string[]; host: number}
	| {cmd: string; rc: number; msg: string}
	| {wait_s: number}
	| {fdb: {mac: string; dev: string; state: string; sticky?: boolean}[]};

const {cases} = JSON.parse(readFileSync(new URL('rules/linux-bridge-vectors.json', import.meta.url), 'utf8')) as {
	cases: {case: string; steps: Step[]}[];
};

const PORT_FLAGS: Record<string, keyof BridgePortOptions> = {
	hairpin: 'hairpin',
	isolated: 'isolated',
	learning: 'learning',
	flood: 'flood',
	mcast_flood: 'mcastFlood',
	bcast_flood: 'bcastFlood',
};

/** `ip link set br0 type bridge …`: option and value to options. Times are in 1/100 s. */
const BRIDGE_OPTIONS: Record<string, (value: string) => BridgeOptions> = {
	stp_state: (value) => ({stp: value === '1'}),
	forward_delay: (value) => ({forwardDelay: Number(value) * 10_000_000}),
	ageing_time: (value) => ({ageing: Number(value) * 10_000_000}),
	group_fwd_mask: (value) => ({groupFwdMask: Number(value)}),
};

function run(bench: BridgeBench, cmd: string): ChangeResult {
	const words = cmd.replace('ip netns exec wire ', '').split(' ');
	const start = words.slice(0, 3).join(' ');
	const name = words[start === 'ip link set' ? 3 : start === 'bridge link set' ? 4 : 5] as string;
	switch (start) {
		case 'ip link set': {
			if (words[4] === 'promisc') return bench.change({kind: 'set-promisc', device: bench.id(name), on: words[5] === 'on'});
			if (words[4] !== 'type') return bench.change({kind: 'set-up', device: bench.id(name), up: words[4] === 'up'});
			const options: BridgeOptions = {};
			for (let at = 6; at < words.length; at += 2) Object.assign(options, BRIDGE_OPTIONS[words[at] as string]?.(words[at + 1] as string));
			return bench.setBridge(options);
		}
		case 'bridge link set':
			return bench.setPort(name, {[PORT_FLAGS[words[5] as string] as string]: words[6] === 'on'});
		case 'bridge fdb add':
			return bench.change({
				kind: 'fdb-add',
				verb: 'add',
				device: bench.id(name),
				mac: toMac(words[3] as string),
				type: words.includes('static') ? 'static' : words.includes('dynamic') ? 'dynamic' : 'permanent',
				sticky: words.includes('sticky'),
				target: words.includes('master') ? 'master' : 'self',
			});
		default:
			throw new Error(`no pattern for "${cmd}"`);
	}
}

/** What a `show` command says, from the state of the bench. */
function checkShown(bench: BridgeBench, cmd: string, msg: string): void {
	const {bridge} = bench;
	if (cmd === 'ip -br link show br0') {
		expect(msg).toContain(formatMac(bridge.mac));
		expect(msg.includes('LOWER_UP')).toBe(bridge.carrier);
	} else if (cmd === 'bridge link show dev p1') {
		const port = bench.port('p1');
		expect(/state (\w+) priority (\d+) cost (\d+)/.exec(msg)?.slice(1)).toEqual([port.state, `${port.priority}`, `${port.cost}`]);
		expect(msg.includes('NO-CARRIER')).toBe(!deviceAt(bench.world, bench.id('p1')).carrier);
	} else if (cmd === 'bridge fdb show dev p1') {
		const lines = msg.split('\n').filter((line) => !line.startsWith('33:33') && !line.startsWith('01:00:5e'));
		const own = bench.locals().filter((line) => line.includes(' p1 '));
		const filter = deviceAt(bench.world, bench.id('p1')).unicast;
		expect(lines).toEqual([
			...own.map((line) => line.replace('p1', 'master br0')),
			...filter.map((mac) => `${formatMac(mac)} self permanent`),
		]);
	} else throw new Error(`nothing known about "${cmd}"`);
}

function check(bench: BridgeBench, step: Step): void {
	if ('cmd' in step) {
		if (/ show /.test(step.cmd)) checkShown(bench, step.cmd, step.msg);
		else expect([step.cmd, run(bench, step.cmd)]).toEqual([step.cmd, step.rc === 0 ? {kind: 'done'} : {kind: 'refused', errno: 'EINVAL'}]);
	} else if ('wait_s' in step) bench.wait(step.wait_s);
	else if ('fdb' in step) {
		const expected = step.fdb.map(
			({mac, dev, state, sticky}) => `${mac} ${dev}${sticky ? ' sticky' : ''}${state === 'dynamic' ? '' : ` ${state}`}`,
		);
		expect(bench.fdb()).toEqual(expected.sort());
	} else {
		const tag = step.vlan === undefined ? '' : `v${step.vlan}`;
		const happened = step.in === 'host' ? bench.host(step.dst, tag, step.src) : bench.enter(step.in, step.src, step.dst, tag);
		const ports = happened.filter((what) => /^p\d/.test(what)).map((what) => what.split(' ')[0]);
		// The host's stack ignores what is for others, and what has a tag that no VLAN device takes.
		const host = happened.filter((what) => /^own:/.test(what) || (/^host:/.test(what) && !/otherhost| v/.test(what)));
		expect({...step, out: ports.sort(), host: host.length}).toEqual(step);
	}
}

describe('the rule table of the Linux bridge', () => {
	it('has all its cases and frames', () => {
		expect([cases.length, cases.flatMap(({steps}) => steps).filter((step) => 'in' in step).length]).toEqual([21, 83]);
	});

	for (const {case: name, steps} of cases) {
		it(`holds here: ${name}`, () => {
			const bench = bridgeBench(4, {mcastSnooping: true}, {mac: 'lowest', portMacs: '02:00:00:00:00:10'});
			for (const step of steps) check(bench, step);
		});
	}

	it('fails when the engine does something else', () => {
		const bench = bridgeBench(4, {}, {mac: 'lowest', portMacs: '02:00:00:00:00:10'});
		expect(() => check(bench, {in: 'p1', dst: '02:00:00:00:0b:02', src: '02:00:00:00:0a:01', out: ['p2'], host: 0})).toThrow();
		expect(() => check(bench, {fdb: []})).toThrow();
		expect(() => check(bench, {cmd: 'ip link set br0 type bridge group_fwd_mask 0x1', rc: 0, msg: ''})).toThrow();
	});
});
