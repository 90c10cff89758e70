/** What holds for switches of every kind, whatever is sent. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {applyChange} from '../../source/engine/changes/apply.js';
import {copy} from '../../source/engine/copy.js';
import {dstMac, type Frame, srcMac} from '../../source/engine/frame.js';
import {createHistory, type History, input, jump, settle, step} from '../../source/engine/history.js';
import {createTicker, inject} from '../../source/engine/tick.js';
import {crossings, deliveries, drops, type TraceNode} from '../../source/engine/trace.js';
import {deviceAt, deviceAtPath, machineNamed, machineOf, pathOf, type World} from '../../source/engine/world.js';
import {anyChange, fitted} from '../fixtures/any-change.js';
import {type AnyPacket, anyPacket, markOf, packetFrame} from '../fixtures/any-packet.js';
import {anySwitchLab, anyTreeLab, anyVlanLab, type SwitchLab, stationOf, switchWorld} from '../fixtures/any-switch-lab.js';
import {bare, generatorOf} from '../fixtures/generated-frames.js';

const SECOND = 1_000_000_000;
const LIMIT = 3000;
/** More than usual, to look for faults. */
const RUNS = Number(process.env.FC_RUNS ?? 0) || undefined;

/** A frame, a time that passes (ns), or a change. */
const pause = fc.constantFrom(SECOND / 10, SECOND, 12 * SECOND);
const packets = fc.array(fc.oneof({weight: 5, arbitrary: anyPacket}, pause), {minLength: 1, maxLength: 14});
const events = fc.array(fc.oneof({weight: 4, arbitrary: anyPacket}, pause, {weight: 2, arbitrary: anyChange}), {
	minLength: 4,
	maxLength: 16,
});
type AnyEvent = typeof events extends fc.Arbitrary<(infer T)[]> ? T : never;

/** The lab after these events, and the frames that were sent. */
function live(lab: SwitchLab, given: readonly AnyEvent[]): {history: History; sent: Frame[]} {
	const history = createHistory(switchWorld(lab));
	const sent: Frame[] = [];
	for (const [number, event] of given.entries()) {
		if (typeof event === 'number') input(history, {kind: 'wait', duration: event});
		else if (isPacket(event)) {
			const {device, frame} = packetFrame(history.world, event, number);
			sent.push(frame);
			input(history, {kind: 'frame', device, frame});
		} else input(history, {kind: 'change', change: fitted(history.world, event)});
		settle(history, LIMIT);
	}
	return {history, sent};
}

function isPacket(event: AnyEvent): event is AnyPacket {
	return typeof event === 'object' && 'octets' in event;
}

/** What a frame led to, in any order: on which links, to which stacks, and why it ended. */
function fate(world: World, nodes: readonly TraceNode[]): string[] {
	const octets = (frame: Frame): string => Buffer.from(frame.bytes).toString('hex');
	return [
		...crossings(nodes).map(({from, frame}) => `${pathOf(world, from)} ${octets(frame)}`),
		...deliveries(nodes).map(({device, frame}) => `stack ${pathOf(world, device)} ${octets(frame)}`),
		...drops(nodes).map(({node, reason}) => `${pathOf(world, node.device)} ${reason}`),
	].sort();
}

/** Runs `world` until it is quiet. */
function run(world: World): TraceNode[] {
	const ticker = createTicker(world, true);
	const nodes: TraceNode[] = [];
	for (let tick = 0; tick < LIMIT && ticker.tick(); tick++) nodes.push(ticker.lastNode() as TraceNode);
	return nodes;
}

function toSwitches(world: World, kind: 'ovs-revalidate' | 'ovs-purge'): void {
	const {sink} = createTicker(world, false);
	for (const {id, vswitchd} of world.machines) if (vswitchd) applyChange(world, {kind, machine: id}, sink);
}

/** Frames that cached flows have answered. */
function hitsOf(world: World): number {
	return world.devices.reduce((sum, device) => sum + (device.kind === 'datapath' ? device.lookups.hit : 0), 0);
}

