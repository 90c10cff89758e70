import {describe, expect, it} from 'vitest';
import {A, ALL, B, BR0, bridgeBench, C, frameFrom, GROUP} from '../../../fixtures/bridge-bench.js';

const P1 = '02:00:00:00:f0:01';
const P2 = '02:00:00:00:f0:02';

describe('a frame for an unknown station', () => {
	it('floods, newest port first, and teaches the bridge where its sender is', () => {
		const bench = bridgeBench(4);
		expect(bench.enter('p2', A, B)).toEqual(['p4', 'p3', 'p1']);
		expect(bench.fdb()).toEqual([`${A} p2`]);
	});

	it('is not for the host, unless br0 is promiscuous', () => {
		const bench = bridgeBench(2);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
		bench.change({kind: 'set-promisc', device: bench.id('br0'), on: true});
		expect(bench.enter('p1', A, B)).toEqual(['p2', 'host:otherhost']);
	});

	it('ends when no port takes it', () => {
		const bench = bridgeBench(1);
		expect(bench.enter('p1', A, B)).toEqual(['drop:no-egress']);
	});
});

describe('a frame for a known station', () => {
	it('leaves by one port', () => {
		const bench = bridgeBench(4);
		bench.enter('p2', B, ALL);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
		expect(bench.noted('fdb-hit')).toEqual([{kind: 'fdb-hit', mac: 0x0200_0000_000b, vid: 0, port: bench.id('p2')}]);
	});

	it('is filtered, not flooded, when the station is where the frame came from', () => {
		const bench = bridgeBench(3);
		bench.enter('p1', B, ALL);
		expect(bench.enter('p1', A, B)).toEqual(['drop:egress-refused']);
		expect(bench.noted('egress-refused')).toEqual([{kind: 'egress-refused', port: bench.id('p1'), why: 'ingress-port'}]);
	});

	it('does not refresh the entry of its destination', () => {
		const bench = bridgeBench(2, {ageing: 2_000_000_000});
		bench.enter('p2', B, ALL);
		bench.wait(1.5);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
		bench.wait(1);
		expect(bench.fdb()).toEqual([`${A} p1`]);
	});

	it('follows it when it has moved', () => {
		const bench = bridgeBench(3);
		bench.enter('p2', B, ALL);
		bench.enter('p3', B, ALL);
		expect(bench.noted('fdb-moved')).toEqual([
			{kind: 'fdb-moved', mac: 0x0200_0000_000b, vid: 0, port: bench.id('p3'), from: bench.id('p2')},
		]);
		expect(bench.enter('p1', A, B)).toEqual(['p3']);
	});
});

describe('a frame for a group', () => {
	it('floods and goes up to the host', () => {
		const bench = bridgeBench(3);
		expect(bench.enter('p1', A, ALL)).toEqual(['p3', 'p2', 'host:broadcast']);
		expect(bench.enter('p1', A, GROUP)).toEqual(['p3', 'p2', 'host:multicast']);
	});
});

describe('a frame for a MAC of the bridge itself', () => {
	it('goes up to the host and nowhere else', () => {
		const bench = bridgeBench(3);
		expect(bench.enter('p1', A, BR0)).toEqual(['host:host']);
	});

	it('is the host’s own at the port that has the MAC, and somebody else’s at any other port', () => {
		const bench = bridgeBench(3);
		expect(bench.enter('p2', A, P2)).toEqual(['host:host']);
		expect(bench.enter('p1', A, P2)).toEqual(['host:otherhost']);
	});
});

describe('a frame with a source that cannot be', () => {
	it('is dropped when the source is a group or all zero, and nothing is learned', () => {
		const bench = bridgeBench(2);
		for (const source of [ALL, GROUP, '00:00:00:00:00:00']) expect(bench.enter('p1', source, B)).toEqual(['drop:invalid-source']);
		expect(bench.fdb()).toEqual([]);
	});

	it('is forwarded and not learned when the source is the bridge’s own', () => {
		const bench = bridgeBench(2);
		for (const source of [BR0, P1, P2]) {
			expect(bench.enter('p1', source, B)).toEqual(['p2']);
			expect(bench.noted('fdb-not-learned')).toMatchObject([{why: 'own-address'}]);
		}
		expect(bench.fdb()).toEqual([]);
	});

	it('is dropped when it is shorter than a header', () => {
		const bench = bridgeBench(2);
		expect(bench.enterFrame('p1', {bytes: new Uint8Array(13).fill(2)})).toEqual(['drop:malformed']);
	});
});

