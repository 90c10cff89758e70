/** What holds for any lab and any frames. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../source/engine/copy.js';
import {describeWorld} from '../../source/engine/describe-world.js';
import {dstMac, type Frame, popTag, srcMac} from '../../source/engine/frame.js';
import {createHistory, type History, input, jump, replay, settle, step} from '../../source/engine/history.js';
import {isGroup} from '../../source/engine/mac.js';
import {createTicker, inject} from '../../source/engine/tick.js';
import {nodeById, type TraceNode} from '../../source/engine/trace.js';
import {deviceAt, deviceOfKind, macvlansOn, type World} from '../../source/engine/world.js';
import {type AnyFrame, anyFrame, anyLab, anyWorld, frameOf} from '../fixtures/any-lab.js';

const LIMIT = 3000;
const SECOND = 1_000_000_000;
const frames = fc.array(anyFrame, {minLength: 1, maxLength: 20});

/** Any lab after any frames: its history, and what was sent. */
function live(lab: Parameters<typeof anyWorld>[0], given: readonly AnyFrame[]): {history: History; sent: Frame[]} {
	const history = createHistory(anyWorld(lab));
	const sent = given.map((any, number) => {
		const {device, frame} = frameOf(history.world, any, number);
		input(history, {kind: 'frame', device, frame});
		settle(history, LIMIT);
		return frame;
	});
	return {history, sent};
}

/** Every node of every run, with the trace that it stands in. */
function forAllNodes(law: (node: TraceNode, world: World, trace: readonly TraceNode[]) => void): void {
	fc.assert(
		fc.property(anyLab, frames, (lab, given) => {
			const {history} = live(lab, given);
			expect(history.trace.length).toBeGreaterThanOrEqual(given.length);
			for (const node of history.trace) law(node, history.world, history.trace);
		}),
		{numRuns: 80},
	);
}

function bare(frame: Frame): string {
	const untagged = popTag(frame);
	return untagged === frame ? frame.bytes.toString() : bare(untagged);
}

