/** `ip link … type bond`: lines and refusals of iproute2 6.1; what the kernel answers is in `test/conformance/bonding`. */
import {describe, expect, it} from 'vitest';
import {complete} from '../../source/console/complete.js';
import {execute} from '../../source/console/console.js';
import {BOND_USAGE} from '../../source/console/usage/bond.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import type {LabFile} from '../../source/engine/lab.js';
import {worldOf} from './tool-lab.js';

const LAB: LabFile = {
	machines: [
		{
			name: 'host',
			role: 'host',
			devices: [0, 1].map((index) => ({kind: 'nic', name: `eth${index}`, mac: `02:00:00:00:00:0${index}`, speed: 1000, up: false})),
		},
		{name: 'far', role: 'host', devices: [0, 1].map((index) => ({kind: 'nic', name: `eth${index}`}))},
	],
	links: [0, 1].map((index) => ({ends: [`host/eth${index}`, `far/eth${index}`]})),
};

function shell(): {
	history: History;
	type: (line: string) => ReturnType<typeof execute>;
	ok: (...lines: string[]) => void;
	wait: (seconds: number) => void;
} {
	const history = createHistory(worldOf(LAB));
	const type = (line: string) => execute(history, {machine: 0}, line);
	return {
		history,
		type,
		ok: (...lines) => {
			for (const line of lines) expect([line, type(line).stderr]).toEqual([line, '']);
		},
		wait: (seconds) => {
			input(history, {kind: 'wait', duration: seconds * 1e9});
			settle(history);
		},
	};
}

const BOND0 = [
	'ip link add bond0 type bond mode active-backup miimon 100',
	'ip link set eth0 master bond0',
	'ip link set eth1 master bond0',
	'ip link set bond0 up',
];

describe('ip link add … type bond', () => {
	it('makes a bond, which `ip -d link` describes (bond_print_opt)', () => {
		const {type, ok, wait} = shell();
		ok(...BOND0);
		wait(1);
		expect(type('ip -d link show bond0').stdout).toBe(
			[
				'4: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000',
				'    link/ether 02:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 ',
				'    bond mode active-backup active_slave eth0 miimon 100 updelay 0 downdelay 0 peer_notify_delay 0 use_carrier 1 arp_interval 0 arp_missed_max 2 arp_validate none arp_all_targets any primary_reselect always fail_over_mac none xmit_hash_policy layer2 resend_igmp 1 num_grat_arp 1 all_slaves_active 0 min_links 0 lp_interval 1 packets_per_slave 1 lacp_active on lacp_rate slow ad_select stable tlb_dynamic_lb 1 addrgenmode eui64 numtxqueues 16 numrxqueues 16 gso_max_size 65536 gso_max_segs 65535 tso_max_size 524280 tso_max_segs 65535 gro_max_size 65536 ',
				'',
			].join('\n'),
		);
		expect(type('ip -d link show eth1').stdout).toContain(
			'    link/ether 02:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff permaddr 02:00:00:00:00:01 promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 \n' +
				'    bond_slave state BACKUP mii_status UP link_failure_count 0 perm_hwaddr 02:00:00:00:00:01 queue_id 0 prio 0 ',
		);
		expect(type('ip link show eth0').stdout).toContain(
			'eth0: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast master bond0 state UP',
		);
	});

	it('names LACP of bonds and of slaves', () => {
		const {type, ok, wait} = shell();
		ok('ip link add type bond mode 4 lacp_rate fast', 'ip link set eth0 master bond0', 'ip link set bond0 up');
		wait(5);
		expect(type('ip -d link show bond0').stdout).toContain(
			'lacp_rate fast ad_select stable ad_aggregator 1 ad_num_ports 1 ad_actor_key 9 ad_partner_key 1 ad_partner_mac 00:00:00:00:00:00 ad_actor_sys_prio 65535 ad_user_port_key 0 ad_actor_system 00:00:00:00:00:00 tlb_dynamic_lb 1 ',
		);
		expect(type('ip -d link show eth0').stdout).toContain(
			'ad_aggregator_id 1 ad_actor_oper_port_state 79 ad_actor_oper_port_state_str <active,short_timeout,aggregating,in_sync,defaulted> ad_partner_oper_port_state 0 ad_partner_oper_port_state_str <> ',
		);
	});

	it.each([
		['mode foo', 'Error: argument "foo" is wrong: invalid mode\n', 255],
		['mode 7', 'Error: argument "7" is wrong: invalid mode\n', 255],
		['mi x', 'Error: argument "x" is wrong: invalid miimon\n', 255],
		['min x', 'Error: argument "x" is wrong: invalid min_links\n', 255],
		['a zz', 'Cannot find device "zz"\n', 1],
		['al zz', 'Error: argument "zz" is wrong: invalid all_slaves_active\n', 255],
		['ad zz', 'Error: argument "zz" is wrong: invalid ad_select\n', 255],
		['ad_a zz', 'Error: argument "zz" is wrong: invalid ad_actor_sys_prio\n', 255],
		['ad_u zz', 'Error: argument "zz" is wrong: invalid ad_user_port_key\n', 255],
		['ad_actor_system zz', '"zz" is invalid lladdr.\n', 1],
		['pr zz', 'Cannot find device "zz"\n', 1],
		['primary_ zz', 'Error: argument "zz" is wrong: invalid primary_reselect\n', 255],
		['num_u 300', 'Error: argument "300" is wrong: invalid num_grat_arp|num_unsol_na\n', 255],
		['la zz', 'Error: argument "zz" is wrong: invalid lacp_rate\n', 255],
		['lacp_active maybe', 'Error: argument "maybe" is wrong: invalid lacp_active\n', 255],
		['x zz', 'Error: argument "zz" is wrong: invalid xmit_hash_policy\n', 255],
		['f zz', 'Error: argument "zz" is wrong: invalid fail_over_mac\n', 255],
		['use_carrier zz', 'Error: argument "zz" is wrong: invalid use_carrier\n', 255],
		['mode', 'Command line is not complete. Try option "help"\n', 255],
		['foo 3', `bond: unknown command "foo"?\n${BOND_USAGE}`, 1],
		['arp_m 2', `bond: unknown command "arp_m"?\n${BOND_USAGE}`, 1],
		['c zz', `bond: unknown command "zz"?\n${BOND_USAGE}`, 1],
		['help', BOND_USAGE, 1],
		// Refused by the kernel: bond_opt_error_interpret.
		['lacp_rate fast', 'Error: option not supported in mode.\n', 2],
		['updelay 100', 'RTNETLINK answers: Operation not permitted\n', 2],
		['all_slaves_active 7', 'Error: invalid option value.\n', 2],
		['mode 802.3ad ad_user_port_key 2000', 'Error: invalid option value.\n', 2],
		['mode 1 active_slave eth0', 'Error: invalid option value.\n', 2],
	])('%s', (words, stderr, status) => {
		const {history, type} = shell();
		expect(type(`ip link add bond0 type bond ${words}`)).toMatchObject({stderr, status});
		expect(history.world.devices.some(({present, name}) => present && name === 'bond0')).toBe(false);
	});

	it('names what the lab has not', () => {
		const {type} = shell();
		for (const words of [
			'mode balance-alb',
			'xmit_hash_policy encap3+4',
			'fail_over_mac active',
			'arp_interval 100',
			'peer_notify_delay 1',
		])
			expect(type(`ip link add bond0 type bond ${words}`).stderr).toContain('this lab does not model it');
	});
});

