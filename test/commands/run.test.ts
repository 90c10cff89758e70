/** Scripts in a lab, without a screen. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {type RunOptions, run} from '../../source/commands/run.js';
import {UsageError} from '../../source/commands/usage-error.js';
import {runSchema} from '../../source/console/state/state-schema.js';

const folder = mkdtempSync(join(tmpdir(), 'run-'));
afterAll(() => rmSync(folder, {recursive: true}));

/** Runs `script` from standard input in a lab; `presses` is after how many looks Ctrl-C was pressed. */
async function runs(
	script: string | undefined,
	words: readonly string[] = ['starter'],
	options: Partial<RunOptions> = {},
	presses = Number.POSITIVE_INFINITY,
) {
	const said = {stdout: '', stderr: ''};
	let looks = 0;
	const status = await run(
		words,
		{json: false, on: undefined, ...options},
		{
			input: async () => script,
			print: async (stream, text) => {
				said[stream] += text;
			},
			listen: () => async () => ++looks > presses,
		},
	);
	return {status, ...said};
}

function file(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

const BRIDGE = ['ip link add br0 type bridge', 'ip link set br0 up', 'ip -br link show type bridge', ''];

describe('run', () => {
	it('runs what standard input says, and prints what the commands print', async () => {
		expect(await runs(BRIDGE.join('\n'))).toEqual({
			status: 0,
			stdout: expect.stringMatching(/^br0 {14}UNKNOWN {8}[0-9a-f:]{17} <BROADCAST,MULTICAST,UP,LOWER_UP> \n$/),
			stderr: '',
		});
	});

	it.each([
		['LF', '\n'],
		['CRLF', '\r\n'],
		['CR', '\r'],
	])('reads a file with %s, the same', async (name, end) => {
		const inFile = await runs(undefined, ['starter', file(name, `\uFEFF${BRIDGE.join(end)}`)]);
		expect(inFile).toEqual(await runs(BRIDGE.join('\n')));
	});

	it.each([
		['an empty script', ''],
		['one of comments and blank lines', '# nothing\n\n  \t\n'],
		['one that ends without a line end', 'sleep 1'],
	])('%s is no failure', async (_name, script) => expect(await runs(script)).toEqual({status: 0, stdout: '', stderr: ''}));

	it('goes on after a command that failed; its exit status is that of the first', async () => {
		expect(await runs('ip link show nobody\nbrctl show nobody\nip -br link show tap1\n')).toEqual({
			status: 1,
			stdout: expect.stringMatching(/^tap1@/),
			stderr: expect.stringContaining('Device "nobody" does not exist.'),
		});
	});

	it('is at the host, where --on says, and where "on" goes', async () => {
		const {stdout} = await runs('ip -br addr show eth0\non vm2\nip -br addr show eth0\n');
		expect(stdout).toMatch(/^eth0 .*\neth0@if4 .*10\.0\.0\.2\/24/);
		expect((await runs('ip -br addr show eth0', ['starter'], {on: 'vm3'})).stdout).toContain('10.0.0.3/24');
	});

	it('says which machine is not there, and goes on where it was', async () => {
		expect(await runs('on vm9\nip -br link show tap1')).toEqual({
			status: 1,
			stdout: expect.stringMatching(/^tap1@/),
			stderr: 'on: there is no machine "vm9"; there are host, vm1, vm2, vm3, server\n',
		});
	});

	it('takes several rows for one line where the shell would', async () => {
		expect(await runs("echo 'one\ntwo'\nip -br \\\nlink show tap1\n")).toEqual({
			status: 0,
			stdout: expect.stringMatching(/^one\ntwo\ntap1@/),
			stderr: '',
		});
	});

	it('runs what never ends all the same: the shell says what is missing', async () => {
		const {status, stderr} = await runs("ip link show tap1 >/dev/null; echo 'one\ntwo");
		expect(status).toBe(2);
		expect(stderr).not.toBe('');
	});

	it.each([
		['exit 3\necho never\n', 3],
		['ip link show nobody 2>/dev/null || exit 4\necho never\n', 4],
		['set -e\nip link show nobody 2>/dev/null\necho never\n', 1],
		['(exit 5)\necho after >/dev/null\n', 5],
	])('%j ends as a script of a shell does', async (script, status) => expect(await runs(script)).toEqual({status, stdout: '', stderr: ''}));

	it('has loops over several rows, and variables that last', async () => {
		expect(await runs('taps="tap1 tap2"\nfor tap in $taps; do\n  echo $tap\ndone\n')).toEqual({
			status: 0,
			stdout: 'tap1\ntap2\n',
			stderr: '',
		});
	});

	it('ends with 130 when it is interrupted, and leaves out the rest', async () => {
		expect(await runs('ip -br link show tap1\nip -br link show tap2\n', ['starter'], {}, 0)).toEqual({
			status: 130,
			stdout: expect.stringMatching(/^tap1@[^\n]*\n$/),
			stderr: '',
		});
	});

	it('opens labs from files', async () => {
		const lab = file('lab.yaml', 'machines: [{name: alone, role: host, devices: [{kind: nic, name: eth0}]}]\n');
		expect((await runs('ip -br link show eth0', [lab])).stdout).toMatch(/^eth0 /);
	});

	it('says what is wrong with a lab', async () => {
		const lab = file('wrong.yaml', 'machines:\n  - name: a\n    role: king\n');
		expect(await runs('', [lab])).toEqual({status: 2, stdout: '', stderr: expect.stringMatching(/^.*wrong\.yaml:3: machines\.0\.role: /)});
	});
});

describe('with --json', () => {
	it('says what was said, and the state in which it ended, in the shape of docs/schemas/run.json', async () => {
		const {status, stdout, stderr} = await runs(
			'ip link add br0 type bridge\nip link set tap1 master br0\nip link show nobody\n',
			['starter'],
			{json: true},
		);
		const report = runSchema.parse(JSON.parse(stdout));
		expect({status, stderr}).toEqual({status: 1, stderr: ''});
		expect(report).toMatchObject({format: 1, lab: 'starter', status: 1, state: {clock: 0}});
		expect(report.commands).toEqual([
			{on: 'host', line: 1, run: 'ip link add br0 type bridge', stdout: '', stderr: '', status: 0},
			{on: 'host', line: 2, run: 'ip link set tap1 master br0', stdout: '', stderr: '', status: 0},
			{on: 'host', line: 3, run: 'ip link show nobody', stdout: '', stderr: 'Device "nobody" does not exist.\n', status: 1},
		]);
		const [host] = report.state.machines;
		expect(host?.devices.map(({name, master}) => [name, master])).toContainEqual(['tap1', 'br0']);
	});

	it.each([
		'linux-nat',
		'ovs-access-trunk',
		'vmware-nested',
		'linux-vxlan',
		'lan-with-router',
		'hosted-modes',
		'sriov-tenants',
		'ovs-controller',
	])('the state of %s, with traffic, has its shape', async (lab) => {
		const {stdout} = await runs('sleep 5\non vm1\nping -c 1 vm2\n', [lab], {json: true});
		const {state} = runSchema.parse(JSON.parse(stdout));
		expect(state.clock).toBeGreaterThan(4e9);
		const lists = state.machines.flatMap(({stations, neighbours, connections, megaflows, flows}) => [
			stations,
			neighbours,
			connections,
			megaflows,
			flows,
		]);
		expect(lists.flat().length).toBeGreaterThan(0);
	});
});

describe('a mistake on the command line is one line:', () => {
	it.each([
		[[], {}, 'run needs a lab: vswitch-lab run LAB [FILE]; see vswitch-lab list labs.'],
		[['startr'], {}, 'There is no lab and no file "startr". Did you mean "starter"?'],
		[['starter', 'a', 'b'], {}, 'run LAB FILE takes no more words; "b" is one too many. See vswitch-lab --help.'],
		[['starter', '/nowhere/script'], {}, 'Cannot read the script /nowhere/script: there is no such file.'],
		[['starter', '/'], {}, 'Cannot read the script /: that is a folder.'],
		[['starter'], {on: 'hots'}, '--on: there is no machine "hots". Did you mean "host"?'],
		[['explosion-flat'], {}, 'The lab explosion-flat has no machines to type at.'],
	])('%j %j', async (words, options, message) => {
		await expect(runs('', words, options)).rejects.toThrow(new UsageError(message));
	});

	it('no script, and somebody sits there', async () => {
		await expect(runs(undefined)).rejects.toThrow(/^run needs a script: /);
	});
});
