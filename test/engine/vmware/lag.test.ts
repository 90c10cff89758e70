/** A LAG of a vDS with a switch that speaks LACP. */
import {describe, expect, it} from 'vitest';
import {input, settle} from '../../../source/engine/history.js';
import {deviceAt} from '../../../source/engine/world.js';
import {change, cut, opened, reaches, switchAt} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const SECOND = 1_000_000_000;

/** vm1 by lag1 (esx/up0, esx/up1) to a Linux bond with or without LACP, behind it T. */
function aggregated(lacp: boolean, mode: 'active' | 'passive' = 'active'): ReturnType<typeof opened> {
	const history = opened({
		managers: [
			{
				name: 'vcenter',
				manager: {
					kind: 'vcenter',
					switches: [{name: 'dvs', lags: [{name: 'lag1', mode, fast: true}], teaming: {active: ['lag1']}, groups: [{name: 'a'}]}],
				},
			},
		],
		hosts: [
			{
				name: 'esx',
				nics: 0,
				others: ['up0', 'up1'],
				switches: [
					{kind: 'distributed-switch', name: 'dvs', of: 'vcenter/dvs', uplinks: ['up0', 'up1'].map((device) => ({device, lag: 'lag1'}))},
				],
			},
		],
		guests: [{name: 'vm1', group: 'a', at: 'esx/dvs'}],
		serverVlan: 0,
		more: {
			machines: [
				{
					name: 'phy2',
					role: 'switch',
					devices: [
						...['q1', 'q2', 'q3'].map((name) => ({kind: 'nic' as const, name})),
						{
							kind: 'bond',
							name: 'po1',
							slaves: ['q1', 'q2'],
							options: {mode: lacp ? '802.3ad' : 'balance-xor', miimon: 100, ...(lacp ? {lacpFast: true} : {})},
						},
						{kind: 'bridge', name: 'br0', ports: ['po1', 'q3'], options: {mcastSnooping: false}},
					],
				},
				{name: 'T', role: 'external', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:88', addresses: ['10.0.0.88/24']}]},
			],
			links: [{ends: ['esx/up0', 'phy2/q1']}, {ends: ['esx/up1', 'phy2/q2']}, {ends: ['phy2/q3', 'T/eth0']}],
		},
	});
	input(history, {kind: 'wait', duration: 10 * SECOND});
	settle(history);
	return history;
}

/** Names of the NICs that carry traffic. */
function enabled({world}: ReturnType<typeof opened>): string[] {
	return (switchAt(world, 'esx/dvs').lags[0]?.enabled ?? []).map((id) => deviceAt(world, id).name);
}

describe('a LAG', () => {
	it('carries traffic by all its links once both ends are in step', () => {
		for (const mode of ['active', 'passive'] as const) {
			const history = aggregated(true, mode);
			expect([mode, enabled(history)]).toEqual([mode, ['up0', 'up1']]);
			expect(reaches(history, 'vm1', '10.0.0.88')).toBe(true);
		}
	});

	it('carries nothing where the other end does not speak LACP', () => {
		const history = aggregated(false);
		expect(enabled(history)).toEqual([]);
		expect(reaches(history, 'vm1', '10.0.0.88')).toBe(false);
	});

	it('goes on with one link when the other is cut', () => {
		const history = aggregated(true);
		cut(history, 'esx/up0');
		expect(enabled(history)).toEqual(['up1']);
		expect(reaches(history, 'vm1', '10.0.0.88')).toBe(true);
		cut(history, 'esx/up0', false);
		input(history, {kind: 'wait', duration: 10 * SECOND});
		settle(history);
		expect(enabled(history)).toEqual(['up0', 'up1']);
	});

	it('is not there on a standard switch', () => {
		const history = aggregated(true);
		const machine = history.world.machines.findIndex(({name}) => name === 'esx');
		change(history, {kind: 'add-standard-switch', machine, name: 'vSwitch0'});
		const lags = [{name: 'lag1', mode: 'active' as const, fast: false}];
		expect(change(history, {kind: 'set-vmware-switch', device: idOf(history.world, 'esx/vSwitch0'), options: {lags}})).toMatchObject({
			errno: 'EINVAL',
		});
	});
});
