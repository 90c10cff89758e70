/* What `learn` makes of a frame. The flows are those that ovs-vswitchd 3.1.0 learned from the same frames. */
import {describe, expect, it} from 'vitest';
import type {Action, Subfield} from '../../../source/engine/flow/action.js';
import {
	applyFlowMod,
	createFlowTables,
	creditRule,
	expireRules,
	type FlowTables,
	listRules,
} from '../../../source/engine/flow/flow-tables.js';
import {createKey} from '../../../source/engine/flow/key.js';
import {type LearnAction, learn, learnedFlowMod, learnedRule, learnMask} from '../../../source/engine/flow/learn.js';
import type {Rule} from '../../../source/engine/flow/rule.js';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {flowMod} from './flow-mods.js';
import {keyOf} from './keys.js';

const SECOND = 1e9;
const field = (name: string, bits: number, from = 0): Subfield => ({field: name, from, bits});
const FRAME = 'in_port=1,dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:02,dl_type=0x88b5';

/** learn(table=1,hard_timeout=10,idle_timeout=5,priority=7,cookie=0x77,…): the way back to whoever sent this frame. */
const WAY_BACK: LearnAction = {
	kind: 'learn',
	table: 1,
	priority: 7,
	cookie: 0x77n,
	idleTimeout: 5,
	hardTimeout: 10,
	finIdleTimeout: 0,
	finHardTimeout: 0,
	sendFlowRemoved: false,
	deleteLearned: true,
	limit: 2,
	specs: [
		{kind: 'match', to: field('vlan_tci', 12), source: field('vlan_tci', 12)},
		{kind: 'match', to: field('eth_dst', 48), source: field('eth_src', 48)},
		{kind: 'load', to: field('reg0', 16), source: field('in_port', 16)},
		{kind: 'load', to: field('reg1', 32), source: 5n},
		{kind: 'output', source: field('in_port', 16)},
	],
};

function only(tables: FlowTables): Rule {
	const rules = listRules(tables, 1);
	expect(rules).toHaveLength(1);
	return rules[0] as Rule;
}

describe('the message that learn makes', () => {
	it('matches, loads and outputs what the frame has, or what is constant', () => {
		const mod = learnedFlowMod(WAY_BACK, keyOf(FRAME));
		expect(formatMatch(mod.match)).toBe('vlan_tci=0x0000/0x0fff,dl_dst=02:00:00:00:00:01');
		expect(mod.actions).toEqual<Action[]>([
			{kind: 'set-field', field: 'reg0', value: 1n, mask: 0xffffn, flavour: 'load'},
			{kind: 'set-field', field: 'reg1', value: 5n, mask: 0xffffffffn, flavour: 'load'},
			{kind: 'output', port: 1},
		]);
		expect(mod).toMatchObject({command: 'modify-strict', table: 1, priority: 7, cookie: 0x77n, idleTimeout: 5, hardTimeout: 10});
	});

	it('takes the VLAN of a tagged frame, and loads run of bits where they belong', () => {
		const mod = learnedFlowMod(
			{...WAY_BACK, specs: [WAY_BACK.specs[0] as LearnAction['specs'][number], {kind: 'load', to: field('reg2', 4, 8), source: 3n}]},
			keyOf(`dl_vlan=10,dl_vlan_pcp=3,${FRAME}`),
		);
		expect(formatMatch(mod.match)).toBe('vlan_tci=0x000a/0x0fff');
		expect(mod.actions).toEqual([{kind: 'set-field', field: 'reg2', value: 0x300n, mask: 0xf00n, flavour: 'load'}]);
	});

	it('begins with fin_timeout, if it has one', () => {
		const mod = learnedFlowMod({...WAY_BACK, finIdleTimeout: 2, finHardTimeout: 4}, keyOf(FRAME));
		expect(mod.actions[0]).toEqual({kind: 'fin-timeout', idleTimeout: 2, hardTimeout: 4});
	});

	it.each([
		[0x1, 1],
		[0xfeff, 1],
		[0xff00, 0],
		[0xfff8, 1],
		[0xfff9, 0],
		[0xfffa, 0],
		[0xfffb, 1],
		[0xfffc, 1],
		[0xfffd, 0],
		[0xfffe, 1],
		[0x1_0001, 0],
	])('outputs to port %i: %i times', (port, times) => {
		const key = keyOf(`reg0=${port}`);
		expect(learnedFlowMod({...WAY_BACK, specs: [{kind: 'output', source: field('reg0', 32)}]}, key).actions).toHaveLength(times);
	});
});

