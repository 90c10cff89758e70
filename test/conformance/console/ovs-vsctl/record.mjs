/*
 * Records what the real `ovs-vsctl` answers: `node test/conformance/console/ovs-vsctl/record.mjs`
 *
 * Starts a database server and a daemon of its own in a temporary directory, with dummy devices, so that it
 * needs no root and touches no other switch. Needs Open vSwitch 3.1.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const here = new URL('.', import.meta.url);
const schema = '/usr/share/openvswitch/vswitch.ovsschema';

function record(file) {
	const directory = mkdtempSync(join(tmpdir(), 'ovs-vsctl-'));
	const env = {...process.env, OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory, TZ: 'UTC'};
	const run = (command, ...words) => execFileSync(command, words, {env, stdio: 'ignore'});
	const daemon = (command, ...words) =>
		run(command, ...words, `--pidfile=${directory}/${command}.pid`, '--detach', `--log-file=${directory}/${command}.log`);
	const lines = readFileSync(new URL(file, here), 'utf8').split('\n');
	try {
		run('ovsdb-tool', 'create', `${directory}/conf.db`, schema);
		daemon('ovsdb-server', `${directory}/conf.db`, `--remote=punix:${directory}/db.sock`);
		run('ovs-vsctl', '--no-wait', 'init');
		daemon(
			'ovs-vswitchd',
			`unix:${directory}/db.sock`,
			lines.some((line) => line.includes('only devices of type system')) ? '--enable-dummy=system' : '--enable-dummy=override',
			'--disable-system',
		);
		return lines
			.filter((line) => line !== '' && !line.startsWith('#'))
			.map((line) => {
				// The daemon writes its status some time after it is done.
				if (/ (?:get|list) /.test(line)) spawnSync('sleep', ['0.1']);
				const {status, stdout, stderr, signal} = spawnSync('sh', ['-c', line], {env, encoding: 'utf8', timeout: 10_000});
				const plain = (text) => text.replaceAll(directory, '/var/run/openvswitch');
				return {run: line, status: signal ? 142 : status, stdout: plain(stdout), stderr: plain(stderr)};
			});
	} finally {
		for (const name of ['ovs-vswitchd', 'ovsdb-server']) {
			const pid = Number(readFileSync(`${directory}/${name}.pid`, 'utf8'));
			process.kill(pid);
		}
		spawnSync('sleep', ['0.5']);
		rmSync(directory, {recursive: true, force: true});
	}
}

for (const file of readdirSync(here).filter(
	(name) => name.endsWith('.script') && (process.argv[2] ?? name).startsWith(name.slice(0, -7)),
)) {
	const answers = record(file);
	const recordedFrom = execFileSync('ovs-vsctl', ['--version'], {encoding: 'utf8'}).split('\n')[0];
	const lines = answers.map((answer) => `\t\t${JSON.stringify(answer)}`).join(',\n');
	writeFileSync(
		new URL(file.replace('.script', '.json'), here),
		`{\n\t"recordedFrom": ${JSON.stringify(recordedFrom)},\n\t"answers": [\n${lines}\n\t]\n}\n`,
	);
}
