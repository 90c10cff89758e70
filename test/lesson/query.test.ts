import {beforeAll, describe, expect, it} from 'vitest';
import {fork, type History} from '../../source/engine/history.js';
import {pathOf} from '../../source/engine/world.js';
import {ask, tryOut} from '../../source/lesson/ask.js';
import {playOut} from '../../source/lesson/feed.js';
import {passes, predicateSchema, type Test} from '../../source/lesson/predicate.js';
import {querySchema, sameValue, type Value} from '../../source/lesson/query.js';
import {beginLab} from '../../source/lesson/stage.js';
import {type Stimulus, stimulusSchema} from '../../source/lesson/stimulus.js';
import {openLab} from '../fixtures/lab-files.js';
import {lessonIn, MACVLAN} from './lessons.js';

const lesson = lessonIn(MACVLAN);

/*
 *  vm1 vm2 vm3        macvlans on host/eth0
 *   └───┼───┘
 *      host ── swp1 sw0 swp2 ── ext
 */
class Trial {
	readonly history: History;
	private readonly since: number;

	constructor(lab: string, ...stimuli: unknown[]) {
		this.history = beginLab(lesson, lab);
		this.since = this.history.cursor;
		playOut(
			this.history,
			stimuli.map((stimulus): Stimulus => stimulusSchema.parse(stimulus)),
		);
	}

	ask(query: object): Value {
		return ask(querySchema.parse(query), this.history, this.since).value;
	}

	evidence(query: object): number[] {
		return ask(querySchema.parse(query), this.history, this.since).evidence;
	}
}

const ping = {kind: 'ping', from: 'vm1', to: 'vm2'};

