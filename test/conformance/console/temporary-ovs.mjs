/*
 * An Open vSwitch of one's own, for recorders
 *
 * A database server and a daemon in a temporary directory, with dummy devices, so that they need no root and touch no
 * other switch. Needs Open vSwitch 3.1.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema';
const DAEMONS = ['ovs-vswitchd', 'ovsdb-server'];

/** Starts it, has `use` type lines for `sh`, and clears it away. `dummy` is the argument of `--enable-dummy`. */
export function withOvs(dummy, use) {
	const directory = mkdtempSync(join(tmpdir(), 'ovs-'));
	const env = {...process.env, OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory, TZ: 'UTC'};
	const run = (command, ...words) => execFileSync(command, words, {env, stdio: 'ignore'});
	const daemon = (command, ...words) =>
		run(command, ...words, `--pidfile=${directory}/${command}.pid`, '--detach', `--log-file=${directory}/${command}.log`);
	const plain = (text) => text.replaceAll(directory, '/var/run/openvswitch');
	try {
		run('ovsdb-tool', 'create', `${directory}/conf.db`, SCHEMA);
		daemon('ovsdb-server', `${directory}/conf.db`, `--remote=punix:${directory}/db.sock`);
		run('ovs-vsctl', '--no-wait', 'init');
		daemon('ovs-vswitchd', `unix:${directory}/db.sock`, `--enable-dummy=${dummy}`, '--disable-system');
		return use((line) => {
			const options = {env, cwd: directory, encoding: 'utf8', timeout: 10_000};
			const {status, stdout, stderr, signal} = spawnSync('sh', ['-c', line], options);
			return {run: line, status: signal ? 142 : status, stdout: plain(stdout), stderr: plain(stderr)};
		});
	} finally {
		for (const name of DAEMONS) process.kill(Number(readFileSync(`${directory}/${name}.pid`, 'utf8')));
		spawnSync('sleep', ['0.5']);
		rmSync(directory, {recursive: true, force: true});
	}
}

/** Has every `*.script` in `folder` whose name begins with `wanted` answered by `answersOf(lines)`, and writes the answers beside it. */
export function recordScripts(folder, wanted, answersOf) {
	const isWanted = (name) => name.endsWith('.script') && (wanted ?? name).startsWith(name.slice(0, -'.script'.length));
	const recordedFrom = execFileSync('ovs-vsctl', ['--version'], {encoding: 'utf8'}).split('\n')[0];
	for (const file of readdirSync(folder).filter(isWanted)) {
		const lines = readFileSync(new URL(file, folder), 'utf8')
			.split('\n')
			.filter((line) => line !== '');
		const answers = answersOf(lines).map((answer) => `\t\t${JSON.stringify(answer)}`);
		writeFileSync(
			new URL(file.replace('.script', '.json'), folder),
			`{\n\t"recordedFrom": ${JSON.stringify(recordedFrom)},\n\t"answers": [\n${answers.join(',\n')}\n\t]\n}\n`,
		);
	}
}
