/*
 * Cached flows, compared by what they mean
 *
 * Two lists of datapath actions mean the same when the same ports get the same frames: each output is written
 * with all that was done to the frame before it, and the outputs are a multiset, because FLOOD and ALL go
 * through ports in the order of a hash. A match is a set of fields; a field of which no bit is looked at
 * (`pcp=5/0x0`, which is printed because its value is not 0) says nothing.
 *
 * Ids of recirculation are counted by the daemon and mean nothing: they are numbered anew in order of size.
 */
import {list, type Part, value} from './divergence.js';
import type {Observation} from './observation.js';
import type {DpFlow} from './ovs-schema.js';
import type {Expectation} from './recording-schema.js';

/** Compares what only recordings of Open vSwitch expect. Frames that the switch made count also where none was recorded. */
export function* compareSwitch(expected: Expectation, got: Observation): Generator<Part | undefined> {
	if (expected.bondHash !== undefined) yield value('bondHash', String(expected.bondHash), String(got.bondHash));
	yield list('generated', (expected.generated ?? []).map(writeRecord), (got.generated ?? []).map(writeRecord));
	const flows = got.dpFlows ?? [];
	const [only] = flows;
	if (expected.megaflow !== undefined || expected.actions !== undefined) {
		if (flows.length !== 1 || !only) yield {what: 'megaflow', expected: [expected.megaflow ?? ''], got: flows.map(writeFlow)};
		else {
			if (expected.megaflow !== undefined) yield list('megaflow', fieldsOf(expected.megaflow), fieldsOf(only.match));
			if (expected.actions !== undefined) yield sameActions('actions', expected.actions, only.actions);
		}
	}
	if (expected.dpFlows) {
		const isCounted = expected.dpFlows.some(({packets}) => packets !== undefined);
		const seen = isCounted ? flows : flows.map(({match, actions}) => ({match, actions}));
		yield list('dpFlows', writeFlows(expected.dpFlows), writeFlows(seen));
	}
	if (expected.trace) {
		const {flow, megaflow, actions, text} = got.trace ?? {flow: '', megaflow: '', actions: '', text: []};
		yield value('trace.flow', expected.trace.flow, flow);
		const [wanted = [], answered = []] = [expected.trace, {megaflow, actions}].map((trace) => renumbered([trace.megaflow, trace.actions]));
		yield value('trace.megaflow', wanted[0] ?? '', answered[0] ?? '');
		yield sameActions('trace.actions', wanted[1] ?? '', answered[1] ?? '');
		if (expected.trace.text) yield value('trace.text', ...renumberedTexts(expected.trace.text, text ?? []));
	}
	if (expected.flowStats) yield list('flowStats', expected.flowStats.map(writeStatistics), (got.flowStats ?? []).map(writeStatistics));
	for (const [name, bond] of Object.entries(expected.bond ?? {})) yield value(`bond.${name}`, writeBond(bond), writeBond(got.bond?.[name]));
}

function sameActions(what: string, expected: string, got: string): Part | undefined {
	return expected === got ? undefined : list(what, meaningOf(renumbered([expected])[0] ?? ''), meaningOf(renumbered([got])[0] ?? ''));
}

function renumberedTexts(expected: readonly string[], got: readonly string[]): [string, string] {
	return [renumbered(expected).join('\n'), renumbered(got).join('\n')];
}

function writeFlows(flows: readonly DpFlow[]): string[] {
	return renumbered(flows.map(writeFlow));
}

function writeRecord(record: object): string {
	return Object.entries(record)
		.sort()
		.map(([name, one]) => `${name} ${one}`)
		.join(', ');
}

function writeStatistics({table, flow, packets}: NonNullable<Expectation['flowStats']>[number]): string {
	return `table ${table} packets ${packets} ${flow}`;
}

function writeBond(bond: NonNullable<Expectation['bond']>[string] | undefined): string {
	if (!bond) return 'no such bond';
	const {mode, active, primary, members} = bond;
	const states = Object.entries(members)
		.sort()
		.map(([name, state]) => `${name} ${state}`);
	return [mode, `active ${active}`, ...(primary ? [`primary ${primary}`] : []), ...states].join(', ');
}