describe('for any lab and any frames', () => {
	it('nobody invents a frame: what is seen anywhere was sent, but for its tags, or is a BPDU', () => {
		fc.assert(
			fc.property(anyLab, frames, (lab, given) => {
				const {history, sent} = live(lab, given);
				const known = new Set(sent.map(bare));
				for (const {frame} of history.trace) {
					if (frame && dstMac(frame) !== 0x0180_c200_0000) expect(known.has(bare(frame))).toBe(true);
				}
			}),
			{numRuns: 80},
		);
	});

	it('every frame goes on, arrives, or ends with a reason, at every device', () => {
		forAllNodes((node) => {
			if (node.frame) expect(node.effects.some(({kind}) => kind !== 'note')).toBe(true);
		});
	});

	it('a frame that ended goes nowhere else', () => {
		forAllNodes((node) => {
			const ends = node.effects.filter((effect) => effect.kind === 'dropped' && effect.reason === 'no-egress');
			if (ends.length > 0) expect(node.effects.filter(({kind}) => kind === 'sent' || kind === 'passed')).toEqual([]);
		});
	});

	it('nothing goes from an isolated port to another one', () => {
		forAllNodes((node, world) => {
			if (node.step !== 'receive' || !node.frame) return;
			const ports = deviceOfKind(world, deviceAt(world, node.device).master, 'bridge')?.ports ?? [];
			if (!ports.find(({device}) => device === node.device)?.isolated) return;
			for (const to of leftBy(node)) expect(ports.find(({device}) => device === to)?.isolated).not.toBe(true);
		});
	});

	it('a private macvlan sends to the wire only, and nobody on its parent, nor the host, hears its groups', () => {
		forAllNodes((node, world) => {
			const device = deviceAt(world, node.device);
			if (!node.frame) return;
			if (node.step === 'transmit' && 'mode' in device && device.mode === 'private' && device.carrier) {
				for (const effect of node.effects) {
					if (effect.kind === 'passed') expect(effect).toMatchObject({to: device.lower, step: 'transmit'});
				}
			}
			if (node.step !== 'receive' || !isGroup(dstMac(node.frame))) return;
			const sender = macvlansOn(world, device).find((upper) => upper.up && upper.mac === srcMac(node.frame as Frame));
			if (sender?.mode !== 'private') return;
			const heard = node.effects.flatMap((effect) => (effect.kind === 'passed' && effect.step === 'receive' ? [effect.to] : []));
			const uppers = macvlansOn(world, device).filter((upper) => upper.mode !== 'source');
			// What comes back is the sender's alone: the host does not get it either.
			expect(node.effects.filter(({kind}) => kind === 'delivered')).toEqual([]);
			for (const to of heard) expect(uppers.some((upper) => upper.id === to && upper !== sender)).toBe(false);
		});
	});

	it('time never goes back, and a cause comes before what it causes', () => {
		forAllNodes((node, _, trace) => {
			const before = nodeById(trace, node.id - 1);
			const parent = nodeById(trace, node.parent);
			if (before) expect(node.time).toBeGreaterThanOrEqual(before.time);
			expect(node.parent).toBeLessThan(node.id);
			if (parent && node.frame) expect(parent.effects.some((effect) => 'frame' in effect && effect.frame === node.frame)).toBe(true);
		});
	});

	it('the lab that a world describes builds the same world', () => {
		fc.assert(
			fc.property(anyLab, (lab) => {
				const first = describeWorld(anyWorld(lab), 1);
				expect(describeWorld(anyWorld(first), 1)).toEqual(first);
			}),
			{numRuns: 100},
		);
	});

	it('the same lab and the same frames leave the same trace', () => {
		fc.assert(
			fc.property(anyLab, frames, (lab, given) => {
				const [first, second] = [live(lab, given).history, live(lab, given).history];
				expect(second.trace).toEqual(first.trace);
				expect(second.world).toEqual(first.world);
			}),
			{numRuns: 40},
		);
	});

	it('tracing or not, the world is the same; and a copy runs on as the original does', () => {
		fc.assert(
			fc.property(anyLab, frames, fc.nat(40), (lab, given, before) => {
				const [traced, untraced] = [anyWorld(lab), anyWorld(lab)];
				const run = (world: World, tracing: boolean, ticks: number): void => {
					const ticker = createTicker(world, tracing);
					for (let tick = 0; tick < ticks && ticker.tick(); tick++);
				};
				for (const world of [traced, untraced]) {
					for (const [number, any] of given.entries()) {
						const {device, frame} = frameOf(world, any, number);
						inject(world, device, frame);
					}
					world.until = 3 * SECOND;
					run(world, world === traced, before);
				}
				expect(untraced).toEqual(traced);
				const kept = copy(traced);
				run(traced, true, LIMIT);
				run(untraced, false, LIMIT);
				run(kept, false, LIMIT);
				expect(untraced).toEqual(traced);
				expect(kept).toEqual(traced);
			}),
			{numRuns: 60},
		);
	});

	it('going back to any tick finds the world that was there, and stepping on the same future', () => {
		fc.assert(
			fc.property(anyLab, frames, fc.array(fc.nat(), {minLength: 1, maxLength: 5}), (lab, given, ticks) => {
				const {history} = live(lab, given);
				input(history, {kind: 'wait', duration: 2 * SECOND});
				settle(history, LIMIT);
				const {end, inputs} = history;
				const [world, trace] = [copy(history.world), [...history.trace]];
				for (const tick of ticks.map((any) => any % (end + 1))) {
					jump(history, tick);
					const fresh = replay(
						anyWorld(lab),
						inputs.filter((entry) => entry.tick <= tick),
					);
					while (fresh.world.ticks < tick && step(fresh));
					if (tick === end) settle(fresh, LIMIT);
					expect(history.world).toEqual(fresh.world);
				}
				const again: TraceNode[] = [];
				jump(history, 0);
				while (history.cursor < end) again.push(step(history) as TraceNode);
				expect(again).toEqual(trace);
				expect(history.world.ticks).toBe(world.ticks);
				jump(history, end);
				expect(history.world).toEqual(world);
			}),
			{numRuns: 40},
		);
	});
});

/** The devices by which copies of the frame left, whether they are NICs or not. */
function leftBy(node: TraceNode): number[] {
	return node.effects.flatMap((effect) => {
		if (effect.kind === 'sent') return [effect.device];
		return effect.kind === 'passed' && effect.step === 'transmit' ? [effect.to] : [];
	});
}
