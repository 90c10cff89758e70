/** `sed` of GNU, as far as pipes need it: `s/OLD/NEW/`, `d`, `p`, each for a line, a range or what matches. */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {getopt, type OptionRules} from '../getopt.js';
import {type Program, prints} from '../program.js';
import {linesOf, readTexts} from '../text/lines.js';
import {compile, type Expression, findMatch} from '../text/regular-expression.js';

const NEAREST = "sed 's/OLD/NEW/g', sed -n '2,4p', sed '/TEXT/d'";

const OPTIONS: readonly Keyword[] = [
	{word: '-n', also: ['--quiet', '--silent'], help: 'only what is printed by p'},
	{word: '-E', also: ['-r', '--regexp-extended'], help: 'extended expressions'},
	{word: '-e', also: ['--expression'], takes: 'text', help: 'a command; more than once'},
	...['-i', '-f', '-s', '-z', '-u', '-l'].map((word): Keyword => ({word, help: 'other ways', instead: NEAREST})),
];

export const SED: Command = {
	word: 'sed',
	help: 'change, delete or choose lines',
	keywords: OPTIONS,
	bare: 'text',
	isFilter: true,
	run: sed,
};

const RULES: OptionRules = {
	tool: 'sed',
	table: OPTIONS,
	unknown: (flag) =>
		new Complaint(`sed: ${flag.startsWith('--') ? `unrecognized option '${flag}'` : `invalid option -- '${flag.slice(1)}'`}\n`, 1),
	missing: (flag) => new Complaint(`sed: option requires an argument -- '${flag.slice(1)}'\n`, 1),
};

type Address = {kind: 'line'; number: number} | {kind: 'last'} | {kind: 'match'; expression: Expression};

interface Order {
	from?: Address;
	to?: Address;
	inverted: boolean;
	act: {kind: 'd'} | {kind: 'p'} | {kind: 's'; expression: Expression; by: string; all: boolean; print: boolean};
	/** Between the first and the last line of a range. */
	open: boolean;
}

function* sed(place: Place, words: readonly string[]): Program {
	const bare: string[] = [];
	const scripts: string[] = [];
	const flags = new Set<string>();
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') bare.push(read.value);
		else if (read.option === '-e') scripts.push(read.value);
		else flags.add(read.option);
	}
	if (scripts.length === 0) scripts.push(bare.shift() ?? usage());
	const orders = scripts.flatMap((script) => readOrders(script, flags.has('-E')));
	const {texts, failed} = yield* readTexts(place, 'sed', bare);
	const lines = texts.flatMap(({text}) => linesOf(text));
	let out = '';
	for (const [index, line] of lines.entries()) out += edited(orders, line, index + 1, index + 1 === lines.length, flags.has('-n'));
	return prints(out, failed ? 2 : 0);
}

function usage(): never {
	throw new Complaint('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n', 1);
}

function edited(orders: readonly Order[], line: string, number: number, isLast: boolean, quiet: boolean): string {
	let out = '';
	let text = line;
	for (const order of orders) {
		if (applies(order, text, number, isLast) === order.inverted) continue;
		const {act} = order;
		if (act.kind === 'd') return out;
		if (act.kind === 'p') out += `${text}\n`;
		else {
			const changed = substitute(text, act.expression, act.by, act.all);
			if (changed === undefined) continue;
			text = changed;
			if (act.print) out += `${text}\n`;
		}
	}
	return quiet ? out : `${out}${text}\n`;
}

function applies(order: Order, text: string, number: number, isLast: boolean): boolean {
	const {from, to} = order;
	if (!from) return true;
	if (!to) return isAt(from, text, number, isLast);
	if (order.open) {
		order.open = to.kind === 'line' ? number < to.number : !isAt(to, text, number, isLast);
		return to.kind !== 'line' || number <= to.number;
	}
	if (!isAt(from, text, number, isLast)) return false;
	order.open = to.kind !== 'line' || number < to.number;
	return true;
}

function isAt(address: Address, text: string, number: number, isLast: boolean): boolean {
	switch (address.kind) {
		case 'line':
			return address.number === number;
		case 'last':
			return isLast;
		case 'match':
			return findMatch(address.expression, text) !== undefined;
		default:
			return address satisfies never;
	}
}

/** `&` is what matched; `undefined` when nothing did. */
function substitute(text: string, expression: Expression, by: string, all: boolean): string | undefined {
	let out = '';
	let at = 0;
	let found = false;
	while (at <= text.length) {
		const match = findMatch(expression, text, at);
		if (!match) break;
		found = true;
		out += text.slice(at, match.start) + replacement(by, text.slice(match.start, match.end));
		// An empty match takes the character behind it along.
		if (match.end === match.start) out += text.slice(match.end, match.end + 1);
		at = match.end === match.start ? match.end + 1 : match.end;
		if (!all) break;
	}
	return found ? out + text.slice(at) : undefined;
}

