/** vCenter at the command line: what is typed there is what all hosts do. */
import {describe, expect, it} from 'vitest';
import {machineNamed} from '../../source/engine/world.js';
import {type LabShell, labShell} from './lab-shell.js';

function pings(shell: LabShell, from: string, to: string): boolean {
	// Whoever asked in vain a moment ago waits before it asks again.
	shell.type(from, 'ip neigh flush dev eth0');
	return shell.type(from, `ping -c 2 -W 1 ${to}`).status === 0;
}

describe('private VLANs', () => {
	it('are made at vCenter: two tenants who did not reach each other do when both are in a community', () => {
		const shell = labShell('vmware-private-vlans');
		expect([pings(shell, 'tenant1', '10.0.0.2'), pings(shell, 'tenant1', '10.0.0.3')]).toEqual([false, true]);
		shell.shows('vcenter', 'govc dvs.pvlan.add -dvs dvs -primary 100 -secondary 102 -type community');
		expect(shell.shows('vcenter', 'govc dvs.pvlan.info dvs')).toBe(
			'Primary    Secondary  Type\n100        100        promiscuous\n100        101        isolated\n100        102        community\n',
		);
		shell.shows('vcenter', 'govc dvs.portgroup.change -vlan-mode pvlan -vlan 102 tenants');
		expect([pings(shell, 'tenant1', '10.0.0.2'), pings(shell, 'tenant1', '10.0.0.3')]).toEqual([true, true]);
	});

	it('cannot be taken off the table while a port group is in them', () => {
		const {type} = labShell('vmware-private-vlans');
		expect(type('vcenter', 'govc dvs.pvlan.remove -dvs dvs -secondary 101')).toMatchObject({
			status: 1,
			stderr: 'govc: port group "tenants" is in private VLAN 101, which is not in the table\n',
		});
	});
});

describe('a distributed switch', () => {
	it('is made, given to two hosts, and has port groups, to which guests are moved', () => {
		const shell = labShell('vmware-private-vlans');
		expect(shell.shows('vcenter', 'govc dvs.create two')).toBe('adding two to folder /Datacenter/network... OK\n');
		shell.shows('vcenter', 'govc dvs.portgroup.add -dvs two -vlan 20 web');
		expect(shell.type('vcenter', 'govc dvs.add -dvs two -pnic vmnic0 esx1')).toMatchObject({status: 1});
		expect(shell.shows('esx1', 'govc dvs.portgroup.add -dvs dvs -vlan 30 flat')).toBe(
			'adding flat portgroup to dvs /Datacenter/network/dvs... OK\n',
		);
		for (const guest of ['tenant1', 'tenant2']) shell.shows('vcenter', `govc vm.network.change -vm ${guest} -net flat ethernet-0`);
		expect(pings(shell, 'tenant1', '10.0.0.2')).toBe(true);
		expect(shell.shows('vcenter', 'govc dvs.portgroup.info -pg flat dvs').match(/VlanId: {7}30/g)?.length).toBe(2);
	});

	it('has a team by policy, and a LAG', () => {
		const shell = labShell('vmware-private-vlans');
		shell.shows('vcenter', 'govc dvs.policy -dvs dvs -load-balancing ip-hash -promiscuous true');
		shell.shows('vcenter', 'govc dvs.policy -pg shared -forged-transmits true -mac-learning true');
		shell.shows('vcenter', 'govc dvs.lag -dvs dvs -mode active lag1');
		const {switches} = machineNamed(shell.history.world, 'vcenter')?.manager ?? {switches: []};
		expect(switches[0]?.settings).toMatchObject({
			teaming: {policy: 'ip-hash'},
			security: {promiscuous: 'accept'},
			lags: [{name: 'lag1', mode: 'active', fast: false}],
			groups: [{name: 'shared', security: {forgedTransmits: 'accept'}, learning: {limit: 4096}}, {name: 'tenants'}],
		});
	});
});

describe('vCenter away', () => {
	it('nothing can be changed, and hosts go on as before', () => {
		const shell = labShell('vmware-private-vlans');
		expect(shell.shows('vcenter', 'service-control --stop vmware-vpxd')).toContain('Successfully stopped service vpxd\n');
		expect(shell.type('vcenter', 'govc dvs.create two')).toMatchObject({
			status: 1,
			stderr: 'govc: Post "https://vcenter/sdk": dial tcp vcenter:443: connect: connection refused\n',
		});
		expect(pings(shell, 'tenant1', '10.0.0.3')).toBe(true);
		shell.shows('vcenter', 'service-control --start --all');
		shell.shows('vcenter', 'govc dvs.portgroup.change -vlan 5 tenants');
	});

	it('from one host: the others have the change, that one has it when it is back', () => {
		const shell = labShell('vmware-private-vlans');
		expect(shell.shows('vcenter', 'govc host.disconnect esx2')).toBe('/Datacenter/host/esx2 disconnecting... OK\n');
		shell.shows('vcenter', 'govc dvs.portgroup.change -vlan 30 tenants');
		shell.shows('vcenter', 'govc dvs.portgroup.change -vlan 30 shared');
		expect([pings(shell, 'tenant1', '10.0.0.3'), pings(shell, 'tenant1', '10.0.0.2')]).toEqual([true, false]);
		shell.shows('vcenter', 'govc host.reconnect esx2');
		expect(pings(shell, 'tenant1', '10.0.0.2')).toBe(true);
	});
});

describe('a mistake', () => {
	it.each([
		['govc frob', 'govc: unknown command "frob"\n'],
		['govc dvs.create -frob x', 'flag provided but not defined: -frob\n'],
		['govc dvs.create -mtu 9000 x', 'govc dvs.create -mtu is real, but this lab does not model it.'],
		['govc dvs.change dvs', 'govc dvs.change is real, but this lab does not model it. Nearest: govc dvs.policy\n'],
		['govc dvs.portgroup.add -dvs no x', "govc: network 'no' not found\n"],
		['govc dvs.portgroup.change -vlan-mode trunking -vlan-range 5 tenants', 'govc: range 5 does not follow format with vlanId-vlanId\n'],
	])('%s', (line, begins) => {
		const {status, stderr} = labShell('vmware-private-vlans').type('vcenter', line);
		expect([status > 0, stderr.slice(0, begins.length)]).toEqual([true, begins]);
	});
});
