/** Every flow of the recording: what ovs-ofctl says, what the switch says, and what both print afterwards. */
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {UNMODELLED_FIELDS} from '../../source/engine/flow/field-table.js';
import type {FlowCommand} from '../../source/engine/flow/flow-mod.js';
import {applyFlowMod, createFlowTables, type FlowTables, listRules} from '../../source/engine/flow/flow-tables.js';
import {formatFlowLine} from '../../source/engine/flow/syntax/flow-format.js';
import {parseFlow} from '../../source/engine/flow/syntax/flow-text.js';
import {formatMatch} from '../../source/engine/flow/syntax/match-format.js';
import type {OpenFlowVersion} from '../../source/engine/flow/syntax/protocol.js';
import type {PortNames} from '../../source/engine/flow/syntax/reading.js';

interface Outcome {
	error?: string;
	refused?: string;
	normalized?: [string, string];
	dump10?: string[] | null;
	dump13?: string[] | null;
}

interface Case {
	command: FlowCommand;
	flow: string;
	in10: Outcome;
	in13: Outcome;
}

const recording = JSON.parse(readFileSync(new URL('openflow/flows.json', import.meta.url), 'utf8')) as {
	ports: Record<string, number>;
	before: string;
	cases: Case[];
};

/** ovs-ofctl reads names, and prints numbers into a pipe. */
const ports: PortNames = {numberOf: (name) => recording.ports[name], nameOf: () => undefined};

/** Groups and meters must exist, which the tables do not know. */
const NEEDS_MORE = ['OFPBAC_BAD_OUT_GROUP', 'OFPMMFC_INVALID_METER'];

/** Real and not modelled, besides fields: what the engine says of them. */
const NOT_MODELLED =
	/^(recirc_id|bundle|push_mpls|pop_mpls|set_mpls_label|dec_mpls_ttl|encap|decap|delete_field|debug_recirc|conjunction|ct|ct_clear|nat|NXM_NX_PKT_MARK|NXM_NX_CT_MARK|tun_id of more than 32 bits|controller\(reason=(action_set)?\))$/;

function isNotModelled(what: string): boolean {
	return UNMODELLED_FIELDS.has(what) || NOT_MODELLED.test(what);
}

interface Result {
	outcome: Outcome;
	notModelled?: string;
}

function play({command, flow}: Case, version: OpenFlowVersion): Result {
	const tables = createFlowTables();
	if (command !== 'add') apply(tables, recording.before, 'add', 'OpenFlow10');
	const outcome = apply(tables, flow, command, version);
	if ('notModelled' in outcome) return {outcome: {}, notModelled: outcome.notModelled as string};
	const dump = (as: OpenFlowVersion): string[] =>
		listRules(tables).map((rule) => formatFlowLine(rule, {version: as, now: 0, stats: false}));
	const [dump10, dump13] = [dump('OpenFlow10'), dump('OpenFlow13')];
	return {outcome: {...outcome, ...(dump10.length > 0 ? {dump10} : {}), ...(dump13.length > 0 ? {dump13} : {})}};
}

function apply(tables: FlowTables, flow: string, command: FlowCommand, version: OpenFlowVersion): Outcome & {notModelled?: string} {
	const reading = parseFlow(flow, {command, version, ports});
	const log = reading.normalized;
	const logged: Outcome = log ? {normalized: [formatMatch(log.before), formatMatch(log.after)]} : {};
	switch (reading.kind) {
		case 'error':
			return {...logged, error: reading.message};
		case 'refused':
			return {...logged, refused: reading.error};
		case 'not-modelled':
			return {notModelled: reading.what};
		case 'parsed': {
			const result = applyFlowMod(tables, reading.mod, 0, []);
			return {...logged, ...(result.kind === 'refused' ? {refused: result.error} : {})};
		}
		default:
			return reading satisfies never;
	}
}

describe.each(['OpenFlow10', 'OpenFlow13'] as const)('flows over %s', (version) => {
	test('are read, sent and printed as by ovs-ofctl 3.1', () => {
		const wrong: unknown[] = [];
		let compared = 0;
		for (const one of recording.cases) {
			const expected = version === 'OpenFlow10' ? one.in10 : one.in13;
			const {outcome, notModelled} = play(one, version);
			if (notModelled !== undefined) {
				if (!isNotModelled(notModelled)) wrong.push({flow: one.flow, notModelled});
				continue;
			}
			if (expected.refused && NEEDS_MORE.includes(expected.refused)) continue;
			compared++;
			const actual = {...outcome};
			// Some flows cannot be said in the other version, and then the dump fails.
			if (expected.dump10 === null) actual.dump10 = null;
			if (expected.dump13 === null) actual.dump13 = null;
			if (JSON.stringify(sorted(actual)) !== JSON.stringify(sorted(expected)))
				wrong.push({command: one.command, flow: one.flow, expected, actual});
		}
		expect(wrong).toEqual([]);
		expect(compared).toBeGreaterThan(3900);
	});
});

function sorted(outcome: Outcome): unknown {
	const {error, refused, normalized, dump10, dump13} = outcome;
	return {error, refused, normalized, dump10, dump13};
}
