/*
 * Reading a flow
 *
 * `table=0,priority=10,in_port=1,tcp actions=output:2`: the match, what the flow is like, and
 * behind the first `action` its actions. Which keywords count depends on the command: only a deletion
 * has `out_port`, only an addition a timeout.
 *
 * What comes out is not what was typed but what the switch gets, by way of the version of OpenFlow
 * and of normalization (`flow-send.ts`). Refusals are of two kinds: what ovs-ofctl says before it
 * sends anything, and the error the switch answers with.
 *
 * Follows lib/ofp-flow.c, parse_ofp_str__. Not modelled: names of tables, conjunctive matches.
 */
import {OFPP} from '../action.js';
import {KEEP_COOKIE} from '../apply-flow-mod.js';
import type {FlowCommand, FlowMod} from '../flow-mod.js';
import {WORD} from '../key.js';
import {type Match, matchAll} from '../match.js';
import {DEFAULT_PRIORITY} from '../rule.js';
import {checkActions, openCheck} from './action-check.js';
import {parseTable} from './action-output-text.js';
import {readActions} from './action-text.js';
import {ANY_GROUP, type FlowReading, sendFlow} from './flow-send.js';
import {readMatchPair} from './match-text.js';
import {readBounded, readU64, scanDecimal} from './numbers.js';
import {parsePort} from './ports.js';
import type {OpenFlowVersion} from './protocol.js';
import {ANY_FORMAT, fail, NO_PORT_NAMES, openReading, type PortNames, type Problem, type Reading} from './reading.js';
import {splitPairs} from './tokens.js';

export interface FlowOptions {
	command: FlowCommand;
	/** `-O`; OpenFlow10 unless said otherwise. */
	version?: OpenFlowVersion;
	ports?: PortNames;
}

/** Formats that have table numbers, that have masks, and from 1.1, 1.2, 1.3 on; bits of PROTOCOL. */
const WITH_TABLE = 0x1fa;
const EXTENSIBLE = 0x1ec;
const FROM_11 = 0x1fc;
const OF11_UP = 0x1f0;
const OF12_UP = 0x1e0;
const OF13_UP = 0x1c0;

const ALL_GROUPS = 0xffff_fffc;

/** Reads the argument of `add-flow`, `mod-flows`, `del-flows`, and makes of it what the switch gets. */
export function parseFlow(text: string, {command, version = 'OpenFlow10', ports = NO_PORT_NAMES}: FlowOptions): FlowReading {
	const typed = readTypedFlow(text, command, ports);
	return typed.kind === 'typed' ? sendFlow(typed.mod, typed.formats, version) : typed;
}

/** What was typed, before it is sent, and the flow formats (bits of PROTOCOL) that can carry it (parse_ofp_str). */
export function readTypedFlow(
	text: string,
	command: FlowCommand,
	ports: PortNames,
): {kind: 'typed'; mod: FlowMod; formats: number} | Problem {
	const reading = openReading(ports);
	const mod = readFlow(reading, text, command);
	return mod ? {kind: 'typed', mod, formats: reading.formats} : (reading.problem as Problem);
}

/** A line of a file of flows: it may begin with a command (`delete`, `modify_strict`); else it adds. */
export function splitCommand(line: string): {command: FlowCommand; text: string} {
	const text = line.trimStart();
	const word = (/^[^, \t\r\n]*/.exec(text) as RegExpExecArray)[0];
	const found = COMMAND_WORDS.find(([name]) => name.startsWith(word));
	return found ? {command: found[1], text: text.slice(word.length)} : {command: 'add', text};
}

const COMMAND_WORDS: readonly (readonly [string, FlowCommand])[] = [
	['add', 'add'],
	['delete', 'delete'],
	['delete_strict', 'delete-strict'],
	['modify', 'modify'],
	['modify_strict', 'modify-strict'],
];

