/** arping: what it prints, whom it finds, how it ends. The sentences are those of the real one in the same network. */
import {beforeEach, describe, expect, it} from 'vitest';
import {execute, startLine} from '../../source/console/shell/line-run.js';
import type {History} from '../../source/engine/history.js';
import {recordedLab, type} from './tool-lab.js';

let history: History;

beforeEach(() => {
	history = recordedLab();
	for (const [machine, line] of [
		['host', 'ip addr add 10.0.0.1/24 dev eth0'],
		['host', 'ip link set eth0 up'],
		['ext', 'ip addr add 10.0.0.2/24 dev eth0'],
		['ext', 'ip link set eth0 up'],
	] as const)
		type(history, line, machine);
});

/** Without the time that an answer took. */
function answer(line: string) {
	const {stdout, stderr, status} = type(history, line);
	return {stdout: stdout.replace(/\d+\.\d{3}ms/g, 'T'), stderr, status};
}

describe('arping', () => {
	it('asks everybody first and then who answered, and counts both', () =>
		expect(answer('arping -c 2 -I eth0 10.0.0.2')).toEqual({
			stdout: `ARPING 10.0.0.2 from 10.0.0.1 eth0
Unicast reply from 10.0.0.2 [02:00:00:00:EE:01]  T
Unicast reply from 10.0.0.2 [02:00:00:00:EE:01]  T
Sent 2 probes (1 broadcast(s))
Received 2 response(s)
`,
			stderr: '',
			status: 0,
		}));

	it('finds the device by the route', () => expect(answer('arping -c 1 10.0.0.2')).toEqual(answer('arping -c 1 -I eth0 10.0.0.2')));

	it('goes on asking everybody with -b', () =>
		expect(answer('arping -b -c 2 10.0.0.2').stdout).toMatch(/Sent 2 probes \(2 broadcast\(s\)\)\nReceived 2 response\(s\)\n$/));

	it('fails when nobody has the address', () =>
		expect(answer('arping -c 1 -w 2 -I eth0 10.0.0.9')).toEqual({
			stdout: 'ARPING 10.0.0.9 from 10.0.0.1 eth0\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n',
			stderr: '',
			status: 1,
		}));

	it('asks from nobody with -D, and fails when somebody has the address', () => {
		expect(answer('arping -I eth0 -D -c 2 10.0.0.2')).toEqual({
			stdout: `ARPING 10.0.0.2 from 0.0.0.0 eth0
Unicast reply from 10.0.0.2 [02:00:00:00:EE:01]  T
Sent 1 probes (1 broadcast(s))
Received 1 response(s)
`,
			stderr: '',
			status: 1,
		});
		expect(answer('arping -I eth0 -D -c 2 10.0.0.9')).toMatchObject({
			stdout: 'ARPING 10.0.0.9 from 0.0.0.0 eth0\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n',
			status: 0,
		});
	});

	it.each(['-U', '-A'])('teaches the neighbours who know the address where it is now: %s', (option) => {
		answer('arping -c 1 10.0.0.2');
		type(history, 'ip neigh replace 10.0.0.1 lladdr 02:00:00:00:00:99 dev eth0 nud stale', 'ext');
		expect(answer(`arping ${option} -c 1 -I eth0 10.0.0.1`)).toMatchObject({
			stdout: 'ARPING 10.0.0.1 from 10.0.0.1 eth0\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n',
			status: 0,
		});
		expect(type(history, 'ip neigh show', 'ext').stdout).toContain('10.0.0.1 dev eth0 lladdr 02:00:00:00:aa:01');
	});

	it('says nothing with -q', () => expect(answer('arping -q -c 1 10.0.0.2')).toEqual({stdout: '', stderr: '', status: 0}));

	it('ends with the first answer with -f', () =>
		expect(answer('arping -f 10.0.0.2').stdout).toMatch(/Sent 1 probes \(1 broadcast\(s\)\)\nReceived 1 response\(s\)\n$/));

	it('is stopped after three requests where nobody can press Ctrl-C', () =>
		expect(answer('arping 10.0.0.2').stdout).toMatch(/\^CSent 3 probes \(1 broadcast\(s\)\)\nReceived 3 response\(s\)\n$/));

	it('goes on until Ctrl-C where somebody can press it, and then counts', () => {
		const run = startLine(history, {machine: 0, attended: true}, 'arping 10.0.0.2');
		for (let slices = 0; slices < 40; slices++) run.advance(50);
		run.interrupt();
		const text = run
			.advance(1000)
			.printed.map((piece) => piece.text)
			.join('');
		const [, sent, received] = /^\^CSent (\d+) probes \(1 broadcast\(s\)\)\nReceived (\d+) response\(s\)\n$/.exec(text) ?? [];
		expect(sent).toBe(received);
		expect(Number(sent)).toBeGreaterThan(3);
	});

	it.each([
		['arping -I nope 10.0.0.2', '', 'arping: Device nope not available.\n', 2],
		['arping -I eth0 -s 10.0.0.7 -c 1 10.0.0.2', '', 'arping: bind: Cannot assign requested address\n', 2],
		['arping -c 0 10.0.0.2', '', "arping: invalid argument: '0': out of range: 1 <= value <= 2147483647\n", 1],
		['arping -c 1 192.168.7.7', '', 'arping: NETLINK_ROUTE unexpected iov element\n', 1],
		['arping -I tap1 10.0.0.2', 'Interface "tap1" is down\n', '', 2],
	])('says what is wrong: %s', (line, stdout, stderr, status) => {
		type(history, 'ip link set tap1 down');
		expect(answer(line)).toEqual({stdout, stderr, status});
	});

	it('says how it is used when it does not understand', () => {
		expect(answer('arping')).toMatchObject({
			stdout: '',
			stderr: expect.stringMatching(/^\nUsage:\n {2}arping \[options\] <destination>\n/),
			status: 2,
		});
		expect(answer('arping -x')).toMatchObject({stderr: expect.stringMatching(/^arping: invalid option -- 'x'\n\nUsage:/), status: 2});
	});

	it('leaves a line that can be replayed', () => {
		const {inputs} = execute(history, {machine: 0}, 'arping -c 1 10.0.0.2');
		expect(inputs.map((input) => (input.kind === 'change' ? input.change.kind : input.kind))).toEqual(['inject-frame', 'wait']);
	});
});
