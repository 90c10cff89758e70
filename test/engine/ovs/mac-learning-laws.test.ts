import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {flushMacs, flushPortMacs} from '../../../source/engine/ovs/mac/mac-flush.js';
import {
	countMacs,
	expireMacs,
	type Learned,
	learnFrom,
	listMacs,
	nextMacExpiry,
	portOfMac,
} from '../../../source/engine/ovs/mac/mac-learning.js';
import {setMacAgeing, setMacTableSize} from '../../../source/engine/ovs/mac/mac-settings.js';
import {addStaticMac, deleteStaticMac} from '../../../source/engine/ovs/mac/mac-static.js';
import {countDown, countUp, createUsageHeap, mostUsed} from '../../../source/engine/ovs/mac/usage-heap.js';
import type {OvsBridge} from '../../../source/engine/ovs/vswitchd.js';
import {type OvsLab, ovsLab} from './ovs-lab.js';

const SECOND = 1_000_000_000;
const PORTS = ['p1', 'p2', 'p3'];

function smallTable(): OvsLab {
	const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}, p3: {}}}}});
	setMacTableSize(lab.bridge().macs, 10);
	setMacAgeing(lab.bridge().macs, 15);
	return lab;
}

type Step =
	| {kind: 'learn'; port: string; vlan: number; mac: number}
	| {kind: 'wait'; seconds: number}
	| {kind: 'static'; port: string; vlan: number; mac: number}
	| {kind: 'unstatic'; vlan: number; mac: number}
	| {kind: 'flush'}
	| {kind: 'flush-port'; port: string};

const port = fc.constantFrom(...PORTS);
const vlan = fc.constantFrom(0, 10);
const mac = fc.integer({min: 1, max: 9}).map((octet) => 0x5054_0000_0000 + octet);
const station = {port, vlan, mac};
const step: fc.Arbitrary<Step> = fc.oneof(
	{weight: 20, arbitrary: fc.record({kind: fc.constant('learn' as const), ...station})},
	{weight: 4, arbitrary: fc.record({kind: fc.constant('wait' as const), seconds: fc.integer({min: 1, max: 9})})},
	{weight: 1, arbitrary: fc.record({kind: fc.constant('static' as const), ...station})},
	{weight: 1, arbitrary: fc.record({kind: fc.constant('unstatic' as const), vlan, mac})},
	{weight: 1, arbitrary: fc.constant({kind: 'flush' as const})},
	{weight: 1, arbitrary: fc.record({kind: fc.constant('flush-port' as const), port})},
);

/** The table as a list, least recently used first: simple, and slow. */
interface Row {
	port: string;
	vlan: number;
	mac: number;
	used: number;
	static: boolean;
}

function learnInModel(rows: Row[], at: Extract<Step, {kind: 'learn'}>, now: number, learned: Learned): void {
	const known = rows.findIndex((row) => row.vlan === at.vlan && row.mac === at.mac);
	const row = rows[known];
	if (!row) {
		if (rows.length >= 10) evictFromModel(rows, learned);
		rows.push({port: at.port, vlan: at.vlan, mac: at.mac, used: now, static: false});
	} else if (!row.static && (row.used !== now || row.port !== at.port)) {
		rows.splice(known, 1);
		rows.push({...row, port: at.port, used: now});
	}
}

/** Any port that has most may be the victim; the oldest of its rows goes. */
function evictFromModel(rows: Row[], learned: Learned | undefined): void {
	const countOf = (name: string): number => rows.filter(({port: on}) => on === name).length;
	const most = Math.max(...PORTS.map(countOf));
	const evicted = learned?.kind === 'learned' ? learned.evicted : undefined;
	const fullest = PORTS.filter((name) => countOf(name) === most);
	const name = evicted?.port ?? fullest[0];
	expect(fullest).toContain(name);
	const victim = rows.findIndex(({port: on}) => on === name);
	if (evicted) expect(rows[victim]).toMatchObject({mac: evicted.mac, vlan: evicted.vlan});
	rows.splice(victim, 1);
}

function rowsOf(bridge: OvsBridge, now: number): Row[] {
	return listMacs(bridge.macs, now).map((entry) => ({
		port: entry.port,
		vlan: entry.vlan,
		mac: entry.mac,
		used: entry.static ? 0 : Math.floor(now / SECOND) - entry.age,
		static: entry.static,
	}));
}

