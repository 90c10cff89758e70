import {describe, expect, it} from 'vitest';
import type {Bridge} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {portOf} from '../../../../source/engine/devices/bridge/ports.js';
import {buildFrame} from '../../../../source/engine/frame.js';
import {toMac} from '../../../../source/engine/mac.js';
import {drops} from '../../../../source/engine/trace.js';
import {backToBack, bondBench, isEchoRequest, withSwitch} from './bond-lab.js';

const MIIMON = {miimon: 100} as const;

describe('balance-rr', () => {
	it('sends by one slave after the other (bond_xmit_roundrobin_slave_get)', () => {
		const lab = bondBench(backToBack({mode: 'balance-rr', ...MIIMON}));
		lab.wait(1);
		lab.neigh('add', 'a/bond0', '10.0.0.2', lab.mac('b/bond0'));
		const since = lab.now();
		expect(lab.replies('a', '10.0.0.2', 4)).toBe(4);
		const turns = lab.senders(since).flatMap((path) => (path.startsWith('a/') ? [path] : []));
		expect(turns.length).toBeGreaterThan(3);
		for (const [index, path] of turns.entries()) expect(path).toBe(index % 2 === 0 ? turns[0] : turns[1]);
		expect(turns[0]).not.toBe(turns[1]);
	});

	it('sends several frames by each, when asked to', () => {
		const lab = bondBench(backToBack({mode: 'balance-rr', packetsPerSlave: 2, ...MIIMON}));
		lab.wait(1);
		lab.neigh('add', 'a/bond0', '10.0.0.2', lab.mac('b/bond0'));
		const since = lab.now();
		lab.replies('a', '10.0.0.2', 8);
		const turns = lab.senders(since, isEchoRequest).join(' ').replaceAll('a/eth', '');
		expect(turns).toMatch(/0 0 1 1 0 0|1 1 0 0 1 1/);
	});

	it('leaves out a slave that has failed', () => {
		const lab = bondBench(backToBack({mode: 'balance-rr', ...MIIMON}));
		lab.wait(1);
		lab.cut('a/eth0');
		lab.wait(1);
		const since = lab.now();
		expect(lab.replies('a', '10.0.0.2', 4)).toBe(4);
		expect(new Set(lab.senders(since))).toEqual(new Set(['a/eth1', 'b/eth1']));
	});

	it('takes frames from all slaves', () => {
		const lab = bondBench(backToBack({mode: 'balance-rr', ...MIIMON}));
		for (const path of ['a/eth0', 'a/eth1']) expect(lab.slave(path)).toMatchObject({backup: false, inactive: false});
	});
});

describe('active-backup', () => {
	it('sends by the active slave only, and takes frames from it only (bond_xmit_activebackup, bond_should_deliver_exact_match)', () => {
		const lab = bondBench(withSwitch({mode: 'active-backup', ...MIIMON}));
		lab.wait(1);
		expect(lab.active('a/bond0')).toBe('eth0');
		const since = lab.now();
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
		expect(lab.senders(since)).not.toContain('a/eth1');
		// The switch sends a broadcast on both cables; it arrives once.
		const arp = buildFrame({
			dst: toMac('ff:ff:ff:ff:ff:ff'),
			src: toMac('02:00:00:00:00:77'),
			etherType: 0x88b5,
			payload: new Uint8Array(46),
		});
		const before = {dropped: drops(lab.history.trace).length, taken: lab.at('a/bond0').counters.rxFrames};
		lab.send('b/eth0', arp);
		expect(lab.at('a/bond0').counters.rxFrames - before.taken).toBe(1);
		expect(
			drops(lab.history.trace)
				.slice(before.dropped)
				.map(({reason}) => reason),
		).toContain('bond-inactive-slave');
	});

	it('leaves what is for the link itself to the slave (bond_handle_frame, is_link_local_ether_addr)', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', ...MIIMON}));
		lab.wait(1);
		const lldp = buildFrame({
			dst: toMac('01:80:c2:00:00:0e'),
			src: toMac('02:00:00:00:00:77'),
			etherType: 0x88cc,
			payload: new Uint8Array(46),
		});
		const taken = lab.at('a/bond0').counters.rxFrames;
		lab.send('b/eth1', lldp);
		expect(lab.at('a/bond0').counters.rxFrames).toBe(taken);
		expect(
			lab.history.trace.some(({device, effects}) => device === lab.device('a/eth1') && effects.some(({kind}) => kind === 'delivered')),
		).toBe(true);
		lab.send('b/eth0', lldp);
		expect(lab.at('a/bond0').counters.rxFrames).toBe(taken + 1);
	});

	it('listens on all slaves with all_slaves_active, so that broadcasts come twice (bond_option_all_slaves_active_set)', () => {
		const lab = bondBench(withSwitch({mode: 'active-backup', allSlavesActive: true, ...MIIMON}));
		lab.wait(1);
		const taken = lab.at('a/bond0').counters.rxFrames;
		const frame = buildFrame({
			dst: toMac('ff:ff:ff:ff:ff:ff'),
			src: toMac('02:00:00:00:00:77'),
			etherType: 0x88b5,
			payload: new Uint8Array(46),
		});
		lab.send('b/eth0', frame);
		expect(lab.at('a/bond0').counters.rxFrames).toBe(taken + 2);
		expect(lab.set('a/bond0', {allSlavesActive: false})).toEqual({kind: 'done'});
		lab.send('b/eth0', frame);
		expect(lab.at('a/bond0').counters.rxFrames).toBe(taken + 3);
	});
});

