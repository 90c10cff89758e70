/*
 * Records what the real tools answer: `sudo node test/conformance/console/record.mjs`
 *
 * Builds the lab of `../../console/tool-lab.ts` from network namespaces, types the lines of
 * every script below at its host, and writes what came out next to this file.
 * Needs Linux, root, iproute2 6.1, bridge-utils 1.7, iputils-ping, procps 4.0 and iptables 1.8.9.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';

const prefix = `lab${process.pid}-`;
const machines = ['host', 'vm1', 'sw0', 'ext'];
const here = new URL('.', import.meta.url);

function ip(...words) {
	execFileSync('ip', words, {stdio: 'inherit'});
}

function build() {
	for (const name of machines) {
		ip('netns', 'add', prefix + name);
		const settings = ['all', 'default', 'lo'].map((scope) => `net.ipv6.conf.${scope}.disable_ipv6=1`);
		execFileSync('ip', ['netns', 'exec', prefix + name, 'sysctl', '-qw', ...settings]);
	}
	const pair = (a, aMac, aNs, b, bMac, bNs) =>
		ip(
			'link',
			'add',
			'name',
			a,
			'address',
			aMac,
			'netns',
			prefix + aNs,
			'type',
			'veth',
			'peer',
			'name',
			b,
			'address',
			bMac,
			'netns',
			prefix + bNs,
		);
	pair('eth0', '02:00:00:00:aa:01', 'host', 'swp1', '02:00:00:00:5a:01', 'sw0');
	pair('tap1', '02:00:00:00:f0:01', 'host', 'eth0', '02:00:00:00:00:01', 'vm1');
	pair('swp2', '02:00:00:00:5a:02', 'sw0', 'eth0', '02:00:00:00:ee:01', 'ext');
	ip('-n', `${prefix}sw0`, 'link', 'add', 'sw0', 'address', '02:00:00:00:5a:00', 'type', 'bridge', 'mcast_snooping', '0');
	for (const port of ['swp1', 'swp2']) ip('-n', `${prefix}sw0`, 'link', 'set', port, 'master', 'sw0', 'up');
	ip('-n', `${prefix}sw0`, 'link', 'set', 'sw0', 'up');
	for (const device of ['eth0', 'tap1']) ip('-n', `${prefix}host`, 'link', 'set', device, 'up');
	ip('-n', `${prefix}vm1`, 'link', 'set', 'eth0', 'up');
	ip('-n', `${prefix}ext`, 'link', 'set', 'eth0', 'up');
	spawnSync('sleep', ['1.2']);
}

function destroy() {
	for (const name of machines) spawnSync('ip', ['netns', 'del', prefix + name]);
}

for (const file of readdirSync(here).filter(
	(name) => name.endsWith('.script') && (process.argv[2] ?? name).startsWith(name.slice(0, -7)),
)) {
	const answers = [];
	try {
		build();
		for (const run of readFileSync(new URL(file, here), 'utf8').split('\n')) {
			if (run === '' || run.startsWith('#')) continue;
			const real = run.replace(/(?<=(?:netns exec|-n|-netns|\bnetns) )(?:host|vm1|sw0|ext)\b/g, (name) => prefix + name);
			const {status, stdout, stderr} = spawnSync('ip', ['netns', 'exec', `${prefix}host`, 'sh', '-c', real], {encoding: 'utf8'});
			answers.push({run, status, stdout: stdout.replaceAll(prefix, ''), stderr: stderr.replaceAll(prefix, '')});
			// Carriers take the kernel's link watch up to a second to notice.
			if (/\b(?:up|down)\b/.test(run)) spawnSync('sleep', ['1.3']);
			else if (/\b(?:master|nomaster|add|del|addif|delif)\b/.test(run)) spawnSync('sleep', ['0.3']);
		}
	} finally {
		destroy();
	}
	const recordedFrom = `${execFileSync('uname', ['-sr'], {encoding: 'utf8'}).trim()}, ${execFileSync('ip', ['-V'], {encoding: 'utf8'}).trim()}`;
	const lines = answers.map((answer) => `\t\t${JSON.stringify(answer)}`).join(',\n');
	writeFileSync(
		new URL(file.replace('.script', '.json'), here),
		`{\n\t"recordedFrom": ${JSON.stringify(recordedFrom)},\n\t"answers": [\n${lines}\n\t]\n}\n`,
	);
}
