/** Who reaches whom: the answers, their reasons and places, on labs of any kind. */
import {describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import {createHistory, input} from '../../../source/engine/history.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {type Attempt, type Reach, reach} from '../../../source/engine/reach/reach.js';
import {machineNamed, pathOf, type World} from '../../../source/engine/world.js';
import {idOf, macvlanLab, worldOf} from '../../fixtures/macvlan-lab.js';

const ICMP: Attempt = {kind: 'icmp'};

function ask(world: World, from: string, address: string, attempt = ICMP): Reach {
	return reach(world, machineNamed(world, from)?.id as number, toIpv4(address), attempt);
}

/** What and where, when something was lost. */
function lost(world: World, answer: Reach): string {
	if (!('lost' in answer) || !answer.lost) return 'nothing';
	return `${pathOf(world, answer.lost.device)}: ${answer.lost.reason}`;
}

describe('an attempt', () => {
	it('answers yes for a neighbour, and for the machine itself', () => {
		const world = worldOf(macvlanLab(['bridge', 'bridge']));
		expect([ask(world, 'vm1', '10.0.0.2'), ask(world, 'vm1', '10.0.0.200'), ask(world, 'vm1', '10.0.0.1')]).toEqual([
			{kind: 'yes'},
			{kind: 'yes'},
			{kind: 'yes'},
		]);
	});

	it('answers "unreachable" by the own stack when nobody answers ARP', () => {
		const world = worldOf(macvlanLab(['private', 'private']));
		expect(ask(world, 'vm1', '10.0.0.2')).toMatchObject({kind: 'unreachable', from: toIpv4('10.0.0.1')});
	});

	it('answers "no route" without a frame', () => {
		const world = worldOf(macvlanLab(['bridge']));
		expect(ask(world, 'vm1', '192.0.2.1')).toEqual({kind: 'no-route'});
		expect(ask(world, 'vm1', '192.0.2.1', {kind: 'tcp', port: 80})).toEqual({kind: 'no-route'});
	});

	it('answers "refused" where nobody listens, and yes where a page is served', () => {
		const history = createHistory(worldOf(macvlanLab(['bridge'])));
		expect(ask(history.world, 'vm1', '10.0.0.200', {kind: 'tcp', port: 80})).toEqual({kind: 'refused'});
		const machine = machineNamed(history.world, 'ext')?.id as number;
		input(history, {kind: 'change', change: {kind: 'start-web-server', machine, port: 80}});
		expect(ask(history.world, 'vm1', '10.0.0.200', {kind: 'tcp', port: 80})).toEqual({kind: 'yes'});
	});

	it('names the device at which the question was lost', () => {
		const history = createHistory(worldOf(macvlanLab(['bridge'])));
		const {world} = history;
		input(history, {kind: 'change', change: {kind: 'set-up', device: idOf(world, 'sw0/sw0'), up: false}});
		expect(lost(world, ask(world, 'vm1', '10.0.0.200'))).toMatch(/^sw0\//);
		input(history, {kind: 'change', change: {kind: 'set-up', device: idOf(world, 'ext/eth0'), up: false}});
		input(history, {kind: 'change', change: {kind: 'set-up', device: idOf(world, 'sw0/sw0'), up: true}});
		expect(ask(world, 'vm1', '10.0.0.200').kind).toBe('unreachable');
	});

	it('leaves the world alone, and answers the same twice', () => {
		const world = worldOf(macvlanLab(['bridge', 'vepa']));
		const before = copy(world);
		const answers = [ask(world, 'vm1', '10.0.0.2'), ask(world, 'vm1', '10.0.0.2')];
		expect(answers[1]).toEqual(answers[0]);
		expect(world).toEqual(before);
	});
});
