/** What is ordered of Open vSwitch holds for the next frame, however soon that comes, also where an answer is cached. */
import {describe, expect, it} from 'vitest';
import {execute} from '../../../source/console/console.js';
import {frameOf, MILLISECOND, playground, reached} from '../datapath/switch-harness.js';

const PORTS = {bridges: {br0: {ports: {p1: {}, p2: {}, p3: {}}}}};

/** Frames of p1 are answered by a cached flow that goes to all; a round of the revalidator has just been. */
function cached() {
	const play = playground(PORTS);
	play.send('p1', frameOf(1, 9));
	play.wait(MILLISECOND / 100);
	play.send('p1', frameOf(1, 9));
	const order = (line: string) => {
		const {stderr} = execute(play.history, {machine: play.lab.host.id}, line);
		if (stderr !== '') throw new Error(stderr);
	};
	return {play, order, next: () => reached(play.history, play.send('p1', frameOf(1, 9)))};
}

describe('an order is obeyed before the next frame', () => {
	it.each([
		['ovs-ofctl add-flow br0 in_port=p1,actions=drop', []],
		['ovs-ofctl add-flow br0 in_port=p1,actions=p3', ['p3']],
		['ovs-ofctl del-flows br0', []],
		['ovs-ofctl mod-port br0 p2 no-flood', ['p3']],
		['ovs-vsctl set Port p2 tag=20', ['p3']],
		['ovs-vsctl del-port p3', ['p2']],
		['ovs-appctl fdb/add br0 p2 0 02:00:00:00:00:09', ['p2']],
	])('%s', (line, stations) => {
		const {order, next} = cached();
		expect(next()).toEqual(['p2', 'p3']);
		order(line);
		expect(next()).toEqual(stations);
	});

	it('also when another has just been obeyed', () => {
		const {order, next} = cached();
		order('ovs-ofctl add-flow br0 in_port=p1,actions=drop');
		expect(next()).toEqual([]);
		order('ovs-ofctl add-flow br0 in_port=p1,actions=p2');
		order('ovs-ofctl add-flow br0 priority=40000,in_port=p1,actions=p3');
		expect(next()).toEqual(['p3']);
	});

	it('and one that changes nothing asks for no round', () => {
		const {play, order} = cached();
		const before = play.switchd().revalidator.lastRound;
		order('ovs-appctl fdb/show br0');
		order('ovs-ofctl dump-flows br0');
		play.wait(MILLISECOND);
		expect(play.switchd().revalidator.lastRound).toBe(before);
	});
});