/** One line an output or other end, with the frame as it is by then. */
export function meaningOf(actions: string): string[] {
	const ends: string[] = [];
	run(actions, {tags: [], popped: 0, fields: new Map(), pending: []}, ends, '');
	return ends.sort();
}

interface Frame {
	/** Tags pushed and not popped, outermost last. */
	tags: string[];
	/** Tags of the frame itself that are gone. */
	popped: number;
	fields: Map<string, string>;
	/** What bears on what follows: `trunc`, `hash`. */
	pending: string[];
}

function run(actions: string, frame: Frame, ends: string[], prefix: string): void {
	for (const action of split(actions)) {
		const [, name = '', inner] = /^(\w+)\((.*)\)$/s.exec(action) ?? [undefined, action];
		if (name === 'pop_vlan') {
			if (frame.tags.length > 0) frame.tags.pop();
			else frame.popped++;
		} else if (name === 'push_vlan') frame.tags.push(inner ?? '');
		else if (name === 'set' && inner !== undefined) {
			for (const [field, value] of subfields(inner)) frame.fields.set(field, value);
		} else if (name === 'clone' && inner !== undefined) {
			run(inner, {...frame, tags: [...frame.tags], fields: new Map(frame.fields), pending: []}, ends, prefix);
		} else if (name === 'trunc' || name === 'hash') frame.pending.push(action);
		else {
			const fields = [...frame.fields].map(([field, value]) => `${field}=${value}`).sort();
			const state = [...Array<string>(frame.popped).fill('pop'), ...frame.tags.map((tag) => `push(${tag})`), ...fields, ...frame.pending];
			ends.push(`${prefix}${[...state, action].join(' ')}`);
			frame.pending = [];
		}
	}
}

/** `eth(src=…,dst=…)` is two fields. */
function subfields(text: string): [field: string, value: string][] {
	const [, name = '', inner] = /^(\w+)\((.*)\)$/s.exec(text) ?? [undefined, text, ''];
	if (inner === undefined || !inner.includes('=')) return [[name, inner ?? '']];
	return split(inner).map((part) => {
		const [field = '', ...value] = part.split('=');
		return [`${name}.${field}`, value.join('=')];
	});
}

/** The fields of a match, sorted; those without a bit that is looked at are left out. */
export function fieldsOf(match: string): string[] {
	return split(match)
		.flatMap(unwrapped)
		.flatMap((field) => subfields(field).map(([name, value]) => `${name}=${value}`))
		.filter((field) => !/\/(?:0x)?0$/.test(field))
		.sort();
}

/** What is in the tag, and in the tag in the tag. */
function unwrapped(field: string): string[] {
	return field.startsWith('encap(') ? ['encap', ...split(field.slice('encap('.length, -1)).flatMap(unwrapped)] : [field];
}

/** A cached flow as one line. */
export function writeFlow({match, packets, actions}: DpFlow): string {
	return `${fieldsOf(match).join(' ')}${packets === undefined ? '' : ` packets ${packets}`} -> ${meaningOf(actions).join('; ')}`;
}

/** Texts with the ids of recirculation numbered in order of size. */
export function renumbered(texts: readonly string[]): string[] {
	const pattern = /(recirc(?:_id)?[(=])(0x[0-9a-f]+|[1-9]\d*)/g;
	const ids = new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, , id]) => Number(id))));
	const order = [...ids].filter((id) => id !== 0).sort((a, b) => a - b);
	return texts.map((text) => text.replace(pattern, (_, label, id) => `${label}#${order.indexOf(Number(id))}`));
}

/** At commas outside of parentheses. */
function split(text: string): string[] {
	const parts: string[] = [];
	let depth = 0;
	let part = '';
	for (const mark of text) {
		if (mark === '(') depth++;
		if (mark === ')') depth--;
		if (mark === ',' && depth === 0) {
			parts.push(part);
			part = '';
		} else part += mark;
	}
	return part === '' ? parts : [...parts, part];
}
