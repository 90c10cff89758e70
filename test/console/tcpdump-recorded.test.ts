/** What is printed of frames, and which of them a filter lets through, is what the real tcpdump and libpcap make of them (test/conformance/console/tcpdump). */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {Complaint} from '../../source/console/complaint.js';
import {compileFilter} from '../../source/console/tools/tcpdump/filter/compile.js';
import {FilterFault} from '../../source/console/tools/tcpdump/filter/tokens.js';
import {viewOf} from '../../source/console/tools/tcpdump/filter/view.js';
import {printPacket} from '../../source/console/tools/tcpdump/print-packet.js';
import type {Clock} from '../../source/console/tools/tcpdump/time-stamp.js';
import {runBpf} from './bpf.js';

const folder = join(import.meta.dirname, '../conformance/console/tcpdump');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

const frames = read('frames.txt')
	.trim()
	.split('\n')
	.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));
const recordedPackets: {options: string; packets: string[]}[] = JSON.parse(read('packets.json'));
const recordedFilters: {filter: string; program?: string[]; error?: string}[] = JSON.parse(read('filters.json'));

describe('tcpdump prints', () => {
	it.each(recordedPackets)('frames as the real one does with $options', ({options, packets}) => {
		expect(printed(options)).toEqual(packets);
	});
});

/** The n-th frame came n seconds and some microseconds after the beginning of time. */
function printed(options: string): string[] {
	const count = (letter: string): number => options.split(letter).length - 1;
	const style = {
		verbose: count('v'),
		quick: count('q') > 0,
		link: count('e') > 0,
		numeric: count('n') > 0,
		absolute: count('S') > 0,
		unchecked: count('K') > 0,
		dump: count('q') + count('x') + count('X') === 0,
		nameOf: () => undefined,
		tcp: new Map(),
	};
	const clock: Clock = {form: count('t') as Clock['form'], digits: 6, since: undefined};
	const dumps = {hex: count('x'), letters: count('X'), text: count('A')};
	return frames.map((bytes, index) => {
		const time = (index + 1) * 1e9 + ((index * 12_345) % 1_000_000) * 1000;
		return printPacket({time, bytes, length: bytes.length}, style, clock, dumps, index + 1);
	});
}

describe('a filter', () => {
	it('lets through what the program of libpcap lets through, and has the same faults', () => {
		expect(recordedFilters.map(({filter}) => ({filter, ...verdict(filter)}))).toEqual(
			recordedFilters.map(({filter, program, error}) => ({filter, ...(program ? {matches: matchesOf(program)} : {error})})),
		);
	});
});

/** Frames that were sent have odd numbers. */
const isOut = (index: number): boolean => index % 2 === 1;

function verdict(filter: string): {matches: number[]} | {error: string} {
	try {
		const matches = compileFilter(filter, {resolve: () => [], isCooked: false});
		return {matches: frames.flatMap((bytes, index) => (matches(bytes, isOut(index)) ? [index] : []))};
	} catch (fault) {
		if (fault instanceof FilterFault) return {error: `tcpdump: ${fault.message}\n`};
		if (fault instanceof Complaint) return {error: fault.stderr};
		throw fault;
	}
}

function matchesOf(program: readonly string[]): number[] {
	return frames.flatMap((bytes, index) => (runBpf(program, viewOf(bytes, isOut(index))) ? [index] : []));
}
