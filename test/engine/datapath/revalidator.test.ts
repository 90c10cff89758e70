import {describe, expect, it} from 'vitest';
import {listFlows, maskOf} from '../../../source/engine/devices/datapath/flow-cache.js';
import {listRules} from '../../../source/engine/flow/flow-tables.js';
import {WORD} from '../../../source/engine/flow/key.js';
import {input} from '../../../source/engine/history.js';
import {addFlow} from '../ovs/pipeline.js';
import {cacheNotes, frameOf, MILLISECOND, type Playground, playground, reached, roundsOf, SECOND, udpOf} from './switch-harness.js';

const three = {bridges: {br0: {ports: {p1: {}, p2: {}, p3: {}}}}};
const rules = ({switchd}: Playground) => listRules(switchd().bridges[0]?.tables as never);
/** Actions of the flows, oldest first. */
const actions = ({flows}: Playground) => flows().map((line) => line.replace(/.* -> (.*) \(\d+\)$/, '$1'));

describe('a cached flow', () => {
	it('is changed in place when the answer is another one and needs no more bits', () => {
		const play = playground(three);
		play.send('p1', frameOf(1, 2));
		play.send('p1', frameOf(1, 2));
		play.send('p2', frameOf(2, 1));
		expect(actions(play)).toEqual(['br0,p2,p3', 'p1']);
		const nodes = play.wait(10 * MILLISECOND);
		expect(roundsOf(nodes)).toEqual(['1 kept, 1 changed, 0 deleted']);
		expect(play.flows().map((line) => line.replace(/.* -> /, ''))).toEqual(['p2 (1)', 'p1 (0)']);
		const later = play.send('p1', frameOf(1, 2));
		expect([cacheNotes(later), reached(play.history, later)]).toEqual([['megaflow'], ['p2']]);
	});

	it('is deleted when the answer needs more bits than its mask has, and what it counted is credited to the new flow', () => {
		const play = playground(three);
		addFlow(play.lab, 'br0', 'priority=5,in_port=1,actions=2');
		play.send('p1', udpOf(1, 2, 7, 53));
		play.send('p1', udpOf(1, 2, 7, 53));
		addFlow(play.lab, 'br0', 'priority=9,udp,tp_dst=53,actions=3');
		expect(play.flows()).toHaveLength(1);
		const nodes = play.wait(10 * MILLISECOND);
		expect(roundsOf(nodes)).toEqual(['0 kept, 0 changed, 1 deleted']);
		expect(play.flows()).toEqual([]);
		expect(rules(play).map(({priority, packets}) => [priority, packets])).toEqual([
			[9, 1],
			[5, 1],
			[0, 0],
		]);
		expect(reached(play.history, play.send('p1', udpOf(1, 2, 7, 53)))).toEqual(['p3']);
		expect(reached(play.history, play.send('p1', udpOf(1, 2, 7, 80)))).toEqual(['p2']);
	});

	it('goes when it was idle for ten seconds, counted from its making when it was never used', () => {
		const play = playground(three);
		play.send('p1', frameOf(1, 2));
		play.wait(9 * SECOND);
		play.send('p1', frameOf(1, 2));
		play.wait(9 * SECOND);
		expect(play.flows()).toHaveLength(1);
		play.wait(2 * SECOND);
		expect(play.flows()).toEqual([]);
		// Nothing waits any more but the station, which ages out after five minutes.
		const nodes = play.wait(400 * SECOND);
		expect(nodes.filter(({step}) => step === 'timer').length).toBeLessThan(4);
		expect(play.switchd().bridges[0]?.macs.statistics.expired).toBe(1);
	});

	it('keeps a station from ageing while frames use it', () => {
		const play = playground({bridges: {br0: {ports: {p1: {}, p2: {}}, columns: {other_config: {'mac-aging-time': '15'}}}}});
		play.send('p1', frameOf(1, 2));
		for (let second = 0; second < 40; second += 5) {
			play.wait(5 * SECOND);
			expect(cacheNotes(play.send('p1', frameOf(1, 2)))).toEqual(['megaflow']);
		}
		expect(play.switchd().bridges[0]?.macs.statistics.expired).toBe(0);
		play.wait(16 * SECOND);
		expect(play.switchd().bridges[0]?.macs.statistics.expired).toBe(1);
	});

	it('keeps a flow of the tables from idling out, until it is not used any more', () => {
		const play = playground(three);
		addFlow(play.lab, 'br0', 'priority=5,in_port=1,idle_timeout=3,actions=2');
		for (let second = 0; second < 8; second += 2) {
			play.send('p1', frameOf(1, 2));
			play.wait(2 * SECOND);
		}
		expect(rules(play)).toHaveLength(2);
		play.wait(3 * SECOND);
		expect(rules(play)).toHaveLength(1);
		// The cached flow is looked at again and floods now.
		expect(reached(play.history, play.send('p1', frameOf(1, 9)))).toEqual(['p2', 'p3']);
	});
});

