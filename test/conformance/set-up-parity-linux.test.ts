/**
 * Bridges and macvlans that were typed at the prompts of bare machines do what the recorded ones did.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';
import {compare, compareInitial} from '../../source/replay/compare.js';
import type {Divergence} from '../../source/replay/divergence.js';
import {play} from '../../source/replay/play.js';
import {parseRecording} from '../../source/replay/recording.js';
import type {Recording} from '../../source/replay/recording-schema.js';
import {setUp} from '../../source/replay/set-up.js';
import {worldOf} from '../console/tool-lab.js';
import {linesOf, machinesOf, type TypedLine} from './linux-set-up.js';

const MILLISECOND = 1_000_000;

function recordingIn(folder: string, file: string): Recording {
	const parsed = parseRecording(readFileSync(join(import.meta.dirname, folder, file), 'utf8'));
	if (parsed.kind !== 'recording') throw new Error(`${file} is no recording`);
	return parsed.recording;
}

/** Machines with nothing in them but a NIC that leads nowhere, without which a lab has no machine, on the kernel of the recording. */
function bareMachines(recording: Recording): History {
	const world = worldOf({
		machines: machinesOf(recording).map((name) => ({name, role: 'host' as const, devices: [{kind: 'nic' as const, name: 'spare'}]})),
		links: [],
	});
	const reference = setUp(recording);
	if (reference.kind === 'refused') throw new Error(reference.message);
	const {kernel, hopBudget} = reference.world;
	Object.assign(world, {hopBudget});
	world.kernel.vlanFiltering = kernel.vlanFiltering;
	return createHistory(world);
}

/** Types lines as a learner does; none of them may fail or complain. */
function typeAll(history: History, lines: readonly TypedLine[]): void {
	for (const {machine, line} of lines) {
		const {status, stderr} = execute(history, {machine: machineNamed(history.world, machine)?.id ?? -1}, line);
		expect({line, status, stderr}).toEqual({line, status: 0, stderr: ''});
	}
}

function wait(history: History, milliseconds: number): void {
	input(history, {kind: 'wait', duration: milliseconds * MILLISECOND});
	settle(history);
}

/** What is otherwise than in the recording. */
function divergencesOf(recording: Recording, {standing, byHand}: ReturnType<typeof linesOf>): Divergence[] {
	const history = bareMachines(recording);
	typeAll(history, standing);
	wait(history, 150);
	typeAll(history, byHand);
	wait(history, 50);
	const initial = compareInitial(recording, history.world);
	if (initial) return [initial];
	return [...play(recording, history.world)].flatMap((observation, index) => {
		const expected = recording.expect[index];
		return (expected && compare(recording, expected, observation)) ?? [];
	});
}

describe.each(['linux-bridge', 'macvlan', 'random-bridge', 'random-macvlan'])('%s, typed on bare machines', (folder) => {
	it.each(readdirSync(join(import.meta.dirname, folder)))('%s', (file) => {
		const recording = recordingIn(folder, file);
		expect(divergencesOf(recording, linesOf(recording))).toEqual([]);
	});
});

it('a set-up with a line less is another one', () => {
	const recording = recordingIn('linux-bridge', 'lb-static-fdb.json');
	const {standing, byHand} = linesOf(recording);
	expect(divergencesOf(recording, {standing, byHand: byHand.slice(1)})).not.toEqual([]);
});
