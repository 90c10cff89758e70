/** Monitors, against what the real ones said to the same (iproute2 6.1 on Linux 6.18), and their own options. */
import {describe, expect, it} from 'vitest';
import type {History} from '../../source/engine/history.js';
import {monitored} from './monitored.js';
import {recordedLab, type} from './tool-lab.js';

function lab(...lines: string[]): History {
	const history = recordedLab();
	for (const line of ['ip link add br0 type bridge mcast_snooping 0', 'ip link set br0 up', 'ip link set tap1 master br0', ...lines]) {
		const {stderr, status} = type(history, line);
		if (status !== 0) throw new Error(`${line}: ${stderr}`);
	}
	return history;
}

/** What `line` says while the others are typed. */
function heard(history: History, line: string, ...lines: string[]): string[] {
	const said = monitored(history, 'host', line, ...lines.map((other) => () => void type(history, other)));
	return said
		.replace(/@if\d+/g, '@ifN')
		.split('\n')
		.slice(0, -1);
}

describe('ip monitor', () => {
	it('tells of an address, and of the routes that come with it', () => {
		expect(heard(lab(), 'ip monitor', 'ip addr add 10.0.0.1/24 dev br0')).toEqual([
			'4: br0    inet 10.0.0.1/24 scope global br0',
			'       valid_lft forever preferred_lft forever',
			'local 10.0.0.1 dev br0 table local proto kernel scope host src 10.0.0.1 ',
			'10.0.0.0/24 dev br0 proto kernel scope link src 10.0.0.1 ',
			'broadcast 10.0.0.255 dev br0 table local proto kernel scope link src 10.0.0.1 ',
		]);
	});

	it('tells of them again when it goes, in the order of the kernel', () => {
		expect(heard(lab('ip addr add 10.0.0.1/24 dev br0'), 'ip monitor', 'ip addr del 10.0.0.1/24 dev br0')).toEqual([
			'Deleted 4: br0    inet 10.0.0.1/24 scope global br0',
			'       valid_lft forever preferred_lft forever',
			'Deleted 10.0.0.0/24 dev br0 proto kernel scope link src 10.0.0.1 ',
			'Deleted broadcast 10.0.0.255 dev br0 table local proto kernel scope link src 10.0.0.1 ',
			'Deleted local 10.0.0.1 dev br0 table local proto kernel scope host src 10.0.0.1 ',
		]);
	});

	it('tells of a port that is switched off, of what its bridge says of it, and of the bridge that has no carrier without it', () => {
		expect(heard(lab(), 'ip monitor link', 'ip link set tap1 down')).toEqual([
			'3: tap1@ifN: <BROADCAST,MULTICAST> mtu 1500 qdisc noqueue master br0 state DOWN group default ',
			'    link/ether 02:00:00:00:f0:01 brd ff:ff:ff:ff:ff:ff link-netns vm1',
			'3: tap1@eth0: <BROADCAST,MULTICAST> mtu 1500 master br0 state DOWN ',
			'    link/ether 02:00:00:00:f0:01',
			'4: br0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN group default ',
			'    link/ether 02:00:00:00:f0:01 brd ff:ff:ff:ff:ff:ff',
		]);
	});

	it('tells of entries of a bridge as of neighbours', () => {
		expect(heard(lab(), 'ip monitor neigh', 'bridge fdb add 02:00:00:00:00:31 dev tap1 master static')).toEqual([
			'dev tap1 lladdr 02:00:00:00:00:31 NOARP ',
		]);
	});

	it('tells of what ARP found, once it has', () => {
		const history = lab('ip addr add 10.0.0.1/24 dev br0', 'ip -n vm1 addr add 10.0.0.2/24 dev eth0');
		expect(heard(history, 'ip -4 monitor neigh', 'ping -c 1 10.0.0.2')).toEqual(['10.0.0.2 dev br0 lladdr 02:00:00:00:00:01 REACHABLE ']);
	});

	it('writes the sort before a message, and the time', () => {
		const history = lab();
		const [line] = heard(history, 'ip -ts monitor label address', 'ip addr add 10.0.0.1/24 dev br0');
		expect(line).toMatch(/^\[1970-01-01T00:00:\d\d\.\d{6}\] \[ADDR\]4: br0 {4}inet 10\.0\.0\.1\/24 scope global br0$/);
		const [stamp] = heard(history, 'ip -t monitor address', 'ip addr del 10.0.0.1/24 dev br0');
		expect(stamp).toMatch(/^Timestamp: Thu Jan {2}1 00:00:\d\d 1970 \d+ usec$/);
	});

	it('of one device keeps still about the others', () => {
		expect(heard(lab(), 'ip monitor dev eth0', 'ip link set tap1 down')).toEqual([]);
	});

	it('is on one line with -o', () => {
		expect(heard(lab(), 'ip -o monitor address', 'ip addr add 10.0.0.1/24 dev br0')).toEqual([
			'4: br0    inet 10.0.0.1/24 scope global br0\\       valid_lft forever preferred_lft forever',
		]);
	});

	it('says what it does not know', () => {
		expect(type(recordedLab(), 'ip monitor bogus')).toMatchObject({
			stderr: 'Argument "bogus" is unknown, try "ip monitor help".\n',
			status: 255,
		});
	});
});

describe('bridge monitor', () => {
	it('labels everything with all', () => {
		expect(heard(lab(), 'bridge monitor all', 'ip link set tap1 down')).toEqual([
			'[LINK]3: tap1@ifN: <BROADCAST,MULTICAST> mtu 1500 master br0 ',
			'[LINK]3: tap1@eth0: <BROADCAST,MULTICAST> mtu 1500 master br0 state disabled priority 32 cost 2 ',
			'[LINK]4: br0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 ',
		]);
	});

	it('tells of a setting that it does not write', () => {
		expect(heard(lab(), 'bridge monitor link', 'bridge link set dev tap1 hairpin on')).toEqual([
			'3: tap1@eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state forwarding priority 32 cost 2 ',
		]);
	});

	it('tells of members of groups', () => {
		expect(
			heard(
				lab('ip link set br0 type bridge mcast_snooping 1'),
				'bridge monitor mdb',
				'bridge mdb add dev br0 port tap1 grp 239.1.1.1 permanent',
			),
		).toEqual(['dev br0 port tap1 grp 239.1.1.1 permanent']);
	});
});