describe('ip link set … type bond', () => {
	it('changes what can be changed', () => {
		const {type, ok, wait} = shell();
		ok(...BOND0);
		wait(1);
		ok('ip link set bond0 type bond active_slave eth1');
		expect(type('ip -d link show bond0').stdout).toContain('active_slave eth1');
		ok('ip link set bond0 type bond clear_active_slave', 'ip link set bond0 type bond primary eth1 primary_reselect failure');
		expect(type('ip -d link show bond0').stdout).toContain('primary eth1 primary_reselect failure');
		expect(type('ip link set bond0 type bond mode 0').stderr).toBe('Error: unable to set option because the bond device has slaves.\n');
		expect(type('ip link set eth0 type bond miimon 1').stderr).toBe('RTNETLINK answers: Operation not supported\n');
	});

	it('enslaves and releases', () => {
		const {type, ok} = shell();
		ok('ip link add bond0 type bond', 'ip link set eth0 up');
		expect(type('ip link set eth0 master bond0').stderr).toBe('Error: Device can not be enslaved while up.\n');
		ok('ip link set eth0 down', 'ip link set eth0 master bond0', 'ip link set eth0 nomaster');
		expect(type('ip link show eth0').stdout).toContain('<BROADCAST,MULTICAST> ');
		ok('ip link del bond0');
	});
});

describe('cat /proc/net/bonding/bond0', () => {
	it('is the report of the driver (bond_info_seq_show)', () => {
		const {type, ok, wait} = shell();
		ok(...BOND0, 'ip link set bond0 type bond primary eth1');
		wait(1);
		expect(type('cat /proc/net/bonding/bond0').stdout).toBe(
			[
				'Ethernet Channel Bonding Driver: v6.12',
				'',
				'Bonding Mode: fault-tolerance (active-backup)',
				'Primary Slave: eth1 (primary_reselect always)',
				'Currently Active Slave: eth1',
				'MII Status: up',
				'MII Polling Interval (ms): 100',
				'Up Delay (ms): 0',
				'Down Delay (ms): 0',
				'Peer Notification Delay (ms): 0',
				'',
				...[0, 1].flatMap((index) => [
					`Slave Interface: eth${index}`,
					'MII Status: up',
					'Speed: 1000 Mbps',
					'Duplex: full',
					'Link Failure Count: 0',
					`Permanent HW addr: 02:00:00:00:00:0${index}`,
					'Slave queue ID: 0',
					'',
				]),
			].join('\n'),
		);
		expect(type('cat /proc/net/bonding/bond1')).toMatchObject({
			stderr: 'cat: /proc/net/bonding/bond1: No such file or directory\n',
			status: 1,
		});
	});
});

describe('Tab', () => {
	it('knows bonds and their settings', () => {
		const {history, ok} = shell();
		ok(...BOND0);
		const offered = (line: string) => complete(history.world, {machine: 0}, line).words;
		expect(offered('ip link add bond1 type bond mode ')).toEqual(['802.3ad', 'active-backup', 'balance-rr', 'balance-xor', 'broadcast']);
		expect(offered('ip link set eth0 master ')).toEqual(['bond0']);
		expect(offered('cat /')).toEqual(['/proc/net/bonding/bond0', '/proc/sys/net/ipv4/ip_forward']);
		expect(offered('ip link add type bond xmit_hash_policy la')).toEqual(['layer2', 'layer2+3', 'layer3+4']);
	});
});
