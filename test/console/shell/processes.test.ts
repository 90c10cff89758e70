import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {execute, type Shell} from '../../../source/console/console.js';
import {startLine} from '../../../source/console/shell/line-run.js';
import {createHistory, type History, replay, settle, undo} from '../../../source/engine/history.js';
import {TOOL_LAB, worldOf} from '../tool-lab.js';

const ADDRESSES = 'ip addr add 10.0.0.1/24 dev eth0; ip -n ext addr add 10.0.0.3/24 dev eth0';

function lab(): History {
	const history = createHistory(worldOf(TOOL_LAB));
	execute(history, {machine: 0}, ADDRESSES);
	return history;
}

/** Runs a line in slices of `size`, and presses Ctrl-C before slice `press`. */
function inSlices(
	history: History,
	shell: Shell,
	line: string,
	size: number,
	press = Number.POSITIVE_INFINITY,
): {text: string; status: number} {
	const run = startLine(history, shell, line);
	let text = '';
	for (let slice = 0; ; slice++) {
		if (slice === press) run.interrupt();
		const done = run.advance(size);
		text += done.printed.map((piece) => piece.text).join('');
		if (done.kind === 'done') return {text, status: done.status};
	}
}

describe('a pipe', () => {
	it('ends who writes when nobody reads any more', () => {
		const {stdout, status} = execute(lab(), {machine: 0}, 'set -o pipefail; yes | head -2');
		expect([stdout, status]).toEqual(['y\ny\n', 141]);
	});

	it('passes a line on as soon as it is printed', () => {
		const history = lab();
		const run = startLine(history, {machine: 0}, 'ping -c 3 10.0.0.3 | grep --line-buffered from');
		expect(run.advance(10_000)).toMatchObject({
			kind: 'waiting',
			until: 1_000_000_000,
			printed: [{text: expect.stringContaining('icmp_seq=1')}],
		});
	});

	it('ends a ping that nobody listens to: no request after the second line was read', () => {
		const history = lab();
		expect(execute(history, {machine: 0}, 'ping -c 50 10.0.0.3 | head -2').stdout.split('\n')).toHaveLength(3);
		expect(history.world.now).toBeLessThan(3e9);
	});
});

describe('a job in the background', () => {
	it('goes on with the lines that follow, and its end is told', () => {
		const history = lab();
		const shell: Shell = {machine: 0};
		expect(execute(history, shell, 'sleep 3 &').stderr).toMatch(/^\[1\] \d+\n$/);
		expect(execute(history, shell, 'sleep 1; jobs').stdout).toBe('[1]+  Running                 sleep 3 &\n');
		expect(execute(history, shell, 'sleep 5').stderr).toBe('[1]+  Done                    sleep 3\n');
		expect(execute(history, shell, 'jobs').stdout).toBe('');
	});

	it('is ended by kill, and waited for by wait', () => {
		const shell: Shell = {machine: 0};
		const history = lab();
		expect(execute(history, shell, 'sleep 100 & kill %1; wait $!; echo $?').stdout).toBe('143\n');
		expect(history.world.now).toBeLessThan(1e9);
	});

	it('does not hear Ctrl-C', () => {
		const history = lab();
		const shell: Shell = {machine: 0, attended: true};
		execute(history, shell, 'sleep 50 &');
		expect(inSlices(history, shell, 'sleep 20', 5, 3)).toEqual({text: '^C\n', status: 130});
		expect(execute(history, {...shell}, 'jobs').stdout).toContain('Running');
	});
});

