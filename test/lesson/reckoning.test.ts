/** Queries that count, list messages, read a command's lines, or reckon without any world. */
import {describe, expect, it} from 'vitest';
import {ask} from '../../source/lesson/ask.js';
import {playOut} from '../../source/lesson/feed.js';
import {querySchema, type Value} from '../../source/lesson/query.js';
import {reckon} from '../../source/lesson/reckoning.js';
import {sandboxLesson} from '../../source/lesson/sandbox.js';
import {beginLab} from '../../source/lesson/stage.js';
import {stimulusSchema} from '../../source/lesson/stimulus.js';
import {openLab} from '../../source/platform/labs.js';
import {lessonIn, TOY} from './lessons.js';

/** The lab of the toy: three stations at a switch. Others are labs of the program. */
const LAN = 'lan';

/** A value after stimuli in a lab. */
function valueIn(lab: string, stimuli: readonly object[], query: object): Value {
	const opened = lab === LAN ? lessonIn(TOY).labs[LAN] : openLab(lab);
	if (!opened) throw new Error(`no lab ${lab}`);
	const history = beginLab(sandboxLesson(opened, lab, {}), 'lab');
	const since = history.cursor;
	playOut(
		history,
		stimuli.map((stimulus) => stimulusSchema.parse(stimulus)),
	);
	return ask(querySchema.parse(query), history, since).value;
}

const page = {kind: 'command', on: 'nat1', run: 'curl http://192.168.1.10/'};
const ping = {kind: 'ping', from: 'a', to: 'b'};

describe('messages', () => {
	it('are listed in the order in which the first of each was seen: a page through NAT', () => {
		const seen = valueIn('hosted-modes', [{kind: 'wait', ms: 10_000}, page], {kind: 'messages', at: 'nat1/eth0', of: 'tcp'});
		expect(seen).toEqual(['syn', 'syn-ack', 'ack', 'data', 'fin']);
	});
	it('of a ping begin with the question for the address', () => {
		expect(valueIn(LAN, [ping], {kind: 'messages'})).toEqual(['arp-request', 'arp-reply', 'echo-request', 'echo-reply']);
	});
});

describe('counts', () => {
	it('of frames that ended, anywhere and for a reason', () => {
		const stray = {kind: 'frame', from: 'a', to: '02:00:00:00:99:99'};
		const all = valueIn(LAN, [stray], {kind: 'drops', of: 'test'});
		expect(all).toBe(valueIn(LAN, [stray], {kind: 'drops', of: 'test', reason: 'other-host'}));
		expect(all).toBeGreaterThan(0);
		expect(valueIn(LAN, [stray], {kind: 'drops', of: 'test', reason: 'no-carrier'})).toBe(0);
	});
	it('of lines that a command prints, and the world is left alone', () => {
		const lines = {kind: 'lines', on: 'host', run: 'ip link add br9 type bridge; ip -br link show type bridge'};
		expect(valueIn('starter', [], {...lines, having: 'br9'})).toBe(1);
		expect(valueIn('starter', [], {kind: 'lines', on: 'host', run: 'ip -br link', having: 'br9'})).toBe(0);
	});
});

describe('reckonings of a budget', () => {
	const value = (what: string, sheet: object) =>
		reckon(querySchema.parse({kind: 'budget', sheet: {paths: ['ovs-kernel'], ...sheet}, value: what}) as never).value;

	it.each<[string, object, Value]>([
		['wire', {}, 84],
		['wire', {frame: 1518}, 1538],
		['slot', {}, 67.2],
		['slot', {link: '100G'}, 6.72],
		['line-rate', {frame: 1518}, 1000 / 1230.4],
		['fits', {paths: ['ovs-kernel', 'ovs-dpdk', 'dpdk-drop']}, ['ovs-dpdk', 'dpdk-drop']],
		['cheapest', {paths: ['linux-bridge', 'ovs-dpdk', 'ovs-kernel']}, ['ovs-dpdk', 'ovs-kernel', 'linux-bridge']],
	])('%s of %o', (what, sheet, expected) => {
		const found = value(what, sheet);
		if (typeof expected === 'number') expect(found).toBeCloseTo(expected, 9);
		else expect(found).toEqual(expected);
	});
	it('agree with each other: what does not keep up loses, and more cores are needed', () => {
		const [cost, rate, cores, lost] = ['cost', 'rate', 'cores', 'lost'].map((what) => value(what, {})) as [number, number, number, number];
		expect(rate).toBeCloseTo(1000 / cost, 9);
		expect(cores).toBe(Math.ceil(cost / 67.2));
		expect(lost).toBeGreaterThan(80);
		expect(value('lost', {paths: ['dpdk-drop']})).toBe(0);
	});
	it('refuse a price for what the path has not', () => {
		expect(() => value('cost', {paths: [{name: 'mine', from: 'ovs-kernel', set: {warp: 1}}]})).toThrow(/there is no cost "warp"/);
	});
});

describe('reckonings of a fabric', () => {
	const small = {racks: 2, hosts: 4, vms: 10, seconds: 2, rate: 2000, table: 16};
	const value = (what: string, fabric: object = {}) =>
		reckon(querySchema.parse({kind: 'fabric', fabric: {...small, ...fabric}, value: what}) as never).value;

	it('count stations, and entries up to what a table holds', () => {
		expect(value('stations')).toBe(2 * 4 * (10 + 2));
		expect(value('tor-entries')).toBe(16);
		expect(value('tor-entries', {table: 8192})).toBe(96);
	});
	it('flood what a full table does not hold, and next to nothing otherwise', () => {
		expect(value('flooded')).toBeGreaterThan(30);
		expect(value('flooded', {table: 8192})).toBeLessThan(10);
		expect([value('verdict'), value('verdict', {table: 8192})]).toEqual(['overflows', 'fits']);
	});
});
