import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {jump} from '../../../source/engine/history.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {summarise} from '../../../source/engine/protocol/summary.js';
import {drops} from '../../../source/engine/trace.js';
import {bench, SECOND} from '../../fixtures/two-stations.js';

describe('a ping', () => {
	it('sends frames of 98 octets and measures the round trip in logical time', () => {
		const lab = bench();
		expect(lab.ping('a', '10.0.0.2', 2)).toEqual({kind: 'done', ping: 1});
		lab.wait(1);
		const echoes = lab.wire().filter(({frame}) => summarise(frame).kind.startsWith('echo'));
		expect(echoes.map(({frame}) => frame.bytes.length)).toEqual([98, 98, 98, 98]);
		// The first waits for ARP: four times 1 us along the link. The second goes there and back.
		expect(lab.lastPing('a').events).toMatchObject([{roundTrip: 4000}, {roundTrip: 2000}]);
		expect(lab.lastPing('a')).toMatchObject({done: true, sentAt: [0, SECOND]});
	});

	it('is done when the last reply is in, and not before', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 3);
		lab.wait(1.5);
		expect(lab.lastPing('a').done).toBe(false);
		lab.wait(0.5);
		expect(lab.lastPing('a').done).toBe(true);
	});

	it('waits ten seconds for a first reply', () => {
		const lab = bench();
		lab.neigh('add', 'a/eth0', '10.0.0.9', '02:00:00:00:00:99');
		lab.ping('a', '10.0.0.9', 2);
		lab.wait(10.9);
		expect(lab.lastPing('a').done).toBe(false);
		lab.wait(0.1);
		expect(lab.lastPing('a')).toMatchObject({done: true, events: []});
	});

	it('waits only an interval once a reply came', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 2);
		lab.change({kind: 'set-up', device: lab.device('b/eth0'), up: false});
		lab.wait(1.9);
		expect(lab.lastPing('a').done).toBe(false);
		lab.wait(0.1);
		expect(lab.lastPing('a').done).toBe(true);
		expect(lab.lastPing('a').account.received).toBe(1);
	});

	it('counts a second reply to the same request as a duplicate', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 2);
		const reply = lab.wire().at(-1);
		if (reply) lab.send('b/eth0', reply.frame);
		const ping = lab.lastPing('a');
		expect(ping.events.map((event) => event.kind === 'reply' && event.duplicate)).toEqual([false, true]);
		expect(ping.account.received).toBe(1);
		expect(ping.done).toBe(false);
	});

	it('takes no reply for a ping that is over', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 1);
		const reply = lab.wire().at(-1);
		if (reply) lab.send('b/eth0', reply.frame);
		expect(lab.lastPing('a').events).toHaveLength(1);
		expect(drops(lab.history.trace).map(({reason}) => reason)).toEqual(['not-for-us']);
	});

	it.each(['10.0.0.1', '127.0.0.1', '0.0.0.0'])('to %s is answered by the machine itself without a frame', (target) => {
		const lab = bench();
		lab.ping('a', target, 1);
		expect(lab.lastPing('a')).toMatchObject({done: true, events: [{kind: 'reply', sequence: 1, roundTrip: 0}]});
		expect(lab.wire()).toEqual([]);
	});

	it.each([
		['10.1.0.1', 'ENETUNREACH'],
		['255.255.255.255', 'ENETUNREACH'],
		['224.0.0.1', 'ENETUNREACH'],
		['10.0.0.255', 'EACCES'],
	])('to %s is refused with %s', (target, errno) => {
		const lab = bench();
		expect(lab.ping('a', target, 1)).toEqual({kind: 'refused', errno});
		expect(lab.machine('a').stack.pings).toEqual([]);
	});

	it('to the network’s own address asks for it like for any other', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.0', 1);
		lab.wait(3);
		expect(lab.lastPing('a').account.errors).toBe(1);
	});

	it('longer than the MTU goes in pieces, and cannot be longer than a packet', () => {
		const lab = bench();
		expect(lab.ping('a', '10.0.0.2', 1, {payload: 65508})).toEqual({kind: 'refused', errno: 'EMSGSIZE'});
		expect(lab.ping('a', '10.0.0.2', 1, {payload: 1473}).kind).toBe('done');
		expect(lab.lastPing('a').account.received).toBe(1);
		const packets = lab.wire().filter(({frame}) => summarise(frame).kind === 'ipv4');
		// A full piece of 1480 octets, and the last octet: there and back.
		expect(packets.map(({from, frame}) => [from, frame.bytes.length])).toEqual([
			['a', 1514],
			['a', 35],
			['b', 1514],
			['b', 35],
		]);
	});

	it('without carrier hears "host unreachable" after three seconds', () => {
		const lab = bench();
		lab.change({kind: 'cut', device: lab.device('a/eth0'), cut: true});
		expect(lab.ping('a', '10.0.0.2', 1).kind).toBe('done');
		lab.wait(3);
		expect(lab.lastPing('a').events).toEqual([{kind: 'unreachable', sequence: 1, from: toIpv4('10.0.0.1'), code: 1, time: 3 * SECOND}]);
	});

	it('goes on with another source when the address changes', () => {
		const lab = bench();
		const device = lab.device('a/eth0');
		lab.ping('a', '10.0.0.2', 2);
		lab.change({kind: 'del-address', device, address: toIpv4('10.0.0.1'), prefix: 24});
		lab.change({kind: 'add-address', device, address: toIpv4('10.0.0.7'), prefix: 24});
		lab.wait(1);
		const sources = lab
			.wire()
			.map(({frame}) => summarise(frame))
			.flatMap((line) => (line.kind === 'echo-request' ? [line.source] : []));
		expect(sources).toEqual([toIpv4('10.0.0.1'), toIpv4('10.0.0.7')]);
		expect(lab.lastPing('a').account.received).toBe(2);
	});

	it('loses its requests when the device goes, and still ends', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 3);
		lab.change({kind: 'add-nic', machine: lab.machine('a').id, name: 'eth1', mac: 0x0200_0000_0011});
		lab.change({kind: 'delete', device: lab.device('a/eth0')});
		lab.wait(4);
		expect(lab.lastPing('a')).toMatchObject({done: true, sentAt: [0, SECOND, 2 * SECOND]});
		expect(lab.lastPing('a').account.received).toBe(1);
	});

	it('writes the time into its payload as ping does', () => {
		const lab = bench();
		lab.wait(5.25);
		lab.ping('a', '10.0.0.2', 1);
		const payload = lab.wire()[2]?.frame.bytes.slice(42);
		expect(payload?.slice(0, 20)).toEqual(Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0, 0x90, 0xd0, 0x03, 0, 0, 0, 0, 0, 16, 17, 18, 19));
	});

	it('tells two pings to the same target apart', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 2);
		lab.ping('a', '10.0.0.2', 2);
		lab.wait(1);
		expect(lab.machine('a').stack.pings.map(({account}) => account.received)).toEqual([2, 2]);
	});

	it('accounts for every request of its count', () => {
		const count = fc.integer({min: 1, max: 12});
		fc.assert(
			fc.property(count, fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.9'), fc.integer({min: 1, max: 3000}), (requests, target, ms) => {
				const lab = bench();
				lab.ping('a', target, requests, {interval: ms * 1_000_000});
				lab.wait(60);
				const ping = lab.lastPing('a');
				expect(ping).toMatchObject({done: true});
				expect(ping.sentAt).toHaveLength(requests);
				expect(ping.account.received + ping.account.errors).toBe(requests);
			}),
			{numRuns: 40},
		);
	});

	it('counts all of a long ping, and holds only the latest of it', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 5000, {interval: 1_000_000});
		lab.wait(6);
		const {account, sentAt, answered, events, done} = lab.lastPing('a');
		expect(done).toBe(true);
		expect(account).toEqual({
			sent: 5000,
			began: 0,
			received: 5000,
			duplicates: 0,
			errors: 0,
			pipe: 1,
			least: 2000,
			most: 4000,
			sum: 10_002,
			squares: 20_012,
		});
		expect([sentAt.length, answered.length, events.length]).toEqual([1024, 1024, 256]);
		expect(events.at(-1)).toMatchObject({sequence: 5000, roundTrip: 2000});
	});

	it('is the same again after going back in time', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.9', 4);
		lab.wait(7);
		const stack = structuredClone(lab.machine('a').stack);
		const end = lab.history.end;
		jump(lab.history, 3);
		expect(lab.machine('a').stack.pings[0]?.events).toEqual([]);
		jump(lab.history, end);
		expect(lab.machine('a').stack).toEqual(stack);
	});
});
