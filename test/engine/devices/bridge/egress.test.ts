import {describe, expect, it} from 'vitest';
import {A, ALL, B, bridgeBench, C, D, GROUP} from '../../../fixtures/bridge-bench.js';

const OFF = {flood: false, mcastFlood: false, bcastFlood: false};

describe('hairpin', () => {
	it('sends unicast, unknown unicast and broadcast back where they came from', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {hairpin: true});
		bench.enter('p1', B, ALL);
		expect(bench.enter('p1', A, B)).toEqual(['p1']);
		expect(bench.enter('p1', A, C)).toEqual(['p2', 'p1']);
		expect(bench.enter('p1', A, ALL)).toEqual(['p2', 'p1', 'host:broadcast']);
	});
});

describe('isolation', () => {
	it('keeps isolated ports from each other, known and flooded alike, and from nobody else', () => {
		const bench = bridgeBench(4);
		for (const name of ['p1', 'p2']) bench.setPort(name, {isolated: true});
		bench.enter('p2', B, ALL);
		bench.enter('p3', C, ALL);
		expect(bench.enter('p1', A, B)).toEqual(['drop:egress-refused']);
		expect(bench.noted('egress-refused')).toMatchObject([{port: bench.id('p2'), why: 'isolated'}]);
		expect(bench.enter('p1', A, ALL)).toEqual(['p4', 'p3', 'host:broadcast']);
		expect(bench.enter('p1', A, C)).toEqual(['p3']);
		expect(bench.enter('p3', C, B)).toEqual(['p2']);
		expect(bench.host(B)).toEqual(['p2']);
	});
});

describe('flood flags', () => {
	it('bind what is unknown, multicast and broadcast, each its own', () => {
		const bench = bridgeBench(4);
		bench.setPort('p2', {flood: false});
		bench.setPort('p3', {mcastFlood: false});
		bench.setPort('p4', {bcastFlood: false});
		expect(bench.enter('p1', A, D)).toEqual(['p4', 'p3']);
		expect(bench.enter('p1', A, GROUP)).toEqual(['p4', 'p2', 'host:multicast']);
		expect(bench.enter('p1', A, ALL)).toEqual(['p3', 'p2', 'host:broadcast']);
		expect(bench.noted('egress-refused')).toMatchObject([{port: bench.id('p4'), why: 'broadcast-flood-off'}, {why: 'ingress-port'}]);
	});

	it('do not bind known unicast', () => {
		const bench = bridgeBench(2);
		bench.setPort('p2', OFF);
		bench.enter('p2', B, ALL);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
	});

	it('do not bind the groups of the host, but its unknown unicast', () => {
		const bench = bridgeBench(2);
		bench.setPort('p2', OFF);
		expect(bench.host(ALL)).toEqual(['p2', 'p1']);
		expect(bench.host(GROUP)).toEqual(['p2', 'p1']);
		expect(bench.host(D)).toEqual(['p1']);
	});
});

describe('length', () => {
	it('drops in silence what is longer than the MTU of the port, header and one tag aside', () => {
		const bench = bridgeBench(3);
		bench.change({kind: 'set-mtu', device: bench.id('p2'), mtu: 1400});
		expect(bench.enter('p1', A, ALL, '', 1404)).toEqual(['p3', 'p2', 'host:broadcast']);
		expect(bench.enter('p1', A, ALL, '', 1405)).toEqual(['p3', 'host:broadcast']);
		expect(bench.noted('egress-refused')).toMatchObject([{port: bench.id('p2'), why: 'too-long'}, {why: 'ingress-port'}]);
	});

	it('does not count the outermost tag', () => {
		const bench = bridgeBench(2);
		expect(bench.enter('p1', A, B, 'v10', 1504)).toEqual(['p2 v10']);
		expect(bench.enter('p1', A, B, 'v10', 1505)).toEqual(['drop:no-egress']);
		expect(bench.enter('p1', A, B, 'v10 v20', 1501)).toEqual(['drop:no-egress']);
	});
});

describe('a backup port', () => {
	it('takes what is for a port without carrier, whose entries therefore stay', () => {
		const bench = bridgeBench(3);
		bench.setPort('p2', {backupPort: bench.id('p3')});
		bench.enter('p2', B, ALL);
		bench.change({kind: 'set-up', device: bench.id('q2'), up: false});
		expect(bench.enter('p1', A, B)).toEqual(['p3']);
		expect(bench.noted('backup-port')).toEqual([{kind: 'backup-port', port: bench.id('p2'), backup: bench.id('p3')}]);
		bench.change({kind: 'set-up', device: bench.id('q2'), up: true});
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
	});

	it('goes with the port that was it', () => {
		const bench = bridgeBench(3);
		bench.setPort('p2', {backupPort: bench.id('p3')});
		bench.change({kind: 'release', device: bench.id('p3')});
		expect(bench.port('p2').backupPort).toBe(-1);
	});
});