describe('queries over the trace', () => {
	let vepa: Trial;
	let relay: Trial;
	let bridge: Trial;
	beforeAll(() => {
		vepa = new Trial('vepa', ping);
		relay = new Trial('vepa-relay', ping);
		bridge = new Trial('bridge', ping);
	});

	it('receivers: who took the frame, the switch’s own stack left out', () => {
		expect(vepa.ask({kind: 'receivers', of: 'arp-request'})).toEqual(['ext']);
		expect(relay.ask({kind: 'receivers', of: 'echo-request'})).toEqual(['vm2']);
		expect(relay.ask({kind: 'receivers', of: 'echo-reply'})).toEqual(['vm1']);
	});
	it('receivers: nobody, when the NIC filter refuses a flooded unicast', () => {
		const flooded = new Trial('vepa', {kind: 'frame', from: 'vm1', to: 'vm2'});
		expect(flooded.ask({kind: 'receivers', of: 'test'})).toEqual([]);
		expect(flooded.ask({kind: 'end', at: 'ext', of: 'test'})).toBe('other-host');
	});
	it('receivers: not a host that has no VLAN device for the tag of the copy that it gets', () => {
		const history = openLab('ovs-access-trunk');
		const since = history.cursor;
		playOut(history, [stimulusSchema.parse({kind: 'frame', from: 'vm1', to: 'broadcast'})]);
		const about = (query: object): Value => ask(querySchema.parse(query), history, since).value;
		expect(about({kind: 'passes', of: 'test'})).toContain('host/br0');
		expect(about({kind: 'end', at: 'host/br0', of: 'test'})).toBe('no-vlan-device');
		expect(about({kind: 'receivers', of: 'test'})).toEqual(['vm3', 'pc10']);
	});
	it('passes: every device on the way', () => {
		expect(relay.ask({kind: 'passes', of: 'echo-request'})).toEqual(['vm1/eth0', 'host/eth0', 'sw0/swp1', 'vm2/eth0']);
	});
	it('crossings: both ways of one cable', () => {
		expect(relay.ask({kind: 'crossings', at: 'host/eth0', of: 'echo-request'})).toBe(2);
		expect(relay.ask({kind: 'crossings', at: 'sw0/swp1', of: 'echo'})).toBe(4);
		expect(bridge.ask({kind: 'crossings', at: 'host/eth0', of: 'echo'})).toBe(0);
		expect(bridge.ask({kind: 'crossings', at: 'vm1/eth0', of: 'any'})).toBe(0);
	});
	it('leaves: by which devices copies left a machine', () => {
		expect(vepa.ask({kind: 'leaves', machine: 'sw0', of: 'arp-request'})).toEqual(['sw0/swp2']);
		expect(relay.ask({kind: 'leaves', machine: 'sw0', of: 'arp-request'})).toEqual(['sw0/swp2', 'sw0/swp1']);
	});
	it('handed: what the driver of a lower device did', () => {
		expect(vepa.ask({kind: 'handed', lower: 'host/eth0', of: 'arp-request'})).toEqual(['wire']);
		expect(bridge.ask({kind: 'handed', lower: 'host/eth0', of: 'echo-request'})).toEqual(['vm2']);
		const outside = new Trial('mixed', {kind: 'frame', from: 'ext', to: 'broadcast'});
		expect(outside.ask({kind: 'handed', lower: 'host/eth0', of: 'test'})).toEqual(['vm1', 'vm2', 'vm3', 'host']);
	});
	it('refusal: why nothing left by a port, that it left, or that it was never asked', () => {
		expect(vepa.ask({kind: 'refusal', port: 'sw0/swp1', of: 'arp-request'})).toBe('ingress-port');
		expect(relay.ask({kind: 'refusal', port: 'sw0/swp1', of: 'arp-request'})).toBe('sent');
		expect(bridge.ask({kind: 'refusal', port: 'sw0/swp1', of: 'echo'})).toBe('none');
	});
	it('decision: the first cause that decided, at a machine or at a device', () => {
		expect(vepa.ask({kind: 'decision', at: 'vm1', of: 'arp-request'})).toBe('macvlan-to-wire');
		expect(bridge.ask({kind: 'decision', at: 'vm1/eth0', of: 'echo-request'})).toBe('macvlan-sibling-hit');
		expect(vepa.ask({kind: 'decision', at: 'sw0', of: 'arp-request'})).toBe('flood-group');
		expect(vepa.ask({kind: 'decision', at: 'vm3', of: 'arp-request'})).toBe('none');
	});
	it('end: why a frame ended there', () => {
		expect(vepa.ask({kind: 'end', at: 'ext', of: 'arp-request'})).toBe('not-for-us');
		expect(vepa.ask({kind: 'end', at: 'vm2', of: 'arp-request'})).toBe('none');
	});
	it('sees: a capture at the parent shows bridge traffic that no cable carries', () => {
		expect(bridge.ask({kind: 'sees', at: 'host/eth0', of: 'echo-request'})).toBe(1);
		expect(bridge.ask({kind: 'sees', at: 'sw0/swp1', of: 'echo'})).toBe(0);
		expect(relay.ask({kind: 'sees', at: 'host/eth0', of: 'echo-request'})).toBe(2);
		expect(relay.ask({kind: 'sees', at: 'sw0/swp1', of: 'echo-request'})).toBe(2);
	});
	it('points to the ticks that show the value, one for each name of a set', () => {
		const {trace, world} = relay.history;
		const where = relay.evidence({kind: 'receivers', of: 'arp-request'}).map((id) => pathOf(world, trace[id]?.device ?? -1));
		expect(where).toEqual(['ext/eth0', 'host/eth0', 'vm2/eth0', 'vm3/eth0']);
		expect(vepa.evidence({kind: 'refusal', port: 'sw0/swp1', of: 'arp-request'})).toEqual([1]);
	});
	it('looks only at what happened since the tick it is given', () => {
		const {history} = vepa;
		expect(ask(querySchema.parse({kind: 'receivers', of: 'any'}), history, history.cursor).value).toEqual([]);
	});
});

