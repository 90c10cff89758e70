/*
 * Who can ping whom through macvlan: each cell was measured on Linux 6.18 with
 * two VMs on one parent, the host on the parent itself, and a host on the switch.
 */
import {describe, expect, it} from 'vitest';
import type {MacvlanMode} from '../../../source/engine/devices/macvlan-device.js';
import {MAC, macvlanLab} from '../../fixtures/macvlan-lab.js';
import {bench} from '../../fixtures/two-stations.js';

const ADDRESS = {vm1: '10.0.0.1', vm2: '10.0.0.2', host: '10.0.0.100', ext: '10.0.0.200'} as const;
type Station = keyof typeof ADDRESS;

const PAIRS: readonly [Station, Station][] = [
	['vm1', 'vm2'],
	['vm1', 'ext'],
	['vm1', 'host'],
	['host', 'vm1'],
	['host', 'ext'],
];

function canPing(modes: readonly MacvlanMode[], relay: boolean, from: Station, to: Station, isStatic: boolean): boolean {
	const lab = bench(macvlanLab(modes, relay));
	if (isStatic) {
		lab.neigh('add', `${from}/eth0`, ADDRESS[to], MAC[to]);
		lab.neigh('add', `${to}/eth0`, ADDRESS[from], MAC[from]);
	}
	lab.ping(from, ADDRESS[to], 1);
	lab.wait(4);
	return lab.lastPing(from).account.received === 1;
}

/** The answer for each pair, in the order of `PAIRS`. */
function row(modes: readonly MacvlanMode[], relay: boolean, isStatic = false): string {
	return PAIRS.map(([from, to]) => (canPing(modes, relay, from, to, isStatic) ? 'yes' : 'no')).join(' ');
}

describe('ping vm1>vm2 vm1>ext vm1>host host>vm1 host>ext', () => {
	it.each<[string, readonly MacvlanMode[], boolean, boolean, string]>([
		['private', ['private', 'private'], false, false, 'no yes no no yes'],
		['private, relay', ['private', 'private'], true, false, 'no yes no yes yes'],
		['private, relay, permanent neighbours', ['private', 'private'], true, true, 'yes yes yes yes yes'],
		['vepa', ['vepa', 'vepa'], false, false, 'no yes no no yes'],
		['vepa, relay', ['vepa', 'vepa'], true, false, 'yes yes yes yes yes'],
		['bridge', ['bridge', 'bridge'], false, false, 'yes yes no no yes'],
		['bridge, relay', ['bridge', 'bridge'], true, false, 'yes yes yes yes yes'],
		['bridge and vepa', ['bridge', 'vepa'], false, false, 'no yes no no yes'],
		['bridge and private', ['bridge', 'private'], false, false, 'no yes no no yes'],
	])('with %s', (_, modes, relay, isStatic, expected) => {
		expect(row(modes, relay, isStatic)).toBe(expected);
	});

	it.each([false, true])('with passthru, where the host loses its NIC (relay %s)', (relay) => {
		const cells = PAIRS.slice(1).map(([from, to]) => canPing(['passthru'], relay, from, to, false));
		expect(cells).toEqual([true, false, false, false]);
	});
});
