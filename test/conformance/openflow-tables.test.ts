/*
 * Flow tables against recordings of the real ofproto/trace: which flow matched, which bits were looked at, and
 * the order in which flows are listed.
 */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {KEEP_COOKIE} from '../../source/engine/flow/apply-flow-mod.js';
import {applyFlowMod, createFlowTables, type FlowTables, listRules, lookUpRule} from '../../source/engine/flow/flow-tables.js';
import {createKey, type FlowKey, type FlowMask, FRAG_ANY, FRAG_LATER, KEY_WORDS, VLAN_PRESENT, WORD} from '../../source/engine/flow/key.js';
import {formatMatch} from '../../source/engine/flow/syntax/match-format.js';
import {flowMod} from '../engine/flow/flow-mods.js';
import {keyOf, matchOf} from '../engine/flow/keys.js';

interface Recording {
	cases: {
		steps: {command: 'add' | 'modify-strict' | 'delete' | 'delete-strict'; priority: number; match: string; cookie?: number}[];
		dump: number[];
		traces: {flow: string; megaflow: string; cookie: number | null}[];
	}[];
}

const recording = JSON.parse(readFileSync(new URL('./openflow/tables.json', import.meta.url), 'utf8')) as Recording;

function tablesOf(steps: Recording['cases'][number]['steps']): FlowTables {
	const tables = createFlowTables(301);
	for (const {command, priority, match, cookie} of steps) {
		const mod = flowMod({command, priority, match: matchOf(match), cookie: cookie === undefined ? KEEP_COOKIE : BigInt(cookie)});
		expect(applyFlowMod(tables, mod, 0, [])).toEqual({kind: 'done'});
	}
	return tables;
}

/** What every translation looks at, whatever the tables say (xlate_wc_init). */
function firstMask(key: FlowKey): FlowMask {
	const mask = createKey();
	mask[WORD.inPort] = 0xffff;
	mask[WORD.recirc] = -1;
	mask[WORD.etherType] = 0xffff0000 | 0;
	if (isIp(key)) mask[WORD.nw] = (FRAG_ANY | FRAG_LATER) << 24;
	return mask;
}

/** What is left of the mask when the fields that the frame has not are gone (xlate_wc_finish). */
function lastMask(key: FlowKey, mask: FlowMask): FlowMask {
	const left = mask.slice();
	left.fill(0, WORD.metadata, KEY_WORDS);
	if (isIp(key) && [1, 58].includes((key[WORD.nw] as number) & 0xff)) left[WORD.tp] = (left[WORD.tp] as number) & 0x00ff00ff;
	if (((key[WORD.vlan] as number) & VLAN_PRESENT) === 0) left[WORD.vlan] = 0;
	else if (((left[WORD.vlan] as number) & 0xffff) !== 0) left[WORD.vlan] = ((left[WORD.vlan] as number) | VLAN_PRESENT) & 0xffff;
	if (((key[WORD.nw] as number) >>> 24) & FRAG_LATER) left[WORD.tp] = 0;
	return left;
}

function isIp(key: FlowKey): boolean {
	return [0x0800, 0x86dd].includes((key[WORD.etherType] as number) >>> 16);
}

/** As a `Megaflow:` line has it. */
function megaflowText(key: FlowKey, mask: FlowMask): string {
	return formatMatch({key: key.map((word, at) => word & (mask[at] as number)), mask});
}

describe('flow tables agree with Open vSwitch 3.1.0', () => {
	it.each(recording.cases.map((one, index) => [index, one] as const))('table %i', (_, {steps, dump, traces}) => {
		const tables = tablesOf(steps);
		expect(listRules(tables).map((rule) => Number(rule.cookie))).toEqual(dump);
		for (const {flow, megaflow, cookie} of traces) {
			const key = keyOf(flow);
			// Fragments are looked up as if they had no ports.
			const asked = key.slice();
			if (((key[WORD.nw] as number) >>> 24) & FRAG_ANY) asked[WORD.tp] = 0;
			const mask = firstMask(key);
			const rule = lookUpRule(tables, 0, asked, mask);
			expect([flow, rule === undefined ? null : Number(rule.cookie)]).toEqual([flow, cookie]);
			expect([flow, megaflowText(key, lastMask(key, mask))]).toEqual([flow, megaflow]);
		}
	});
});