describe('rounds', () => {
	const times = (nodes: ReturnType<Playground['wait']>) =>
		nodes.filter(({effects}) => effects.length > 0).map(({time}) => time / MILLISECOND);

	it('come every half second while there are flows; the first frame has made one at once', () => {
		const play = playground(three);
		play.send('p1', frameOf(1, 2));
		const begun = () => play.switchd().revalidator.lastRound / MILLISECOND;
		const rounds = Array.from({length: 12}, () => {
			play.wait(100 * MILLISECOND);
			return begun();
		});
		expect([...new Set(rounds)]).toEqual([0.001, 500.001, 1000.001]);
	});

	it('follow each other by 5 ms at the soonest, however much changes', () => {
		const play = playground(three);
		const nodes = [1, 2, 3, 4].flatMap((station) => [...play.send('p1', frameOf(station, 9)), ...play.wait(MILLISECOND)]);
		expect(times(nodes.filter(({step}) => step === 'timer'))).toEqual([0.001]);
		expect(times(play.wait(10 * MILLISECOND))).toEqual([5.001]);
	});

	it('follow a change of the tables at once', () => {
		const play = playground(three);
		play.send('p1', frameOf(1, 2));
		play.wait(600 * MILLISECOND);
		const now = play.history.world.now;
		addFlow(play.lab, 'br0', 'priority=9,in_port=1,actions=2');
		const [first] = times(play.wait(10 * MILLISECOND));
		expect(first).toBe(now / MILLISECOND);
		expect(actions(play)).toEqual(['p2']);
	});
});

describe('the flow limit', () => {
	/** As many connections as asked for, each a flow of its own. */
	function connections(play: Playground, count: number, from = 0): string[] {
		return Array.from({length: count}, (_, port) => cacheNotes(play.send('p1', udpOf(1, 2, from + port, 9))).at(-1) ?? '');
	}
	function byPort(limit: number): Playground {
		const play = playground(three);
		addFlow(play.lab, 'br0', 'priority=9,udp,tp_src=65535,actions=2');
		addFlow(play.lab, 'br0', 'priority=5,udp,tp_dst=9,actions=3');
		// Everybody is known, and the round for that is over.
		play.send('p1', udpOf(1, 2, 65_000, 10));
		play.wait(10 * MILLISECOND);
		input(play.history, {kind: 'change', change: {kind: 'ovs-megaflows', machine: play.lab.host.id, enabled: false}});
		const {revalidator} = play.switchd();
		revalidator.flowLimit = limit;
		return play;
	}

	it('keeps more from being installed; frames go through all the same', () => {
		const play = byPort(3);
		expect(connections(play, 5)).toEqual(['installed', 'installed', 'installed', 'flow-limit', 'flow-limit']);
		expect(reached(play.history, play.send('p1', udpOf(1, 2, 4, 9)))).toEqual(['p3']);
	});

	it('begins at 10,000 and grows by 1000 a round, up to what is configured', () => {
		const play = playground({...three, otherConfig: {'flow-limit': '11500'}});
		expect(play.switchd().revalidator.flowLimit).toBe(10_000);
		play.switchd().revalidator.megaflows = false;
		connections(play, 20);
		const limits = [0, 1, 2].map(() => {
			play.wait(500 * MILLISECOND);
			return play.switchd().revalidator.flowLimit;
		});
		expect(limits.at(-1)).toBe(11_500);
	});

	it('when it is passed, lets flows go after 100 ms; at twice of it all at once', () => {
		const play = byPort(100);
		connections(play, 4);
		play.wait(450 * MILLISECOND);
		connections(play, 2, 100);
		play.switchd().revalidator.flowLimit = 5;
		play.wait(60 * MILLISECOND);
		expect(play.flows()).toHaveLength(2);
		connections(play, 10, 200);
		play.switchd().revalidator.flowLimit = 5;
		play.wait(510 * MILLISECOND);
		expect(play.flows()).toEqual([]);
	});

	it('falls when rounds take long, and flows that are hardly used are not asked again', () => {
		const play = byPort(8000);
		play.switchd().revalidator.roundTime = 1500;
		connections(play, 3);
		connections(play, 2);
		play.wait(510 * MILLISECOND);
		expect(play.switchd().revalidator.flowLimit).toBe(6000);
		for (let again = 0; again < 20; again++) connections(play, 1);
		connections(play, 1, 1);
		addFlow(play.lab, 'br0', 'priority=7,udp,tp_dst=9,actions=2');
		play.wait(510 * MILLISECOND);
		// One that was never used is always asked, once.
		expect(play.flows().map((line) => line.replace(/.*\(src=(\d+),.* -> (.*) \(.*/, '$1 $2'))).toEqual(['0 p2', '2 p2']);
	});
});

describe('on request', () => {
	it('caching is by equal frames, not by mask', () => {
		const play = playground(three);
		addFlow(play.lab, 'br0', 'priority=5,in_port=1,actions=2');
		input(play.history, {kind: 'change', change: {kind: 'ovs-megaflows', machine: play.lab.host.id, enabled: false}});
		play.send('p1', udpOf(1, 2, 7, 53));
		play.send('p1', udpOf(1, 2, 7, 54));
		expect(play.flows()).toHaveLength(2);
		const {cache} = play.datapath();
		expect(listFlows(cache).map((flow) => maskOf(cache, flow)[WORD.tp])).toEqual([-1, -1]);
		input(play.history, {kind: 'change', change: {kind: 'ovs-megaflows', machine: play.lab.host.id, enabled: true}});
		expect(play.flows()).toEqual([]);
	});

	it('all flows go, and what they counted is credited first', () => {
		const play = playground(three);
		play.send('p1', frameOf(1, 2));
		play.send('p1', frameOf(1, 2));
		input(play.history, {kind: 'change', change: {kind: 'ovs-purge', machine: play.lab.host.id}});
		expect([play.flows(), rules(play)[0]?.packets]).toEqual([[], 2]);
		expect(cacheNotes(play.send('p1', frameOf(1, 2)))).toEqual(['miss', 'installed']);
	});
});
