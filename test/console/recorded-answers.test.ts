/** Every line that the real tools were asked is asked again here: same text, same exit status. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {type Answer, masked} from './recorded-answer.js';
import {recordedLab, type} from './tool-lab.js';

const folder = new URL('../conformance/console/', import.meta.url);

describe.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('the answers of %s', (name) => {
	const {answers} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {answers: Answer[]};
	const history = recordedLab();

	it.each(answers)('$run', (answer) => {
		const {stdout, stderr, status} = type(history, answer.run);
		expect(masked({run: answer.run, status, stdout, stderr})).toEqual(masked(answer));
	});
});
