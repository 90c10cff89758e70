/** Lines about tunnels and tc, asked as in `recorded-answers.test.ts`; most were recorded on a user-mode Linux that has VLAN filtering. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {type Answer, masked} from './recorded-answer.js';
import {recordedLab, type} from './tool-lab.js';

const folder = new URL('../conformance/linux-tunnels/console/', import.meta.url);

/**
 * What differs from kernel to kernel, and what the lab keeps less of: a bridge that can filter VLANs has entries for those
 * also while it does not filter.
 */
function alike(answer: Answer): Answer {
	const {stdout, ...rest} = masked(answer);
	const text = stdout
		.replace(/ numrxqueues \d+/g, '')
		.replace(/^\S+ vlan 1 master .*\n/gm, '')
		.replace(/ tso_max_size \d+ tso_max_segs \d+ gro_max_size \d+/g, '')
		.replace(/used \d+ sec/g, 'used T sec')
		.replace(/installed \d+ sec/g, 'installed T sec');
	return {...rest, stdout: text};
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('the answers of %s', (name) => {
	const {recordedFrom, answers} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {recordedFrom: string; answers: Answer[]};
	const history = recordedLab();
	history.world.kernel.vlanFiltering = !recordedFrom.startsWith('Linux 6.18');

	it.each(answers)('$run', (answer) => {
		const {stdout, stderr, status} = type(history, answer.run);
		expect(alike({run: answer.run, status, stdout, stderr})).toEqual(alike(answer));
	});
});
