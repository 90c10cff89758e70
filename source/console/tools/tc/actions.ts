/*
 * `action …` of a filter (parse_action, m_mirred.c, m_gact.c, m_sample.c)
 *
 * A list of actions, each with the word `action` before it, or only the first. A word that is no action
 * is taken for a verdict, and then refused. Mirroring goes on to the next action unless told
 * otherwise, redirecting does not.
 */
import type {ActionSetting, Control} from '../../../engine/tc/tc-state.js';
import type {Keyword, Place} from '../../command.js';
import {Complaint, incompleteCommand, notModelled} from '../../complaint.js';
import {findDevice, LOOPBACK} from '../../resolve.js';
import {GACT_USAGE, MIRRED_USAGE, SAMPLE_USAGE} from '../../usage/tc.js';
import {readUnsigned} from '../../values.js';

const FAILED = 1;
const GIVE_UP = 255;

export const ACTION_WORDS: readonly Keyword[] = [
	{word: 'mirred', takes: 'text', help: 'egress mirror|redirect dev DEVICE: a copy, or the frame itself, elsewhere'},
	{word: 'sample', takes: 'text', help: 'rate N group G [trunc OCTETS]: a record of one frame in N'},
	{word: 'drop', help: 'it ends here'},
	{word: 'pass', help: 'it goes on, without other filters'},
	{word: 'continue', help: 'on to the next filter'},
	{word: 'pipe', help: 'on to the next action'},
	{word: 'goto', takes: 'text', help: 'chain N: on to that chain'},
];

const OTHERS = ['police', 'pedit', 'vlan', 'skbedit', 'csum', 'nat', 'bpf', 'connmark', 'ct', 'ctinfo', 'ife', 'ipt', 'xt'];
const MORE_OTHERS = ['mpls', 'simple', 'skbmod', 'tunnel_key', 'gate'];
/** What ends a list of actions. */
const NEW_COMMANDS = ['change', 'replace', 'delete', 'get', 'add'];

/** As `action_a2n` knows them, in its order; each may be cut short. */
const VERDICTS: readonly (readonly [string, Control['verdict'] | 'jump'])[] = [
	['continue', 'continue'],
	['drop', 'drop'],
	['shot', 'drop'],
	['pass', 'pass'],
	['ok', 'pass'],
	['reclassify', 'reclassify'],
	['pipe', 'pipe'],
	['goto', 'goto'],
	['jump', 'jump'],
	['trap', 'trap'],
];

export type ActionRequest = ActionSetting & {index?: number};

/** The words that are still to be read. */
export class Words {
	constructor(readonly rest: string[]) {}

	get first(): string | undefined {
		return this.rest[0];
	}

	/** The next one; none is what the tool calls an incomplete line (NEXT_ARG). */
	next(): string {
		this.rest.shift();
		const [word] = this.rest;
		if (word === undefined) throw incompleteCommand();
		return word;
	}

	skip(): void {
		this.rest.shift();
	}
}

/** Reads actions as long as there are some. */
export function readActions(place: Place, words: Words): ActionRequest[] {
	const actions: ActionRequest[] = [];
	let expected = false;
	for (let word = words.first; word !== undefined; word = words.first) {
		if (word === 'action') {
			expected = true;
			words.skip();
			continue;
		}
		if (word === 'flowid' || word === 'classid') break;
		if (word === 'help') throw illegal('');
		const typed = word;
		if (NEW_COMMANDS.some((known) => known.startsWith(typed))) break;
		expected = false;
		actions.push(readAction(place, words, typed));
		const after = words.first;
		if (after !== undefined && ['cookie', 'hw_stats', 'no_percpu', 'skip_sw', 'skip_hw'].includes(after)) {
			throw notModelled(`tc: "${after}" of an action`, 'the action without it');
		}
	}
	if (expected) throw illegal('bad action empty 1\nparse_action: bad value (0:(null))!\n');
	return actions;
}

function readAction(place: Place, words: Words, word: string): ActionRequest {
	if (verdictOf(word) !== undefined) return readGact(words);
	if (word === 'mirred') return readMirred(place, words);
	if (word === 'sample') return readSample(words);
	if (OTHERS.includes(word) || MORE_OTHERS.includes(word)) throw notModelled(`tc: action ${word}`, 'action mirred, sample, drop or pass');
	return readGact(words);
}

function verdictOf(word: string): Control['verdict'] | 'jump' | undefined {
	return VERDICTS.find(([name]) => name.startsWith(word))?.[1];
}

