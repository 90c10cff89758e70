/**
 * A rule of nft: conditions, a counter, a verdict, a comment.
 *
 * What the grammar refuses is thrown; what is wrong with what was said is kept by the cursor and told when all of the line was read.
 */
import {entryOf} from '../../../engine/entry-of.js';
import type {NatFamily, NatMatch, NatTarget, PortMatch, Subnet} from '../../../engine/nat/netfilter.js';
import type {Place} from '../../command.js';
import {notModelled} from '../../complaint.js';
import {findDevice} from '../../resolve.js';
import type {RuleSaid} from './commands.js';
import type {Cursor} from './cursor.js';
import {readTranslation} from './nat-statement.js';
import type {Span, Token} from './tokens.js';
import {readIcmpType, readNot, readPorts, readProtocol, readSubnet, through} from './values.js';
import {KEYWORDS} from './words.js';

type Protocol = NonNullable<NatMatch['protocol']>;

/** A rule while it is read. */
export interface Draft {
	family: NatFamily;
	match: NatMatch;
	/** Asked for by itself. */
	protocolBy: 'ip' | 'meta' | undefined;
	counter: {packets: number; bytes: number} | undefined;
	target: NatTarget | undefined;
	/** The word of the verdict. */
	verdictAt: Span | undefined;
	leadsTo: Span | undefined;
}

const NEAREST: Readonly<Record<string, string>> = {
	ct: 'conntrack -L',
	log: 'counter, tcpdump',
	limit: 'tc qdisc add dev DEVICE root tbf',
	reject: 'drop',
	queue: 'drop',
	continue: 'a rule with counter and no verdict',
};
const CONDITIONS = 'ip saddr, ip daddr, ip protocol, iifname, oifname, tcp dport, udp dport, icmp type';

export function readRule(cursor: Cursor, place: Place, family: NatFamily): RuleSaid {
	const draft: Draft = {
		family,
		match: {},
		protocolBy: undefined,
		counter: undefined,
		target: undefined,
		verdictAt: undefined,
		leadsTo: undefined,
	};
	// A comment alone is no rule.
	do readStatement(cursor, place, draft);
	while (!cursor.isAtSeparator() && !cursor.sees('comment', '}'));
	if (cursor.takes('comment')) draft.match = {...draft.match, comment: readComment(cursor)};
	return saidBy(draft);
}

function readComment(cursor: Cursor): string {
	const {kind, text} = cursor.token;
	if (kind !== 'quoted' && kind !== 'wild' && (kind !== 'word' || KEYWORDS.has(text)))
		throw cursor.unexpected('string', 'quoted string', 'string with a trailing asterisk');
	return cursor.next().text;
}

function saidBy({match, protocolBy, counter, target, leadsTo}: Draft): RuleSaid {
	const native = {counter: counter !== undefined, ...(protocolBy ? {protocolBy} : {})};
	return {
		rule: {match: inHeaderOrder(match), ...(target ? {target} : {}), native},
		...(counter ? {counters: counter} : {}),
		...(leadsTo ? {leadsTo} : {}),
	};
}

/** Two fields of one header that stand together are compared at once, in the order of the header (payload_can_merge). */
function inHeaderOrder(match: NatMatch): NatMatch {
	const entries = Object.entries(match);
	for (const [index, [key, value]] of entries.entries()) {
		const before = entries[index - 1];
		if (!before) continue;
		const isTurned = (key === 'source' && before[0] === 'destination') || (key === 'sourcePorts' && before[0] === 'destinationPorts');
		if (isTurned && isOneValue(value) && isOneValue(before[1])) entries.splice(index - 1, 2, [key, value], before);
	}
	return Object.fromEntries(entries);
}

function isOneValue(value: Subnet | PortMatch): boolean {
	return !value.not && ('prefix' in value ? value.prefix === 32 : value.from === value.to);
}

function readStatement(cursor: Cursor, place: Place, draft: Draft): void {
	const first = cursor.token;
	const {kind, text, span} = first;
	if (kind === 'quoted' || kind === 'wild' || kind === 'number')
		throw notModelled(`nft: a value before what it is compared with`, CONDITIONS);
	if (kind !== 'word') throw cursor.unexpected();
	if (!KEYWORDS.has(text)) {
		cursor.next();
		if (cursor.isAtSeparator() || cursor.sees('}')) throw cursor.unexpected();
		cursor.fault('No symbol type information', span);
		cursor.skipRule();
		return;
	}
	if (text === 'comment') throw cursor.unexpected();
	const verdictAt = draft.verdictAt;
	if (readCondition(cursor, place, draft) || readVerdict(cursor, draft)) {
		if (verdictAt)
			cursor.fault(
				'Statement after terminal statement has no effect',
				draft.verdictAt === verdictAt ? through(span, cursor) : span,
				verdictAt,
			);
		return;
	}
	throw notModelled(`nft: "${text}"`, entryOf(NEAREST, text) ?? CONDITIONS);
}

/** Takes a condition in; false when it is none. */
function readCondition(cursor: Cursor, place: Place, draft: Draft): boolean {
	const {text, span} = cursor.token;
	switch (text) {
		case 'ip':
			cursor.next();
			readIp(cursor, draft);
			return true;
		case 'tcp':
		case 'udp':
		case 'icmp':
			cursor.next();
			readTransport(cursor, draft, text, span);
			return true;
		case 'meta':
			cursor.next();
			if (cursor.takes('l4proto')) readOwnProtocol(cursor, draft, 'meta');
			else if (!readDevice(cursor, place, draft))
				throw KEYWORDS.has(cursor.token.text) ? notModelled(`nft: "meta ${cursor.token.text}"`, CONDITIONS) : cursor.unexpected();
			return true;
		default:
			return readDevice(cursor, place, draft);
	}
}

