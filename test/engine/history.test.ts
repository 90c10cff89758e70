import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {fork, type History, input, jump, replay, settle, step, undo} from '../../source/engine/history.js';
import type {TraceNode} from '../../source/engine/trace.js';
import type {World} from '../../source/engine/world.js';
import {historyOf, idOf, MAC, macvlanLab, plainFrame, worldOf} from '../fixtures/macvlan-lab.js';

const LAB = macvlanLab(['vepa', 'vepa', 'bridge'], true);

function broadcastFrom(history: History, machine: 'vm1' | 'vm2' | 'vm3'): void {
	input(history, {kind: 'frame', device: idOf(history.world, `${machine}/eth0`), frame: plainFrame(MAC[machine], MAC.broadcast)});
}

/** Two runs and a command between them. */
function lived(): History {
	const history = historyOf(LAB);
	broadcastFrom(history, 'vm1');
	settle(history);
	input(history, {kind: 'change', change: {kind: 'set-up', device: idOf(history.world, 'vm2/eth0'), up: false}});
	broadcastFrom(history, 'vm3');
	settle(history);
	return history;
}

describe('history', () => {
	it('goes back to any tick and forward again to the same world', () => {
		const history = lived();
		const worlds: World[] = [];
		for (let tick = 0; tick <= history.end; tick++) {
			jump(history, tick);
			worlds.push(structuredClone(history.world));
		}
		fc.assert(
			fc.property(fc.array(fc.nat({max: history.end}), {maxLength: 20}), (ticks) => {
				for (const tick of ticks) {
					jump(history, tick);
					expect(history.world).toEqual(worlds[tick]);
				}
			}),
			{numRuns: 30},
		);
	});

	it('shows the same clock at the end, whether it was settled or jumped to', () => {
		const history = lived();
		input(history, {kind: 'wait', duration: 5_000_000_000});
		settle(history);
		const settled = history.world.now;
		jump(history, 0);
		jump(history, history.end);
		expect(history.world.now).toBe(settled);
	});

	it('steps through the known future with the same nodes', () => {
		const history = lived();
		const nodes = [...history.trace];
		jump(history, 0);
		expect(history.trace).toEqual([]);
		const again: TraceNode[] = [];
		for (let node = step(history); node; node = step(history)) again.push(node);
		expect(again).toEqual(nodes);
	});

	it('cuts the future off when something new is put in', () => {
		const history = lived();
		jump(history, 2);
		broadcastFrom(history, 'vm2');
		expect(history.inputs.map(({tick}) => tick)).toEqual([0, 2]);
		settle(history);
		expect(history.trace.map(({id}) => id)).toEqual(history.trace.map((_, index) => index));
	});

	it('forks: what happens in the copy does not happen here', () => {
		const history = lived();
		const before = structuredClone(history.world);
		const copy = fork(history);
		broadcastFrom(copy, 'vm1');
		settle(copy);
		expect(history.world).toEqual(before);
		expect(copy.end).toBeGreaterThan(history.end);
	});

	it('takes inputs back one by one', () => {
		const history = lived();
		expect(undo(history)?.kind).toBe('frame');
		expect(undo(history)?.kind).toBe('change');
		expect(history.world.devices[idOf(history.world, 'vm2/eth0')]?.up).toBe(true);
		expect(undo(history)?.kind).toBe('frame');
		expect(history.world).toEqual(worldOf(LAB));
		expect(undo(history)).toBeUndefined();
	});

	it('is rebuilt from its inputs alone', () => {
		const history = lived();
		const again = replay(worldOf(LAB), history.inputs);
		settle(again);
		expect(again.world).toEqual(history.world);
		expect(again.trace).toEqual(history.trace);
	});

	it('runs timers while time passes and not beyond', () => {
		const history = historyOf(LAB);
		broadcastFrom(history, 'vm1');
		settle(history);
		input(history, {kind: 'wait', duration: 299_000_000_000});
		settle(history);
		const bridge = history.world.devices[idOf(history.world, 'sw0/sw0')];
		expect(bridge?.kind === 'bridge' && bridge.fdb.table.size).toBeGreaterThan(3);
		input(history, {kind: 'wait', duration: 2_000_000_000});
		settle(history);
		const after = history.world.devices[idOf(history.world, 'sw0/sw0')];
		expect(after?.kind === 'bridge' && after.fdb.table.size).toBe(3);
	});
});
