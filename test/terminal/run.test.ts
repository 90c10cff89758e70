/** `run` of the built program: pipes that close, and Ctrl-C. */
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {describe, expect, it} from 'vitest';
import {program} from './harness.js';

describe('run, as a process', () => {
	it('reads a pipe, and says with its exit status what failed first', () => {
		const {status, stdout, stderr} = spawnSync(process.execPath, [program, 'run', 'starter'], {
			input: 'ip -br link show tap1\nip link show nobody\n',
			encoding: 'utf8',
			timeout: 20_000,
		});
		expect({status, stderr}).toEqual({status: 1, stderr: 'Device "nobody" does not exist.\n'});
		expect(stdout).toMatch(/^tap1@/);
	});

	it('ends with 130 at Ctrl-C, however much is left to do', async () => {
		const child = spawn(process.execPath, [program, 'run', 'starter']);
		child.stdin.end('on vm1\nip -br addr show eth0\n'.padEnd(200_000, 'ping -c 1000 -i 0.01 127.0.0.1\n'));
		await once(child.stdout, 'data');
		child.kill('SIGINT');
		child.stdout.resume();
		expect(await once(child, 'exit')).toEqual([130, null]);
	}, 20_000);

	it('ends quietly when nobody reads any more', async () => {
		const child = spawn(process.execPath, [program, 'run', 'starter']);
		child.stdin.on('error', () => undefined);
		child.stdin.end('ip link show\n'.repeat(20_000));
		let stderr = '';
		child.stderr.on('data', (piece) => {
			stderr += piece;
		});
		await once(child.stdout, 'data');
		child.stdout.destroy();
		const [status] = await once(child, 'exit');
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
	}, 20_000);
});