/** A verdict with what belongs to it; `undefined` when the next word is none (parse_action_control). */
function readControl(words: Words): Control | undefined {
	const verdict = words.first === undefined ? undefined : verdictOf(words.first);
	if (verdict === undefined) return undefined;
	if (verdict === 'jump') throw notModelled('tc: "jump"', 'goto chain N');
	if (verdict !== 'goto') {
		words.skip();
		return {verdict};
	}
	const word = words.next();
	if (!'chain'.startsWith(word)) throw new Complaint(`"chain index" expected\n${GACT_USAGE}`, GIVE_UP);
	const chain = readDecimal(words.next());
	if (chain === undefined || chain > 0x0fff_ffff) throw new Complaint(`Illegal "chain index"\n${GACT_USAGE}`, GIVE_UP);
	words.skip();
	return {verdict, chain};
}

function readGact(words: Words): ActionRequest {
	if (words.first === 'gact') words.next();
	const typed = words.first ?? '';
	const control = readControl(words);
	if (!control) throw new Complaint(`Bad action type ${typed}\n${GACT_USAGE}`, GIVE_UP);
	if (words.first !== undefined && 'random'.startsWith(words.first)) throw notModelled('tc: "random"', 'action sample');
	return {kind: 'gact', control, ...readIndex(words, 'Illegal "index"\n')};
}

function readMirred(place: Place, words: Words): ActionRequest {
	const argc = words.rest.length;
	const bad = (text: string) => illegal(`${text}bad action parsing\nparse_action: bad value (${argc}:mirred)!\n`);
	const first = words.next();
	const way = 'egress'.startsWith(first) ? 'egress' : 'ingress'.startsWith(first) ? 'ingress' : undefined;
	if (!way && 'index'.startsWith(first)) throw notModelled('tc: an action that is shared', 'an action of its own');
	if (!way && 'help'.startsWith(first)) throw new Complaint(MIRRED_USAGE, GIVE_UP);
	if (!way) throw bad(`mirred option not supported ${first}\n`);
	let how: 'mirror' | 'redirect' | undefined;
	let name: string;
	// A word that means nothing is passed over.
	for (;;) {
		const word = words.next();
		if ((way === 'egress' && word === 'ingress') || (way === 'ingress' && word === 'egress'))
			throw bad(`Can't have both ${word === 'ingress' ? 'egress and ingress' : 'ingress and egress'}\n`);
		const next = 'mirror'.startsWith(word) ? 'mirror' : 'redirect'.startsWith(word) ? 'redirect' : undefined;
		if (next && how && next !== how) throw bad("Can't have both mirror and redir\n");
		if (next && !how) how = next;
		else if (how && 'dev'.startsWith(word)) {
			name = words.next();
			words.skip();
			break;
		}
	}
	const device = findDevice(place, name);
	if (!device && name !== LOOPBACK) throw bad(`Cannot find device "${name}"\n`);
	if (!device) throw notModelled('tc: a mirror into lo', 'another device');
	const control: Control = how === 'redirect' ? {verdict: 'stolen'} : (readControl(words) ?? {verdict: 'pipe'});
	return {kind: 'mirred', to: device.id, way, redirect: how === 'redirect', control, ...readIndex(words, 'mirred: Illegal "index"\n')};
}

function readSample(words: Words): ActionRequest {
	const stop = (text: string) => new Complaint(text + SAMPLE_USAGE, GIVE_UP);
	if (words.rest.length <= 1) throw stop(`sample bad argument count ${words.rest.length}\n`);
	let rate: number | undefined;
	let group: number | undefined;
	let truncate: number | undefined;
	words.next();
	for (let word = words.first; word !== undefined; word = words.first) {
		const typed = word;
		const keyword = ['rate', 'group', 'trunc', 'help'].find((known) => known.startsWith(typed));
		if (keyword === undefined) break;
		if (keyword === 'help') throw stop('');
		const value = words.next();
		const number = readDecimal(value);
		const what = {rate: 'rate', group: 'group num', trunc: 'truncation size'}[keyword];
		if (number === undefined) throw stop(`Illegal ${what} ${value}\n`);
		if (keyword === 'rate') rate = number;
		else if (keyword === 'group') group = number;
		else truncate = number;
		words.skip();
	}
	const control = readControl(words) ?? {verdict: 'pipe'};
	const index = readIndex(words, 'sample: Illegal "index"\n');
	if (group === undefined) throw stop('param "group" not set\n');
	if (rate === undefined) throw stop('param "rate" not set\n');
	return {kind: 'sample', rate, group, truncate, control, ...index};
}

function readIndex(words: Words, complaint: string): {index?: number} {
	if (words.first === undefined || words.first === '' || !'index'.startsWith(words.first)) return {};
	const index = readDecimal(words.next());
	if (index === undefined) throw illegal(complaint);
	words.skip();
	return {index};
}

/** get_u32 with base 10. */
function readDecimal(text: string): number | undefined {
	return /^\d+$/.test(text) ? readUnsigned(String(Number(text)), 0xffff_ffff) : undefined;
}

function illegal(before: string): Complaint {
	return new Complaint(`${before}Illegal "action"\n`, FAILED);
}
