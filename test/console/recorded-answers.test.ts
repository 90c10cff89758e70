/** Every line that the real tools were asked is asked again here: same text, same exit status. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {recordedLab, type} from './tool-lab.js';

interface Answer {
	run: string;
	status: number;
	stdout: string;
	stderr: string;
}

const folder = new URL('../conformance/console/', import.meta.url);

/** What the real system made up, and IPv6, which the lab does not have. */
function masked({stdout, stderr, status, run}: Answer): Answer {
	const text = inOrder(run, stdout)
		.replace(/used \d+\/\d+/g, 'used T')
		.replace(/^33:33:00:00:00:01 .*\n/gm, '')
		.replace(/^\tlink {2}33:33:.*\n|^\tinet6 .*\n/gm, '')
		.replace(/^\d+: /gm, 'N: ')
		.replace(/@if\d+/g, '@ifN')
		.replace(/(?<=_timer|timer\t+) *\d+\.\d\d/g, (time) => (time.trim() === '0.00' ? time : ' T'))
		.replace(/time=[\d.]+ ms|time \d+ms|= [\d.]+\/[\d.]+\/[\d.]+\/[\d.]+ ms/g, 'T');
	// The kernel says this aside when it lists a device whose peer's namespace it has no number for.
	return {run, status, stdout: text, stderr: stderr.replaceAll('Error: Peer netns reference is invalid.\n', '')};
}

/** Neighbours are listed in the order of a hash with a random seed. */
function inOrder(run: string, text: string): string {
	return /^ip (?:-\S+ )*n/.test(run) ? `${text.trimEnd().split('\n').sort().join('\n')}\n` : text;
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('the answers of %s', (name) => {
	const {answers} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {answers: Answer[]};
	const history = recordedLab();

	it.each(answers)('$run', (answer) => {
		const {stdout, stderr, status} = type(history, answer.run);
		expect(masked({run: answer.run, status, stdout, stderr})).toEqual(masked(answer));
	});
});
