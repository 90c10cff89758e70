/** esxcli on a host: what is typed is what the switch does. */
import {describe, expect, it} from 'vitest';
import {type LabShell, labShell} from './lab-shell.js';

const VSWITCH = 'esxcli network vswitch standard';

function pings(shell: LabShell, from: string, to: string): boolean {
	return shell.type(from, `ping -c 1 -W 1 ${to}`).status === 0;
}

describe('a standard switch', () => {
	it('is listed with its uplinks and port groups', () => {
		const {shows} = labShell('vmware');
		expect(shows('esx', `${VSWITCH} list`)).toBe(
			`vSwitch0
   Name: vSwitch0
   Class: cswitch
   Used Ports: 5
   MTU: 1500
   Beacon Enabled: false
   Beacon Interval: 1
   Uplinks: vmnic0
   Portgroups: outside, ten, guest
`,
		);
		expect(shows('esx', `${VSWITCH} portgroup list`)).toBe(
			`Name     Virtual Switch  Active Clients  VLAN ID
-------  --------------  --------------  -------
guest    vSwitch0                     1     4095
outside  vSwitch0                     1        0
ten      vSwitch0                     1       10
`,
		);
	});

	it('is made from nothing: an uplink, a port group, a VLAN, and taken away again', () => {
		const {shows, type} = labShell('vmware');
		shows('esx', `${VSWITCH} add -v vSwitch1`);
		shows('esx', `${VSWITCH} portgroup add --portgroup-name=lab --vswitch-name=vSwitch1`);
		shows('esx', `${VSWITCH} portgroup set -p lab --vlan-id 30`);
		expect(type('esx', `${VSWITCH} uplink add -u vmnic0 -v vSwitch1`).status).toBe(1);
		shows('esx', `${VSWITCH} uplink remove -u vmnic0 -v vSwitch0`);
		shows('esx', `${VSWITCH} uplink add -u vmnic0 -v vSwitch1`);
		expect(shows('esx', `${VSWITCH} list -v vSwitch1`)).toContain('   Uplinks: vmnic0\n   Portgroups: lab\n');
		shows('esx', `${VSWITCH} portgroup remove -p lab -v vSwitch1`);
		shows('esx', `${VSWITCH} remove -v vSwitch1`);
		expect(type('esx', `${VSWITCH} list -v vSwitch1`)).toMatchObject({status: 1, stderr: 'Invalid vswitch: vSwitch1\n'});
	});

	it('moves a guest to another VLAN by the VLAN of its port group', () => {
		const shell = labShell('vmware');
		expect(pings(shell, 'vst', '10.0.10.22')).toBe(true);
		shell.shows('esx', `${VSWITCH} portgroup set -p ten -v 11`);
		expect(pings(shell, 'vst', '10.0.10.22')).toBe(false);
	});
});

describe('a team', () => {
	it('is shown and set: who is not named is unused', () => {
		const {shows} = labShell('vmware-team');
		expect(shows('esx', `${VSWITCH} policy failover get -v vSwitch0`)).toBe(
			`   Load Balancing: srcport
   Network Failure Detection: link
   Notify Switches: true
   Failback: true
   Active Adapters: vmnic0, vmnic1
   Standby Adapters:\u0020
   Unused Adapters:\u0020
`,
		);
		shows('esx', `${VSWITCH} policy failover set -v vSwitch0 -l explicit -a vmnic1 -b false`);
		expect(shows('esx', `${VSWITCH} policy failover get -v vSwitch0`)).toBe(
			`   Load Balancing: explicit
   Network Failure Detection: link
   Notify Switches: true
   Failback: false
   Active Adapters: vmnic1
   Standby Adapters:\u0020
   Unused Adapters: vmnic0
`,
		);
		expect(shows('esx', 'esxcli network vm port list -w 0')).toContain('   Team Uplink: vmnic1\n');
	});

	it('of a port group overrides that of the switch until it is told to use it again', () => {
		const {shows} = labShell('vmware-team');
		const get = () => shows('esx', `${VSWITCH} portgroup policy failover get -p web`);
		shows('esx', `${VSWITCH} portgroup policy failover set -p web -a vmnic0 -s vmnic1`);
		expect(get()).toContain('Active Adapters: vmnic0\n   Standby Adapters: vmnic1\n');
		expect(get()).toContain('Override Vswitch Uplinks: true\n');
		shows('esx', `${VSWITCH} portgroup policy failover set -p web -u`);
		expect(get()).toContain('Override Vswitch Uplinks: false\n');
	});
});

