import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {playRecording, type Recording} from '../engine/ovs/normal-recording.js';

const file = join(import.meta.dirname, 'random-ovs-normal/recordings.json');
const recordings = JSON.parse(readFileSync(file, 'utf8')) as Recording[];

describe('NORMAL agrees with the real Open vSwitch 3.1 on random switches: words, megaflows, actions, tables', () => {
	it('has sixty recordings', () => {
		expect(recordings).toHaveLength(60);
	});

	it.each(recordings.map((recording) => [recording.seed, recording] as const))('switch %i', (_, recording) => {
		expect(recording.steps.length).toBeGreaterThan(10);
		playRecording(recording);
	});
});
