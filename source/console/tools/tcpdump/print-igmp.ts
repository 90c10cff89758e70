/** IGMP 1 to 3 (igmp_print in print-igmp.c). Not modelled: DVMRP, PIM 1 and mtrace inside IGMP. */

import {sumOf} from './checksums.js';
import {type Family, printGroupRecords, printSources} from './group-records.js';
import type {Sheet} from './sheet.js';
import {spanText} from './span-text.js';

const IGMP: Family = {version: 'v3', size: 4, host: (sheet, at) => sheet.host(at)};
/** A tenth of a second each; ten seconds are not worth a word. */
const USUAL_DELAY = 100;

export function printIgmp(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'igmp';
	if (sheet.style.quick) {
		sheet.print('igmp');
		return;
	}
	const type = sheet.u8(at);
	const bad = length === 8 ? '' : ` [len ${length}]`;
	switch (type) {
		case 0x11:
			sheet.print('igmp query');
			if (length >= 12) printQuery3(sheet, at, length);
			else sheet.print(`${queryText(sheet, at)}${bad}`);
			break;
		case 0x12:
			sheet.print(`igmp v1 report ${sheet.host(at + 4)}${bad}`);
			break;
		case 0x16:
			sheet.print(`igmp v2 report ${sheet.host(at + 4)}`);
			break;
		case 0x17:
			sheet.print(`igmp leave ${sheet.host(at + 4)}`);
			break;
		case 0x22:
			sheet.print('igmp v3 report');
			printReport3(sheet, at, length);
			break;
		default:
			sheet.print(`igmp-${type}`);
	}
	if (sheet.style.verbose > 0 && length >= 4 && sheet.has(at, length) && sumOf(sheet, at, length) !== 0)
		sheet.print(` bad igmp cksum ${sheet.u16(at + 2).toString(16)}!`);
}

/** A query of version 1 or 2. */
function queryText(sheet: Sheet, at: number): string {
	const delay = sheet.u8(at + 1);
	const unusual = delay !== 0 && delay !== USUAL_DELAY ? ` [max resp time ${delay}]` : '';
	const group = sheet.u32(at + 4) === 0 ? '' : ` [gaddr ${sheet.host(at + 4)}]`;
	return ` v${delay === 0 ? 1 : 2}${unusual}${group}`;
}

function printQuery3(sheet: Sheet, at: number, length: number): void {
	sheet.print(' v3');
	if (length % 4 !== 0) {
		sheet.print(` [invalid len ${length}]`);
		return;
	}
	const code = sheet.u8(at + 1);
	const delay = code < 128 ? code : ((code & 0x0f) | 0x10) << (((code & 0x70) >> 4) + 3);
	if (code !== USUAL_DELAY)
		sheet.print(` [max resp time ${delay < 600 ? `${(delay / 10).toFixed(1)}s` : spanText(Math.floor(delay / 10))}]`);
	if (sheet.u32(at + 4) === 0) return;
	sheet.print(` [gaddr ${sheet.host(at + 4)}`);
	const sources = sheet.u16(at + 10);
	if (sources > 0) {
		if (length < 12 + sources * 4) sheet.print(' [invalid number of sources]');
		else printSources(sheet, at + 12, sources, IGMP);
	}
	sheet.print(']');
}

function printReport3(sheet: Sheet, at: number, length: number): void {
	if (length < 16 || length % 4 !== 0) {
		sheet.print(` [invalid len ${length}]`);
		return;
	}
	printGroupRecords(sheet, at, length, IGMP);
}
