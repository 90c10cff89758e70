/** The arithmetic, figure by figure. */
import {describe, expect, it} from 'vitest';
import {
	breakEvenRacks,
	coreStations,
	fillTime,
	floodCopies,
	hashedEntries,
	holdRate,
	lineRate,
	liveStations,
	stationCount,
	unknownShare,
} from '../../../source/engine/fabric/formulas.js';

const K = 1024;

describe('stations of a fabric', () => {
	it.each([
		['bare metal', {racks: 20, hosts: 40, vms: 0, hostMacs: 1}, 800, [true, true, true]],
		['modest', {racks: 4, hosts: 40, vms: 20}, 3520, [true, true, true]],
		['virtualised', {racks: 20, hosts: 40, vms: 50}, 41_600, [false, false, true]],
		['dense', {racks: 50, hosts: 40, vms: 50}, 104_000, [false, false, true]],
		['containers, one MAC each', {racks: 20, hosts: 40, vms: 200}, 161_600, [false, false, false]],
		['VXLAN, as the core sees it', {racks: 50, hosts: 40, vms: 50, overlay: 'vxlan' as const}, 2000, [true, true, true]],
	])('%s', (_name, fabric, count, fits) => {
		const parameters = {vnics: 1, hostMacs: 2, overlay: 'none' as const, ...fabric};
		expect(coreStations(parameters)).toBe(count);
		expect([8, 32, 136].map((size) => count <= size * K)).toEqual(fits);
	});

	it('are vNICs, not VMs', () => {
		expect(stationCount({racks: 2, hosts: 3, vms: 4, vnics: 2, hostMacs: 1})).toBe(54);
	});

	it('do not fit 32 K from the sixteenth rack on, nor 136 K from the 67th', () => {
		const rack = {hosts: 40, vms: 50, vnics: 1, hostMacs: 2};
		expect(breakEvenRacks(32 * K, rack)).toBeCloseTo(15.75, 2);
		expect(Math.round(breakEvenRacks(136 * K, rack))).toBe(67);
		expect(stationCount({racks: 16, ...rack})).toBe(33_280);
	});

	it('with VXLAN 16 racks are 640 for the core, however many VMs there are', () => {
		const parameters = {racks: 16, hosts: 40, vnics: 1, hostMacs: 2, overlay: 'vxlan' as const};
		expect([50, 100].map((vms) => coreStations({...parameters, vms}))).toEqual([640, 640]);
	});
});

it('2000 hosts with 100 VMs each keep the core under 4096 entries with an overlay only', () => {
	const fabric = {racks: 50, hosts: 40, vms: 100, vnics: 1, hostMacs: 2};
	expect([coreStations({...fabric, overlay: 'none'}), coreStations({...fabric, overlay: 'vxlan'})]).toEqual([204_000, 2000]);
});

it('an attacker with 1000 frames a second fills 8192 entries in 8.2 s, and holds them with 27.3 frames a second', () => {
	expect(fillTime(8192, 1000)).toBeCloseTo(8.192);
	expect(holdRate(8192, 300)).toBeCloseTo(27.3, 1);
});

it('1 Gb/s of unknown unicast at a switch with 48 ports is 47 Gb/s, and 1.49 million frames of 64 octets a second into each host', () => {
	expect(floodCopies(48)).toBe(47);
	expect(lineRate(1e9, 64) / 1e6).toBeCloseTo(1.488, 3);
});

it('who has not sent for the ageing time is not in the table', () => {
	expect(liveStations(1000, 10, 300)).toBeCloseTo(950.2, 1);
	expect(liveStations(1000, 1e6, 300)).toBeCloseTo(1000, 6);
	expect([unknownShare(8192, 32_768), unknownShare(100, 50)]).toEqual([0.75, 0]);
});

it('keys in buckets: one place a bucket, N keys in N places fill 63 %', () => {
	expect(hashedEntries(10_000, 10_000, 1) / 10_000).toBeCloseTo(1 - Math.exp(-1), 6);
	expect(hashedEntries(1e9, 1024, 4)).toBeCloseTo(1024, 6);
	expect(hashedEntries(0, 1024, 4)).toBe(0);
});
