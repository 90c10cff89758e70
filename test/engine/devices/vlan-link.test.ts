/** VLAN sub-interfaces. 8021q cannot be recorded here: each test names the kernel function that it follows. */
import {describe, expect, it} from 'vitest';
import {buildFrame, outerTag} from '../../../source/engine/frame.js';
import {input, settle} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {formatMac, toMac} from '../../../source/engine/mac.js';
import {deliveries, drops} from '../../../source/engine/trace.js';
import {deviceAtPath} from '../../../source/engine/world.js';
import {bench, SECOND} from '../../fixtures/two-stations.js';

/** a and b on one cable, each with eth0 and, in VLAN 10, eth0.10 in another subnet. */
const TAGGED: LabFile = {
	machines: ['a', 'b'].map((name, index) => ({
		name,
		role: 'host' as const,
		devices: [
			{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:00:0${index + 1}`, addresses: [`10.0.0.${index + 1}/24`]},
			{kind: 'vlan' as const, name: 'eth0.10', lower: `${name}/eth0`, vid: 10, addresses: [`10.0.10.${index + 1}/24`]},
		],
	})),
	links: [{ends: ['a/eth0', 'b/eth0']}],
};

function tagsOnWire(lab: ReturnType<typeof bench>): number[] {
	return lab.wire().map(({frame}) => outerTag(frame)?.vid ?? 0);
}

describe('a VLAN sub-interface', () => {
	it('sends with its tag and receives without it (vlan_dev_hard_start_xmit, vlan_do_receive)', () => {
		const lab = bench(TAGGED);
		lab.ping('a', '10.0.10.2', 1);
		lab.wait(1);
		expect(lab.lastPing('a').events.map(({kind}) => kind)).toEqual(['reply']);
		expect(tagsOnWire(lab)).toEqual([10, 10, 10, 10]);
	});

	it('leaves what has no tag to its lower device', () => {
		const lab = bench(TAGGED);
		lab.ping('a', '10.0.0.2', 1);
		lab.wait(1);
		expect(lab.lastPing('a').events.map(({kind}) => kind)).toEqual(['reply']);
		expect(tagsOnWire(lab)).toEqual([0, 0, 0, 0]);
	});

	it.each([
		[19, 'malformed', []],
		[20, 'not-for-us', ['b/eth0.10']],
	])(
		'gets a frame that ends behind its tag, and nobody one that ends within: %i octets, %s (skb_vlan_untag; asked of Linux 6.18)',
		(octets, reason, at) => {
			const lab = bench(TAGGED);
			const {bytes} = buildFrame({
				dst: toMac('02:00:00:00:00:02'),
				src: toMac('02:00:00:00:00:01'),
				tags: [{tpid: 0x8100, vid: 10, pcp: 0, dei: false}],
				etherType: 0x88b5,
				payload: new Uint8Array(2),
			});
			input(lab.history, {kind: 'frame', device: lab.device('a/eth0'), frame: {bytes: bytes.slice(0, octets)}});
			const nodes = settle(lab.history);
			expect(drops(nodes).map((drop) => drop.reason)).toEqual([reason]);
			expect(deliveries(nodes).map(({device}) => device)).toEqual(at.map(lab.device));
		},
	);

	it('takes its tag before a bridge on the lower device sees it (__netif_receive_skb_core)', () => {
		const lab = bench(TAGGED);
		const machine = lab.machine('b').id;
		const made = lab.change({kind: 'add-bridge', machine, name: 'br0', options: {}});
		const master = made.kind === 'done' ? (made.device ?? -1) : -1;
		lab.change({kind: 'enslave', device: lab.device('b/eth0'), master});
		lab.change({kind: 'set-up', device: master, up: true});
		lab.wait(31);
		lab.ping('a', '10.0.10.2', 1);
		lab.wait(1);
		expect(lab.lastPing('a').events.map(({kind}) => kind)).toEqual(['reply']);
		lab.ping('a', '10.0.0.2', 1);
		lab.wait(4);
		expect(lab.lastPing('a').events).toEqual([]);
	});

	it('follows the MAC of its lower device until it has one of its own (vlan_sync_address)', () => {
		const lab = bench(TAGGED);
		const mac = (path: string) => formatMac(deviceAtPath(lab.history.world, path)?.mac ?? 0);
		lab.change({kind: 'set-mac', device: lab.device('a/eth0'), mac: toMac('02:00:00:00:00:a1')});
		expect(mac('a/eth0.10')).toBe('02:00:00:00:00:a1');
		lab.change({kind: 'set-mac', device: lab.device('a/eth0.10'), mac: toMac('02:00:00:00:00:a2')});
		lab.change({kind: 'set-mac', device: lab.device('a/eth0'), mac: toMac('02:00:00:00:00:a3')});
		expect(mac('a/eth0.10')).toBe('02:00:00:00:00:a2');
		expect(deviceAtPath(lab.history.world, 'a/eth0')?.unicast.map(formatMac)).toEqual(['02:00:00:00:00:a2']);
	});

	it('is reached at a MAC of its own that the card took for somebody else’s (vlan_do_receive)', () => {
		const lab = bench(TAGGED);
		lab.change({kind: 'set-mac', device: lab.device('b/eth0.10'), mac: toMac('02:00:00:00:00:b2')});
		lab.ping('a', '10.0.10.2', 1);
		lab.wait(1);
		expect(lab.lastPing('a').events.map(({kind}) => kind)).toEqual(['reply']);
		expect(lab.neighbours('a')).toBe('10.0.10.2 dev eth0.10 lladdr 02:00:00:00:00:b2 REACHABLE');
	});

	it('goes down and comes up with its lower device, and cannot be up without it (vlan_device_event, vlan_dev_open)', () => {
		const lab = bench(TAGGED);
		const isUp = () => deviceAtPath(lab.history.world, 'a/eth0.10')?.up;
		lab.change({kind: 'set-up', device: lab.device('a/eth0'), up: false});
		expect(isUp()).toBe(false);
		expect(lab.change({kind: 'set-up', device: lab.device('a/eth0.10'), up: true})).toEqual({kind: 'refused', errno: 'ENETDOWN'});
		lab.change({kind: 'set-up', device: lab.device('a/eth0'), up: true});
		expect(isUp()).toBe(true);
	});

	it('has no larger MTU than its lower device, tag not counted (vlan_dev_change_mtu)', () => {
		const lab = bench(TAGGED);
		expect(lab.change({kind: 'set-mtu', device: lab.device('a/eth0.10'), mtu: 1501})).toEqual({kind: 'refused', errno: 'ERANGE'});
		lab.ping('a', '10.0.10.2', 1, {payload: 1472});
		lab.wait(1);
		expect(lab.wire().at(-1)?.frame.bytes.length).toBe(1518);
	});

	it('goes when its lower device goes', () => {
		const lab = bench(TAGGED);
		lab.change({kind: 'delete', device: lab.device('a/eth0')});
		expect(deviceAtPath(lab.history.world, 'a/eth0.10')).toBeUndefined();
	});

	it.each([
		[{vid: 10, protocol: 0x8100}, 'EEXIST', 'VLAN device already exists'],
		[{vid: 4095, protocol: 0x8100}, 'ERANGE', 'Invalid VLAN id'],
		[{vid: 20, protocol: 0x0800}, 'EPROTONOSUPPORT', 'Invalid VLAN protocol'],
	])('refuses %j (vlan_validate, vlan_newlink)', (given, errno, message) => {
		const lab = bench(TAGGED);
		const change = {kind: 'add-vlan-device' as const, machine: lab.machine('a').id, name: 'x', lower: lab.device('a/eth0'), ...given};
		expect(lab.change(change)).toEqual({kind: 'refused', errno, message});
	});

	it('that is down drops what is tagged for it', () => {
		const lab = bench(TAGGED);
		lab.change({kind: 'set-up', device: lab.device('b/eth0.10'), up: false});
		lab.ping('a', '10.0.10.2', 1);
		lab.wait(4);
		expect(lab.lastPing('a').events.map(({kind, time}) => [kind, time / SECOND])).toEqual([['unreachable', 3]]);
		expect(deviceAtPath(lab.history.world, 'b/eth0.10')?.counters.rxDropped).toBe(3);
	});
});
