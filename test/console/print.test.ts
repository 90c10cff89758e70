/** What the recordings could not show: a kernel with VLAN filtering, and NICs at cables. */
import {describe, expect, it} from 'vitest';
import {createHistory, type History} from '../../source/engine/history.js';
import type {LabFile} from '../../source/engine/lab.js';
import {bridgeLab, macvlanLab} from './labs.js';
import {type, worldOf} from './tool-lab.js';

function lab(file: LabFile, ...lines: string[]): History {
	const history = createHistory(worldOf(file));
	for (const line of lines) expect(type(history, line)).toMatchObject({stderr: '', status: 0});
	return history;
}

describe('bridge vlan show', () => {
	const history = lab(
		bridgeLab(),
		'ip link set br0 type bridge vlan_filtering 1',
		'bridge vlan add dev p1 vid 10-12',
		'bridge vlan add dev p2 vid 20 pvid untagged',
		'bridge vlan del dev p3 vid 1',
	);

	it('lists every VLAN of a port, the name once, and br0 itself', () => {
		expect(type(history, 'bridge vlan show').stdout).toBe(
			[
				'port              vlan-id  ',
				'br0               1 PVID Egress Untagged',
				'p1                1 PVID Egress Untagged',
				'                  10',
				'                  11',
				'                  12',
				'p2                1 Egress Untagged',
				'                  20 PVID Egress Untagged',
				'',
			].join('\n'),
		);
	});

	it('of one port, with ranges', () => {
		expect(type(history, 'bridge -compressvlans vlan show dev p1').stdout).toBe(
			'port              vlan-id  \np1                1 PVID Egress Untagged\n                  10-12\n',
		);
	});

	it('of one VLAN', () => {
		expect(type(history, 'bridge vlan show vid 11').stdout).toBe('port              vlan-id  \np1                11\n');
	});

	it('is told by the details of the bridge', () => {
		expect(type(history, 'ip -d link show br0').stdout).toMatch(
			/priority 32768 vlan_filtering 1 vlan_protocol 802\.1Q bridge_id .* gc_timer +[\d.]+ vlan_default_pvid 1 vlan_stats_enabled 0 vlan_stats_per_port 0 group_fwd_mask 0 /,
		);
	});

	it('shows entries of the FDB with their VLAN', () => {
		type(history, 'bridge fdb add 02:00:00:00:00:66 dev p1 master static vlan 10');
		expect(type(history, 'bridge fdb get 02:00:00:00:00:66 br br0 vlan 10').stdout).toBe(
			'02:00:00:00:00:66 dev p1 vlan 10 master br0 static\n',
		);
		expect(type(history, 'bridge fdb show br br0 vlan 10').stdout).toContain('02:00:00:00:00:66 dev p1 vlan 10 master br0 static\n');
	});
});

describe('a NIC at a cable', () => {
	const file: LabFile = {...macvlanLab(['bridge']), links: [{ends: ['host/eth0', 'sw0/swp1']}]};

	it('knows nothing of the other end, has a queue, and is no veth', () => {
		expect(type(lab(file), 'ip -d link show eth0').stdout).toBe(
			[
				'2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP mode DEFAULT group default qlen 1000',
				'    link/ether 02:00:00:00:aa:01 brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 addrgenmode eui64 numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535 tso_max_size 524280 tso_max_segs 65535 gro_max_size 65536 ',
				'',
			].join('\n'),
		);
	});

	it('cannot be deleted', () => {
		expect(type(lab(file), 'ip link del eth0')).toMatchObject({stderr: 'RTNETLINK answers: Operation not supported\n', status: 2});
	});

	it('has the address of the macvlan in its filter', () => {
		expect(type(lab(file), 'bridge fdb show dev eth0').stdout).toBe('02:00:00:00:00:01 self permanent\n01:00:5e:00:00:01 self permanent\n');
	});
});

describe('counters', () => {
	it('widen their columns', () => {
		const history = lab(bridgeLab());
		const device = history.world.devices.find(({name}) => name === 'p1');
		Object.assign(device?.counters ?? {}, {rxBytes: 123_456_789_012, rxFrames: 2_000_000_000});
		expect(type(history, 'ip -s link show p1').stdout.split('\n').slice(2, 4)).toEqual([
			'    RX:    bytes    packets errors dropped  missed   mcast           ',
			'    123456789012 2000000000      0       0       0       0 ',
		]);
	});
});

describe('ip neigh', () => {
	it('prints what ARP found', () => {
		const history = lab(bridgeLab(), 'ip addr add 10.0.0.1/24 dev br0', 'ip -n vm1 addr add 10.0.0.2/24 dev eth0', 'ping -c 1 10.0.0.2');
		expect(type(history, 'ip neigh').stdout).toBe('10.0.0.2 dev br0 lladdr 02:00:00:00:00:01 REACHABLE \n');
		expect(type(history, 'ip -br neigh').stdout).toBe('10.0.0.2                                br0              02:00:00:00:00:01\n');
	});
});
