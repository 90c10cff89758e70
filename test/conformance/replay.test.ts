import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parseRecording} from '../../source/replay/recording.js';
import {writeVerdict} from '../../source/replay/report.js';
import {judge} from '../../source/replay/verdict.js';

/** Folders of recordings; the random ones were made by a generator, played on the real thing twice and kept when both runs agreed. */
const FOLDERS = ['macvlan', 'linux-bridge', 'ovs', 'random-macvlan', 'random-bridge', 'random-ovs'];

describe.each(FOLDERS)('the engine does what the real thing did in %s', (folder) => {
	it.each(readdirSync(join(import.meta.dirname, folder)))('%s', (file) => {
		const verdict = judge(parseRecording(readFileSync(join(import.meta.dirname, folder, file), 'utf8')), true);
		if (verdict.kind === 'wrong') throw new Error(JSON.stringify(verdict.problems));
		expect(writeVerdict(verdict, file).join('\n')).toBe(`passed   ${file.replace('.json', '')}`);
	});
});
