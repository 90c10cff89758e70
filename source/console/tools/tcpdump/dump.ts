/** Octets as hex, as hex and letters, and as letters (print-ascii.c). */
import type {Sheet} from './sheet.js';

const LINE = 16;
/** Eight groups of four digits with a space before each. */
const HEX_WIDTH = 40;

/** `length` octets from `at` on, a line of 16 each, behind `indent`. */
export function printHex(sheet: Sheet, at: number, length: number, indent = '\n\t'): void {
	for (const [offset, octets] of lines(sheet, at, length)) sheet.print(`${indent}${place(offset)}:  ${groups(octets).join(' ')}`);
}

/** The same with letters at the right. */
export function printHexAndLetters(sheet: Sheet, at: number, length: number): void {
	for (const [offset, octets] of lines(sheet, at, length)) {
		const hex = groups(octets)
			.map((group) => ` ${group}`)
			.join('');
		const letters = [...octets].map((octet) => (isGraphic(octet) ? String.fromCharCode(octet) : '.')).join('');
		sheet.print(`\n\t${place(offset)}: ${hex.padEnd(HEX_WIDTH)}  ${letters}`);
	}
}

/** Letters with their line ends, all else as dots. */
export function printLetters(sheet: Sheet, at: number, length: number): void {
	sheet.print('\n');
	const end = Math.min(at + length, sheet.end);
	for (let index = at; index < end; index++) {
		const octet = sheet.u8(index);
		// CR at the end of a line is no part of the text.
		if (octet === 0x0d) sheet.print(end - index > 2 && sheet.u8(index + 1) !== 0x0a ? '.' : '');
		else sheet.print(isGraphic(octet) || octet === 0x09 || octet === 0x0a || octet === 0x20 ? String.fromCharCode(octet) : '.');
	}
}

/** What a printer does not know: hex and letters, unless the options ask for less. */
export function printUnknown(sheet: Sheet, at: number, length: number): void {
	if (sheet.style.dump) printHexAndLetters(sheet, at, length);
}

/** Cut into lines; as far as there are octets. */
function* lines(sheet: Sheet, at: number, length: number): Generator<[number, Uint8Array]> {
	const octets = sheet.bytes.subarray(at, Math.max(at, Math.min(at + length, sheet.end)));
	for (let offset = 0; offset < octets.length; offset += LINE) yield [offset, octets.subarray(offset, offset + LINE)];
}

function place(offset: number): string {
	return `0x${offset.toString(16).padStart(4, '0')}`;
}

/** Two octets each. */
function groups(octets: Uint8Array): string[] {
	const digits = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
	return digits.match(/.{1,4}/g) ?? [];
}

function isGraphic(octet: number): boolean {
	return octet > 0x20 && octet < 0x7f;
}
