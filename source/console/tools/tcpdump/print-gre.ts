/** GRE of version 0 (gre_print in print-gre.c). Not modelled: source routes; of version 1, PPTP's, only the number is printed. */
import {ETHERTYPE_NAMES} from './names.js';
import {printEthernet} from './print-ethernet.js';
import {printIpv4} from './print-ip.js';
import {printIpv6} from './print-ip6.js';
import {flags, named, type Sheet} from './sheet.js';

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const FLAGS: readonly (readonly [number, string])[] = [
	[CHECKSUM, 'checksum present'],
	[ROUTING, 'routing present'],
	[KEY, 'key present'],
	[SEQUENCE, 'sequence# present'],
	[0x0800, 'source routing present'],
	[0x0080, 'ack present'],
];
const TRANSPARENT_ETHERNET = 0x6558;

export function printGre(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'gre';
	if (length < 4) {
		sheet.cutShort();
		return;
	}
	const set = sheet.u16(at);
	const version = set & 7;
	sheet.print(`GREv${version}`);
	if (version > 1) sheet.print(' ERROR: unknown-version');
	if (version !== 0) return;
	const {verbose, link} = sheet.style;
	if (verbose > 0) sheet.print(`, Flags [${flags(FLAGS, set, 'none')}]`);
	const type = sheet.u16(at + 2);
	let next = at + 4;
	if (set & (CHECKSUM | ROUTING)) {
		if (verbose > 0) sheet.print(`, sum 0x${sheet.u16(next).toString(16)}`);
		sheet.print(`, off 0x${sheet.u16(next + 2).toString(16)}`);
		next += 4;
	}
	if (set & KEY) {
		sheet.print(`, key=0x${sheet.u32(next).toString(16)}`);
		next += 4;
	}
	if (set & SEQUENCE) {
		sheet.print(`, seq ${sheet.u32(next)}`);
		next += 4;
	}
	if (link) sheet.print(`, proto ${named(ETHERTYPE_NAMES, type, 'unknown')} (0x${type.toString(16).padStart(4, '0')})`);
	sheet.print(`, length ${length}${verbose > 0 ? '\n\t' : ': '}`);
	const rest = at + length - next;
	if (type === 0x0800) printIpv4(sheet, next, rest);
	else if (type === 0x86dd) printIpv6(sheet, next, rest);
	else if (type === TRANSPARENT_ETHERNET) printEthernet(sheet, next, rest);
	else sheet.print(`gre-proto-0x${type.toString(16)}`);
}
