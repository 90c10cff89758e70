import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {FlowTables, Removed} from '../../../source/engine/flow/flow-tables.js';
import {applyFlowMod, createFlowTables, listRules, lookUpRule, trackPrefixes} from '../../../source/engine/flow/flow-tables.js';
import {createKey, type FlowKey, KEY_WORDS, WORD} from '../../../source/engine/flow/key.js';
import {type Match, matches} from '../../../source/engine/flow/match.js';
import type {Rule} from '../../../source/engine/flow/rule.js';
import {flowMod} from './flow-mods.js';

/** Words in which the tables and keys of these laws differ; few values, so that they meet. */
const WORDS = [WORD.inPort, WORD.reg0, WORD.dstHigh, WORD.etherType, WORD.nwSrc, WORD.nwDst, WORD.ipv6Dst, WORD.nw, WORD.tp];
const VALUES = [0, 0x08000000, 0x0800_0001 | 0, 0x86dd0000 | 0, -1, 0x0a000001, 0x0a000002, 0xc0a80001 | 0, 0x00500051, 80];
const MASKS = [0, -1, 0xffff0000 | 0, 0x0000ffff, 0xff000000 | 0, 0xfffffffe | 0, 0x80000000 | 0, 0x00ff00ff];

const word = fc.constantFrom(...WORDS);
const prefixes = fc.option(fc.shuffledSubarray(['nw_dst', 'nw_src', 'ipv6_dst', 'ipv6_src'] as const), {nil: undefined});
const keys = fc.array(fc.tuple(word, fc.constantFrom(...VALUES)), {maxLength: 9}).map((pairs) => {
	const key = createKey();
	for (const [at, value] of pairs) key[at] = value;
	return key;
});
const matchesOf = fc.array(fc.tuple(word, fc.constantFrom(...VALUES), fc.constantFrom(...MASKS)), {maxLength: 4}).map((parts): Match => {
	const match = {key: createKey(), mask: createKey()};
	for (const [at, value, mask] of parts) {
		match.key[at] = value & mask;
		match.mask[at] = mask;
	}
	return match;
});
const tableOf = (release: number) =>
	fc.array(fc.record({match: matchesOf, priority: fc.integer({min: 0, max: 5}), remove: fc.boolean()}), {maxLength: 40}).map((mods) => {
		const tables = createFlowTables(release);
		const removed: Removed[] = [];
		for (const {match, priority} of mods) applyFlowMod(tables, flowMod({match, priority}), 0, removed);
		for (const {match, priority, remove} of mods)
			if (remove) applyFlowMod(tables, flowMod({command: 'delete-strict', match, priority}), 0, removed);
		return tables;
	});

/** The best flow by a walk over all of them; which of several equals is best is not defined. */
function bestPriority(tables: FlowTables, key: FlowKey): number | undefined {
	const found = listRules(tables).filter((rule) => matches(rule.match, key));
	return found.length === 0 ? undefined : Math.max(...found.map((rule) => rule.priority));
}

function isBest(tables: FlowTables, key: FlowKey, rule: Rule | undefined): boolean {
	return rule === undefined
		? bestPriority(tables, key) === undefined
		: matches(rule.match, key) && rule.priority === bestPriority(tables, key);
}

describe('a lookup', () => {
	it('finds a flow of the highest priority that matches, as a walk over all flows does', () => {
		fc.assert(
			fc.property(tableOf(301), keys, (tables, key) => {
				expect(isBest(tables, key, lookUpRule(tables, 0, key, undefined))).toBe(true);
				expect(lookUpRule(tables, 0, key, createKey())).toEqual(lookUpRule(tables, 0, key, undefined));
			}),
			{numRuns: 2000},
		);
	});

	it('looks at enough: whatever agrees with the key in the mask gets the same flow', () => {
		fc.assert(
			fc.property(tableOf(301), prefixes, keys, fc.array(keys, {minLength: 20, maxLength: 20}), (tables, fields, key, others) => {
				if (fields) trackPrefixes(tables, 0, fields);
				const mask = createKey();
				const rule = lookUpRule(tables, 0, key, mask);
				for (const other of others) {
					const like = createKey();
					for (let at = 0; at < KEY_WORDS; at++)
						like[at] = ((key[at] as number) & (mask[at] as number)) | ((other[at] as number) & ~(mask[at] as number));
					// The EtherType is always part of a cached flow.
					like[WORD.etherType] = key[WORD.etherType] as number;
					expect(lookUpRule(tables, 0, like, undefined)?.id).toBe(rule?.id);
				}
			}),
			{numRuns: 2000},
		);
	});
});
