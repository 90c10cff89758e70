/** Sets of flags in a match: `+syn-ack`, `syn|ack`, `0x2/0x12` (lib/flow.c, parse_flags, format_flags_masked). */
import {fail, type Reading} from './reading.js';

/** Names of single bits. */
export interface FlagNames {
	/** What faults call them. */
	label: string;
	names: ReadonlyMap<string, number>;
	/** Bits that may be said. */
	allowed: number;
	/** All bits of the field as a whole. */
	whole: number;
}

export const TCP_FLAGS: FlagNames = {
	label: 'TCP',
	names: new Map(
		['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns', '[200]', '[400]', '[800]'].map((name, bit) => [name, 1 << bit]),
	),
	allowed: 0xfff,
	whole: 0xfff,
};

export const TUNNEL_FLAGS: FlagNames = {
	label: 'tunnel',
	names: new Map([
		['oam', 1],
		['df', 2],
		['csum', 4],
		['key', 8],
	]),
	allowed: 1,
	whole: 0xf,
};

/** `exact`: the mask is all of the field. */
export interface FlagSet {
	flags: number;
	mask: number | 'exact';
}

export function parseFlags(reading: Reading, text: string, kind: FlagNames): FlagSet | undefined {
	const unknown = (): undefined => fail(reading, `${text}: unknown ${kind.label} flag(s)`);
	const numeric = /^(0x[0-9a-f]+|\d+)\/(0x[0-9a-f]+|\d+)/i.exec(text);
	if (numeric) {
		const [flags, mask] = [Number(numeric[1]), Number(numeric[2])];
		return ((flags | mask) & ~kind.allowed) !== 0 ? unknown() : {flags, mask};
	}
	return /^[+-]/.test(text) ? parseSigned(reading, text, kind) : parseList(text, kind, unknown);
}

/** `+syn-ack`: what is not named is not looked at. */
function parseSigned(reading: Reading, text: string, kind: FlagNames): FlagSet | undefined {
	let flags = 0;
	let mask = 0;
	let rest = text;
	while (rest !== '') {
		const sign = rest[0];
		if (sign !== '+' && sign !== '-') {
			return fail(reading, `${rest}: ${kind.label} must be preceded by '+' (for SET) or '-' (NOT SET)`);
		}
		rest = rest.slice(1);
		const name = (/^[^+-]*/.exec(rest) as RegExpExecArray)[0];
		const bit = kind.names.get(name);
		if (bit === undefined) return fail(reading, `${rest}: unknown ${kind.label} flag(s)`);
		if (mask & bit) return fail(reading, `${rest}: Each ${kind.label} flag can be specified only once`);
		if (!(bit & kind.allowed)) return fail(reading, `${rest}: unknown ${kind.label} flag(s)`);
		if (sign === '+') flags |= bit;
		mask |= bit;
		rest = rest.slice(name.length);
	}
	return {flags, mask};
}

/** `syn|ack`: what is not named must not be set. */
function parseList(text: string, kind: FlagNames, unknown: () => undefined): FlagSet | undefined {
	let flags = 0;
	for (const word of text.split('|')) {
		if (word === '') continue;
		const bit = /^\d/.test(word) ? Number(word) : kind.names.get(word);
		if (bit === undefined || Number.isNaN(bit) || (bit & ~kind.allowed) !== 0) return unknown();
		flags |= bit;
	}
	return {flags, mask: 'exact'};
}

/** Writes flags in the bits of `mask`; all of them as a list, some with signs. */
export function formatFlags(flags: number, mask: number, kind: FlagNames): string {
	if (mask === kind.whole) return formatFlagList(flags, kind, '|');
	if (mask === 0) return '0/0';
	return bitsOf(mask)
		.map((bit) => (flags & bit ? '+' : '-') + (nameOf(bit, kind) ?? '[Unknown]'))
		.join('');
}

/** `syn|ack`; bits without a name come last, as one number. */
export function formatFlagList(flags: number, kind: FlagNames, separator: string): string {
	if (flags === 0) return '0';
	const named = bitsOf(flags).flatMap((bit) => nameOf(bit, kind) ?? []);
	const nameless = bitsOf(flags).filter((bit) => nameOf(bit, kind) === undefined);
	const rest = nameless.length > 0 ? [`0x${nameless.reduce((all, bit) => all | bit, 0).toString(16)}`] : [];
	return [...named, ...rest].join(separator);
}

function nameOf(bit: number, kind: FlagNames): string | undefined {
	for (const [name, value] of kind.names) if (value === bit) return name;
	return undefined;
}

function bitsOf(flags: number): number[] {
	return Array.from({length: 16}, (_, bit) => 1 << bit).filter((bit) => flags & bit);
}
