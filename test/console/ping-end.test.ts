/** When a ping ends: by its count, by its time, by Ctrl-C. */
import {beforeEach, describe, expect, it} from 'vitest';
import {startLine} from '../../source/console/shell/line-run.js';
import type {History} from '../../source/engine/history.js';
import {recordedLab, type} from './tool-lab.js';

let history: History;

beforeEach(() => {
	history = recordedLab();
	for (const line of ['ip addr add 10.0.0.1/24 dev eth0', 'ip -n ext addr add 10.0.0.2/24 dev eth0']) type(history, line);
});

/** `3 packets transmitted, 3 received` and the status. */
function counts(line: string) {
	const {stdout, status} = type(history, line);
	return {counts: /\d+ packets transmitted, \d+ received/.exec(stdout)?.[0], status};
}

describe('ping', () => {
	it('ends when its time is over', () =>
		expect(counts('ping -w 3 10.0.0.2')).toEqual({counts: '3 packets transmitted, 3 received', status: 0}));

	it('ends before with as many answers as it was told', () =>
		expect(counts('ping -c 2 -w 9 10.0.0.2')).toEqual({counts: '2 packets transmitted, 2 received', status: 0}));

	it('fails when its time is over and answers are missing', () => expect(counts('ping -c 5 -w 2 10.0.0.2').status).toBe(1));

	it('sends three requests where nobody can press Ctrl-C', () =>
		expect(counts('ping 10.0.0.2')).toEqual({counts: '3 packets transmitted, 3 received', status: 0}));

	it('goes on until Ctrl-C where somebody can press it', () => {
		const run = startLine(history, {machine: 0, attended: true}, 'ping 10.0.0.2');
		for (let slices = 0; slices < 60; slices++) run.advance(100);
		run.interrupt();
		const text = run
			.advance(1000)
			.printed.map((piece) => piece.text)
			.join('');
		const [, sent, received] = /(\d+) packets transmitted, (\d+) received, 0% packet loss/.exec(text) ?? [];
		expect(sent).toBe(received);
		expect(Number(sent)).toBeGreaterThan(3);
	});
});
