/** What holds after any changes of cards, functions, pairs and machines on the move, with other changes and frames between them. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import type {Change} from '../../../source/engine/change.js';
import {copy} from '../../../source/engine/copy.js';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {createHistory, input, jump, settle} from '../../../source/engine/history.js';
import type {Lab} from '../../../source/engine/lab.js';
import type {World} from '../../../source/engine/world.js';
import {fitted} from '../../fixtures/any-change.js';
import {type AnyFrame, anyFrame, anyWorld, frameOf} from '../../fixtures/any-lab.js';
import {anySriovChange} from '../../fixtures/any-sriov-change.js';
import {anySriovLab} from '../../fixtures/any-sriov-lab.js';
import {migrationLab} from '../../fixtures/migration-lab.js';
import {faultsOf} from '../../fixtures/world-faults.js';

const RUNS = Number(process.env.FC_RUNS ?? 0) || 60;
const SECOND = 1_000_000_000;

const device = fc.nat(20);
/** What happens to the devices in any case. */
const anyOther = fc.oneof(
	fc.record({kind: fc.constant('set-up'), device, up: fc.boolean()}),
	fc.record({kind: fc.constant('set-mac'), device, mac: fc.constantFrom(0x0200_0000_0100, 0x0200_0000_0101, 0x0200_0000_7777)}),
	fc.record({kind: fc.constant('set-promisc'), device, on: fc.boolean()}),
	fc.record({kind: fc.constant('join-group'), device, group: fc.constant(0x0100_5e01_0203)}),
	fc.record({kind: fc.constant('cut'), device, cut: fc.boolean()}),
	fc.record({kind: fc.constant('delete'), device}),
	fc.record({kind: fc.constant('move'), device, machine: fc.nat(9)}),
	fc.record({kind: fc.constant('enslave'), device, master: device}),
	fc.record({kind: fc.constant('release'), device}),
	fc.record({
		kind: fc.constant('add-macvlan'),
		machine: fc.nat(9),
		name: fc.constant('mv0'),
		lower: device,
		type: fc.constant('macvlan'),
		options: fc.record({mode: fc.constantFrom('bridge', 'passthru')}),
	}),
	fc.record({
		kind: fc.constant('add-vlan-device'),
		machine: fc.nat(9),
		name: fc.constant('eth0.10'),
		lower: device,
		vid: fc.constant(10),
		protocol: fc.constant(0x8100),
	}),
) as fc.Arbitrary<Change>;

/** A card and its guests, or two hosts between which a guest may move. */
const anyLab = fc.oneof(
	{weight: 3, arbitrary: anySriovLab},
	fc.boolean().map((pair) => migrationLab({pair})),
);

const change = fc.oneof({weight: 2, arbitrary: anySriovChange as fc.Arbitrary<Change>}, anyOther);
const events = fc.array(fc.oneof({weight: 3, arbitrary: change}, anyFrame, fc.constantFrom(SECOND / 10, 3 * SECOND)), {
	minLength: 3,
	maxLength: 25,
});

function isFrame(event: Change | AnyFrame): event is AnyFrame {
	return 'dst' in event && !('kind' in event);
}

/** Plays the events; `law` is asked about every change. */
function play(
	lab: Parameters<typeof anyWorld>[0],
	given: readonly (Change | AnyFrame | number)[],
	law: (world: World, change: Change, result: string, before: World) => void,
) {
	const history = createHistory(anyWorld(lab));
	for (const [number, event] of given.entries()) {
		if (typeof event === 'number') input(history, {kind: 'wait', duration: event});
		else if (isFrame(event)) input(history, {kind: 'frame', ...frameOf(history.world, event, number)});
		else {
			const meant = fitted(history.world, event);
			// A quiet world lets its time pass before anything new comes.
			history.world.now = Math.max(history.world.now, history.world.until);
			const before = copy(history.world);
			law(history.world, meant, input(history, {kind: 'change', change: meant}).kind, before);
		}
		settle(history, 500);
	}
	return history;
}

/** What is wrong with a lab's cards, functions and pairs. */
function problemsOfCards(lab: Lab): string[] {
	const built = buildWorld(lab);
	if (built.kind === 'built') return [];
	return built.problems.flatMap(({path, message}) => {
		const [, machine, index] = /^machines\[(\d+)\]\.devices\[(\d+)\]/.exec(path) ?? [];
		const device = lab.machines[Number(machine)]?.devices[Number(index)];
		const isOfCard = device?.kind === 'vf' || device?.kind === 'failover' || (device?.kind === 'nic' && device.sriov !== undefined);
		return isOfCard ? [`${path}: ${message}`] : [];
	});
}

describe('for any card with virtual functions and any changes', () => {
	it('a refused change leaves the world exactly as it was', () => {
		fc.assert(
			fc.property(anyLab, events, (lab, given) => {
				play(lab, given, (world, asked, result, before) => {
					if (result === 'refused') expect({asked, world}).toEqual({asked, world: before});
				});
			}),
			{numRuns: RUNS},
		);
	});

	it('the world does not contradict itself', () => {
		fc.assert(
			fc.property(anyLab, events, (lab, given) => {
				const history = play(lab, given, (world, asked) => expect({asked, faults: faultsOf(world)}).toEqual({asked, faults: []}));
				expect(faultsOf(history.world)).toEqual([]);
			}),
			{numRuns: RUNS},
		);
	});

	it('what is described of cards, functions and pairs can be built', () => {
		fc.assert(
			fc.property(anyLab, events, (lab, given) => {
				expect(problemsOfCards(describeWorld(play(lab, given, () => {}).world, 1))).toEqual([]);
			}),
			{numRuns: RUNS},
		);
	});

	it('time travel leads back to the same world', () => {
		fc.assert(
			fc.property(anyLab, events, fc.nat(), (lab, given, tick) => {
				const history = play(lab, given, () => {});
				settle(history, 1000);
				const world = copy(history.world);
				jump(history, tick % (history.end + 1));
				jump(history, history.end);
				expect(history.world).toEqual(world);
			}),
			{numRuns: RUNS},
		);
	});
});
