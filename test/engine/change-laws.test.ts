/** What holds after any changes, sense or nonsense. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Change} from '../../source/engine/change.js';
import {applyChange} from '../../source/engine/changes/apply.js';
import {copy} from '../../source/engine/copy.js';
import {createHistory, input, jump, replay, settle} from '../../source/engine/history.js';
import {createTicker} from '../../source/engine/tick.js';
import type {World} from '../../source/engine/world.js';
import {anyChange, fitted} from '../fixtures/any-change.js';
import {type AnyPacket, anyPacket, packetFrame} from '../fixtures/any-packet.js';
import {anyStart} from '../fixtures/any-start.js';
import {faultsOf} from '../fixtures/world-faults.js';

const SECOND = 1_000_000_000;
/** More than usual, to look for faults. */
const RUNS = Number(process.env.FC_RUNS ?? 0) || undefined;
const changes = fc.array(anyChange, {minLength: 1, maxLength: 40});

/** Each change of each run, applied by `law` itself or by nobody. */
function forAllChanges(law: (world: World, change: Change, apply: () => ReturnType<typeof applyChange>) => void, runs = 40): void {
	fc.assert(
		fc.property(anyStart, changes, (start, given) => {
			const world = start.build();
			const {sink} = createTicker(world, true);
			for (const any of given) {
				const change = fitted(world, any);
				law(world, change, () => applyChange(world, change, sink));
			}
		}),
		{numRuns: RUNS ?? runs},
	);
}

describe('for any lab and any changes', () => {
	it('a refused change leaves the world exactly as it was', () => {
		forAllChanges((world, change, apply) => {
			const before = copy(world);
			const result = apply();
			const inAllVlans = change.kind === 'mdb-add' && (change.vid ?? 0) === 0;
			// A transaction that is refused has made UUIDs, as in the real one.
			if (change.kind === 'ovsdb-transact') before.seed = world.seed;
			if (result.kind === 'refused' && !inAllVlans) expect({change, world}).toEqual({change, world: before});
		}, 20);
	});

	it('the world does not contradict itself', () => {
		forAllChanges((world, change, apply) => {
			apply();
			expect({change, faults: faultsOf(world)}).toEqual({change, faults: []});
		});
	});

	it('what names a device or a machine that is not there is refused', () => {
		forAllChanges((world, change, apply) => {
			const named = [change].flatMap((given) =>
				['device', 'lower', 'master', 'bridge']
					.map((key) => (given as unknown as Record<string, unknown>)[key])
					.filter((id) => typeof id === 'number'),
			);
			const gone = named.some((id) => world.devices[id]?.present !== true);
			const result = apply();
			if (gone && change.kind !== 'neigh-flush') expect(result).toEqual({kind: 'refused', errno: 'ENODEV'});
		});
	});

	it('frames between the changes harm nobody, and the history is replayed to the same world', () => {
		const events = fc.array(fc.oneof(anyChange, anyPacket, fc.constant(SECOND), fc.constant(40 * SECOND)), {minLength: 5, maxLength: 40});
		fc.assert(
			fc.property(anyStart, events, fc.nat(), (start, given, tick) => {
				const history = createHistory(start.build());
				for (const [number, event] of given.entries()) {
					if (typeof event === 'number') input(history, {kind: 'wait', duration: event});
					else if (!('octets' in event)) input(history, {kind: 'change', change: fitted(history.world, event)});
					else {
						const {device, frame} = packetFrame(history.world, event as AnyPacket, number);
						input(history, {kind: 'frame', device, frame});
					}
					settle(history, 300);
				}
				settle(history, 2000);
				expect(faultsOf(history.world)).toEqual([]);
				const world = copy(history.world);
				const again = replay(start.build(), history.inputs);
				jump(history, tick % (history.end + 1));
				jump(history, history.end);
				expect(history.world).toEqual(world);
				while (again.world.ticks < world.ticks && settle(again, world.ticks - again.world.ticks).length > 0);
				settle(again, 0);
				expect(again.world.devices).toEqual(world.devices);
				expect(again.world.machines).toEqual(world.machines);
			}),
			{numRuns: RUNS ?? 20},
		);
	});
});