describe('security', () => {
	it('of a port group is its own where it says so', () => {
		const {shows} = labShell('vmware');
		shows('esx', `${VSWITCH} policy security set -v vSwitch0 --allow-promiscuous true -m false`);
		shows('esx', `${VSWITCH} portgroup policy security set -p ten -o false`);
		expect(shows('esx', `${VSWITCH} portgroup policy security get -p ten`)).toBe(
			`   Allow Promiscuous: false
   Allow MAC Address Change: false
   Allow Forged Transmits: true
   Override Vswitch Allow Promiscuous: true
   Override Vswitch Allow MAC Address Change: false
   Override Vswitch Allow Forged Transmits: false
`,
		);
		expect(shows('esx', `${VSWITCH} policy security get -v vSwitch0`)).toContain('Allow Promiscuous: true\n');
	});
});

describe('the host itself', () => {
	it('gets an adapter with an address, and is reached by it', () => {
		const shell = labShell('vmware');
		shell.shows('esx', 'esxcli network ip interface add -i vmk0 -p ten');
		shell.shows('esx', 'esxcli network ip interface ipv4 set -i vmk0 -t static -I 10.0.10.1 -N 255.255.255.0');
		expect(shell.shows('esx', 'esxcli network ip interface ipv4 get')).toBe(
			`Name  IPv4 Address  IPv4 Netmask   IPv4 Broadcast  Address Type
----  ------------  -------------  --------------  ------------
vmk0  10.0.10.1     255.255.255.0  10.0.10.255     STATIC
`,
		);
		expect(pings(shell, 'vst', '10.0.10.1')).toBe(true);
		shell.shows('esx', 'esxcli network ip interface remove -i vmk0');
		expect(pings(shell, 'vst', '10.0.10.1')).toBe(false);
	});

	it('switches a card off', () => {
		const {shows} = labShell('vmware');
		shows('esx', 'esxcli network nic down -n vmnic0');
		expect(shows('esx', 'esxcli network nic list').split('\n')[2]).toMatch(/^vmnic0 {2}Down +Down +0 /);
	});
});

describe('a mistake', () => {
	it.each([
		[`${VSWITCH} add`, 'Error: Missing required parameter -v|--vswitch-name\n'],
		[`${VSWITCH} frob`, 'Error: Unknown command or namespace network vswitch standard frob\n'],
		[`${VSWITCH} portgroup set -p no -v 1`, 'Unable to find a portgroup with the name no\n'],
		[`${VSWITCH} portgroup set -p ten -v 5000`, 'Invalid vlan id 5000, valid vlan ids are 0 to 4095\n'],
		[`${VSWITCH} policy failover set -v vSwitch0 -a vmnic7`, 'Uplink vmnic7 is not on vSwitch0\n'],
		[`${VSWITCH} policy shaping get`, 'esxcli network vswitch standard policy shaping is real, but this lab does not model it.'],
		[`${VSWITCH} set -v vSwitch0 -m 9000`, 'esxcli network vswitch standard set: "-m" is real, but this lab does not model it.'],
	])('%s', (line, begins) => {
		const {status, stderr} = labShell('vmware').type('esx', line);
		expect([status, stderr.slice(0, begins.length)]).toEqual([1, begins]);
	});
});
