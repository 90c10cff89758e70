import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import type {Datapath} from '../../../source/engine/devices/datapath/datapath-device.js';
import {countExact} from '../../../source/engine/devices/datapath/exact-cache.js';
import {
	findFlow,
	flowId,
	installFlow,
	keyOf,
	LEVEL,
	listFlows,
	maskOf,
	removeFlow,
} from '../../../source/engine/devices/datapath/flow-cache.js';
import {lookUpFlow} from '../../../source/engine/devices/datapath/lookup.js';
import {createDatapath} from '../../../source/engine/devices/datapath/ports.js';
import {createKey, type FlowKey, WORD} from '../../../source/engine/flow/key.js';
import {matches} from '../../../source/engine/flow/match.js';
import {createStack} from '../../../source/engine/stack/stack-state.js';
import {createWorld, type World} from '../../../source/engine/world.js';
import {anyKey, anyMask, overlap} from './keys.js';

const SECOND = 1_000_000_000;

function setup(type: Datapath['type'], settings: Partial<Datapath> = {}): {world: World; datapath: Datapath} {
	const world = createWorld();
	world.machines.push({id: 0, name: 'host', role: 'host', devices: [], nextIfindex: 2, stack: createStack()});
	const datapath = createDatapath(world, world.machines[0] as World['machines'][number], type);
	return {world, datapath: Object.assign(datapath, settings)};
}

/** Installs unless it would overlap, as a daemon that is never wrong. */
function install(datapath: Datapath, key: FlowKey, mask: FlowKey): number {
	const {cache} = datapath;
	const flow = installFlow(cache, key, mask, [], undefined, 0);
	const own = {key: keyOf(cache, flow), mask: maskOf(cache, flow)};
	const others = listFlows(cache).filter((other) => other !== flow);
	if (others.some((other) => overlap(own, {key: keyOf(cache, other), mask: maskOf(cache, other)}))) {
		removeFlow(cache, flow);
		return -1;
	}
	return flow;
}

const steps = fc.array(
	fc.oneof(
		{weight: 2, arbitrary: fc.record({kind: fc.constant('install' as const), key: anyKey, mask: anyMask})},
		{weight: 1, arbitrary: fc.record({kind: fc.constant('remove' as const), which: fc.nat({max: 50})})},
		{weight: 6, arbitrary: fc.record({kind: fc.constant('look' as const), key: anyKey, wait: fc.constantFrom(0, 0, SECOND)})},
	),
	{maxLength: 80},
);
const CONFIGURATIONS = {
	'userspace, masks only': () => setup('netdev', {emcInsertInverseProbability: 0}),
	'userspace, exact-match cache of everything': () => setup('netdev', {emcInsertInverseProbability: 1}),
	'userspace, exact-match cache by chance': () => setup('netdev', {emcInsertInverseProbability: 2}),
	'userspace, signatures': () => setup('netdev', {emcInsertInverseProbability: 0, smc: true}),
	kernel: () => setup('system'),
};

describe.each(Object.entries(CONFIGURATIONS))('%s', (_, make) => {
	it('finds the one flow that matches, whatever was asked, installed and removed before', () => {
		fc.assert(
			fc.property(steps, (list) => {
				const {world, datapath} = make();
				for (const step of list) {
					const {cache} = datapath;
					const flows = listFlows(cache);
					if (step.kind === 'install') install(datapath, step.key, step.mask);
					else if (step.kind === 'remove') {
						const flow = flows[step.which];
						if (flow !== undefined) removeFlow(cache, flow);
					} else {
						world.now += step.wait;
						const expected = flows.filter((flow) => matches({key: keyOf(cache, flow), mask: maskOf(cache, flow)}, step.key));
						expect(expected.length).toBeLessThan(2);
						expect(lookUpFlow(datapath, step.key, world.now, world)).toBe(expected[0] ?? -1);
						expect(findFlow(cache, step.key)).toBe(expected[0] ?? -1);
					}
					expect(cache.count).toBe(listFlows(cache).length);
				}
			}),
		);
	});

	it('goes on after a copy as the original does', () => {
		fc.assert(
			fc.property(steps, fc.nat({max: 40}), (list, at) => {
				let {world, datapath} = make();
				const answers: number[] = [];
				const play = (from: number, to: number): void => {
					for (const step of list.slice(from, to)) {
						if (step.kind === 'install') install(datapath, step.key, step.mask);
						if (step.kind === 'remove') removeFlow(datapath.cache, listFlows(datapath.cache)[step.which] ?? 0);
						if (step.kind !== 'look') continue;
						world.now += step.wait;
						answers.push(lookUpFlow(datapath, step.key, world.now, world), datapath.cache.answeredBy, datapath.cache.masksTried);
					}
				};
				play(0, at);
				const before = copy(world);
				const first = answers.length;
				play(at, list.length);
				const original = answers.splice(first);
				world = before;
				datapath = before.devices[datapath.id] as Datapath;
				play(at, list.length);
				expect(answers.slice(first)).toEqual(original);
			}),
		);
	});
});