/** What `dump-flows`, `dump-aggregate` are asked for: match, table, cookie, output. */
export function parseFlowFilter(text: string, options: Omit<FlowOptions, 'command'> = {}): FlowReading {
	return parseFlow(text, {...options, command: 'delete'});
}

interface Keywords {
	actions: boolean;
	out: boolean;
	priority: boolean;
	importance: boolean;
}

const KEYWORDS: Readonly<Record<FlowCommand, Keywords>> = {
	add: {actions: true, out: false, priority: true, importance: true},
	modify: {actions: true, out: false, priority: true, importance: false},
	'modify-strict': {actions: true, out: false, priority: true, importance: false},
	delete: {actions: false, out: true, priority: false, importance: false},
	'delete-strict': {actions: false, out: true, priority: true, importance: false},
};

/** What was typed, as ovs-ofctl has it before it is sent. */
function readFlow(reading: Reading, text: string, command: FlowCommand): FlowMod | undefined {
	const keywords = KEYWORDS[command];
	const parts = keywords.actions ? splitActions(text) : {match: text, actions: ''};
	if (!parts) return fail(reading, 'must specify an action');
	const mod: FlowMod = {
		command,
		table: 255,
		priority: DEFAULT_PRIORITY,
		match: matchAll(),
		actions: [],
		cookie: command.startsWith('modify') ? KEEP_COOKIE : 0n,
		matchCookie: 0n,
		cookieMask: 0n,
		idleTimeout: 0,
		hardTimeout: 0,
		importance: 0,
		outPort: OFPP.none,
		outGroup: ANY_GROUP,
		flags: {sendFlowRemoved: false, checkOverlap: false, resetCounts: false, noPacketCounts: false, noByteCounts: false},
	};
	for (const {key, value} of splitPairs(parts.match)) {
		if (readFlag(reading, mod, keywords, key)) continue;
		if (!readMatchPair(reading, mod.match, key, value)) readKeyword(reading, mod, keywords, key, value);
		if (reading.problem) return undefined;
	}
	if (readField16(mod.match) === 0x86dd && looksAtIpv6(mod.match)) reading.formats &= EXTENSIBLE;
	if (command.startsWith('modify') && mod.cookieMask === 0n && mod.cookie === KEEP_COOKIE) mod.cookie = 0n;
	return keywords.actions ? readFlowActions(reading, mod, parts.actions) : mod;
}

/** Cuts at the first `action`; what follows the next `=` are the actions. */
function splitActions(text: string): {match: string; actions: string} | undefined {
	const at = text.indexOf('action');
	if (at < 0) return undefined;
	const equals = text.indexOf('=', at + 1);
	return equals < 0 ? undefined : {match: text.slice(0, at), actions: text.slice(equals + 1)};
}

function readField16(match: Match): number {
	return (match.key[WORD.etherType] as number) >>> 16;
}

function looksAtIpv6({mask}: Match): boolean {
	return ((mask[WORD.nw] as number) & 0x00ff_00ff) !== 0 || mask[WORD.tp] !== 0;
}

function readFlag(reading: Reading, mod: FlowMod, keywords: Keywords, key: string): boolean {
	if (key === 'no_readonly_table' || key === 'allow_hidden_fields') return true;
	if (!keywords.actions) return false;
	switch (key) {
		case 'send_flow_rem':
			mod.flags.sendFlowRemoved = true;
			return true;
		case 'check_overlap':
			mod.flags.checkOverlap = true;
			return true;
		case 'reset_counts':
			mod.flags.resetCounts = true;
			reading.formats &= OF12_UP;
			return true;
		case 'no_packet_counts':
			mod.flags.noPacketCounts = true;
			reading.formats &= OF13_UP;
			return true;
		case 'no_byte_counts':
			mod.flags.noByteCounts = true;
			reading.formats &= OF13_UP;
			return true;
		default:
			return false;
	}
}

/** Statistics that dump-flows writes, so that its output can be read again. */
const IGNORED: readonly string[] = ['duration', 'n_packets', 'n_bytes', 'idle_age', 'hard_age'];