describe('a port that does not forward', () => {
	it('neither learns nor forwards while it listens', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {state: 'listening'});
		expect(bench.enter('p1', A, ALL)).toEqual(['drop:port-not-forwarding']);
		expect(bench.fdb()).toEqual([]);
	});

	it('learns and does not forward while it learns', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {state: 'learning'});
		for (const dst of [ALL, GROUP, B]) expect(bench.enter('p1', A, dst)).toEqual(['drop:port-not-forwarding']);
		expect(bench.fdb()).toEqual([`${A} p1`]);
	});

	it('gets no copies', () => {
		const bench = bridgeBench(3);
		bench.setPort('p3', {state: 'disabled'});
		expect(bench.enter('p1', A, ALL)).toEqual(['p2', 'host:broadcast']);
		expect(bench.noted('egress-refused')).toMatchObject([{port: bench.id('p3'), why: 'not-forwarding'}, {why: 'ingress-port'}]);
	});
});

describe('the host', () => {
	it('sends groups and unknown unicast to all ports, and teaches the bridge nothing', () => {
		const bench = bridgeBench(3);
		for (const dst of [ALL, GROUP, B]) expect(bench.host(dst)).toEqual(['p3', 'p2', 'p1']);
		expect(bench.fdb()).toEqual([]);
	});

	it('sends to a known station by its port', () => {
		const bench = bridgeBench(3);
		bench.enter('p2', B, ALL);
		expect(bench.host(B)).toEqual(['p2']);
	});

	it('sends out of a port what is for the port’s own MAC', () => {
		const bench = bridgeBench(3);
		expect(bench.host(P2)).toEqual(['p2']);
	});

	it('gets nothing back of what it sends to itself', () => {
		const bench = bridgeBench(3);
		expect(bench.host(BR0)).toEqual(['drop:own-address']);
	});

	it('sends into the void when no port forwards', () => {
		const bench = bridgeBench(1);
		bench.setPort('p1', {state: 'disabled'});
		expect(bench.host(ALL)).toEqual(['drop:no-egress']);
	});
});

describe('ageing', () => {
	it('forgets a station that has been silent for the ageing time', () => {
		const bench = bridgeBench(3, {ageing: 2_000_000_000});
		bench.enter('p2', B, ALL);
		bench.wait(1.99);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
		bench.wait(0.02);
		expect(bench.noted('fdb-aged')).toEqual([{kind: 'fdb-aged', count: 1}]);
		expect(bench.enter('p1', A, B)).toEqual(['p3', 'p2']);
	});

	it('makes a hub when it is 0: what was learned goes, nothing is learned', () => {
		const bench = bridgeBench(3);
		bench.enter('p2', B, ALL);
		bench.setBridge({ageing: 0});
		expect(bench.fdb()).toEqual([]);
		expect(bench.enter('p2', B, ALL)).toEqual(['p3', 'p1', 'host:broadcast']);
		expect(bench.noted('fdb-not-learned')).toMatchObject([{why: 'hub'}]);
		expect(bench.enter('p1', A, B)).toEqual(['p3', 'p2']);
	});

	it('counts with the forward delay while the topology changes, but only when the collector runs', () => {
		const bench = bridgeBench(2);
		bench.wait(1);
		bench.enter('p2', B, ALL);
		bench.bridge.stp.topologyChange = true;
		bench.wait(20);
		expect(bench.fdb()).toEqual([`${B} p2 stale`]);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
		bench.wait(280);
		expect(bench.fdb()).toEqual([]);
	});
});

describe('without anybody reading the notes', () => {
	it('does the same', () => {
		const [told, untold] = [true, false].map((tracing) => {
			const bench = bridgeBench(3, {}, {tracing});
			const happened = [bench.enter('p1', A, ALL), bench.enter('p2', B, A), bench.enter('p3', A, B), bench.host(C), bench.fdb()];
			return {happened, fdb: bench.bridge.fdb, notes: bench.sink.notes.length};
		});
		expect(untold?.happened).toEqual(told?.happened);
		expect(untold?.fdb).toEqual(told?.fdb);
		expect([told?.notes === 0, untold?.notes]).toEqual([false, 0]);
	});

	it('copies of a flood are one frame', () => {
		const bench = bridgeBench(3);
		const frame = frameFrom(A, ALL);
		bench.enterFrame('p1', frame);
		expect(bench.sink.asked.filter((asked) => 'frame' in asked && asked.frame === frame)).toHaveLength(3);
	});
});
