/** What is timed differs from machine to machine; here the clock is a list, and the words are what is checked. */
import {describe, expect, it} from 'vitest';
import {type MeasureHost, measureBudget, PROBES} from '../../source/commands/budget-measure.js';
import {type Probe, ROUNDS, timed, WARM_UP} from '../../source/commands/measure/probe.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {probeText} from '../../source/view/budget/measure-lines.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';

const MILLISECOND = 1_000_000;

/** A probe whose loops do nothing but say how often. */
function idle(name: Probe['name'] = {kind: 'map'}): Probe & {counts: number[]} {
	const counts: number[] = [];
	const work = (count: number): number => counts.push(count);
	return {name, counts, prepare: () => ({work, empty: () => 0})};
}

/** A clock on which work takes `work(n)` ms for the n-th call, and the empty loop 1 ms. Between are two looks at the clock. */
function clockOf(work: (call: number) => number): () => number {
	let now = 0;
	let looks = 0;
	return () => {
		const call = Math.floor(looks / 2);
		// Every second look ends a loop: work and the empty one in turn, once the first round was long enough.
		if (looks % 2 === 1) now += (call === 0 || call % 2 === 1 ? work(call) : 1) * MILLISECOND;
		looks++;
		return now;
	};
}

const now = async (): Promise<void> => {};

describe('a probe', () => {
	it('is the median of its rounds less the empty loop, with the middle half as spread', async () => {
		const probe = idle();
		// The first loop is long enough, so all have 256 steps; the rounds take 10, 11, 12 … ms, those to warm up included.
		const found = await timed(
			probe,
			clockOf((call) => (call === 0 ? 10 : 10 + (call - 1) / 2)),
			now,
			() => false,
		);
		const round = (share: number): number => ((10 + WARM_UP + (ROUNDS - 1) * share - 1) * MILLISECOND) / 256;
		expect(found).toEqual({name: {kind: 'map'}, ns: round(0.5), low: round(0.25), high: round(0.75)});
		expect(probe.counts).toEqual(Array(1 + WARM_UP + ROUNDS).fill(256));
	});

	it('makes its rounds longer until the clock can tell', async () => {
		const probe = idle();
		let looks = 0;
		// A clock that goes on by 100 µs a look: no round is ever long enough, so the count grows to its end.
		await timed(
			probe,
			() => looks++ * 100_000,
			now,
			() => false,
		);
		expect(probe.counts.at(-1)).toBe(1 << 20);
	});

	it('stops between rounds when it is cancelled', async () => {
		const probe = idle();
		expect(
			await timed(
				probe,
				clockOf(() => 10),
				now,
				() => probe.counts.length > 3,
			),
		).toBeUndefined();
		expect(probe.counts.length).toBeLessThan(WARM_UP);
	});
});

function hostOf(change: Partial<MeasureHost> = {}): MeasureHost & {printed: string[]; said: string[]} {
	const printed: string[] = [];
	const said: string[] = [];
	return {
		clock: clockOf(() => 10),
		pause: now,
		onCancel: () => () => {},
		progress: (text) => said.push(text),
		out: (text) => printed.push(text),
		machine: {model: 'Some CPU', node: '20.0.0'},
		printed,
		said,
		...change,
	};
}

const options = {json: false, words: en, signs: UNICODE, width: 80};

describe('budget --measure', () => {
	it('says what was measured, how, and what was not', async () => {
		const host = hostOf();
		expect(
			await measureBudget(options, host, [
				idle({kind: 'chase', octets: 16 << 10}),
				idle({kind: 'syscall'}),
				idle({kind: 'bridge', stations: 1000}),
			]),
		).toBe(0);
		const text = host.printed.join('\n');
		expect(text.split('\n').slice(0, 2)).toEqual(['Measured on this machine, in JavaScript', 'Some CPU; Node 20.0.0']);
		for (const part of ['random access in 16 KiB', 'system call (fstat) by Node', 'Linux bridge, 1000 stations', 'of 67.2 ns'])
			expect(text).toContain(part);
		expect(text.replaceAll('\n', ' ')).toContain('Each figure is the median of 41 rounds');
		expect(text.replaceAll('\n', ' ')).toContain('This is JavaScript: bounds checks and the compiler are in it');
		expect(text.replaceAll('\n', ' ')).toContain(
			'Not measured: interrupts, VM exits, DMA, NICs, locks that cores fight for, the kernel’s network stack.',
		);
		for (const row of text.split('\n')) expect([row, row.length <= 80]).toEqual([row, true]);
	});

	it('shows how far it is, and takes that away at the end', async () => {
		const host = hostOf();
		await measureBudget(options, host, [idle(), idle({kind: 'atomic'})]);
		expect(host.said).toEqual(['measuring 1 of 2: Map, look up among 1000', 'measuring 2 of 2: Atomics.add', '']);
	});

	it('prints what was measured before Ctrl-C, names the rest, and ends with 130', async () => {
		let cancel = (): void => {};
		const second: Probe = {
			...idle({kind: 'atomic'}),
			prepare() {
				cancel();
				return {work: () => 1, empty: () => 0};
			},
		};
		const host = hostOf({
			onCancel(call) {
				cancel = call;
				return () => {};
			},
		});
		expect(await measureBudget(options, host, [idle(), second, idle({kind: 'typed'})])).toBe(130);
		const text = host.printed.join('\n');
		expect(text).toContain('Cancelled: what is there was measured, the rest was not.');
		expect(text).toMatch(/Map, look up among 1000 +\d/);
		expect(text).toMatch(/Atomics\.add +not measured/);
		expect(text).toMatch(/typed array, look up among 1000 +not measured/);
	});

	it('is JSON for programs, and ASCII when asked', async () => {
		const host = hostOf();
		await measureBudget({...options, json: true}, host, [idle()]);
		expect(JSON.parse(host.printed[0] ?? '')).toMatchObject({
			cancelled: false,
			rounds: 41,
			probes: [{name: {kind: 'map'}, found: {ns: expect.any(Number)}}],
		});
		const plain = hostOf();
		await measureBudget({...options, words: italian, signs: ASCII}, plain, [idle({kind: 'chase', octets: 64 << 20})]);
		expect([...(plain.printed[0] ?? '')].filter((sign) => sign !== '\n' && (sign < ' ' || sign > '~'))).toEqual([]);
		expect(plain.printed[0]).toContain('accesso a caso in 64 MiB');
	});

	it('has loops that do what they are called, every one', () => {
		for (const probe of PROBES) {
			const {work, empty} = probe.prepare();
			expect([probeText(probe.name, en), Number.isFinite(work(200)), Number.isFinite(empty(200))]).toEqual([
				probeText(probe.name, en),
				true,
				true,
			]);
		}
		expect(PROBES.map(({name}) => name.kind)).toEqual([
			...Array(4).fill('chase'),
			...['call', 'map', 'typed', 'atomic', 'copy-64', 'copy-1500', 'syscall'],
			...Array(3).fill('bridge'),
			...Array(3).fill('flows'),
		]);
	});
});
