/** The sandbox of the built program: on the screen, as text, and when the lab cannot be opened. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {open, program, type Session} from './harness.js';

let home: string;
let session: Session | undefined;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(async () => {
	await session?.close();
	session = undefined;
	rmSync(home, {recursive: true, force: true});
});

function run(input: string, ...args: string[]) {
	const all = [program, 'sandbox', ...args];
	const {status, stdout, stderr} = spawnSync(process.execPath, all, {
		env: {PATH: process.env.PATH, HOME: home},
		encoding: 'utf8',
		input,
		timeout: 20_000,
	});
	return {status, stdout, stderr};
}

describe('a sandbox as text', () => {
	it('types what standard input says at the prompts of its machines', () => {
		const {status, stdout, stderr} = run('ovs-vsctl add-br br0\non vm1\nping -c 1 10.0.0.2\nundo\n');
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		expect(stdout).toContain('vm1# ping -c 1 10.0.0.2\n');
		expect(stdout).toContain('1 packets transmitted, 0 received');
	});
});

describe('a lab that cannot be opened', () => {
	it('is named with its line, and nothing else is written', () => {
		const file = join(home, 'lab.yaml');
		writeFileSync(file, 'machines:\n  - name: a\n    role: vm\n    devices:\n      - {kind: nic, name: eth0, mac: x}\n');
		expect(run('', file)).toEqual({
			status: 2,
			stdout: '',
			stderr: `${file}:5: machines.0.devices.0.mac: a MAC address is written 02:00:00:00:00:01\n`,
		});
	});

	it('is asked for by a name, and the nearest one is named', () => {
		expect(run('', 'vmwear').stderr).toBe('There is no lab and no file "vmwear". Did you mean "vmware"?\n');
	});

	it('is asked for by a path', () => {
		const file = join(home, 'none.yaml');
		expect(run('', file)).toEqual({
			status: 2,
			stdout: '',
			stderr: `There is no lab and no file "${file}". See vswitch-lab list labs.\n`,
		});
	});
});

describe('a sandbox on the screen', () => {
	it.each([
		{cols: 60, rows: 20},
		{cols: 80, rows: 24},
		{cols: 120, rows: 40},
	])('types, takes back and leaves at $cols x $rows', async (size) => {
		session = open({...size, args: ['sandbox', 'vmware']});
		await session.waitFor('i prompt');
		session.press('i');
		await session.waitFor('esx# ');
		session.press('ip link set vmnic0 down\r');
		session.press('escape');
		await session.waitFor('z undo');
		session.press('z');
		await session.waitFor('Taken back: esx# ip link set vmnic0 down');
		session.press('q');
		expect(await session.exit()).toEqual({code: 0, signal: 0});
	});
});
