/** LACP and marker frames (slow_print in print-slow.c). Not modelled: OAM, of which only the head is printed. */
import {printHex} from './dump.js';
import {flags, named, type Sheet} from './sheet.js';

const SUBTYPES: Readonly<Record<number, string>> = {1: 'LACP', 2: 'MARKER', 3: 'OAM'};
const TLVS: Readonly<Record<number, Readonly<Record<number, string>>>> = {
	1: {0: 'Terminator', 1: 'Actor Information', 2: 'Partner Information', 3: 'Collector Information'},
	2: {0: 'Terminator', 1: 'Marker Information'},
};
const STATE: readonly (readonly [number, string])[] = [
	[0x01, 'Activity'],
	[0x02, 'Timeout'],
	[0x04, 'Aggregation'],
	[0x08, 'Synchronization'],
	[0x10, 'Collecting'],
	[0x20, 'Distributing'],
	[0x40, 'Default'],
	[0x80, 'Expired'],
];

export function printSlow(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'slow';
	const {verbose} = sheet.style;
	const subtype = length < 1 ? undefined : sheet.u8(at);
	const isVersioned = subtype === 1 || subtype === 2;
	if (subtype === undefined || (isVersioned && length < 2)) {
		sheet.print(verbose === 0 ? ' (packet is too short)' : '\n\t\t packet is too short');
		return;
	}
	const name = named(SUBTYPES, subtype, `unknown (${subtype})`);
	if (isVersioned && sheet.u8(at + 1) !== 1) {
		sheet.print(`${name} version ${sheet.u8(at + 1)} packet not supported`);
		return;
	}
	sheet.print(isVersioned ? `${name}v${sheet.u8(at + 1)}, length ${length}` : `${name}, length ${length}`);
	if (SUBTYPES[subtype] === undefined) printHex(sheet, at, length);
	else if (verbose > 0 && isVersioned) printTlvs(sheet, at + 2, length - 2, subtype);
}

function printTlvs(sheet: Sheet, start: number, length: number, subtype: number): void {
	const end = start + length;
	if (length === 0) return;
	for (let at = start; at < end; ) {
		const type = sheet.u8(at);
		const octets = at + 1 < end ? sheet.u8(at + 1) : 0;
		if (at + 2 > end) break;
		sheet.print(`\n\t${named(TLVS[subtype] ?? {}, type, 'Unknown')} TLV (0x${sheet.hex(at, 1)}), length ${octets}`);
		if (type === 0) return;
		if (octets < 2) {
			sheet.print('\n\t    ERROR: illegal length - should be >= 2');
			return;
		}
		if (at + octets > end) break;
		sheet.need(at, octets);
		printTlv(sheet, at + 2, octets - 2, subtype, type);
		if (sheet.style.verbose > 1) printHex(sheet, at + 2, octets - 2, '\n\t  ');
		at += octets;
		if (at === end) return;
	}
	sheet.print('\n\t\t packet is too short');
}

function printTlv(sheet: Sheet, at: number, length: number, subtype: number, type: number): void {
	if (subtype === 1 && (type === 1 || type === 2)) {
		if (length !== 18) sheet.print('\n\t    ERROR: illegal length - should be 20');
		else {
			sheet.print(`\n\t  System ${sheet.mac(at + 2)}, System Priority ${sheet.u16(at)}, Key ${sheet.u16(at + 8)}`);
			sheet.print(`, Port ${sheet.u16(at + 12)}, Port Priority ${sheet.u16(at + 10)}`);
			sheet.print(`\n\t  State Flags [${flags(STATE, sheet.u8(at + 14), 'none')}]`);
		}
	} else if (subtype === 1 && type === 3) {
		if (length !== 14) sheet.print('\n\t    ERROR: illegal length - should be 16');
		else sheet.print(`\n\t  Max Delay ${sheet.u16(at)}`);
	} else if (subtype === 2 && type === 1) {
		sheet.print(`\n\t  Request System ${sheet.mac(at + 2)}, Request Port ${sheet.u16(at)}`);
		sheet.print(`, Request Transaction ID 0x${sheet.hex(at + 8, 4)}`);
	} else if (sheet.style.verbose <= 1) printHex(sheet, at, length, '\n\t  ');
}
