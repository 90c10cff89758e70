/*
 * DNS (domain_print in print-domain.c)
 *
 * Not modelled: the data of records other than A, AAAA, NS, CNAME, PTR, DNAME, MX, TXT, SRV and SOA, and options of EDNS.
 */
import {named, type Sheet} from './sheet.js';
import {spanText} from './span-text.js';

const HEADER = 12;
const TYPES: Readonly<Record<number, string>> = {
	1: 'A',
	2: 'NS',
	5: 'CNAME',
	6: 'SOA',
	10: 'NULL',
	12: 'PTR',
	13: 'HINFO',
	15: 'MX',
	16: 'TXT',
	28: 'AAAA',
	33: 'SRV',
	35: 'NAPTR',
	39: 'DNAME',
	41: 'OPT',
	43: 'DS',
	46: 'RRSIG',
	47: 'NSEC',
	48: 'DNSKEY',
	99: 'SPF',
	249: 'TKEY',
	250: 'TSIG',
	251: 'IXFR',
	252: 'AXFR',
	255: 'ANY',
	256: 'URI',
};
const CLASSES: Readonly<Record<number, string>> = {1: 'IN', 3: 'CHAOS', 4: 'HS', 255: 'ANY'};
const OPERATIONS = ` inv_q stat op3 notify update op6 op7 op8 updateA updateD updateDA updateM updateMA zoneInit zoneRef`.split(' ');
const ERRORS =
	` FormErr ServFail NXDomain NotImp Refused YXDomain YXRRSet NXRRSet NotAuth NotZone Resp11 Resp12 Resp13 Resp14 NoChange`.split(' ');
const INVERSE_QUERY = 1;
const OPT = 41;
const MOST_NAME = 255;

interface Message {
	/** Where it begins: names point back to places in it. */
	start: number;
	isMulticast: boolean;
}

export function printDns(sheet: Sheet, at: number, length: number, isMulticast = false): void {
	sheet.protocol = 'domain';
	if (length < HEADER) {
		sheet.print(`domain [length ${length} < ${HEADER}]`);
		sheet.invalid();
		return;
	}
	sheet.need(at, HEADER);
	const message: Message = {start: at, isMulticast};
	const isResponse = (sheet.u16(at + 2) & 0x8000) !== 0;
	if (isResponse) printResponse(sheet, message);
	else printRequest(sheet, message);
	sheet.print(` (${length})`);
}

/** A length stands before the message (RFC 1035 4.2.2). */
export function printDnsOverTcp(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'domain';
	if (length < 2) sheet.print(` [DNS over TCP: length ${length} < 2]`);
	else if (sheet.u16(at) !== length - 2) sheet.print(` [prefix length(${sheet.u16(at)}) != length(${length - 2})]`);
	else {
		sheet.print(' ');
		printDns(sheet, at + 2, length - 2);
		return;
	}
	sheet.invalid();
}

function counts(sheet: Sheet, {start}: Message): [number, number, number, number] {
	return [sheet.u16(start + 4), sheet.u16(start + 6), sheet.u16(start + 8), sheet.u16(start + 10)];
}

function printResponse(sheet: Sheet, message: Message): void {
	const {start} = message;
	const set = sheet.u16(start + 2);
	const [questions, answers, servers, more] = counts(sheet, message);
	const marks = (set & 0x0400 ? '*' : '') + (set & 0x0080 ? '' : '-') + (set & 0x0200 ? '|' : '') + (set & 0x0020 ? '$' : '');
	const code = set & 0xf;
	sheet.print(`${sheet.u16(start)}${operation(set)}${code === 0 ? '' : ` ${ERRORS[code]}`}${marks}`);
	if (questions !== 1) sheet.print(` [${questions}q]`);
	const isThorough = sheet.style.verbose > 1;
	let at = start + HEADER;
	for (let index = 0; index < questions; index++) {
		if (index > 0) sheet.print(',');
		if (isThorough) sheet.print(' q:');
		at = isThorough ? printQuestion(sheet, at, message) : skipName(sheet, at) + 4;
	}
	sheet.print(` ${answers}/${servers}/${more}`);
	at = printRecords(sheet, at, answers, '', message);
	if (isThorough) {
		at = printRecords(sheet, at, servers, ' ns:', message);
		printRecords(sheet, at, more, ' ar:', message);
	}
}

function printRequest(sheet: Sheet, message: Message): void {
	const {start} = message;
	const set = sheet.u16(start + 2);
	const [questions, answers, servers, more] = counts(sheet, message);
	sheet.print(`${sheet.u16(start)}${operation(set)}${set & 0x0100 ? '+' : ''}${set & 0x0010 ? '%' : ''}`);
	if (set & 0x6cf) sheet.print(` [b2&3=0x${set.toString(16)}]`);
	const isInverse = ((set >> 11) & 0xf) === INVERSE_QUERY;
	if (isInverse && questions > 0) sheet.print(` [${questions}q]`);
	if (isInverse ? answers !== 1 : answers > 0) sheet.print(` [${answers}a]`);
	if (!isInverse && questions !== 1) sheet.print(` [${questions}q]`);
	if (servers > 0) sheet.print(` [${servers}n]`);
	if (more > 0) sheet.print(` [${more}au]`);
	let at = start + HEADER;
	for (let index = 0; index < questions; index++) at = printQuestion(sheet, at, message);
	if (sheet.style.verbose <= 1) return;
	at = printRecords(sheet, at, answers, '', message);
	at = printRecords(sheet, at, servers, ' ns:', message);
	printRecords(sheet, at, more, ' ar:', message);
}

