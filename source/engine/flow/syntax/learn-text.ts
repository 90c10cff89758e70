/*
 * The action `learn` as text (lib/learn.c, learn_parse, learn_format)
 *
 * A flow that makes flows: `learn(table=10,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])`.
 * Before an `=` stands what the learned flow will match, behind it where this frame has
 * the value, or a constant; a field alone is matched against itself.
 */
import type {Action, LearnSpec, Subfield} from '../action.js';
import {toField} from '../field.js';
import {DEFAULT_PRIORITY} from '../rule.js';
import {readMove} from './action-field-text.js';
import {parseTable} from './action-output-text.js';
import {formatFieldValue, parseExactValue} from './field-value.js';
import {hex, leadingDecimal, scanInteger, scanWide} from './numbers.js';
import {fail, openReading, type PortNames, type Problem, type Reading} from './reading.js';
import {formatSubfield, parseSubfield} from './subfields.js';
import {splitPairs} from './tokens.js';

export type Learn = Extract<Action, {kind: 'learn'}>;

export function readLearn(reading: Reading, text: string): Learn | undefined {
	const learn: Learn = {
		kind: 'learn',
		table: 1,
		priority: DEFAULT_PRIORITY,
		cookie: 0n,
		idleTimeout: 0,
		hardTimeout: 0,
		finIdleTimeout: 0,
		finHardTimeout: 0,
		sendFlowRemoved: false,
		deleteLearned: false,
		limit: 0,
		specs: [],
	};
	for (const {key, value} of splitPairs(text)) {
		if (reading.problem) return undefined;
		if (readSetting(reading, learn, text, key, value)) continue;
		const spec = readSpec(reading, text, key, value);
		if (spec) learn.specs.push(spec);
	}
	return reading.problem ? undefined : learn;
}

/** What the learned flow is like. False when `key` is none of it. */
function readSetting(reading: Reading, learn: Learn, text: string, key: string, value: string): boolean {
	const u16 = leadingDecimal(value) & 0xffff;
	switch (key) {
		case 'table': {
			const table = parseTable(value);
			if (table === undefined) fail(reading, `unknown table "${value}"`);
			else if (table === 255) fail(reading, `${text}: table id 255 not valid for \`learn' action`);
			else learn.table = table;
			return true;
		}
		case 'priority':
			learn.priority = u16;
			return true;
		case 'idle_timeout':
			learn.idleTimeout = u16;
			return true;
		case 'hard_timeout':
			learn.hardTimeout = u16;
			return true;
		case 'fin_idle_timeout':
			learn.finIdleTimeout = u16;
			return true;
		case 'fin_hard_timeout':
			learn.finHardTimeout = u16;
			return true;
		case 'cookie':
			learn.cookie = BigInt.asUintN(64, scanInteger(value)?.value ?? 0n);
			return true;
		case 'send_flow_rem':
			learn.sendFlowRemoved = true;
			return true;
		case 'delete_learned':
			learn.deleteLearned = true;
			return true;
		case 'limit':
			learn.limit = leadingDecimal(value) >>> 0;
			return true;
		case 'result_dst': {
			const to = parseSubfield(reading, value);
			if (to && !toField(to.field).writable) fail(reading, `${value} is read-only`);
			else if (to && to.bits !== 1) fail(reading, "result_dst in 'learn' action must be a single bit");
			else if (to) learn.resultTo = to;
			return true;
		}
		default:
			return false;
	}
}

/** One clause. `text` is all of them, for faults. */
function readSpec(reading: Reading, text: string, key: string, value: string): LearnSpec | undefined {
	const trial = openReading(reading.ports);
	const to = parseSubfield(trial, key);
	if (trial.problem?.kind === 'not-modelled') return blame(reading, trial.problem);
	if (to) return readMatchSpec(reading, text, key, value, to);
	if (key === 'load') return readLoadSpec(reading, value);
	if (key === 'output') {
		const source = parseSubfield(reading, value);
		return source && {kind: 'output', source};
	}
	return fail(reading, `${text}: unknown keyword ${key}`);
}

function blame(reading: Reading, problem: Problem): undefined {
	reading.problem ??= problem;
	return undefined;
}