describe('a pipeline in the background', () => {
	const LISTENS = "tcpdump -l -n -i eth0 arp 2>/dev/null | grep -o 'who-has [0-9.]*' | head -1 &";

	it('goes on with the lines that follow, all of it', () => {
		const history = lab();
		const shell: Shell = {machine: 0};
		execute(history, shell, LISTENS);
		expect(execute(history, shell, 'ping -c 1 -q 10.0.0.3').stdout).toContain('who-has 10.0.0.3\n');
	});

	it('does not hear Ctrl-C, none of it', () => {
		const history = lab();
		const shell: Shell = {machine: 0, attended: true};
		execute(history, shell, LISTENS);
		inSlices(history, shell, 'sleep 20', 5, 3);
		expect(execute(history, shell, 'jobs').stdout).toContain('[1]+  Running ');
		expect(execute(history, shell, 'ping -c 1 -q 10.0.0.3').stdout).toContain('who-has 10.0.0.3\n');
	});

	it('is ended by kill, all of it', () => {
		const history = lab();
		const shell: Shell = {machine: 0};
		execute(history, shell, 'ping -i 1 -c 100 10.0.0.3 | grep -c from > f &');
		execute(history, shell, 'kill %1; sleep 2');
		expect(shell.session?.processes.all).toEqual([]);
	});

	it('hears Ctrl-C when it was brought back, all of it', () => {
		const history = lab();
		const shell: Shell = {machine: 0, attended: true};
		execute(history, shell, LISTENS);
		expect(inSlices(history, shell, 'fg', 5, 6).status).toBe(130);
		expect(shell.session?.processes.all).toEqual([]);
	});
});

describe('what has no end', () => {
	it.each([
		['watch -n 1 echo x', 3],
		['yes', 1000],
	])('%s ends by itself where nobody can press Ctrl-C', (line, count) => {
		expect(execute(lab(), {machine: 0}, line).stdout.match(/^(?:x|y)$/gm)).toHaveLength(count);
	});

	it('timeout ends it where it is told to', () => {
		const history = lab();
		const before = history.world.now;
		expect(execute(history, {machine: 0}, 'timeout 2.5 sleep 100').status).toBe(124);
		expect(history.world.now - before).toBe(2.5e9);
	});
});

describe('files', () => {
	it('are taken back with the command that wrote them', () => {
		const history = lab();
		const shell: Shell = {machine: 0};
		execute(history, shell, 'echo one > f');
		const {inputs} = execute(history, shell, 'echo two > f');
		expect(execute(history, shell, 'cat f').stdout).toBe('two\n');
		for (const _ of inputs) undo(history);
		expect(execute(history, shell, 'cat f').stdout).toBe('one\n');
	});

	it('are those of one machine', () => {
		const history = lab();
		execute(history, {machine: 0}, 'echo one > f');
		expect(execute(history, {machine: 1}, 'cat f').stderr).toBe('cat: f: No such file or directory\n');
	});
});

describe('a regular expression', () => {
	it('does not hang, whatever it is', () => {
		const {stdout} = execute(lab(), {machine: 0}, `echo ${'a'.repeat(300)}b | grep -cE '(a*)*(a*)*(a|a)*c'`);
		expect(stdout).toBe('0\n');
	});
});

describe('laws', () => {
	const line = fc.constantFrom(
		'ping -c 2 10.0.0.3 | head -2',
		'ping -c 3 10.0.0.3 & sleep 1; ip link set eth0 mtu 1400; wait',
		'for i in 1 2; do ping -c 1 10.0.0.3 > f; sleep 1; done; cat f | wc -l',
		'timeout 2 ping 10.0.0.3; ip addr flush dev eth0',
		'ip link set eth0 down; sleep 1; ip link set eth0 up && ping -c1 10.0.0.3',
	);

	it('where slices are cut makes no difference', () => {
		fc.assert(
			fc.property(line, fc.integer({min: 1, max: 40}), (text, size) => {
				const [whole, cut] = [lab(), lab()];
				const shell = (): Shell => ({machine: 0});
				expect(inSlices(cut, shell(), text, size)).toEqual(inSlices(whole, shell(), text, 1_000_000));
				expect(cut.world).toEqual(whole.world);
			}),
			{numRuns: 30},
		);
	});

	it('a line that was interrupted anywhere is replayed from its inputs', () => {
		fc.assert(
			fc.property(line, fc.integer({min: 1, max: 12}), fc.nat(60), (text, size, press) => {
				const history = lab();
				inSlices(history, {machine: 0}, text, size, press);
				const again = replay(worldOf(TOOL_LAB), JSON.parse(JSON.stringify(history.inputs)) as History['inputs']);
				settle(again);
				expect(again.world).toEqual(history.world);
			}),
			{numRuns: 60},
		);
	});
});
