/** MAC learning of a vDS: what is learned where, limits, unknown unicast, and what is forgotten. */
import {describe, expect, it} from 'vitest';
import {input, settle} from '../../../source/engine/history.js';
import {formatMac} from '../../../source/engine/mac.js';
import {LEARNED_AGEING, listLearned} from '../../../source/engine/vmware/mac-learning.js';
import {ALL, change, macOf, opened, SERVER, send, switchAt} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const INNER = '52:54:00:00:00:0a';
const INNER2 = '52:54:00:00:00:0b';

interface Learning {
	limit?: number;
	whenFull?: 'drop' | 'allow';
	flooding?: boolean;
}

/** vm1 and vm2 in a group that learns, vm3 in one that does not. */
function learning(policy: Learning): ReturnType<typeof opened> {
	const security = {forgedTransmits: 'accept' as const};
	const groups = [
		{name: 'learns', vlan: 10, security, learning: policy},
		{name: 'plain', vlan: 10, security},
	];
	return opened({
		managers: [{name: 'vcenter', manager: {kind: 'vcenter', switches: [{name: 'dvs', groups}]}}],
		hosts: [{name: 'esx', nics: 1, switches: [{kind: 'distributed-switch', name: 'dvs', of: 'vcenter/dvs', uplinks: ['vmnic0']}]}],
		guests: ['learns', 'learns', 'plain'].map((group, index) => ({name: `vm${index + 1}`, group, at: 'esx/dvs'})),
	});
}

function learned({world}: ReturnType<typeof opened>): string[] {
	return listLearned(switchAt(world, 'esx/dvs'), world.now)
		.map(({mac, vid, port}) => `${formatMac(mac)} ${vid} ${port}`)
		.sort();
}

describe('MAC learning', () => {
	it('finds the guest of a guest behind the port that it spoke from, and nowhere else', () => {
		const history = learning({});
		expect(send(history, 'vm1', ALL, {src: INNER})).toEqual(['S', 'vm2', 'vm3']);
		expect(learned(history)).toEqual([`${INNER} 10 1`]);
		expect(send(history, 'S', INNER)).toEqual(['vm1']);
		expect(send(history, 'vm3', INNER)).toEqual(['vm1']);
	});

	it('learns nothing where the group does not, and nothing from outside', () => {
		const history = learning({});
		send(history, 'vm3', ALL, {src: INNER});
		send(history, 'S', ALL);
		expect(learned(history)).toEqual([]);
	});

	it('follows a station that speaks at another port', () => {
		const history = learning({});
		send(history, 'vm1', ALL, {src: INNER});
		send(history, 'vm2', ALL, {src: INNER});
		expect(learned(history)).toEqual([`${INNER} 10 2`]);
		expect(switchAt(history.world, 'esx/dvs').ports.map((port) => port.learned)).toEqual([0, 1, 0]);
	});

	it('drops what is new beyond the limit, or lets it pass unlearned', () => {
		const strict = learning({limit: 1});
		send(strict, 'vm1', ALL, {src: INNER});
		expect(send(strict, 'vm1', SERVER, {src: INNER2})).toEqual(['vmware-learning-limit']);
		expect(send(strict, 'vm1', SERVER, {src: INNER})).toContain('S');
		const lenient = learning({limit: 1, whenFull: 'allow'});
		send(lenient, 'vm1', ALL, {src: INNER});
		expect(send(lenient, 'vm1', SERVER, {src: INNER2})).toContain('S');
		expect(learned(lenient)).toEqual([`${INNER} 10 1`]);
	});

	it('floods what is for an unknown address to the ports that learn, unless they are told not to', () => {
		expect(send(learning({}), 'S', INNER)).toEqual(['vm1', 'vm2']);
		expect(send(learning({flooding: false}), 'S', INNER)).toEqual(['vmware-unknown-destination']);
		expect(send(learning({}), 'vm3', INNER)).toEqual(['S', 'vm1', 'vm2']);
	});

	it('forgets after 600 s what nobody heard of', () => {
		const history = learning({flooding: false});
		send(history, 'vm1', ALL, {src: INNER});
		input(history, {kind: 'wait', duration: LEARNED_AGEING / 2});
		settle(history);
		send(history, 'vm1', ALL, {src: INNER2});
		input(history, {kind: 'wait', duration: LEARNED_AGEING / 2 + 1_000_000});
		settle(history);
		expect(learned(history)).toEqual([`${INNER2} 10 1`]);
		input(history, {kind: 'wait', duration: LEARNED_AGEING});
		settle(history);
		expect(learned(history)).toEqual([]);
	});

	it('forgets a station that speaks from outside, and all that was behind a port that is unplugged', () => {
		const history = learning({flooding: false});
		send(history, 'vm1', ALL, {src: INNER});
		expect(send(history, 'S', macOf(1), {src: INNER})).toEqual(['vm1']);
		expect(learned(history)).toEqual([]);
		send(history, 'vm1', ALL, {src: INNER2});
		change(history, {kind: 'set-up', device: idOf(history.world, 'vm1/eth0'), up: false});
		expect(learned(history)).toEqual([]);
	});
});