function operation(set: number): string {
	const number = (set >> 11) & 0xf;
	return number === 0 ? '' : ` ${OPERATIONS[number]}`;
}

/** Returns where the next one begins. */
function printQuestion(sheet: Sheet, at: number, message: Message): number {
	const next = skipName(sheet, at);
	sheet.need(next, 4);
	const [type, kind] = [sheet.u16(next), sheet.u16(next + 2)];
	const group = message.isMulticast ? kind & 0x7fff : kind;
	sheet.print(` ${named(TYPES, type, `Type${type}`)}`);
	if (group !== 1) sheet.print(` ${named(CLASSES, group, `(Class ${group})`)}`);
	if (message.isMulticast) sheet.print(kind & 0x8000 ? ' (QU)' : ' (QM)');
	sheet.print('? ');
	printName(sheet, at, message);
	return next + 4;
}

function printRecords(sheet: Sheet, start: number, count: number, head: string, message: Message): number {
	let at = start;
	for (let index = 0; index < count; index++) {
		if (index > 0 || head !== '') sheet.need(at, 1);
		sheet.print(index === 0 ? head : ',');
		at = printRecord(sheet, at, message);
	}
	return at;
}

function printRecord(sheet: Sheet, start: number, message: Message): number {
	const {verbose} = sheet.style;
	if (verbose > 0) {
		sheet.print(' ');
		printName(sheet, start, message);
	}
	const at = skipName(sheet, start);
	sheet.need(at, 10);
	const [type, kind, length] = [sheet.u16(at), sheet.u16(at + 2), sheet.u16(at + 8)];
	const group = message.isMulticast ? kind & 0x7fff : kind;
	if (group !== 1 && type !== OPT) sheet.print(` ${named(CLASSES, group, `(Class ${group})`)}`);
	if (message.isMulticast && kind & 0x8000) sheet.print(' (Cache flush)');
	if (type !== OPT && verbose > 2) sheet.print(` [${spanText(sheet.u32(at + 4))}]`);
	sheet.print(` ${named(TYPES, type, `Type${type}`)}`);
	sheet.need(at + 10, length);
	if (type === OPT) sheet.print(` UDPsize=${group}${sheet.u16(at + 6) & 0x8000 ? ' DO' : ''}`);
	else printData(sheet, type, at + 10, length, message);
	return at + 10 + length;
}

function printData(sheet: Sheet, type: number, at: number, length: number, message: Message): void {
	switch (type) {
		case 1:
			sheet.print(` ${sheet.u8(at)}.${sheet.u8(at + 1)}.${sheet.u8(at + 2)}.${sheet.u8(at + 3)}`);
			return;
		case 28:
			sheet.print(` ${sheet.host6(at)}`);
			return;
		case 2:
		case 5:
		case 12:
		case 39:
			sheet.print(' ');
			printName(sheet, at, message);
			return;
		case 6:
			if (sheet.style.verbose > 0) printAuthority(sheet, at, message);
			return;
		case 15:
			sheet.print(' ');
			printName(sheet, at + 2, message);
			sheet.print(` ${sheet.u16(at)}`);
			return;
		case 16:
			for (let place = at; place < at + length; place += 1 + sheet.u8(place)) {
				sheet.print(' "');
				sheet.characters(place + 1, sheet.u8(place));
				sheet.print('"');
			}
			return;
		case 33:
			sheet.print(' ');
			printName(sheet, at + 6, message);
			sheet.print(`:${sheet.u16(at + 4)} ${sheet.u16(at)} ${sheet.u16(at + 2)}`);
			return;
		default:
	}
}

function printAuthority(sheet: Sheet, at: number, message: Message): void {
	sheet.print(' ');
	printName(sheet, at, message);
	const mailbox = skipName(sheet, at);
	sheet.print(' ');
	printName(sheet, mailbox, message);
	const numbers = skipName(sheet, mailbox);
	for (let index = 0; index < 5; index++) sheet.print(` ${sheet.u32(numbers + index * 4)}`);
}

/** Behind a name (ns_nskip). */
function skipName(sheet: Sheet, start: number): number {
	let at = start;
	for (let octet = octetAt(sheet, at); octet !== 0; octet = octetAt(sheet, at)) {
		if (octet >= 0xc0) return at + 2;
		at += 1 + octet;
	}
	return at + 1;
}

/** Names are looked at before they are read (ND_TTEST_1). */
function octetAt(sheet: Sheet, at: number): number {
	sheet.need(at, 1);
	return sheet.u8(at);
}

/** A name with a dot behind each part; pointers go back only, so that it ends (fqdn_print). */
function printName(sheet: Sheet, start: number, message: Message): void {
	let at = start;
	let before = start - message.start;
	let octet = octetAt(sheet, at);
	if (octet === 0) sheet.print('.');
	for (let length = 0; octet !== 0; octet = octetAt(sheet, at)) {
		if (octet >= 0xc0) {
			const offset = sheet.u16(at) & 0x3fff;
			if (offset >= before) {
				sheet.print('<BAD PTR>');
				sheet.need(sheet.end, 1);
			}
			before = offset;
			at = message.start + offset;
			continue;
		}
		if (octet >= 0x40) {
			sheet.print('<BAD LABEL TYPE>');
			sheet.need(sheet.end, 1);
		}
		sheet.characters(at + 1, Math.max(0, Math.min(octet, MOST_NAME - length)));
		length += octet;
		if (length <= MOST_NAME) sheet.print('.');
		length++;
		at += 1 + octet;
	}
}
