/** What the real bash and coreutils answered to lines made by chance from a small grammar, each in an empty folder with X=1. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {execute} from '../../../source/console/console.js';
import {createHistory} from '../../../source/engine/history.js';
import {TOOL_LAB, worldOf} from '../tool-lab.js';

interface Answer {
	run: string;
	status: number;
	stdout: string;
	stderr: string;
}

/** The lines of one recording. */
const recorded = (name: string): Answer[] => JSON.parse(readFileSync(`test/conformance/console/shell/${name}.json`, 'utf8')).answers;
const answers = [...recorded('random'), ...recorded('printf'), ...recorded('column')];

describe('the shell answers as bash', () => {
	it('to more than two hundred lines', () => expect(answers.length).toBeGreaterThan(200));

	it.each(answers)('$run', ({run, ...answer}) => {
		const {status, stdout, stderr} = execute(createHistory(worldOf(TOOL_LAB)), {machine: 0, piped: true}, run);
		expect({status, stdout, stderr}).toEqual(answer);
	});
});