function key(parts: Partial<Record<keyof typeof WORD, number>>): FlowKey {
	const made = createKey();
	made[WORD.inPort] = 1;
	made[WORD.etherType] = 0x0800_0000;
	for (const [name, value] of Object.entries(parts)) made[WORD[name as keyof typeof WORD]] = value;
	return made;
}

const mask = (...words: (keyof typeof WORD)[]) => key({...Object.fromEntries(words.map((word) => [word, -1])), inPort: -1});

describe('the exact-match cache', () => {
	it('answers the second frame of a key and all after it; another key of the same flow is none of its business', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 1});
		install(datapath, key({nwSrc: 1}), mask('nwSrc'));
		const ask = (tp: number) => {
			lookUpFlow(datapath, key({nwSrc: 1, nw: 17, tp}), 0, world);
			return datapath.cache.answeredBy;
		};
		expect([ask(1), ask(1), ask(2), ask(1), ask(2)]).toEqual([LEVEL.megaflow, LEVEL.emc, LEVEL.megaflow, LEVEL.emc, LEVEL.emc]);
		expect(datapath.lookups).toEqual({hit: 5, missed: 0, lost: 0, maskHit: 2, cacheHit: 3});
		expect(countExact(datapath.cache.exact, datapath.cache.records)).toBe(2);
	});

	it('takes no room while nothing is in it, and little while little is', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 1});
		const octets = () => datapath.cache.exact.places.byteLength + datapath.cache.exact.entries.byteLength;
		install(datapath, key({nwSrc: 1}), mask('nwSrc'));
		expect(octets()).toBe(0);
		lookUpFlow(datapath, key({nwSrc: 1}), 0, world);
		expect(octets()).toBe(8192 * 2 + 16 * 128);
	});

	it('forgets with the flow, and does not take the next one in its row for it', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 1});
		const {cache} = datapath;
		const first = install(datapath, key({nwSrc: 1}), mask('nwSrc'));
		lookUpFlow(datapath, key({nwSrc: 1}), 0, world);
		removeFlow(cache, first);
		expect(countExact(cache.exact, cache.records)).toBe(0);
		expect(install(datapath, key({nwSrc: 2}), mask('nwSrc'))).toBe(first);
		expect(flowId(cache, first)).toBe(2);
		expect(lookUpFlow(datapath, key({nwSrc: 1}), 0, world)).toBe(-1);
	});

	it('lets in one of a hundred by default', () => {
		const {world, datapath} = setup('netdev');
		expect(datapath.emcInsertInverseProbability).toBe(100);
		install(datapath, key({nwSrc: 1}), mask('nwSrc'));
		for (let tp = 0; tp < 10_000; tp++) lookUpFlow(datapath, key({nwSrc: 1, nw: 17, tp}), 0, world);
		const entered = countExact(datapath.cache.exact, datapath.cache.records);
		expect(entered).toBeGreaterThan(70);
		expect(entered).toBeLessThan(130);
	});

	it('never holds more than 8192 keys', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 1});
		install(datapath, key({nwSrc: 1}), mask('nwSrc'));
		for (let tp = 0; tp < 40_000; tp++) lookUpFlow(datapath, key({nwSrc: 1, nw: 17, tp}), 0, world);
		expect(datapath.cache.exact.count).toBeLessThanOrEqual(8192);
		expect(datapath.cache.exact.count).toBeGreaterThan(8000);
	});

	it('has two places for all frames that are neither IP nor ARP', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 1});
		install(datapath, key({etherType: 0x88b5_0000 | 0}), mask('dstHigh'));
		for (let srcLow = 0; srcLow < 50; srcLow++) lookUpFlow(datapath, key({etherType: 0x88b5_0000 | 0, srcLow}), 0, world);
		expect(datapath.cache.exact.count).toBeLessThanOrEqual(2);
	});
});

