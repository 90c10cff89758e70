/** ICMPv6: echo, errors, MLD and neighbours (icmp6_print in print-icmp6.c). Not modelled: options of neighbour discovery, routers, quoted packets. */
import {hex4, type Packet, shouldBe, transportSum} from './checksums.js';
import {printHex} from './dump.js';
import {type Family, printGroupRecords, printSources} from './group-records.js';
import {flags, named, type Sheet} from './sheet.js';

const ICMP6 = 58;
const TYPES: Readonly<Record<number, string>> = {
	1: 'destination unreachable',
	2: 'packet too big',
	3: 'time exceeded in-transit',
	4: 'parameter problem',
	128: 'echo request',
	129: 'echo reply',
	130: 'multicast listener query',
	131: 'multicast listener report',
	132: 'multicast listener done',
	133: 'router solicitation',
	134: 'router advertisement',
	135: 'neighbor solicitation',
	136: 'neighbor advertisement',
	137: 'redirect',
	143: 'multicast listener report v2',
};
const MLD: Family = {version: 'v2', size: 16, host: (sheet, at) => sheet.host6(at)};
const NEIGHBOUR_FLAGS: readonly (readonly [number, string])[] = [
	[0x80, 'router'],
	[0x40, 'solicited'],
	[0x20, 'override'],
];
/** Those whose length is said at once with `-v`. */
const LENGTH_FIRST: readonly number[] = [133, 134, 135, 136, 137];
/** Octets of a query of version 1, and of the shortest of version 2. */
const QUERY1 = 24;
const QUERY2 = 28;

export function printIcmp6(sheet: Sheet, packet: Packet, at: number, length: number, isFragment: boolean): void {
	sheet.protocol = 'icmp6';
	if (length === 0) {
		sheet.print('ICMP6, length 0');
		sheet.invalid();
		return;
	}
	const isVerbose = sheet.style.verbose > 0;
	if (isVerbose && !isFragment && sheet.has(at, length)) {
		const found = sheet.u16(at + 2);
		const wrong = transportSum(sheet, packet, ICMP6, at, length);
		sheet.print(wrong === 0 ? '[icmp6 sum ok] ' : `[bad icmp6 cksum ${hex4(found)} -> ${hex4(shouldBe(found, wrong))}!] `);
	}
	const type = sheet.u8(at);
	sheet.print(`ICMP6, ${named(TYPES, type, `unknown icmp6 type (${type})`)}`);
	if (isVerbose && LENGTH_FIRST.includes(type)) sheet.print(`, length ${length}`);
	if (TYPES[type] === undefined) {
		sheet.print(`, length ${length}`);
		if (sheet.style.verbose <= 1) printHex(sheet, at, length);
		return;
	}
	printBody(sheet, at, length, type);
	if (!isVerbose) sheet.print(`, length ${length}`);
}

function printBody(sheet: Sheet, at: number, length: number, type: number): void {
	switch (type) {
		case 1:
			printUnreachable(sheet, at);
			return;
		case 3:
			printExceeded(sheet, at);
			return;
		case 2:
			sheet.print(`, mtu ${sheet.u32(at + 4)}`);
			return;
		case 128:
		case 129:
			sheet.print(`, id ${sheet.u16(at + 4)}, seq ${sheet.u16(at + 6)}`);
			return;
		case 130:
			if (length === QUERY1) printListener(sheet, at);
			else if (length >= QUERY2) printQuery2(sheet, at, length);
			else sheet.print(` unknown-version (len ${length}) `);
			return;
		case 131:
		case 132:
			printListener(sheet, at);
			return;
		case 135:
			sheet.print(`, who has ${sheet.host6(at + 8)}`);
			return;
		case 136:
			sheet.print(`, tgt is ${sheet.host6(at + 8)}`);
			if (sheet.style.verbose > 0) sheet.print(`, Flags [${flags(NEIGHBOUR_FLAGS, sheet.u8(at + 4), 'none')}]`);
			return;
		case 143:
			printReport2(sheet, at, length);
			return;
		default:
	}
}

/** The destination of the quoted packet stands 24 octets behind its beginning. */
const QUOTED_DESTINATION = 8 + 24;
const UNREACHABLE = ['unreachable route', ' unreachable prohibited', 'beyond scope', 'unreachable address', 'unreachable port'];

function printUnreachable(sheet: Sheet, at: number): void {
	const code = sheet.u8(at + 1);
	sheet.print(`, ${UNREACHABLE[code] ?? `unknown unreach code (${code})`}`);
	if (code > 4) return;
	const destination = sheet.host6(at + QUOTED_DESTINATION);
	if (code !== 4) sheet.print(` ${destination}${code === 2 ? `, source address ${sheet.host6(at + 16)}` : ''}`);
	else {
		const [protocol, port] = [sheet.u8(at + 14), sheet.u16(at + 50)];
		const name = protocol === 6 ? 'tcp' : protocol === 17 ? 'udp' : undefined;
		sheet.print(`, ${destination} ${name ? `${name} port ${sheet.port(name, port)}` : `protocol ${protocol} port ${port} unreachable`}`);
	}
}

function printExceeded(sheet: Sheet, at: number): void {
	const code = sheet.u8(at + 1);
	if (code === 0) sheet.print(` for ${sheet.host6(at + QUOTED_DESTINATION)}`);
	else sheet.print(code === 1 ? ' (reassembly)' : `, unknown code (${code})`);
}

function printListener(sheet: Sheet, at: number): void {
	if (sheet.has(at, QUERY1)) sheet.print(`max resp delay: ${sheet.u16(at + 4)} addr: ${sheet.host6(at + 8)}`);
}

function printQuery2(sheet: Sheet, at: number, length: number): void {
	const isVerbose = sheet.style.verbose > 0;
	const code = sheet.u16(at + 4);
	const delay = code < 0x8000 ? code : ((code & 0xfff) | 0x1000) << (((code & 0x7000) >> 12) + 3);
	sheet.print(` v2${isVerbose ? ` [max resp delay=${delay}]` : ''} [gaddr ${sheet.host6(at + 8)}`);
	if (isVerbose) {
		const [set, interval] = [sheet.u8(at + 24), sheet.u8(at + 25)];
		if (set & 0x08) sheet.print(' sflag');
		if (set & 0x07) sheet.print(` robustness=${set & 0x07}`);
		sheet.print(` qqi=${interval < 128 ? interval : ((interval & 0x0f) | 0x10) << (((interval & 0x70) >> 4) + 3)}`);
	}
	const sources = sheet.u16(at + 26);
	if (sources > 0) {
		if (length < QUERY2 + sources * 16) sheet.print(' [invalid number of sources]');
		else printSources(sheet, at + QUERY2, sources, MLD);
	}
	sheet.print(']');
}

function printReport2(sheet: Sheet, at: number, length: number): void {
	if (length < 8) {
		sheet.print(` [invalid len ${length}]`);
		return;
	}
	printGroupRecords(sheet, at, length, MLD);
}
