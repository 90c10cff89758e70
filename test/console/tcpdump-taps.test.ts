/** Which frames a packet socket sees, on which device, in which direction, is what real ones saw (test/conformance/console/tcpdump/taps.txt). */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {execute, type LineRun, startLine} from '../../source/console/shell/line-run.js';
import type {History} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';
import {recordedLab} from './tool-lab.js';

interface Part {
	name: string;
	setup: string[];
	actions: string[];
	watches: {line: string; packets: string[]}[];
}

const parts: Part[] = JSON.parse(readFileSync(join(import.meta.dirname, '../conformance/console/tcpdump/taps.json'), 'utf8'));

describe('tcpdump sees what the real one saw', () => {
	it.each(parts)('$name', ({setup, actions, watches}) => {
		const history = recordedLab();
		for (const line of setup) type(history, line);
		const runs = watches.map(({line}) => {
			const [machine = '', device = '', ...options] = line.split(' ');
			const run = startLine(history, {machine: machineId(history, machine), attended: true}, `tcpdump -i ${device} ${options.join(' ')}`);
			run.advance(ENOUGH);
			return run;
		});
		for (const line of actions) type(history, line);
		const seen = watches.map(({line}, index) => ({line, packets: packetsOf(runs[index] as LineRun)}));
		expect(seen).toEqual(watches.map(({line, packets}) => ({line, packets: packets.map(masked)})));
	});
});

const ENOUGH = 1000;
const FEW = 10;

function machineId(history: History, name: string): number {
	const found = machineNamed(history.world, name);
	if (!found) throw new Error(`no machine ${name}`);
	return found.id;
}

function type(history: History, line: string): void {
	const [machine = '', ...words] = line.split(' ');
	const {stderr} = execute(history, {machine: machineId(history, machine)}, words.join(' '));
	if (stderr !== '') throw new Error(`${line}: ${stderr}`);
}

function packetsOf(run: LineRun): string[] {
	// One thing at a time, until what has come is read: more would let time pass.
	let before = run.advance(1).printed;
	for (let steps = 0; steps < FEW && before.length === 0; steps++) before = run.advance(1).printed;
	run.interrupt();
	const text = [...before, ...run.advance(ENOUGH).printed]
		.flatMap(({stream, text: piece}) => (stream === 'stdout' ? [piece] : []))
		.join('');
	return text.split('\n').slice(0, -2).map(masked);
}

/** Each system numbers its pings, and its devices, for itself. */
function masked(line: string): string {
	return line.replace(/\bid \d+/, 'id N').replace(/ifindex \d+/, 'ifindex N');
}