function readKeyword(reading: Reading, mod: FlowMod, keywords: Keywords, key: string, value: string): void {
	if (value === '') {
		fail(reading, `field ${key} missing value`);
	} else if (key === 'table') {
		readTable(reading, mod, value);
	} else if (keywords.out && (key === 'out_port' || key === 'out_group')) {
		readOut(reading, mod, key, value);
	} else if (keywords.priority && key === 'priority') {
		mod.priority = readBounded(reading, value, key, 0xffff) ?? 0;
	} else if (keywords.actions && key === 'idle_timeout') {
		mod.idleTimeout = readBounded(reading, value, key, 0xffff) ?? 0;
	} else if (keywords.actions && key === 'hard_timeout') {
		mod.hardTimeout = readBounded(reading, value, key, 0xffff) ?? 0;
	} else if (keywords.importance && key === 'importance') {
		mod.importance = readBounded(reading, value, key, 0xffff) ?? 0;
	} else if (key === 'cookie') {
		readCookie(reading, mod, value);
	} else if (!IGNORED.includes(key)) {
		fail(reading, `unknown keyword ${key}`);
	}
}

function readTable(reading: Reading, mod: FlowMod, value: string): void {
	const table = parseTable(value);
	if (table === undefined) {
		fail(reading, `unknown table "${value}"`);
		return;
	}
	mod.table = table;
	if (table !== 255) reading.formats &= WITH_TABLE;
}

function readOut(reading: Reading, mod: FlowMod, key: string, value: string): void {
	if (key === 'out_port') {
		const port = parsePort(value, reading.ports);
		if (port === undefined) fail(reading, `${value} is not a valid OpenFlow port`);
		else mod.outPort = port;
		return;
	}
	reading.formats &= OF11_UP;
	const group = parseGroupNumber(value);
	if (group === undefined) fail(reading, `${value} is not a valid OpenFlow group`);
	else mod.outGroup = group;
}

/** A group by number, `any` or `all` (ofputil_group_from_string). */
export function parseGroupNumber(text: string): number | undefined {
	const word = text.toLowerCase();
	if (word === 'any') return ANY_GROUP;
	return word === 'all' ? ALL_GROUPS : scanDecimal(text);
}

/** `cookie=1` is the cookie of the flow, `cookie=1/-1` looks for it. */
function readCookie(reading: Reading, mod: FlowMod, value: string): void {
	const slash = value.indexOf('/');
	if (slash >= 0) {
		if (mod.command === 'add') {
			fail(reading, 'flow additions cannot use a cookie mask');
			return;
		}
		mod.matchCookie = readU64(reading, value.slice(0, slash)) ?? 0n;
		if (!reading.problem) mod.cookieMask = readU64(reading, value.slice(slash + 1)) ?? 0n;
		if (mod.cookieMask !== 0n) reading.formats &= FROM_11;
	} else if (mod.command.startsWith('delete')) {
		fail(reading, `cannot set cookie (to match on a cookie, specify a mask, e.g. cookie=${value}/-1)`);
	} else {
		mod.cookie = readU64(reading, value) ?? 0n;
	}
}

function readFlowActions(reading: Reading, mod: FlowMod, text: string): FlowMod | undefined {
	const ofMatch = reading.formats;
	reading.formats = ANY_FORMAT;
	const actions = readActions(reading, text, 'flow');
	if (!actions) return undefined;
	const check = openCheck(mod.match, mod.table);
	checkActions(check, actions);
	reading.formats &= ofMatch & check.formats;
	const error = check.error ?? (reading.formats === 0 ? 'OFPBAC_MATCH_INCONSISTENT' : undefined);
	if (error) {
		const log = check.log === undefined ? {} : {log: check.log};
		reading.problem ??= {kind: 'error', message: `actions are invalid with specified match (${error})`, ...log};
		return undefined;
	}
	mod.actions = actions;
	return mod;
}
