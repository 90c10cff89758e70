/** What holds for any flow tables and any frame. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import {type FlowKey, type FlowMask, WORD} from '../../../source/engine/flow/key.js';
import {parseFlow} from '../../../source/engine/flow/syntax/flow-text.js';
import {pushCredits, translate} from '../../../source/engine/ovs/translate/translate.js';
import type {Answer, Stats} from '../../../source/engine/ovs/translate/translation.js';
import {type AnyKey, anyFlows, anyKey, keyText} from '../../fixtures/any-pipeline.js';
import {type OvsLab, ovsLab} from './ovs-lab.js';
import {addFlow, keyOf, traceFlow} from './pipeline.js';

const stats: Stats = {packets: 1, bytes: 60, used: 0, tcpFlags: 0};

/** Two bridges joined by patch ports; flows that ovs-ofctl refuses are left out. */
function labOf(flows: readonly string[], others: readonly string[]): OvsLab {
	const lab = ovsLab({
		bridges: {
			br0: {
				ports: {p1: {}, p2: {tag: 10}, p3: {}, p4: {trunks: [10, 20]}, x0: {type: 'patch', options: {peer: 'x1'}, ofport: 5}},
				columns: {fail_mode: 'secure'},
			},
			br1: {ports: {x1: {type: 'patch', options: {peer: 'x0'}, ofport: 1}, q2: {ofport: 2}, q3: {ofport: 3, tag: 10}}},
		},
	});
	for (const [bridge, list] of [
		['br0', flows],
		['br1', others],
	] as const) {
		for (const flow of list) if (parseFlow(flow, {command: 'add'}).kind === 'parsed') addFlow(lab, bridge, flow);
	}
	return lab;
}

function ask(lab: OvsLab, key: FlowKey): Answer {
	return translate({switchd: lab.switchd, bridge: lab.bridge('br0'), key, frame: undefined, now: 0, stats: undefined, tracing: false});
}

/** The mask as a datapath has it: that there is no tag is always looked at, and a tag of which nothing was looked at is matched whole. */
function cachedMask(key: FlowKey, mask: FlowMask): FlowMask {
	const cached = mask.slice();
	if ((cached[WORD.vlan] as number) === 0 || key[WORD.vlan] === 0) cached[WORD.vlan] = -1;
	return cached;
}

const few = {numRuns: 250};

describe('for any flow tables and any frame', () => {
	it('a translation without packets changes nothing', () => {
		fc.assert(
			fc.property(anyFlows, anyFlows, anyKey, (flows, others, any) => {
				const lab = labOf(flows, others);
				const before = copy(lab.world);
				traceFlow(lab, keyText(any));
				expect(lab.world).toEqual(before);
			}),
			{numRuns: 60},
		);
	});

	it('frames that agree in the bits of the mask get the same answer', () => {
		let agreed = 0;
		fc.assert(
			fc.property(anyFlows, anyFlows, anyKey, fc.array(anyKey, {minLength: 8, maxLength: 8}), (flows, others, any, changes) => {
				const lab = labOf(flows, others);
				const key = keyOf(lab, keyText(any));
				const answer = ask(lab, key);
				const mask = cachedMask(key, answer.mask);
				for (const [index, change] of changes.entries()) {
					// Another frame, or the same one with one part of another.
					const part = Object.keys(any)[index] as keyof AnyKey;
					const other =
						index < 4 ? {...any, nwSrc: change.nwSrc, tpSrc: change.tpSrc, tpDst: change.tpDst} : {...any, [part]: change[part]};
					const otherKey = keyOf(lab, keyText(other));
					if (!key.every((word, at) => ((word ^ (otherKey[at] as number)) & (mask[at] as number)) === 0)) continue;
					if (key.some((word, at) => word !== otherKey[at])) agreed++;
					expect(ask(lab, otherKey).actions).toEqual(answer.actions);
				}
			}),
			few,
		);
		expect(agreed).toBeGreaterThan(100);
	});

	it('the same frame gets the same answer again, as long as it taught nothing', () => {
		fc.assert(
			fc.property(anyFlows, anyFlows, anyKey, (flows, others, any) => {
				const lab = labOf(flows, others);
				const key = keyOf(lab, keyText(any));
				const {actions, mask, credits} = ask(lab, key);
				expect(ask(lab, key)).toMatchObject({actions, credits});
				expect(ask(lab, key).mask).toEqual(mask);
			}),
			few,
		);
	});

	it('an answer sends the frame, or says why not', () => {
		fc.assert(
			fc.property(anyFlows, anyFlows, anyKey, (flows, others, any) => {
				const lab = labOf(flows, others);
				const {actions, drop} = ask(lab, keyOf(lab, keyText(any)));
				const text = JSON.stringify(actions, plain);
				// A frame that only goes up is lost when nobody is there.
				const isUp = drop === 'ovs-no-controller' || drop === 'ovs-ttl-expired';
				expect(isUp ? 'up' : drop === undefined ? 'sent' : 'lost').toBe(
					/"kind":"(output|recirculate)"/.test(text) ? 'sent' : text.includes('"kind":"userspace"') ? 'up' : 'lost',
				);
			}),
			few,
		);
	});

	it('packets credited to a cached answer count as packets that were translated', () => {
		fc.assert(
			fc.property(anyFlows, anyFlows, anyKey, (flows, others, any) => {
				const [translated, cached] = [labOf(flows, others), labOf(flows, others)] as const;
				const key = keyOf(translated, keyText(any));
				const request = {key, frame: undefined, now: 0, stats, tracing: false};
				const count = (lab: OvsLab) =>
					lab.switchd.bridges.map(({tables, ofPorts}) => [
						[...tables.rules.values()].map(({packets, bytes}) => ({packets, bytes})),
						[...tables.tables.values()].map(({matched, missed}) => ({matched, missed})),
						[...ofPorts.values()].map(({counters}) => counters),
					]);
				const first = translate({...request, switchd: translated.switchd, bridge: translated.bridge('br0')});
				// What the first frame taught may change the answer to the second.
				const second = translate({...request, switchd: translated.switchd, bridge: translated.bridge('br0')});
				fc.pre(JSON.stringify(first.credits, plain) === JSON.stringify(second.credits, plain));
				const answer = translate({...request, switchd: cached.switchd, bridge: cached.bridge('br0')});
				pushCredits(cached.switchd, answer.credits, stats);
				expect(count(cached)).toEqual(count(translated));
			}),
			{numRuns: 120},
		);
	});
});

function plain(_: string, value: unknown): unknown {
	return typeof value === 'bigint' ? String(value) : value;
}
