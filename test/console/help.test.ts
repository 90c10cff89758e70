import {describe, expect, it} from 'vitest';
import {createHistory} from '../../source/engine/history.js';
import {TOOL_LAB, type, worldOf} from './tool-lab.js';

const history = createHistory(worldOf(TOOL_LAB));

describe('help', () => {
	it('lists the tools', () => {
		expect(type(history, 'help').stdout).toBe(
			[
				'ip                  devices, addresses, routes, neighbours, machines',
				'bridge              ports, FDB, VLANs and groups of bridges',
				'brctl               bridges, the older way',
				'ovs-vsctl           bridges and ports of Open vSwitch, in its database',
				'ovs-ofctl           flows, groups and ports of an OpenFlow switch',
				'ovs-appctl          the running daemon of Open vSwitch: stations, bonds, cached flows, traces',
				'ovs-dpctl           the datapaths of the kernel, their ports and cached flows',
				'ovs-testcontroller  an OpenFlow controller on this machine: a learning switch, or a hub',
				'killall             end a program by its name: ovs-testcontroller, udhcpc',
				'tc                  classifiers: mirror, redirect, drop and sample frames',
				'cat                 the report of a bond, /proc/net/bonding/BOND; a setting, /proc/sys/…',
				'echo                print words; how many virtual functions: echo N > …/sriov_numvfs',
				'virsh               guests of this host: list them, move one to another host',
				'esxcli              switches, port groups, teams and policies of an ESXi host',
				'govc                vCenter: distributed switches, port groups, private VLANs, hosts',
				'service-control     stops and starts vCenter, on its own machine',
				'sysctl              settings of the kernel: does the machine forward?',
				'udhcpc              an address from a DHCP server',
				'host                the address of a name, from a name server',
				'curl                a page from a web server',
				'iptables            rules of address translation, -t nat',
				'conntrack           the conversations that are tracked, with what NAT made of them',
				'ping                is somebody there? (ICMP echo)',
				'tcpdump             the frames that pass a device',
				'sleep               let time pass: seconds, or 5m, 2h',
				'trace               what would become of a frame at a device, and why',
				'inspect             frames that passed, hop by hop: layers, fields and octets',
				'help                this list; "help ip link set" goes deeper',
				'',
			].join('\n'),
		);
	});

	it('describes a verb from its option table', () => {
		const {stdout} = type(history, 'help bridge fdb show');
		expect(stdout).toBe(
			[
				'bridge fdb show: the entries',
				'  brport DEVICE    only behind this port',
				'  br BRIDGE        only this bridge and its ports',
				'  vlan NUMBER      only in this VLAN',
				'  state FDB-STATE  permanent, static, stale, dynamic or all',
				'  dynamic          all but the permanent ones',
				'',
			].join('\n'),
		);
	});

	it('names what the lab does not have', () => {
		expect(type(history, 'help bridge').stdout).toContain('  not in the lab: vni\n');
	});

	it('knows what was meant', () => {
		expect(type(history, 'help bridge fbd')).toMatchObject({stderr: 'bridge has no "fbd"; did you mean "fdb"?\n', status: 1});
	});
});