describe('the MAC table of Open vSwitch', () => {
	it('is a list in order of use from which the fullest port loses its oldest entry', () => {
		fc.assert(
			fc.property(fc.array(step, {maxLength: 120}), (steps) => {
				const lab = smallTable();
				const bridge = lab.bridge();
				let rows: Row[] = [];
				let now = 100;
				for (const at of steps) {
					const time = now * SECOND;
					switch (at.kind) {
						case 'learn':
							learnInModel(rows, at, now, learnFrom(bridge, {...at, kind: 'learn', bridge: 'br0', gratuitousArp: false}, time));
							break;
						case 'wait':
							now += at.seconds;
							expireMacs(bridge.macs, now * SECOND);
							rows = rows.filter((row) => row.static || row.used + 15 > now);
							break;
						case 'static': {
							const isNew = !rows.some((row) => row.vlan === at.vlan && row.mac === at.mac);
							const before = rowsOf(bridge, time);
							addStaticMac(bridge, at.port, at.vlan, at.mac, time);
							if (isNew && rows.length >= 10) {
								const gone = before.find((row) => !rowsOf(bridge, time).some(({vlan: v, mac: m}) => v === row.vlan && m === row.mac));
								rows = rows.filter((row) => row.vlan !== gone?.vlan || row.mac !== gone.mac);
							}
							rows = rows.filter((row) => row.vlan !== at.vlan || row.mac !== at.mac);
							rows.push({port: at.port, vlan: at.vlan, mac: at.mac, used: 0, static: true});
							break;
						}
						case 'unstatic': {
							const isThere = rows.some((row) => row.static && row.vlan === at.vlan && row.mac === at.mac);
							expect(deleteStaticMac(bridge, at.vlan, at.mac)).toBe(isThere);
							rows = rows.filter((row) => !row.static || row.vlan !== at.vlan || row.mac !== at.mac);
							break;
						}
						case 'flush':
							flushMacs(bridge.macs);
							rows = rows.filter((row) => row.static);
							break;
						case 'flush-port':
							flushPortMacs(lab.switchd, bridge, at.port, false);
							rows = rows.filter((row) => row.port !== at.port);
							break;
						default:
							at satisfies never;
					}
					expect(rowsOf(bridge, now * SECOND)).toEqual(rows);
					expect(countMacs(bridge.macs)).toBe(rows.length);
				}
			}),
			{numRuns: 150},
		);
	});

	it('changes its version whenever a lookup gets another answer', () => {
		fc.assert(
			fc.property(fc.array(step, {maxLength: 60}), (steps) => {
				const lab = smallTable();
				const bridge = lab.bridge();
				let now = 100;
				const answers = (): string =>
					[0, 10].flatMap((v) => Array.from({length: 9}, (_, at) => portOfMac(bridge, 0x5054_0000_0001 + at, v) ?? '')).join();
				for (const at of steps) {
					const before = {version: bridge.macs.version, answers: answers()};
					if (at.kind === 'learn') learnFrom(bridge, {...at, kind: 'learn', bridge: 'br0', gratuitousArp: false}, now * SECOND);
					else if (at.kind === 'wait') {
						now += at.seconds;
						expireMacs(bridge.macs, now * SECOND);
					} else if (at.kind === 'static') addStaticMac(bridge, at.port, at.vlan, at.mac, now * SECOND);
					else if (at.kind === 'unstatic') deleteStaticMac(bridge, at.vlan, at.mac);
					else if (at.kind === 'flush') flushMacs(bridge.macs);
					else flushPortMacs(lab.switchd, bridge, at.port, false);
					expect(bridge.macs.version !== before.version).toBe(answers() !== before.answers);
				}
			}),
			{numRuns: 80},
		);
	});

	it('knows the same address in two VLANs as two stations', () => {
		const bridge = smallTable().bridge();
		const one = 0x5054_0000_0001;
		const learn = (on: string, v: number) =>
			learnFrom(bridge, {kind: 'learn', bridge: 'br0', port: on, vlan: v, mac: one, gratuitousArp: false}, 0);
		expect(learn('p1', 10)).toEqual({kind: 'learned', evicted: undefined});
		expect(learn('p2', 20)).toEqual({kind: 'learned', evicted: undefined});
		expect(learn('p3', 10)).toEqual({kind: 'moved', from: 'p1'});
		expect([10, 20, 30].map((v) => portOfMac(bridge, one, v))).toEqual(['p3', 'p2', undefined]);
	});

	it('says when something is due, and does it then and not before', () => {
		const bridge = smallTable().bridge();
		const learn = (m: number, time: number) =>
			learnFrom(bridge, {kind: 'learn', bridge: 'br0', port: 'p1', vlan: 0, mac: m, gratuitousArp: false}, time);
		expect(nextMacExpiry(bridge.macs)).toBe(Number.POSITIVE_INFINITY);
		learn(0x5054_0000_0001, 3.9 * SECOND);
		learn(0x5054_0000_0002, 5 * SECOND);
		expect(nextMacExpiry(bridge.macs)).toBe(18 * SECOND);
		expect(expireMacs(bridge.macs, 18 * SECOND - 1)).toBe(0);
		expect(expireMacs(bridge.macs, 18 * SECOND)).toBe(1);
		expect(nextMacExpiry(bridge.macs)).toBe(20 * SECOND);
	});

	it('is locked for five seconds by an announcement on an ordinary port, for announcements on a bond', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}, bond0: {bond: ['e1', 'e2']}}}}});
		const bridge = lab.bridge();
		const announce = (on: string, seconds: number) =>
			learnFrom(bridge, {kind: 'learn', bridge: 'br0', port: on, vlan: 0, mac: 0x5054_0000_0001, gratuitousArp: true}, seconds * SECOND);
		const refusal = {kind: 'not-learned', why: 'grat-arp-lock'};
		expect(announce('p1', 10).kind).toBe('learned');
		expect(announce('bond0', 10)).toEqual(refusal);
		expect(announce('bond0', 14)).toEqual(refusal);
		expect(announce('bond0', 15)).toEqual({kind: 'moved', from: 'p1'});
		expect(announce('p1', 16)).toEqual({kind: 'moved', from: 'bond0'});
	});

	it('learns nothing from a frame whose port has gone', () => {
		const bridge = smallTable().bridge();
		const credit = {kind: 'learn', bridge: 'br0', port: 'p9', vlan: 0, mac: 0x5054_0000_0001, gratuitousArp: false} as const;
		expect(learnFrom(bridge, credit, 0)).toEqual({kind: 'no-such-port'});
		expect(countMacs(bridge.macs)).toBe(0);
	});

	it('takes what is credited late for as young as what came before it', () => {
		const bridge = smallTable().bridge();
		const learn = (m: number, seconds: number) =>
			learnFrom(bridge, {kind: 'learn', bridge: 'br0', port: 'p1', vlan: 0, mac: m, gratuitousArp: false}, seconds * SECOND);
		learn(1, 20);
		learn(2, 18);
		expect(rowsOf(bridge, 20 * SECOND).map(({used}) => used)).toEqual([20, 20]);
	});

	it('forgets on all bridges what was behind a port that is deleted', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}}}, br1: {ports: {q1: {}}}}});
		for (const [name, on] of [
			['br0', 'p1'],
			['br1', 'q1'],
		] as const) {
			const bridge = lab.bridge(name);
			for (const m of [1, 2]) learnFrom(bridge, {kind: 'learn', bridge: name, port: on, vlan: 0, mac: m, gratuitousArp: false}, 0);
			learnFrom(bridge, {kind: 'learn', bridge: name, port: on, vlan: 7, mac: 3, gratuitousArp: false}, 0);
		}
		learnFrom(lab.bridge('br1'), {kind: 'learn', bridge: 'br1', port: 'q1', vlan: 7, mac: 1, gratuitousArp: false}, 0);
		flushPortMacs(lab.switchd, lab.bridge('br0'), 'p1', true);
		expect(countMacs(lab.bridge('br0').macs)).toBe(0);
		expect(rowsOf(lab.bridge('br1'), 0).map(({vlan: v, mac: m}) => [v, m])).toEqual([[7, 1]]);
	});
});

describe('the heap of ports', () => {
	it('always has a port with the most entries at hand', () => {
		const move = fc.record({member: fc.integer({min: 0, max: 6}), up: fc.boolean()});
		fc.assert(
			fc.property(fc.array(move, {maxLength: 80}), (moves) => {
				const usage = createUsageHeap();
				const counts = Array<number>(7).fill(0);
				for (const {member, up} of moves) {
					const count = counts[member] as number;
					if (!up && count === 0) continue;
					counts[member] = up ? count + 1 : count - 1;
					if (up) countUp(usage, member);
					else countDown(usage, member);
					const most = Math.max(...counts);
					if (most === 0) expect(mostUsed(usage)).toBe(-1);
					else expect(counts[mostUsed(usage)]).toBe(most);
				}
			}),
		);
	});
});
