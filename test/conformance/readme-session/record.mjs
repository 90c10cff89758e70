/*
 * Records the first half of the README's session on a real host: `sudo node test/conformance/readme-session/record.mjs`
 *
 * Network namespaces stand for the machines of the lab `starter`, veth pairs for their taps. Open vSwitch runs beside any other, in a
 * temporary directory, with the datapath in user space, for not every machine has the kernel's. Needs Linux, root, iproute2, ethtool and
 * Open vSwitch 3.1.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema';
const directory = mkdtempSync(join(tmpdir(), 'session-'));
const prefix = `session${process.pid}-`;
const machines = ['host', 'vm1', 'vm2', 'vm3'];
const env = {...process.env, OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory};

const run = (...words) => execFileSync(words[0], words.slice(1), {env, stdio: 'ignore'});
const on = (machine, ...words) => run('ip', 'netns', 'exec', prefix + machine, ...words);
const daemon = (name, ...words) =>
	on('host', name, ...words, `--pidfile=${directory}/${name}.pid`, '--detach', `--log-file=${directory}/${name}.log`);

function build() {
	for (const machine of machines) {
		run('ip', 'netns', 'add', prefix + machine);
		for (const scope of ['all', 'default']) on(machine, 'sysctl', '-qw', `net.ipv6.conf.${scope}.disable_ipv6=1`);
	}
	for (const number of [1, 2, 3]) {
		const tap = ['name', `tap${number}`, 'address', `fe:54:00:00:00:0${number}`, 'netns', `${prefix}host`];
		const peer = ['name', 'eth0', 'address', `52:54:00:00:00:0${number}`, 'netns', `${prefix}vm${number}`];
		run('ip', 'link', 'add', ...tap, 'type', 'veth', 'peer', ...peer);
		on(`vm${number}`, 'ip', 'addr', 'add', `10.0.0.${number}/24`, 'dev', 'eth0');
		// A datapath in user space has no checksums filled in by hardware.
		for (const [machine, device] of [
			['host', `tap${number}`],
			[`vm${number}`, 'eth0'],
		]) {
			on(machine, 'ip', 'link', 'set', device, 'up');
			on(machine, 'ethtool', '-K', device, 'tx', 'off');
		}
	}
	on('host', 'ovsdb-tool', 'create', `${directory}/conf.db`, SCHEMA);
	daemon('ovsdb-server', `${directory}/conf.db`, `--remote=punix:${directory}/db.sock`);
	on('host', 'ovs-vsctl', '--no-wait', 'init');
	daemon('ovs-vswitchd', `unix:${directory}/db.sock`, '--disable-system');
}

function clear() {
	for (const name of ['ovs-vswitchd', 'ovsdb-server']) process.kill(Number(readFileSync(`${directory}/${name}.pid`, 'utf8')));
	spawnSync('sleep', ['0.5']);
	for (const machine of machines) run('ip', 'netns', 'del', prefix + machine);
	rmSync(directory, {recursive: true, force: true});
}

/** What is typed at Open vSwitch: up to the Linux bridge, without what only the lab has. */
function commandsOf(readme) {
	const [, session = ''] = /<!-- session -->\n([\s\S]*?)<!-- \/session -->/.exec(readme) ?? [];
	const [first = ''] = session.split('\n# The same on a Linux bridge');
	const rows = first.split('\n').flatMap((row) => /^([a-z]\w*)# (.+)$/.exec(row)?.slice(1) ?? []);
	return rows.flatMap((machine, at) => (at % 2 === 0 && !/^trace\b/.test(rows[at + 1]) ? [[machine, rows[at + 1]]] : []));
}

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
build();
try {
	const answers = commandsOf(readme).map(([machine, command]) => {
		const line = command === 'ovs-vsctl add-br br0' ? `${command} -- set bridge br0 datapath_type=netdev` : command;
		const options = {env, encoding: 'utf8', timeout: 20_000};
		const {status, stdout, stderr} = spawnSync('ip', ['netns', 'exec', prefix + machine, 'sh', '-c', line], options);
		return {machine, command, status, output: stdout + stderr};
	});
	const recordedFrom = execFileSync('ovs-vsctl', ['--version'], {encoding: 'utf8'}).split('\n')[0];
	writeFileSync(new URL('ovs.json', import.meta.url), `${JSON.stringify({recordedFrom, answers}, undefined, '\t')}\n`);
} finally {
	clear();
}
