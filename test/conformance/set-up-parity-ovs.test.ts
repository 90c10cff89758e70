/**
 * What the recorder typed to set up Open vSwitch, typed at the prompt of a bare host: it has NICs with stations behind them and a daemon that
 * runs, and no bridge. The switch that the lines make does what the recorded one did, whatever else the file says of its device.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';
import {compare} from '../../source/replay/compare.js';
import {playOvs} from '../../source/replay/ovs-play.js';
import {parseRecording} from '../../source/replay/recording.js';
import type {Recording} from '../../source/replay/recording-schema.js';
import {setUp} from '../../source/replay/set-up.js';

/** The host of a recording before anything was typed: its lines are taken away, and everything that would be typed for them. */
function bareHost(recording: Recording): History {
	const bare = setUp({...recording, initial: {...recording.initial, setup: []}});
	if (bare.kind === 'refused') throw new Error(bare.message);
	expect(machineNamed(bare.world, recording.device.name)?.vswitchd?.bridges).toEqual([]);
	return createHistory(bare.world);
}

/** Types the lines as a learner does, at a terminal; none of them may fail or complain. */
function typeAll(history: History, machine: string, lines: readonly string[]): void {
	const id = machineNamed(history.world, machine)?.id ?? -1;
	for (const line of lines) {
		const {status, stderr} = execute(history, {machine: id}, line);
		expect({line, status, stderr}).toEqual({line, status: 0, stderr: ''});
	}
	input(history, {kind: 'wait', duration: 1_000_000_000});
	settle(history);
}

describe.each(['ovs', 'random-ovs'])('the set-up of %s, typed', (folder) => {
	const files = readdirSync(join(import.meta.dirname, folder));

	it.each(files)('%s', (file) => {
		const parsed = parseRecording(readFileSync(join(import.meta.dirname, folder, file), 'utf8'));
		if (parsed.kind !== 'recording') throw new Error(`${file} is no recording`);
		const {recording} = parsed;
		const history = bareHost(recording);
		typeAll(history, recording.device.name, recording.initial.setup ?? []);
		const divergences = [...playOvs(recording, history.world)].flatMap((observation, index) => {
			const expected = recording.expect[index];
			return (expected && compare(recording, expected, observation)) ?? [];
		});
		expect(divergences).toEqual([]);
	});
});

it('a set-up with a line less is another switch', () => {
	const parsed = parseRecording(readFileSync(join(import.meta.dirname, 'ovs/ovs-vlan-trunk-subset.json'), 'utf8'));
	if (parsed.kind !== 'recording') throw new Error('no recording');
	const {recording} = parsed;
	const history = bareHost(recording);
	typeAll(history, recording.device.name, (recording.initial.setup ?? []).slice(0, -1));
	const [first] = playOvs(recording, history.world);
	const [expected] = recording.expect;
	expect(first && expected && compare(recording, expected, first)).toBeDefined();
});
