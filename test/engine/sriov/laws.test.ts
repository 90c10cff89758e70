/** What holds for any card with virtual functions and any frames. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import {copy} from '../../../source/engine/copy.js';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {dstMac, type Frame, outerTag, popTag} from '../../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../../source/engine/history.js';
import {BROADCAST, isGroup} from '../../../source/engine/mac.js';
import {isActivePf, type PfDevice} from '../../../source/engine/sriov/adapter.js';
import {createTicker, inject} from '../../../source/engine/tick.js';
import {nodeById, type TraceNode} from '../../../source/engine/trace.js';
import {deviceAt, type World} from '../../../source/engine/world.js';
import {type AnyFrame, anyFrame, anyWorld, frameOf} from '../../fixtures/any-lab.js';
import {anySriovLab} from '../../fixtures/any-sriov-lab.js';

const RUNS = Number(process.env.FC_RUNS ?? 0) || 60;
const LIMIT = 3000;
const frames = fc.array(anyFrame, {minLength: 1, maxLength: 15});

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

function forAllNodes(law: (node: TraceNode, history: History, pf: PfDevice) => void): void {
	fc.assert(
		fc.property(anySriovLab, frames, (lab, given) => {
			const {history} = live(lab, given);
			const pf = deviceAt(history.world, 0);
			if (!isActivePf(pf)) throw new Error('the first device is the PF');
			for (const node of history.trace) law(node, history, pf);
		}),
		{numRuns: RUNS},
	);
}

function bare(frame: Frame): string {
	const untagged = popTag(frame);
	return untagged === frame ? frame.bytes.toString() : bare(untagged);
}

/** The frame as the card had it: in the node from which the function got it. */
function cameFrom(node: TraceNode, {trace}: History): TraceNode | undefined {
	return nodeById(trace, node.parent);
}

describe('for any card with virtual functions and any frames', () => {
	it('no frame reaches a function that has neither its MAC nor its group and is not promiscuous', () => {
		forAllNodes((node, history, pf) => {
			const device = deviceAt(history.world, node.device);
			const before = cameFrom(node, history);
			if (node.step !== 'receive' || device.kind !== 'vf' || !node.frame || !before) return;
			// Handed down by its own macvlan: not by the card.
			if (before.device !== pf.id && deviceAt(history.world, before.device).kind !== 'vf') return;
			const dst = dstMac(node.frame);
			const {unicast, groups, allGroups, promiscuous} = pf.sriov.filters;
			const {number} = device;
			const takes = isGroup(dst)
				? dst === BROADCAST || allGroups.includes(number) || groups.get(dst)?.includes(number)
				: unicast.get(dst)?.includes(number) || promiscuous.includes(number);
			expect(takes).toBe(true);
			expect(device.carrier).toBe(true);
		});
	});

	it('a function with a port VLAN sees no tag but such as were inside it', () => {
		forAllNodes((node, history, pf) => {
			const device = deviceAt(history.world, node.device);
			if (node.step !== 'receive' || device.kind !== 'vf' || !node.frame) return;
			const {vlan} = pf.sriov.vfs[device.number] as PfDevice['sriov']['vfs'][number];
			const outer = outerTag(node.frame);
			const before = cameFrom(node, history);
			if (vlan === 0 || !outer || before?.device !== pf.id) return;
			expect(before.frame && outerTag(before.frame)?.vid).toBe(vlan);
		});
	});

	it('a VEPA hands nothing from function to function', () => {
		forAllNodes((node, history, pf) => {
			if (pf.sriov.mode !== 'vepa' || node.step !== 'transmit') return;
			if (deviceAt(history.world, node.device).kind !== 'vf' && node.device !== pf.id) return;
			for (const effect of node.effects) {
				// What waits for its turn goes back into the ring of the function itself.
				if (effect.kind === 'passed' && effect.step === 'receive')
					expect([pf.id, ...pf.sriov.vfs.map((vf) => vf.device)]).not.toContain(effect.to);
			}
		});
	});

	it('unicast of a function that the card knows does not leave by the wire of a VEB', () => {
		forAllNodes((node, {world}, pf) => {
			if (pf.sriov.mode !== 'veb' || node.step !== 'transmit' || deviceAt(world, node.device).kind !== 'vf' || !node.frame) return;
			const known = pf.sriov.filters.unicast.has(dstMac(node.frame));
			if (known) expect(node.effects.some(({kind}) => kind === 'sent')).toBe(false);
		});
	});

	it('nobody invents a frame, and each one ends with a reason or a delivery', () => {
		fc.assert(
			fc.property(anySriovLab, frames, (lab, given) => {
				const {history, sent} = live(lab, given);
				const known = new Set(sent.map(bare));
				for (const {frame, step, effects} of history.trace) {
					if (frame) expect(known.has(bare(frame))).toBe(true);
					if (step !== 'timer') expect(effects.filter(({kind}) => kind !== 'note').length).toBeGreaterThan(0);
				}
			}),
			{numRuns: RUNS},
		);
	});

	it('tracing leaves the same world', () => {
		fc.assert(
			fc.property(anySriovLab, frames, (lab, given) => {
				const traced = anyWorld(lab);
				const quiet = copy(traced);
				for (const [world, tracing] of [[traced, true] as const, [quiet, false] as const]) {
					const ticker = createTicker(world, tracing);
					for (const [number, any] of given.entries()) {
						const {device, frame} = frameOf(world, any, number);
						inject(world, device, frame);
						for (let tick = 0; tick < LIMIT && ticker.tick(); tick++);
					}
				}
				expect(quiet).toEqual(traced);
			}),
			{numRuns: RUNS},
		);
	});

	it('a lab that is built, described and built again has the same card, functions and pairs', () => {
		fc.assert(
			fc.property(anySriovLab, (lab) => {
				const world = anyWorld(lab);
				const described = describeWorld(world, 1);
				const again = built(described);
				expect(describeWorld(again, 1)).toEqual(described);
				expect(cardsOf(again)).toEqual(cardsOf(world));
			}),
			{numRuns: RUNS},
		);
	});
});

function cardsOf({devices}: World) {
	return devices.filter(({kind}) => kind === 'nic' || kind === 'vf' || kind === 'failover');
}

function built(lab: Parameters<typeof buildWorld>[0]): World {
	const result = buildWorld(lab);
	if (result.kind === 'wrong') throw new Error(result.problems.map(({path, message}) => `${path}: ${message}`).join('\n'));
	return result.world;
}