describe('the cached answer depends on', () => {
	it('every field that learn reads', () => {
		const key = keyOf(`dl_vlan=10,${FRAME}`);
		const mask = createKey();
		learnMask(WAY_BACK, mask);
		const looked = formatMatch({key: key.map((word, at) => word & (mask[at] as number)), mask});
		expect(looked).toBe('in_port=1,vlan_tci=0x000a/0x0fff,dl_src=02:00:00:00:00:01');
	});
});

describe('learning', () => {
	it('adds a flow once and then only renews its time', () => {
		const tables = createFlowTables();
		expect(learn(tables, WAY_BACK, keyOf(FRAME), SECOND, [])).toEqual({kind: 'learned'});
		const {id} = only(tables);
		const {version} = tables;
		expect(learn(tables, WAY_BACK, keyOf(FRAME), 3 * SECOND, [])).toEqual({kind: 'unchanged'});
		expect(only(tables)).toMatchObject({id, created: SECOND, modified: 3 * SECOND, used: SECOND});
		expect(tables.version).toBe(version);
		expect(learnedRule(tables, WAY_BACK, keyOf(FRAME))).toBe(only(tables));
	});

	it('so that a hard timeout runs from the last frame', () => {
		const tables = createFlowTables();
		learn(tables, {...WAY_BACK, idleTimeout: 0}, keyOf(FRAME), 0, []);
		learn(tables, {...WAY_BACK, idleTimeout: 0}, keyOf(FRAME), 8 * SECOND, []);
		expect(expireRules(tables, 18 * SECOND)).toEqual([]);
		expect(expireRules(tables, 18.001 * SECOND)).toHaveLength(1);
	});

	it('changes the actions when the sender has moved; counters and age stay', () => {
		const tables = createFlowTables();
		learn(tables, WAY_BACK, keyOf(FRAME), SECOND, []);
		creditRule(tables, only(tables).id, {packets: 1, bytes: 60, used: SECOND});
		expect(learn(tables, WAY_BACK, keyOf(FRAME.replace('in_port=1', 'in_port=2')), 2 * SECOND, [])).toEqual({kind: 'learned'});
		expect(only(tables)).toMatchObject({created: SECOND, modified: 2 * SECOND, packets: 1});
		expect(only(tables).actions.at(-1)).toEqual({kind: 'output', port: 2});
	});

	it('stops at the limit of flows with its cookie in that table', () => {
		const tables = createFlowTables();
		const from = (octet: number) => keyOf(FRAME.replace('dl_src=02:00:00:00:00:01', `dl_src=02:00:00:00:00:0${octet}`));
		const results = [1, 3, 4, 1].map((octet) => learn(tables, WAY_BACK, from(octet), 0, []).kind);
		expect(results).toEqual(['learned', 'learned', 'limit', 'unchanged']);
	});

	it('is undone with delete_learned when the last flow that teaches is gone', () => {
		const tables = createFlowTables();
		for (const priority of [1, 2]) applyFlowMod(tables, flowMod({priority, actions: [WAY_BACK]}), 0, []);
		learn(tables, WAY_BACK, keyOf(FRAME), 0, []);
		applyFlowMod(tables, flowMod({command: 'delete-strict', priority: 1}), 0, []);
		expect(listRules(tables, 1)).toHaveLength(1);
		applyFlowMod(tables, flowMod({command: 'modify', priority: 2}), 0, []);
		expect(listRules(tables, 1)).toEqual([]);
		expect(listRules(tables, 0)).toHaveLength(1);
	});
});
