import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {playStpRecording, type StpRecording} from '../engine/ovs/stp-recording.js';

const file = join(import.meta.dirname, 'random-ovs-stp/recordings.json');
const recordings = JSON.parse(readFileSync(file, 'utf8')) as StpRecording[];

describe('the spanning tree agrees with the real Open vSwitch 3.1 on random bridges joined by patch ports', () => {
	it('has twelve recordings', () => {
		expect(recordings).toHaveLength(12);
	});

	it.each(recordings.map((recording) => [recording.seed, recording] as const))('bridges %i', (_, recording) => {
		expect(recording.steps.length).toBeGreaterThan(2);
		playStpRecording(recording);
	});
});