describe('for switches of every kind and any frames', () => {
	it('nobody invents a frame: it was sent, perhaps in another dress, or its maker has a name', () => {
		fc.assert(
			fc.property(anySwitchLab, packets, (lab, given) => {
				const {history, sent} = live(lab, given);
				const [marks, known] = [new Set(sent.map(markOf)), new Set(sent.map(bare))];
				for (const {frame} of history.trace) {
					if (!frame) continue;
					const mark = markOf(frame);
					const is = mark === undefined ? known.has(bare(frame)) || generatorOf(frame) !== undefined : marks.has(mark);
					expect(is, Buffer.from(frame.bytes).toString('hex')).toBe(true);
				}
			}),
			{numRuns: RUNS ?? 12},
		);
	});

	it('every frame goes on, arrives, or ends with a reason, at every device', () => {
		fc.assert(
			fc.property(anySwitchLab, events, (lab, given) => {
				const {history} = live(lab, given);
				for (const node of history.trace) {
					const end = node.effects.some(({kind}) => kind !== 'note');
					if (node.frame)
						expect([pathOf(history.world, node.device), node.step, node.effects, end]).toEqual([
							expect.anything(),
							node.step,
							node.effects,
							true,
						]);
				}
			}),
			{numRuns: RUNS ?? 10},
		);
	});

	it('what a station of one VLAN sends arrives at stations of that VLAN only', () => {
		fc.assert(
			fc.property(anyVlanLab, packets, (lab, given) => {
				const history = createHistory(switchWorld(lab));
				for (const [number, event] of given.entries()) {
					if (typeof event === 'number') input(history, {kind: 'wait', duration: event});
					else {
						const {device, frame} = packetFrame(history.world, event, number);
						const from = vlanOf(lab, history.world, device);
						if (from === undefined) continue;
						input(history, {kind: 'frame', device, frame});
						for (const {device: to, frame: arrived} of deliveries(settle(history, LIMIT))) {
							const vlan = vlanOf(lab, history.world, to);
							if (vlan !== undefined && markOf(arrived) === number)
								expect([pathOf(history.world, to), vlan]).toEqual([pathOf(history.world, to), from]);
						}
						continue;
					}
					settle(history, LIMIT);
				}
			}),
			{numRuns: RUNS ?? 12},
		);
	});

	it('nothing goes from a protected or isolated port to another one', () => {
		fc.assert(
			fc.property(anyVlanLab, packets, (lab, given) => {
				const {history} = live(lab, given);
				for (const node of history.trace) {
					if (node.step !== 'receive' || !node.frame || !isProtected(lab, history.world, node.device)) continue;
					for (const {from} of crossings([node])) expect(isProtected(lab, history.world, from)).toBe(false);
				}
			}),
			{numRuns: RUNS ?? 15},
		);
	});

	it('a cached decision is that of the tables: with and without the caches the same frame has the same fate', () => {
		let hits = 0;
		fc.assert(
			fc.property(anyTreeLab, packets, anyPacket, (lab, given, other) => {
				const {history} = live(lab, given);
				// What was learned by the last frames is in the tables, but not yet in the caches, until the revalidator has gone round.
				const [cached, purged] = [copy(history.world), copy(history.world)];
				toSwitches(cached, 'ovs-revalidate');
				toSwitches(purged, 'ovs-revalidate');
				toSwitches(purged, 'ovs-purge');
				const sent = given.flatMap((event, number) => (typeof event === 'number' ? [] : [packetFrame(history.world, event, number)]));
				for (const {device, frame} of [...sent.slice(-3), packetFrame(history.world, other, 99)]) {
					// Who talks to himself asks where he is while he tells it: the tables hear that first, a cached flow afterwards.
					if (srcMac(frame) === dstMac(frame)) continue;
					const fates = [cached, purged].map((world) => {
						const copied = copy(world);
						inject(copied, device, frame);
						const found = fate(copied, run(copied));
						if (world === cached) hits += hitsOf(copied) - hitsOf(cached);
						return found;
					});
					expect(fates[0]).toEqual(fates[1]);
				}
			}),
			{numRuns: RUNS ?? 12},
		);
		expect(hits).toBeGreaterThan(0);
	});

	it('the same lab and the same events leave the same trace, and a world that is plain data', () => {
		fc.assert(
			fc.property(anySwitchLab, events, (lab, given) => {
				const [first, second] = [live(lab, given).history, live(lab, given).history];
				expect(second.trace).toEqual(first.trace);
				expect(second.world).toEqual(first.world);
				expect(structuredClone(first.world)).toEqual(first.world);
			}),
			{numRuns: RUNS ?? 6},
		);
	});

	it('tracing or not, the world is the same; and a copy runs on as the original does', () => {
		fc.assert(
			fc.property(anySwitchLab, events, fc.array(anyPacket, {maxLength: 4}), fc.nat(30), (lab, given, more, ticks) => {
				const {history} = live(lab, given);
				const [traced, untraced] = [copy(history.world), copy(history.world)];
				for (const world of [traced, untraced]) {
					world.until += 3 * SECOND;
					for (const [number, packet] of more.entries()) {
						const {device, frame} = packetFrame(world, packet, 500 + number);
						inject(world, device, frame);
					}
				}
				const go = (world: World, limit: number): void => {
					const ticker = createTicker(world, world === traced);
					for (let tick = 0; tick < limit && ticker.tick(); tick++);
				};
				go(traced, ticks);
				go(untraced, ticks);
				expect(untraced).toEqual(traced);
				const [kept, before] = [copy(traced), copy(traced)];
				go(traced, LIMIT);
				// What the original did has not touched its copy.
				expect(kept).toEqual(before);
				go(kept, LIMIT);
				go(untraced, LIMIT);
				expect(untraced).toEqual(traced);
				expect(kept).toEqual(traced);
			}),
			{numRuns: RUNS ?? 8},
		);
	});

	it('going back to any tick finds the world that was there, and stepping on the same future', () => {
		fc.assert(
			fc.property(anySwitchLab, events, fc.array(fc.nat(), {minLength: 1, maxLength: 3}), (lab, given, ticks) => {
				const {history} = live(lab, given);
				const {end} = history;
				const [world, trace] = [copy(history.world), [...history.trace]];
				for (const tick of ticks.map((any) => any % (end + 1))) {
					jump(history, tick);
					expect(history.world.ticks).toBe(tick);
				}
				const again: TraceNode[] = [];
				jump(history, 0);
				while (history.cursor < end) again.push(step(history) as TraceNode);
				expect(again).toEqual(trace);
				jump(history, end);
				expect(history.world).toEqual(world);
			}),
			{numRuns: RUNS ?? 6},
		);
	});
});

/** The VLAN of a station; `undefined` for what is no station. */
function vlanOf({config: {switches}}: SwitchLab, world: World, id: number): number | undefined {
	const {name} = machineOf(world, id);
	for (const [index, {ports}] of switches.entries()) {
		for (const [number, {vlan}] of ports.entries()) {
			if (
				stationOf(index, number) === name ||
				(name === `sw${index}` && deviceAt(world, id).name === `p${number}` && deviceAt(world, id).kind === 'ovs-internal')
			)
				return vlan;
		}
	}
	return undefined;
}

function isProtected({config: {switches}}: SwitchLab, world: World, id: number): boolean {
	return switches.some(({ports, kind}, index) =>
		ports.some(
			(port, number) =>
				(kind === 'ovs' || kind === 'bridge') &&
				port.protected &&
				machineNamed(world, `sw${index}`)?.id === deviceAt(world, id).machine &&
				deviceAtPath(world, `sw${index}/p${number}`)?.id === id,
		),
	);
}