describe('queries over the state', () => {
	it('reach: an echo there and back, without touching the history it is asked in', () => {
		const relay = new Trial('vepa-relay');
		const before = structuredClone(relay.history.world);
		expect(relay.ask({kind: 'reach', from: 'vm1', to: 'vm2'})).toBe(true);
		expect(relay.ask({kind: 'reach', from: 'vm1', to: '10.0.0.20'})).toBe(true);
		expect(new Trial('vepa').ask({kind: 'reach', from: 'vm1', to: 'vm2'})).toBe(false);
		expect(relay.history.world).toEqual(before);
	});
	it('reach with tcp: a page from a web server of the machine', () => {
		const history = openLab('hosted-modes');
		const answer = (from: string, to: string, tcp: number) => ask(querySchema.parse({kind: 'reach', from, to, tcp}), history, 0).value;
		expect([answer('S', 'H', 8888), answer('S', 'H', 8889), answer('nat1', 'S', 80), answer('S', 'nobody', 80)]).toEqual([
			true,
			false,
			true,
			false,
		]);
	});
	it('reach: is not misled by an ARP request that still waits', () => {
		const waiting = new Trial('vepa', ping);
		playOut(waiting.history, []);
		expect(waiting.ask({kind: 'arp', machine: 'vm1', for: 'vm2'})).toBe('absent');
		expect(waiting.ask({kind: 'reach', from: 'vm1', to: 'ext'})).toBe(true);
	});
	it('fdb and arp: where somebody is known, or absent', () => {
		const relay = new Trial('vepa-relay', ping);
		expect(relay.ask({kind: 'fdb', bridge: 'sw0', holder: 'vm2'})).toBe('swp1');
		expect(relay.ask({kind: 'fdb', bridge: 'sw0/br0', holder: '52:54:00:00:00:01'})).toBe('swp1');
		expect(relay.ask({kind: 'fdb', bridge: 'sw0', holder: 'ext'})).toBe('absent');
		expect(relay.ask({kind: 'fdb', bridge: 'sw0', holder: 'sw0/swp1'})).toBe('local');
		expect(relay.ask({kind: 'arp', machine: 'vm1', for: 'vm2'})).toBe('52:54:00:00:00:02');
		expect(relay.ask({kind: 'arp', machine: 'vm1', for: '10.0.0.77'})).toBe('absent');
	});
	it('mode, up, flag, counter, promiscuous: the state of a device', () => {
		const relay = new Trial('vepa-relay', {kind: 'frame', from: 'vm1', to: 'vm2'});
		expect(relay.ask({kind: 'mode', device: 'vm1'})).toBe('vepa');
		expect(relay.ask({kind: 'mode', device: 'ext'})).toBe('absent');
		expect(relay.ask({kind: 'up', device: 'vm1/eth0'})).toBe(true);
		expect(relay.ask({kind: 'up', device: 'vm1/eth9'})).toBe(false);
		expect(relay.ask({kind: 'flag', port: 'sw0/swp1', flag: 'hairpin'})).toBe(true);
		expect(relay.ask({kind: 'flag', port: 'sw0/swp2', flag: 'hairpin'})).toBe(false);
		expect(relay.ask({kind: 'counter', device: 'vm1', counter: 'txFrames'})).toBe(1);
		expect(relay.ask({kind: 'promiscuous', device: 'host'})).toBe(false);
		expect(new Trial('passthru').ask({kind: 'promiscuous', device: 'host/eth0'})).toBe(true);
	});
});

describe('a predicate', () => {
	const predicate = predicateSchema.parse({
		query: {kind: 'crossings', at: 'host/eth0', of: 'echo-request'},
		when: [{kind: 'ping', from: 'vm1', to: 'vm2'}],
		must: {is: 2},
	});
	it('is tried on a copy', () => {
		const history = beginLab(lesson, 'vepa-relay');
		const tried = tryOut(predicate, history);
		expect(tried.met).toBe(true);
		expect(tried.finding.value).toBe(2);
		expect(history.cursor).toBe(0);
	});
	it('can be unmet', () => {
		expect(tryOut(predicate, beginLab(lesson, 'bridge')).met).toBe(false);
	});
	it.each<[Test, Value, boolean]>([
		[{is: ['a', 'b']}, ['b', 'a'], true],
		[{is: 2}, '2', false],
		[{not: 'x'}, 'y', true],
		[{not: 'x'}, 'x', false],
		[{has: 'a'}, ['a'], true],
		[{has: 'a'}, 'a', false],
		[{lacks: 'a'}, ['b'], true],
		[{lacks: 'a'}, ['a'], false],
		[{atLeast: 2}, 2, true],
		[{atLeast: 2}, 1, false],
		[{atMost: 2}, 3, false],
		[{atMost: 2}, true, false],
	])('%j of %j is %j', (must, value, met) => {
		expect(passes(must, value)).toBe(met);
	});
	it('compares sets without regard to order, and by length', () => {
		expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(true);
		expect(sameValue(['a'], ['a', 'b'])).toBe(false);
		expect(sameValue([], false)).toBe(false);
	});
});

describe('a stimulus', () => {
	it('throws for a name that is not in the lab', () => {
		const history = beginLab(lesson, 'vepa');
		const wrong = (stimulus: unknown) => () => playOut(fork(history), [stimulusSchema.parse(stimulus)]);
		expect(wrong({kind: 'ping', from: 'vm9', to: 'vm1'})).toThrow('there is no machine "vm9" in this lab');
		expect(wrong({kind: 'ping', from: 'vm1', to: 'vm9'})).toThrow('there is no address of "vm9" in this lab');
		expect(wrong({kind: 'frame', from: 'vm1', to: 'vm9'})).toThrow('there is no MAC of "vm9" in this lab');
	});
	it('can borrow a source address', () => {
		const forged = new Trial('bridge', {kind: 'frame', from: 'ext', to: 'broadcast', as: 'vm1'});
		expect(forged.ask({kind: 'fdb', bridge: 'sw0', holder: 'vm1'})).toBe('swp2');
	});
	it('lets time pass', () => {
		expect(new Trial('vepa', {kind: 'wait', ms: 1500}).history.world.now).toBe(1_500_000_000);
	});
});
