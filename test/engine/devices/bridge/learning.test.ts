import {describe, expect, it} from 'vitest';
import {A, ALL, B, bridgeBench} from '../../../fixtures/bridge-bench.js';

const macA = 0x0200_0000_000a;

describe('learning', () => {
	it('is off where the port says so, and frames go on', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {learning: false});
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
		expect(bench.noted('fdb-not-learned')).toEqual([{kind: 'fdb-not-learned', mac: macA, why: 'learning-off'}]);
		expect(bench.fdb()).toEqual([]);
	});

	it('notes what is new and what is known', () => {
		const bench = bridgeBench(2);
		bench.enter('p1', A, B);
		expect(bench.noted('fdb-learned')).toEqual([{kind: 'fdb-learned', mac: macA, vid: 0, port: bench.id('p1')}]);
		bench.enter('p1', A, B);
		expect(bench.noted('fdb-refreshed')).toEqual([{kind: 'fdb-refreshed', mac: macA, vid: 0, port: bench.id('p1')}]);
	});

	it('stops at fdb_max_learned', () => {
		const bench = bridgeBench(2, {fdbMaxLearned: 1});
		bench.enter('p1', A, ALL);
		bench.enter('p1', B, ALL);
		expect(bench.noted('fdb-not-learned')).toMatchObject([{why: 'limit'}]);
		expect(bench.fdb()).toEqual([`${A} p1`]);
	});
});

describe('a locked port', () => {
	it('lets nobody in whom it does not know', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {locked: true});
		expect(bench.enter('p1', A, B)).toEqual(['drop:port-locked']);
		expect(bench.noted('fdb-not-learned')).toEqual([{kind: 'fdb-not-learned', mac: macA, why: 'locked'}]);
		expect(bench.fdb()).toEqual([]);
	});

	it('lets in whom an entry names there, and nobody who is known elsewhere', () => {
		const bench = bridgeBench(3);
		bench.setPort('p1', {locked: true});
		bench.change({kind: 'fdb-add', verb: 'add', device: bench.id('p1'), mac: macA, type: 'static', target: 'master'});
		expect(bench.enter('p1', A, B)).toEqual(['p3', 'p2']);
		bench.enter('p2', B, ALL);
		expect(bench.enter('p1', B, A)).toEqual(['drop:port-locked']);
		expect(bench.fdb()).toEqual([`${A} p1 static`, `${B} p2`]);
	});

	it('sends out as any other', () => {
		const bench = bridgeBench(2);
		bench.setPort('p2', {locked: true});
		expect(bench.enter('p1', A, ALL)).toEqual(['p2', 'host:broadcast']);
	});

	it('does not take a local address for a station', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {locked: true});
		expect(bench.enter('p1', '02:00:00:00:f0:01', B)).toEqual(['drop:port-locked']);
	});
});

describe('MAB', () => {
	it('remembers a stranger as locked, lets it roam to an open port and not back', () => {
		const bench = bridgeBench(3);
		bench.setPort('p1', {locked: true, mab: true});
		expect(bench.enter('p1', A, B)).toEqual(['drop:port-locked']);
		expect(bench.fdb()).toEqual([`${A} p1 locked`]);
		expect(bench.enter('p1', A, B)).toEqual(['drop:port-locked']);
		expect(bench.enter('p2', A, B)).toEqual(['p3', 'p1']);
		expect(bench.fdb()).toEqual([`${A} p2`]);
		expect(bench.enter('p1', A, B)).toEqual(['drop:port-locked']);
		expect(bench.fdb()).toEqual([`${A} p2`]);
	});

	it('lets a stranger in once somebody replaces its entry', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {locked: true, mab: true});
		bench.enter('p1', A, B);
		bench.change({kind: 'fdb-add', verb: 'replace', device: bench.id('p1'), mac: macA, type: 'dynamic', target: 'master'});
		expect(bench.fdb()).toEqual([`${A} p1`]);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
	});

	it('keeps the age of a stranger that keeps knocking', () => {
		const bench = bridgeBench(2, {ageing: 10_000_000_000});
		bench.setPort('p1', {locked: true, mab: true});
		bench.enter('p1', A, B);
		bench.wait(8);
		bench.enter('p1', A, B);
		bench.wait(8);
		expect(bench.fdb()).toEqual([`${A} p1 locked`]);
		bench.wait(3);
		expect(bench.fdb()).toEqual([]);
	});

	it('needs a locked port that learns, and forgets the strangers when it is turned off', () => {
		const bench = bridgeBench(2);
		const message = 'Bridge port must be locked and have learning enabled when MAB is enabled';
		expect(bench.setPort('p1', {mab: true})).toEqual({kind: 'refused', errno: 'EINVAL', message});
		expect(bench.setPort('p1', {locked: true, mab: true})).toEqual({kind: 'done'});
		expect(bench.setPort('p1', {learning: false})).toEqual({kind: 'refused', errno: 'EINVAL', message});
		bench.enter('p1', A, B);
		expect(bench.setPort('p1', {locked: false, mab: false})).toEqual({kind: 'done'});
		expect(bench.fdb()).toEqual([]);
	});
});