describe('balance-xor', () => {
	it('keeps what goes to one station on one link (bond_xmit_3ad_xor_slave_get)', () => {
		const lab = bondBench(backToBack({mode: 'balance-xor', ...MIIMON}));
		lab.wait(1);
		const since = lab.now();
		expect(lab.replies('a', '10.0.0.2', 4)).toBe(4);
		// Last octets 00 and 00, IPv4: hash 0x800, of two slaves the first.
		expect(new Set(lab.senders(since, isEchoRequest))).toEqual(new Set(['a/eth0']));
		lab.cut('a/eth0');
		lab.wait(1);
		const after = lab.now();
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
		expect(new Set(lab.senders(after, isEchoRequest))).toEqual(new Set(['a/eth1']));
	});
});

describe('broadcast', () => {
	it('sends a copy by every slave that is up (bond_xmit_broadcast)', () => {
		const lab = bondBench(backToBack({mode: 'broadcast', ...MIIMON}));
		lab.wait(1);
		lab.neigh('add', 'a/bond0', '10.0.0.2', lab.mac('b/bond0'));
		const since = lab.now();
		lab.replies('a', '10.0.0.2', 1);
		expect(lab.senders(since, isEchoRequest)).toEqual(['a/eth0', 'a/eth1']);
	});
});

describe('any mode', () => {
	it('drops what it has no slave for (bond_tx_drop)', () => {
		for (const mode of ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'] as const) {
			const lab = bondBench(backToBack({mode, ...MIIMON}));
			lab.cut('a/eth0');
			lab.cut('a/eth1');
			lab.wait(1);
			expect(lab.at('a/bond0').carrier).toBe(false);
			const frame = buildFrame({
				dst: toMac('ff:ff:ff:ff:ff:ff'),
				src: lab.at('a/bond0').mac,
				etherType: 0x88b5,
				payload: new Uint8Array(46),
			});
			lab.send('a/bond0', frame);
			expect(lab.at('a/bond0').counters.txDropped).toBeGreaterThan(0);
		}
	});

	it('carries VLANs, and is a port of a bridge', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', ...MIIMON}));
		for (const name of ['a', 'b']) {
			const machine = lab.machine(name).id;
			lab.must({kind: 'add-vlan-device', machine, name: 'bond0.10', lower: lab.device(`${name}/bond0`), vid: 10, protocol: 0x8100});
			lab.must({kind: 'add-address', device: lab.device(`${name}/bond0.10`), address: 0x0a000a01 + (name === 'b' ? 1 : 0), prefix: 24});
			lab.must({kind: 'set-up', device: lab.device(`${name}/bond0.10`), up: true});
			expect(lab.mac(`${name}/bond0.10`)).toBe(lab.mac(`${name}/bond0`));
		}
		lab.wait(1);
		expect(lab.replies('a', '10.0.10.2', 2)).toBe(2);
		const machine = lab.machine('b').id;
		lab.must({kind: 'add-bridge', machine, name: 'br0', options: {}});
		lab.must({kind: 'enslave', device: lab.device('b/bond0'), master: lab.device('b/br0')});
		lab.must({kind: 'add-address', device: lab.device('b/br0'), address: 0x0a000002, prefix: 24});
		lab.must({kind: 'del-address', device: lab.device('b/bond0'), address: 0x0a000002, prefix: 24});
		lab.must({kind: 'set-up', device: lab.device('b/br0'), up: true});
		lab.wait(31);
		expect(lab.mac('b/br0')).toBe(lab.mac('b/bond0'));
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
		// What the bridge wants to hear, the active slave hears (bond_set_promiscuity, bond_hw_addr_swap).
		expect([lab.at('b/bond0'), lab.at('b/eth0'), lab.at('b/eth1')].map(({promiscuity}) => promiscuity)).toEqual([1, 1, 0]);
		// And it is as fast as what sends (bond_ethtool_get_link_ksettings, br_port_carrier_check).
		expect(portOf(lab.at('b/br0') as Bridge, lab.device('b/bond0'))).toMatchObject({speed: 1000, cost: 5});
		lab.cut('b/eth0');
		lab.wait(1);
		expect([lab.at('b/bond0'), lab.at('b/eth0'), lab.at('b/eth1')].map(({promiscuity}) => promiscuity)).toEqual([1, 0, 1]);
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
	});
});