function replacement(by: string, matched: string): string {
	return by.replaceAll(/\\(.)|&/gs, (whole, escaped?: string) =>
		whole === '&' ? matched : escaped === 'n' ? '\n' : escaped === 't' ? '\t' : (escaped ?? ''),
	);
}

/** Commands, separated by `;` or line ends. */
function readOrders(script: string, extended: boolean): Order[] {
	const orders: Order[] = [];
	let rest = script.replace(/^[\s;]+/, '');
	while (rest !== '') {
		const from = readAddress(rest, extended);
		rest = from?.rest ?? rest;
		const to = from && rest.startsWith(',') ? readAddress(rest.slice(1), extended) : undefined;
		if (from && rest.startsWith(',') && !to) throw complaint(script, "unexpected `,'");
		rest = (to?.rest ?? rest).trimStart();
		const inverted = rest.startsWith('!');
		if (inverted) rest = rest.slice(1).trimStart();
		const letter = rest[0];
		const place = {...(from && {from: from.address}), ...(to && {to: to.address}), inverted, open: false};
		if (letter === 'd' || letter === 'p') {
			orders.push({...place, act: {kind: letter}});
			rest = rest.slice(1);
		} else if (letter === 's') {
			const read = readSubstitution(script, rest, extended);
			orders.push({...place, act: read.act});
			rest = read.rest;
		} else if (letter === undefined) throw complaint(script, 'missing command');
		else if (/[abcDgGhHiIlnNPqQrRtTwWxyz={}:]/.test(letter)) throw notModelled(`sed "${letter}"`, NEAREST);
		else throw complaint(script, `unknown command: \`${letter}'`);
		if (!/^\s*(?:[;\n]|$)/.test(rest)) throw complaint(script, 'extra characters after command');
		rest = rest.replace(/^[\s;]+/, '');
	}
	return orders;
}

function complaint(script: string, why: string): Complaint {
	return new Complaint(`sed: -e expression #1, char ${script.length}: ${why}\n`, 1);
}

function readAddress(text: string, extended: boolean): {address: Address; rest: string} | undefined {
	const number = /^\d+/.exec(text)?.[0];
	if (number !== undefined) return {address: {kind: 'line', number: Number(number)}, rest: text.slice(number.length)};
	if (text.startsWith('$')) return {address: {kind: 'last'}, rest: text.slice(1)};
	const [whole, pattern] = /^\/((?:[^/\\]|\\.)*)\//.exec(text) ?? [];
	if (whole === undefined || pattern === undefined) return undefined;
	return {
		address: {kind: 'match', expression: expressionOf(pattern.replaceAll('\\/', '/'), extended, false)},
		rest: text.slice(whole.length),
	};
}

function readSubstitution(script: string, text: string, extended: boolean): {act: Extract<Order['act'], {kind: 's'}>; rest: string} {
	const sign = text[1] ?? '';
	const parts: string[] = [];
	let part = '';
	let at = 2;
	for (; at < text.length && parts.length < 2; at++) {
		const one = text[at] as string;
		if (one === '\\' && at + 1 < text.length) {
			const next = text[++at] as string;
			part += next === sign ? next : `\\${next}`;
		} else if (one === sign) {
			parts.push(part);
			part = '';
		} else part += one;
	}
	const [pattern, by] = parts;
	if (pattern === undefined || by === undefined) throw complaint(script, "unterminated `s' command");
	const [flags = ''] = /^[a-zA-Z0-9]*/.exec(text.slice(at)) ?? [];
	if (/[^gpiI]/.test(flags))
		throw /[\dewmM]/.test(flags) ? notModelled(`sed s///${flags}`, 's///g') : complaint(script, "unknown option to `s'");
	if (/\\[1-9]/.test(by)) throw notModelled('sed: a group in the replacement, \\1', '&');
	const act = {
		kind: 's' as const,
		expression: expressionOf(pattern, extended, /i/i.test(flags)),
		by,
		all: flags.includes('g'),
		print: flags.includes('p'),
	};
	return {act, rest: text.slice(at + flags.length)};
}

function expressionOf(pattern: string, extended: boolean, ignoreCase: boolean): Expression {
	const compiled = compile(pattern, {extended, ignoreCase});
	if (compiled.kind === 'wrong') throw new Complaint(`sed: -e expression #1, char ${pattern.length}: ${compiled.why}\n`, 1);
	return compiled.expression;
}
