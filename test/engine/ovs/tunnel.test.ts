/**
 * Tunnels between two hosts with Open vSwitch: real outer octets, MTU, learning across the underlay.
 *
 *     vm1 ─ vnet0 ─ br0 on a ─(VXLAN or GRE, 192.0.2.1 to 192.0.2.2)─ br0 on b ─ vnet0 ─ vm2
 */
import {describe, expect, it} from 'vitest';
import type {Change} from '../../../source/engine/change.js';
import {dissect} from '../../../source/engine/dissect/dissect.js';
import {formatMac} from '../../../source/engine/mac.js';
import {addBridge, addPort, settings} from '../../../source/engine/ovs/configure/configuration.js';
import {createVswitchd} from '../../../source/engine/ovs/configure/create-vswitchd.js';
import {listMacs} from '../../../source/engine/ovs/mac/mac-learning.js';
import {summarise} from '../../../source/engine/protocol/summary.js';
import {drops} from '../../../source/engine/trace.js';
import {bench} from '../../fixtures/two-stations.js';

interface Setting {
	type: 'vxlan' | 'gre';
	options?: Record<string, string>;
	/** Options of b's end where they differ. */
	far?: Record<string, string>;
	mtu?: number;
	vlan?: string;
}

function twoHosts({type, options = {}, far = options, mtu = 1500}: Setting) {
	const lab = bench({
		machines: [
			...['a', 'b'].map((name, index) => ({
				name,
				role: 'host' as const,
				devices: [
					{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:aa:0${index + 1}`, mtu, addresses: [`192.0.2.${index + 1}/24`]},
					{kind: 'nic' as const, name: 'vnet0', mac: `02:00:00:00:ff:0${index + 1}`},
				],
			})),
			...['vm1', 'vm2'].map((name, index) => ({
				name,
				role: 'vm' as const,
				devices: [{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:00:0${index + 1}`, addresses: [`10.0.0.${index + 1}/24`]}],
			})),
		],
		links: [
			{ends: ['a/eth0', 'b/eth0']},
			{ends: ['a/vnet0', 'vm1/eth0'], kind: 'virtual'},
			{ends: ['b/vnet0', 'vm2/eth0'], kind: 'virtual'},
		],
	});
	for (const [name, remote, given] of [
		['a', '192.0.2.2', options],
		['b', '192.0.2.1', far],
	] as const) {
		const machine = lab.machine(name);
		machine.vswitchd = createVswitchd(lab.history.world, {});
		const {database} = machine.vswitchd;
		const transact = (operations: Extract<Change, {kind: 'ovsdb-transact'}>['operations']) =>
			expect(lab.change({kind: 'ovsdb-transact', machine: machine.id, operations}).kind).toBe('done');
		transact(addBridge(database, 'br0', {}));
		transact(addPort(database, 'br0', 'vnet0', {}, [{name: 'vnet0'}]));
		transact(addPort(database, 'br0', 'tun0', {}, [{name: 'tun0', columns: {type, options: settings({remote_ip: remote, ...given})}}]));
	}
	const underlay = () => lab.wire().filter(({frame}) => summarise(frame).kind === 'tunnel');
	const switchOf = (name: string) => lab.machine(name).vswitchd?.bridges[0];
	return {...lab, underlay, switchOf};
}

const replies = (lab: ReturnType<typeof twoHosts>) => lab.lastPing('vm1').events.map(({kind}) => kind);

describe.each([
	['VXLAN', {type: 'vxlan', options: {key: '42'}}, 50, ['eth', 'ip', 'udp', 'vxlan', 'eth', 'ip', 'icmp', 'data']],
	['GRE with key', {type: 'gre', options: {key: '42'}}, 42, ['eth', 'ip', 'gre', 'eth', 'ip', 'icmp', 'data']],
	['GRE', {type: 'gre'}, 38, ['eth', 'ip', 'gre', 'eth', 'ip', 'icmp', 'data']],
] as const)('%s between two hosts', (_, setting, overhead, layers) => {
	it('carries a ping, and each frame is so many octets longer in the underlay', () => {
		const lab = twoHosts(setting as Setting);
		lab.ping('vm1', '10.0.0.2', 1);
		lab.wait(1);
		expect(replies(lab)).toEqual(['reply']);
		const echo = lab.underlay().find(({frame}) => dissect(frame).some(({protocol}) => protocol === 'icmp'));
		expect(echo && dissect(echo.frame).map(({protocol}) => protocol)).toEqual(layers);
		expect(echo?.frame.bytes.length).toBe(98 + overhead);
	});

	it('teaches the far bridge that the VM is behind the tunnel', () => {
		const lab = twoHosts(setting as Setting);
		lab.ping('vm1', '10.0.0.2', 1);
		lab.wait(1);
		const bridge = lab.switchOf('b');
		const rows = bridge ? listMacs(bridge.macs, lab.history.world.now).map(({mac, port}) => `${formatMac(mac)} ${port}`) : [];
		expect(rows).toContain('02:00:00:00:00:01 tun0');
		expect(rows).toContain('02:00:00:00:00:02 vnet0');
	});

	it('loses a full-sized frame when the underlay has the same MTU, and passes it when that is large enough', () => {
		const full = {payload: 1472};
		const narrow = twoHosts(setting as Setting);
		narrow.ping('vm1', '10.0.0.2', 1, full);
		narrow.wait(3);
		expect(replies(narrow)).toEqual([]);
		expect(drops(narrow.history.trace).map(({reason}) => reason)).toContain('too-long');
		const wide = twoHosts({...(setting as Setting), mtu: 1500 + overhead});
		wide.ping('vm1', '10.0.0.2', 1, full);
		wide.wait(3);
		expect(replies(wide)).toEqual(['reply']);
	});

	it('takes nothing whose key is another one (tnl_find)', () => {
		const lab = twoHosts({...(setting as Setting), far: {key: '7'}});
		lab.ping('vm1', '10.0.0.2', 1);
		lab.wait(4);
		expect(replies(lab)).toEqual(['unreachable']);
		expect(drops(lab.history.trace).map(({reason}) => reason)).toContain('ovs-no-tunnel-port');
	});
});

it('is lost when there is no way to the far end', () => {
	const lab = twoHosts({type: 'vxlan', options: {remote_ip: '198.51.100.1'}});
	lab.ping('vm1', '10.0.0.2', 1);
	lab.wait(4);
	expect(replies(lab)).toEqual(['unreachable']);
	expect(drops(lab.history.trace).map(({reason}) => reason)).toContain('tunnel-unreachable');
});