function readMatchSpec(reading: Reading, text: string, key: string, value: string, to: Subfield): LearnSpec | undefined {
	if (toField(to.field).wireNames.length === 0) return fail(reading, `${text}: experimenter OXM field '${key}' not supported`);
	if (value === '') return {kind: 'match', to, source: to};
	const trial = openReading(reading.ports);
	const source = parseSubfield(trial, value);
	if (trial.problem?.kind === 'not-modelled') return blame(reading, trial.problem);
	if (source) {
		if (source.bits === to.bits) return {kind: 'match', to, source};
		return fail(reading, `${text}: bit widths of ${key} (${source.bits}) and ${value} (${to.bits}) differ`);
	}
	const constant = openReading(reading.ports);
	const number = readConstant(constant, text, value, to);
	if (number !== undefined) return {kind: 'match', to, source: number};
	const why = `subfield (${messageOf(trial)}) or an immediate value (${messageOf(constant)})`;
	return fail(reading, `${text}: ${key} value ${value} cannot be parsed as a ${why}`);
}

function messageOf(reading: Reading): string {
	return reading.problem?.kind === 'error' ? reading.problem.message : '';
}

function readConstant(reading: Reading, text: string, value: string, to: Subfield): bigint | undefined {
	const field = toField(to.field);
	if (to.from === 0 && to.bits === field.bits) return parseExactValue(reading, field, value);
	const scanned = scanWide(value, field.bytes);
	if (scanned.kind !== 'number' || scanned.rest !== '') return fail(reading, `${text}: cannot parse integer value`);
	if (scanned.value >> BigInt(to.bits) === 0n) return scanned.value;
	return fail(reading, `${text}: value ${formatFieldValue(field, scanned.value)} does not fit into ${to.bits} bits`);
}

/** `load:5->NXM_NX_REG0[0..3]`, or from a field of this frame. */
function readLoadSpec(reading: Reading, text: string): LearnSpec | undefined {
	const arrow = text.indexOf('->');
	if (arrow === 0) return fail(reading, `load: missing source before \`->' in \`${text}'`);
	if (arrow < 0) return fail(reading, `load: missing \`->' in \`${text}'`);
	const scanned = scanWide(text, 16);
	if (scanned.kind !== 'number') {
		const move = readMove(reading, text);
		return move && {kind: 'load', to: move.to, source: move.from};
	}
	if (scanned.rest !== text.slice(arrow)) return fail(reading, `load: garbage before \`->' in \`${text}'`);
	const name = text.slice(arrow + 2);
	const to = parseSubfield(reading, name);
	if (!to) return undefined;
	if (toField(to.field).wireNames.length === 0) return fail(reading, `${text}: experimenter OXM field '${name}' not supported`);
	if (scanned.value >> BigInt(to.bits) !== 0n) return fail(reading, `${text}: value does not fit into ${to.bits} bits`);
	return {kind: 'load', to, source: scanned.value};
}

export function formatLearn(learn: Learn, ports: PortNames): string {
	const parts = [`table=${learn.table}`];
	if (learn.idleTimeout) parts.push(`idle_timeout=${learn.idleTimeout}`);
	if (learn.hardTimeout) parts.push(`hard_timeout=${learn.hardTimeout}`);
	if (learn.finIdleTimeout) parts.push(`fin_idle_timeout=${learn.finIdleTimeout}`);
	if (learn.finHardTimeout) parts.push(`fin_hard_timeout=${learn.finHardTimeout}`);
	if (learn.priority !== DEFAULT_PRIORITY) parts.push(`priority=${learn.priority}`);
	if (learn.sendFlowRemoved) parts.push('send_flow_rem');
	if (learn.deleteLearned) parts.push('delete_learned');
	if (learn.cookie) parts.push(`cookie=${hex(learn.cookie)}`);
	if (learn.limit) parts.push(`limit=${learn.limit}`);
	if (learn.resultTo) parts.push(`result_dst=${formatSubfield(learn.resultTo)}`);
	return `learn(${[...parts, ...learn.specs.map((spec) => formatSpec(spec, ports))].join(',')})`;
}

function formatSpec(spec: LearnSpec, ports: PortNames): string {
	if (spec.kind === 'output') return `output:${formatSubfield(spec.source)}`;
	if (spec.kind === 'load') {
		return `load:${typeof spec.source === 'bigint' ? hex(spec.source) : formatSubfield(spec.source)}->${formatSubfield(spec.to)}`;
	}
	const field = toField(spec.to.field);
	if (typeof spec.source === 'bigint') {
		const isWhole = spec.to.from === 0 && spec.to.bits === field.bits;
		if (isWhole) return `${field.name}=${formatFieldValue(field, spec.source, undefined, ports)}`;
		return `${formatSubfield(spec.to)}=${hex(spec.source)}`;
	}
	const isItself = spec.source.field === spec.to.field && spec.source.from === spec.to.from;
	return isItself ? formatSubfield(spec.to) : `${formatSubfield(spec.to)}=${formatSubfield(spec.source)}`;
}
