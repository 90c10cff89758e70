/** `sleep` lets the world's time pass. Texts are those of coreutils 9.1. */
import {describe, expect, it} from 'vitest';
import {labShell} from './lab-shell.js';

const SECOND = 1_000_000_000;
const TRY = "Try 'sleep --help' for more information.\n";

describe('sleep', () => {
	it.each([
		['sleep 5', 5],
		['sleep 0.5', 0.5],
		['sleep 1m 2s', 62],
		['sleep 2h', 7200],
		['sleep 0', 0],
	])('%s takes as long as it says', (line, seconds) => {
		const {type, history} = labShell('two-routers');
		const before = history.world.now;
		expect(type('vm1', line)).toMatchObject({stdout: '', stderr: '', status: 0});
		expect(Math.max(history.world.now, history.world.until) - before).toBe(seconds * SECOND);
	});

	it('what follows happens later', () => {
		const {shows, history} = labShell('lan-with-router');
		shows('pc', 'sleep 3 && ip addr add 192.168.1.99/24 dev eth0');
		expect(history.world.now).toBeGreaterThanOrEqual(3 * SECOND);
		expect(shows('pc', 'ip -br addr show eth0')).toContain('192.168.1.99/24');
	});

	it.each([
		['sleep', `sleep: missing operand\n${TRY}`],
		['sleep x 1 y', `sleep: invalid time interval ‘x’\nsleep: invalid time interval ‘y’\n${TRY}`],
		['sleep -1', `sleep: invalid option -- '1'\n${TRY}`],
	])('%s is refused', (line, stderr) => {
		expect(labShell('two-routers').type('vm1', line)).toMatchObject({stdout: '', stderr, status: 1});
	});

	it('does not go so far that nanoseconds are no longer told apart', () => {
		const {type, history} = labShell('two-routers');
		type('vm1', 'sleep 100d');
		const {now, until} = history.world;
		expect(type('vm1', 'sleep 5d')).toMatchObject({
			stderr: 'sleep: a time more than 104 days after the lab began is real, but this lab does not model it. Nearest: sleep 7d\n',
			status: 1,
		});
		expect([history.world.now, history.world.until]).toEqual([now, until]);
	});
});
