/** The built program as linear text: through a pipe, and for somebody who sits there. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {open, program} from './harness.js';

let home: string;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'plain-'));
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

function play(input: string, ...args: string[]) {
	const {PATH} = process.env;
	const state = args.includes('--state') ? [] : ['--state', join(home, 'state')];
	const all = [program, 'play', 'macvlan', '--plain', ...state, ...args];
	const {status, stdout, stderr} = spawnSync(process.execPath, all, {env: {PATH, HOME: home}, encoding: 'utf8', input, timeout: 20_000});
	return {status, stdout, stderr, last: stdout.trimEnd().split('\n').slice(-2).join(' ')};
}

describe('a lesson through a pipe', () => {
	it('ends with the answers, keeps progress and goes on there', () => {
		const first = play('1\n4\n3\n');
		expect(first).toMatchObject({
			status: 0,
			stderr: '',
			last: 'The answers ended at step 5 of 14. Progress is kept; the same command goes on here.',
		});
		expect(JSON.parse(readFileSync(join(home, 'state/progress.json'), 'utf8')).lessons.macvlan.at).toBe('vepa-why');
		const second = play('2\nq\n');
		expect(second.stdout).toContain('You were here before: it goes on at step 5.\n\nStep 5 of 14: Why it stopped (explain)\n');
		expect(second.status).toBe(0);
		expect(second.last).toMatch(/q You left at step 5 of 14\. Progress is kept; the same command goes on here\.$/);
		const third = play('');
		expect(third.stdout).toContain('Why no copy back by swp1?\n  1. it came by swp1\n');
	});
	it('contains no escape sequence and, when asked, nothing outside ASCII', () => {
		const {stdout} = play('1\n1 2 3 4\n\n', '--ascii', '--locale', 'it');
		expect(stdout).toContain('Passo 5 di 14');
		expect([...stdout].filter((sign) => sign !== '\n' && (sign < ' ' || sign > '~'))).toEqual([]);
	});
	it('plays on when progress cannot be kept, and says so once', () => {
		const {status, stdout} = play('1\n4\n\n', '--state', join(program, 'no-folder'));
		expect(status).toBe(0);
		expect(stdout.match(/Progress is not kept/g)).toHaveLength(1);
		expect(stdout).toContain('The answers ended at step 5 of 14.\n');
	});
	it('keeps a damaged progress file aside and begins anew', () => {
		play('1\nq\n');
		const file = join(home, 'state/progress.json');
		const damaged = readFileSync(file, 'utf8').slice(0, 40);
		spawnSync('sh', ['-c', `head -c 40 '${file}' > '${file}.cut' && mv '${file}.cut' '${file}'`]);
		expect(readFileSync(file, 'utf8')).toBe(damaged);
		const again = play('q\n');
		expect(again.stderr).toMatch(/^The progress file is damaged .* It is kept as .*\n$/);
		expect(again.stdout).toContain('Step 1 of 14');
	});
});

describe('a terminal that is too small for the screen', () => {
	it('is told so, and what to do, before the lesson runs as text', async () => {
		await using session = open({cols: 59, rows: 19, args: ['play', 'macvlan']});
		await session.waitFor('Number of your answer:');
		session.press('q\r');
		expect((await session.exit()).code).toBe(0);
		const said = session.bytes().replaceAll(/\s+/g, ' ');
		expect(said).toContain('This terminal is 59x19 and the screen needs 60x20, so the lesson runs as text.');
		expect(said).toContain('For the screen make the terminal larger and start again.');
	});
});