/** Sets what a condition is about, which can be said once. */
function put<Key extends keyof NatMatch>({match, counter}: Draft, key: Key, value: NatMatch[Key]): void {
	if (match[key] !== undefined) throw notModelled('nft: two conditions on the same field', 'a chain of your own, with a jump');
	if (counter) throw notModelled('nft: a condition behind a counter', 'the counter behind all conditions');
	match[key] = value;
}

function readIp(cursor: Cursor, draft: Draft): void {
	const {text, kind} = cursor.token;
	if (kind === 'word' && (text === 'saddr' || text === 'daddr')) {
		cursor.next();
		const not = readNot(cursor);
		put(draft, text === 'saddr' ? 'source' : 'destination', readSubnet(cursor, not));
	} else if (cursor.takes('protocol')) readOwnProtocol(cursor, draft, 'ip');
	else throw kind === 'word' && KEYWORDS.has(text) ? notModelled(`nft: "ip ${text}"`, CONDITIONS) : cursor.unexpected();
}

function readOwnProtocol(cursor: Cursor, draft: Draft, by: 'ip' | 'meta'): void {
	const not = readNot(cursor);
	put(draft, 'protocol', readProtocol(cursor));
	if (not) draft.match.otherProtocol = true;
	draft.protocolBy = by;
}

function readTransport(cursor: Cursor, draft: Draft, protocol: Protocol, first: Span): void {
	const field: Token = cursor.token;
	const isKnown = protocol === 'icmp' ? cursor.sees('type') : cursor.sees('sport', 'dport');
	if (!isKnown)
		throw field.kind === 'word' && KEYWORDS.has(field.text)
			? notModelled(`nft: "${protocol} ${field.text}"`, CONDITIONS)
			: cursor.unexpected();
	cursor.next();
	const about = through(first, cursor);
	const {match} = draft;
	if (match.otherProtocol) throw notModelled(`nft: "${protocol} ${field.text}" behind another protocol`, `${protocol} ${field.text} alone`);
	if (match.protocol !== undefined && match.protocol !== protocol) {
		cursor.fault(`conflicting protocols specified: ${match.protocol} vs. ${protocol}`, about);
	} else if (match.protocol === undefined) put(draft, 'protocol', protocol);
	// The header says it; only `ip protocol` in a table of more than IPv4 is something else.
	else if (draft.family === 'ip' || draft.protocolBy === 'meta') draft.protocolBy = undefined;
	const not = readNot(cursor);
	const turned = not ? {not} : {};
	if (protocol === 'icmp') put(draft, 'icmpType', {type: readIcmpType(cursor), ...turned});
	else put(draft, field.text === 'sport' ? 'sourcePorts' : 'destinationPorts', {...readPorts(cursor), ...turned});
}

const LONGEST_NAME = 16;

/** `iif`, by what the device is; `iifname`, by what it is called. */
function readDevice(cursor: Cursor, place: Place, draft: Draft): boolean {
	const {text: word, kind} = cursor.token;
	if (kind !== 'word' || !/^[io]if(?:name)?$/.test(word)) return false;
	cursor.next();
	const not = readNot(cursor);
	const {kind: valueKind, text, span} = cursor.token;
	if (valueKind === 'sign') {
		if (text === '{' || text === '@' || text === '$') throw notModelled('nft: a set', 'one rule for each device, or "NAME*"');
		throw cursor.unexpected();
	}
	if (valueKind === 'newline' || valueKind === 'end') throw cursor.unexpected();
	cursor.next();
	if (text.endsWith('+')) throw notModelled('nft: a device with "+" at its end', '"NAME*"');
	const turned = not ? {not} : {};
	const key = word.startsWith('i') ? 'in' : 'out';
	if (word.endsWith('name')) {
		if (text === '') cursor.fault('Empty string is not allowed', span);
		else if (text.length > LONGEST_NAME) cursor.fault('String exceeds maximum length of 16', span);
		put(draft, key, {name: text.replace(/\*$/, '+'), ...turned});
	} else {
		const ifindex = text === 'lo' ? 1 : findDevice(place, text)?.ifindex;
		if (ifindex === undefined) cursor.fault('Interface does not exist', span);
		put(draft, key, {name: text, ifindex: ifindex ?? 0, ...turned});
	}
	return true;
}

/** Takes a counter or a verdict in; false when it is none. */
function readVerdict(cursor: Cursor, draft: Draft): boolean {
	const {text, span} = cursor.token;
	switch (text) {
		case 'counter':
			cursor.next();
			if (draft.counter) throw notModelled('nft: two counters in a rule', 'one counter');
			draft.counter = readCounter(cursor);
			return true;
		case 'accept':
		case 'drop':
		case 'return':
			cursor.next();
			draft.target = {kind: text};
			break;
		case 'jump':
		case 'goto':
			cursor.next();
			draft.leadsTo = cursor.token.span;
			if (cursor.sees('{')) throw notModelled('nft: a chain without a name', 'add chain TABLE CHAIN');
			draft.target = {kind: text, chain: cursor.name("'{'").text};
			break;
		case 'masquerade':
		case 'snat':
		case 'dnat':
		case 'redirect':
			cursor.next();
			draft.target = readTranslation(cursor, draft, text, span);
			break;
		default:
			return false;
	}
	draft.verdictAt ??= span;
	return true;
}

function readCounter(cursor: Cursor): {packets: number; bytes: number} {
	if (cursor.sees('name')) throw notModelled('nft: a counter with a name', 'counter');
	const counted = {packets: 0, bytes: 0};
	while (cursor.sees('packets', 'bytes')) counted[cursor.next().text as keyof typeof counted] = Number(cursor.number().text);
	return counted;
}
