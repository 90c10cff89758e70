/** Options of TCP (tcp_print in print-tcp.c). Not modelled: MD5 signatures as valid or not, fast open, MPTCP, TCP-AO, which are shown as octets. */
import {CutShort, named, type Sheet} from './sheet.js';

const NAMES: Readonly<Record<number, string>> = {
	0: 'eol',
	1: 'nop',
	2: 'mss',
	3: 'wscale',
	4: 'sackOK',
	5: 'sack',
	6: 'echo',
	7: 'echoreply',
	8: 'TS',
	11: 'cc',
	12: 'ccnew',
	13: '',
	19: 'md5',
	20: 'scps',
	28: 'uto',
	29: 'tcp-ao',
	30: 'mptcp',
	34: 'tfo',
	254: 'exp',
};
const END = 0;
const NOTHING = 1;

/** `length` octets; false when they contradict themselves or end early, and nothing can be said about what follows. */
export function printTcpOptions(sheet: Sheet, start: number, length: number, sackBase: number): boolean {
	sheet.print(', options [');
	let isLater = false;
	try {
		for (let at = start; at < start + length; isLater = true) {
			if (isLater) sheet.print(',');
			const octets = printOption(sheet, at, start + length, sackBase);
			if (octets === undefined) {
				sheet.print(`[bad opt]${isLater ? ']' : ''}`);
				return false;
			}
			if (sheet.u8(at) === END) break;
			at += octets;
		}
	} catch (error) {
		if (!(error instanceof CutShort && error.isLookedFor)) throw error;
		sheet.cutShort();
		sheet.print(isLater ? '>' : '');
		return false;
	}
	sheet.print(']');
	return true;
}

/** Returns its length; `undefined` when it does not fit. */
function printOption(sheet: Sheet, at: number, end: number, sackBase: number): number | undefined {
	const kind = sheet.u8(at);
	const isAlone = kind === END || kind === NOTHING;
	const octets = isAlone ? 1 : sheet.u8(at + 1);
	if (!isAlone && (octets < 2 || octets > end - at)) return undefined;
	sheet.print(named(NAMES, kind, `unknown-${kind}`));
	if (isAlone) return 1;
	const used = printValue(sheet, kind, at + 2, octets - 2, end, sackBase);
	if (used === undefined) return undefined;
	if (used !== octets - 2) sheet.print(`[len ${octets}]`);
	return 2 + used;
}

/** Returns how many octets it read; `undefined` when there are not enough. */
function printValue(sheet: Sheet, kind: number, at: number, length: number, end: number, sackBase: number): number | undefined {
	const fits = (octets: number): boolean => {
		if (at + octets > end) return false;
		sheet.need(at, octets);
		return true;
	};
	switch (kind) {
		case 2:
			if (!fits(2)) return undefined;
			sheet.print(` ${sheet.u16(at)}`);
			return 2;
		case 3:
			if (!fits(1)) return undefined;
			sheet.print(` ${sheet.u8(at)}`);
			return 1;
		case 4:
			return 0;
		case 5:
			printSack(sheet, at, length, sackBase);
			return length;
		case 6:
		case 7:
		case 11:
		case 12:
		case 13:
			if (!fits(4)) return undefined;
			sheet.print(` ${sheet.u32(at)}`);
			return 4;
		case 8:
			if (!fits(8)) return undefined;
			sheet.print(` val ${sheet.u32(at)} ecr ${sheet.u32(at + 4)}`);
			return 8;
		default:
			sheet.need(at, length);
			if (length > 0) sheet.print(` 0x${sheet.hex(at, length)}`);
			return length;
	}
}

function printSack(sheet: Sheet, at: number, length: number, base: number): void {
	if (length % 8 !== 0) {
		sheet.print(' invalid sack');
		return;
	}
	sheet.print(` ${length / 8} `);
	for (let place = at; place < at + length; place += 8) {
		sheet.need(place, 8);
		sheet.print(`{${(sheet.u32(place) - base) >>> 0}:${(sheet.u32(place + 4) - base) >>> 0}}`);
	}
}