describe('simple matches', () => {
	const simple = mask('recirc');

	it('answer when all flows of the port look at nothing but EtherType, VLAN and fragments', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 1});
		const flow = install(datapath, key({}), simple);
		const ask = (parts: Parameters<typeof key>[0]) => [lookUpFlow(datapath, key(parts), 0, world), datapath.cache.answeredBy];
		expect(ask({nwSrc: 7, nw: 0x4011})).toEqual([flow, LEVEL.simple]);
		expect(ask({vlan: 0x8100_100a | 0})).toEqual([-1, LEVEL.miss]);
		const other = install(datapath, key({vlan: 0x8100_100a | 0}), simple);
		expect(ask({vlan: 0x8100_700a | 0})).toEqual([other, LEVEL.simple]);
	});

	it('do not when one flow of the port looks at more, nor for what comes back', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 0});
		const flow = install(datapath, key({}), simple);
		install(datapath, key({inPort: 2, nwSrc: 1}), mask('nwSrc'));
		lookUpFlow(datapath, key({}), 0, world);
		expect(datapath.cache.answeredBy).toBe(LEVEL.simple);
		const second = install(datapath, key({vlan: 0x8100_1001 | 0, nwSrc: 1}), mask('nwSrc'));
		expect([lookUpFlow(datapath, key({}), 0, world), datapath.cache.answeredBy]).toEqual([flow, LEVEL.megaflow]);
		removeFlow(datapath.cache, second);
		expect([lookUpFlow(datapath, key({}), 0, world), datapath.cache.answeredBy]).toEqual([flow, LEVEL.simple]);
		const back = install(datapath, key({recirc: 5}), simple);
		expect([lookUpFlow(datapath, key({recirc: 5}), 0, world), datapath.cache.answeredBy]).toEqual([back, LEVEL.megaflow]);
	});
});

describe('the order of masks', () => {
	const masks = [mask('nwSrc'), mask('nwSrc', 'nwDst'), mask('nwSrc', 'tp')];
	const keys = [key({nwSrc: 1}), key({nwDst: 2, nwSrc: 5}), key({tp: 3, nwSrc: 6, nwDst: 6})];

	function tried(datapath: Datapath, world: World, which: number): number {
		lookUpFlow(datapath, keys[which] as FlowKey, world.now, world);
		return datapath.cache.masksTried;
	}

	it('in userspace: a new one last, and each second those first that answered most in it', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 0});
		for (const [at, words] of masks.entries()) install(datapath, keys[at] as FlowKey, words);
		expect([0, 1, 2].map((which) => tried(datapath, world, which))).toEqual([1, 2, 3]);
		tried(datapath, world, 2);
		tried(datapath, world, 1);
		tried(datapath, world, 2);
		world.now = SECOND - 1;
		expect(tried(datapath, world, 2)).toBe(3);
		world.now = SECOND;
		expect([2, 1, 0].map((which) => tried(datapath, world, which))).toEqual([1, 2, 3]);
	});

	it('is that of each port', () => {
		const {world, datapath} = setup('netdev', {emcInsertInverseProbability: 0});
		install(datapath, keys[0] as FlowKey, masks[0] as FlowKey);
		install(datapath, key({inPort: 2, nwDst: 9}), masks[1] as FlowKey);
		lookUpFlow(datapath, key({inPort: 2, nwDst: 9}), 0, world);
		expect(datapath.cache.masksTried).toBe(1);
	});

	it('in the kernel: one for all ports, put in order every four seconds; the mask that answered last time is tried first', () => {
		const {world, datapath} = setup('system');
		for (const [at, words] of masks.entries()) install(datapath, keys[at] as FlowKey, words);
		install(datapath, key({inPort: 2, nwSrc: 7, tp: 9}), masks[2] as FlowKey);
		const first = [0, 1, 2].map((which) => tried(datapath, world, which));
		expect([first, datapath.lookups.cacheHit]).toEqual([[1, 2, 3], 0]);
		expect([[0, 1, 2].map((which) => tried(datapath, world, which)), datapath.lookups.cacheHit]).toEqual([[1, 1, 1], 3]);
		expect(datapath.cache.answeredBy).toBe(LEVEL.maskCache);
		// The entry points to a place, and another mask stands there now.
		for (let again = 0; again < 3; again++) tried(datapath, world, 2);
		world.now = 4 * SECOND;
		expect([tried(datapath, world, 2), tried(datapath, world, 2)]).toEqual([2, 1]);
	});

	it('in the kernel: the last mask takes the place of one that is gone', () => {
		const {world, datapath} = setup('system');
		const flows = masks.map((words, at) => install(datapath, keys[at] as FlowKey, words));
		removeFlow(datapath.cache, flows[0] as number);
		expect([tried(datapath, world, 2), tried(datapath, world, 1)]).toEqual([1, 2]);
	});
});

it('a mask that is silent about tags still says whether there is one, and never lets the port go', () => {
	for (const type of ['netdev', 'system'] as const) {
		const {world, datapath} = setup(type);
		install(datapath, key({}), mask('nwSrc'));
		const ask = (parts: Parameters<typeof key>[0]) => lookUpFlow(datapath, key(parts), 0, world);
		expect([ask({}), ask({vlan: 0x8100_1000 | 0}), ask({inPort: 2}), ask({recirc: 1}), ask({etherType: 0})]).toEqual([0, -1, -1, -1, -1]);
	}
});
