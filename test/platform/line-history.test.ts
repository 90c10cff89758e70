import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {openLineHistory} from '../../source/platform/line-history.js';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'vswitch-lab-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

it('keeps lines for the next session, each once, the newest last, for this user alone', () => {
	const history = openLineHistory(join(folder, 'state'));
	expect(history.lines).toEqual([]);
	for (const line of ['ip link', 'for i in 1 2\ndo ping $i\ndone', 'ip link']) history.keep(line);
	expect(openLineHistory(join(folder, 'state')).lines).toEqual(['for i in 1 2\ndo ping $i\ndone', 'ip link']);
	if (process.platform !== 'win32') expect(statSync(join(folder, 'state', 'lines')).mode & 0o777).toBe(0o600);
});

it('keeps what another terminal added meanwhile', () => {
	const [here, there] = [openLineHistory(folder), openLineHistory(folder)];
	here.keep('a');
	there.keep('b');
	here.keep('c');
	expect(here.lines).toEqual(['a', 'b', 'c']);
});

it('keeps the last 500', () => {
	writeFileSync(join(folder, 'lines'), Array.from({length: 600}, (_, n) => `"line ${n}"\n`).join(''));
	const history = openLineHistory(folder);
	history.keep('newest');
	expect([history.lines.length, history.lines[0], history.lines.at(-1)]).toEqual([500, 'line 101', 'newest']);
	expect(readFileSync(join(folder, 'lines'), 'utf8').split('\n')).toHaveLength(501);
});

it('loses of a damaged file what is damaged, and never gives an escape sequence back', () => {
	writeFileSync(join(folder, 'lines'), '"good"\n"half\n{"no":"line"}\n"\\u001b[2J"\n7\n\u0000\u0001\n"also good"\n"cut of');
	expect(openLineHistory(folder).lines).toEqual(['good', 'also good']);
});

it('goes on without a file where there can be none', () => {
	mkdirSync(join(folder, 'lines'));
	const history = openLineHistory(folder);
	history.keep('ip link');
	expect(history.lines).toEqual([]);
});
