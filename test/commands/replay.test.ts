import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {replay} from '../../source/commands/replay.js';
import {loose, put} from '../replay/recordings.js';

const CONFORMANCE = join(import.meta.dirname, '../conformance');
let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'replay-'));
});

afterEach(() => {
	rmSync(folder, {recursive: true});
});

/** Puts a recording into the folder, changed. */
function save(name: string, of: string, keys: readonly (string | number)[] = [], value?: unknown): string {
	const recording = loose(of);
	if (keys.length > 0) put(recording, keys, value);
	const file = join(folder, `${name}.json`);
	writeFileSync(file, JSON.stringify(recording, undefined, '\t'));
	return file;
}

async function run(paths: readonly string[], flags: {check?: boolean; json?: boolean; allowSkips?: boolean} = {}) {
	const out: string[] = [];
	const problems: string[] = [];
	const options = {check: false, json: false, allowSkips: false, ...flags};
	const code = await replay(paths, options, {out: (text) => out.push(text), problem: (text) => problems.push(text)});
	return {code, out: out.join('\n').replaceAll(folder, 'DIR'), problems: problems.join('\n').replaceAll(folder, 'DIR')};
}

describe('replay', () => {
	it('says which file the system does not let it read', async () => {
		symlinkSync('loop.json', join(folder, 'loop.json'));
		await expect(run([folder])).rejects.toThrow(/^.*loop\.json cannot be read: ELOOP\.$/);
	});

	it('says for each frame who received it, and what the switch knows when that changes', async () => {
		const {code, out} = await run([join(CONFORMANCE, 'linux-bridge/lb-vlan-unaware.json')]);
		expect(code).toBe(0);
		expect(out.split('\n').slice(0, 5)).toEqual([
			'lb-vlan-unaware',
			'  f1     0.0 s  vm1: 02:00:00:00:00:01 > 02:00:00:00:00:02 (vlan 10)  received by vm2 (host, vlan 10), vm3 (otherhost, vlan 10)',
			'      fdb br0: 02:00:00:00:00:01 p1',
			'  f2     0.2 s  vm2: 02:00:00:00:00:02 > 02:00:00:00:00:01 (vlan 10)  received by vm1 (host, vlan 10)',
			'      fdb br0: 02:00:00:00:00:01 p1, 02:00:00:00:00:02 p2',
		]);
	});

	it('plays every recording in a folder, and what is in the folders inside', async () => {
		mkdirSync(join(folder, 'inside'));
		cpSync(join(CONFORMANCE, 'linux-bridge/lb-broadcast.json'), join(folder, 'inside/b.json'));
		cpSync(join(CONFORMANCE, 'macvlan/mv-source-mode.json'), join(folder, 'a.json'));
		writeFileSync(join(folder, 'notes.txt'), 'no recording');
		expect(await run([folder], {check: true})).toEqual({
			code: 0,
			out: 'passed   mv-source-mode\npassed   lb-broadcast\n2 passed, 0 failed, 0 skipped',
			problems: '',
		});
	});
});

describe('replay --check', () => {
	it('shows where recording and engine part, and ends with 1', async () => {
		const file = save('wrong', 'macvlan/mv-source-mode', ['expect', 1, 'delivered', 0, 'to'], 'vm1');
		expect(await run([file], {check: true})).toEqual({
			code: 1,
			out: [
				'FAILED   mv-source-mode (DIR/wrong.json)',
				'  f2     0.2 s  ext2: 02:00:00:00:ee:02 > ff:ff:ff:ff:ff:ff  received by vm2 (broadcast), host (broadcast), ext1 (broadcast)',
				'    delivered: "-" is only in the recording, "+" only in the engine',
				'      ext1 broadcast',
				'      host broadcast',
				'    - vm1 broadcast',
				'    + vm2 broadcast',
				'0 passed, 1 failed, 0 skipped',
			].join('\n'),
			problems: '',
		});
	});

	it('counts what it does not know as skipped, and ends with 1 unless skips are allowed', async () => {
		const file = save('ipvlan', 'macvlan/mv-source-mode', ['device', 'type'], 'ipvlan');
		const expected = {
			code: 1,
			out: 'skipped  mv-source-mode (DIR/ipvlan.json): device type ipvlan is not simulated\n0 passed, 0 failed, 1 skipped',
			problems: '',
		};
		expect(await run([file], {check: true})).toEqual(expected);
		expect(await run([file], {check: true, allowSkips: true})).toEqual({...expected, code: 0});
	});

	it('skips by name what in a folder is other JSON, and refuses it when it is asked for', async () => {
		const file = join(folder, 'package.json');
		writeFileSync(file, '{"name": "something else"}');
		expect(await run([folder], {check: true})).toEqual({
			code: 1,
			out: 'skipped  DIR/package.json: this is no recording, it has no "format"\n0 passed, 0 failed, 1 skipped',
			problems: '',
		});
		expect(await run([file], {check: true})).toMatchObject({code: 2, problems: expect.stringMatching(/^DIR\/package\.json:1: format: /)});
	});

	it('names file and line of what is no recording, plays the rest and ends with 2', async () => {
		writeFileSync(join(folder, 'broken.json'), '{\n"format": 1,\n"name" "x"}');
		save('good', 'linux-bridge/lb-broadcast');
		save('strange', 'linux-bridge/lb-broadcast', ['stimuli', 0, 'from'], 'vm9');
		const {code, out, problems} = await run([folder], {check: true});
		expect(code).toBe(2);
		expect(out).toBe('passed   lb-broadcast\n1 passed, 0 failed, 0 skipped');
		expect(problems.split('\n')).toEqual([
			'DIR/broken.json:3: ":" is needed after a key',
			expect.stringMatching(/^DIR\/strange\.json:\d+: stimuli\[0\]\.from: there is no endpoint "vm9"$/),
		]);
	});

	it('with --json answers with one JSON value', async () => {
		const files = [save('good', 'linux-bridge/lb-broadcast'), save('wrong', 'linux-bridge/lb-broadcast', ['expect', 0, 'fdb'], [])];
		const {code, out} = await run(files, {check: true, json: true});
		expect(code).toBe(1);
		expect(JSON.parse(out)).toMatchObject({
			passed: 1,
			failed: 1,
			skipped: 0,
			recordings: [
				{file: 'DIR/good.json', kind: 'passed', name: 'lb-broadcast', steps: [{observation: {id: 'f1'}}, {}, {}]},
				{
					file: 'DIR/wrong.json',
					kind: 'failed',
					divergence: {id: 'f1', what: 'fdb', expected: [], got: ['02:00:00:00:00:01 p1']},
				},
			],
		});
	});
});

describe('replay of nothing', () => {
	it.each([
		['no path', [], 'replay needs a recording: vswitch-lab replay FILE|DIR…'],
		['a path that is not there', ['/nowhere/at/all.json'], 'There is no file or folder /nowhere/at/all.json.'],
	])('says what to do: %s', async (_, paths, message) => {
		await expect(run(paths)).rejects.toThrow(message);
	});

	it('says that a folder holds no recording', async () => {
		await expect(run([folder])).rejects.toThrow(`There is no .json file in ${folder}.`);
	});
});
