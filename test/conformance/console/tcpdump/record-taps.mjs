/*
 * Records what tcpdump shows on devices while pings pass them.
 *
 *     node test/conformance/console/tcpdump/record-taps.mjs
 *
 * Builds the lab of test/console/tool-lab.ts from network namespaces for each part of taps.txt, runs its lines, and writes
 * taps.json: the packets of each `watch`. Needs root, tcpdump 4.99.3, iproute2 and iputils-ping.
 */
import {spawn, spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';

const here = import.meta.dirname;
const MACHINES = ['host', 'vm1', 'sw0', 'ext'];
const PREFIX = `taps${process.pid}-`;
const LINKS = [
	['host', 'eth0', '02:00:00:00:aa:01', 'sw0', 'swp1', '02:00:00:00:5a:01'],
	['host', 'tap1', '02:00:00:00:f0:01', 'vm1', 'eth0', '02:00:00:00:00:01'],
	['sw0', 'swp2', '02:00:00:00:5a:02', 'ext', 'eth0', '02:00:00:00:ee:01'],
];

function run(machine, line) {
	const words = line.replace(/netns (\w+)/, `netns ${PREFIX}$1`).split(' ');
	const {status, stderr, stdout} = spawnSync('ip', ['netns', 'exec', PREFIX + machine, ...words], {encoding: 'utf8'});
	if (status !== 0 && words[0] !== 'ping') throw new Error(`${machine} ${line}: ${stderr}`);
	return stdout;
}

function build() {
	for (const machine of MACHINES) {
		spawnSync('ip', ['netns', 'add', PREFIX + machine]);
		for (const scope of ['all', 'default']) run(machine, `sysctl -qw net.ipv6.conf.${scope}.disable_ipv6=1`);
	}
	for (const [a, aName, aMac, b, bName, bMac] of LINKS) {
		const words = `link add name ${aName} address ${aMac} netns ${PREFIX}${a} type veth peer name ${bName} address ${bMac} netns ${PREFIX}${b}`;
		spawnSync('ip', words.split(' '));
		run(a, `ip link set ${aName} up`);
		run(b, `ip link set ${bName} up`);
	}
	for (const line of [
		'ip link add sw0 type bridge mcast_snooping 0',
		'ip link set swp1 master sw0',
		'ip link set swp2 master sw0',
		'ip link set sw0 up',
	])
		run('sw0', line);
}

function watch(line) {
	const [machine, device, ...options] = line.split(' ');
	const child = spawn('ip', ['netns', 'exec', PREFIX + machine, 'tcpdump', '-l', '--immediate-mode', '-i', device, ...options]);
	const said = {stdout: '', stderr: ''};
	for (const stream of ['stdout', 'stderr']) child[stream].on('data', (data) => (said[stream] += data));
	const ended = new Promise((resolve) => child.on('exit', resolve));
	return {line, child, said, ended};
}

const parts = [];
for (const line of readFileSync(join(here, 'taps.txt'), 'utf8').split('\n')) {
	const [word, ...rest] = line.split(' ');
	if (word === 'name') parts.push({name: rest.join(' '), setup: [], watches: [], actions: []});
	else if (word === 'watch') parts.at(-1).watches.push(rest.join(' '));
	else if (word === 'do') parts.at(-1).actions.push(rest.join(' '));
	else if (word && word !== '#') parts.at(-1).setup.push(line);
}
const recorded = [];
for (const {name, setup, watches, actions} of parts) {
	build();
	for (const line of setup) run(line.split(' ')[0], line.split(' ').slice(1).join(' '));
	await wait(500);
	const running = watches.map(watch);
	while (running.some(({said}) => !said.stderr.includes('listening'))) await wait(50);
	for (const line of actions) run(line.split(' ')[0], line.split(' ').slice(1).join(' '));
	await wait(500);
	for (const {child} of running) child.kill('SIGINT');
	await Promise.all(running.map(({ended}) => ended));
	recorded.push({name, setup, actions, watches: running.map(({line, said}) => ({line, packets: said.stdout.trim().split('\n')}))});
	for (const machine of MACHINES) spawnSync('ip', ['netns', 'del', PREFIX + machine]);
}
writeFileSync(join(here, 'taps.json'), `${JSON.stringify(recorded, null, '\t')}\n`);
