/**
 * One packet as tcpdump prints it: number, time, headers, and the octets where they are asked for
 * (pretty_print_packet in print.c, sll2_if_print in print-sll.c).
 */
import {printHex, printHexAndLetters, printLetters, printUnknown} from './dump.js';
import {ETHERTYPE_NAMES} from './names.js';
import {printByType, printEthernet, printLlc, tagText} from './print-ethernet.js';
import {CutShort, named, Sheet, type Style} from './sheet.js';
import {type Clock, timeStamp} from './time-stamp.js';

/** How octets are shown: `-x`, `-X`, `-A`, each twice for the link header, too. */
export interface Dumps {
	hex: number;
	letters: number;
	text: number;
}

/** A packet in the hands of tcpdump. */
export interface Captured {
	/** World time, ns. */
	time: number;
	bytes: Uint8Array;
	/** Longer than `bytes` when `-s` cut it. */
	length: number;
	/** On the device `any`: how it came by which device. */
	cooked?: {device: string; ifindex: number; way: string};
}

/** The text of a packet with its line end; `number` is counted with `-#`. */
export function printPacket(packet: Captured, style: Style, clock: Clock, dumps: Dumps, number?: number): string {
	const sheet = new Sheet(packet.bytes, style);
	if (number !== undefined) sheet.print(`${String(number).padStart(5)}  `);
	sheet.print(timeStamp(clock, packet.time));
	let header = 0;
	try {
		header = packet.cooked ? printCooked(sheet, packet, packet.cooked) : printEthernet(sheet, 0, packet.length);
	} catch (error) {
		if (!(error instanceof CutShort)) throw error;
		sheet.cutShort();
	}
	sheet.end = packet.bytes.length;
	printOctets(sheet, dumps, header);
	return `${sheet.text}\n`;
}

function printOctets(sheet: Sheet, {hex, letters, text}: Dumps, header: number): void {
	const [most, print] = letters > 0 ? [letters, printHexAndLetters] : hex > 0 ? [hex, printHex] : [text, printLetters];
	if (most === 0) return;
	const at = most > 1 ? 0 : header;
	if (sheet.end > at) print(sheet, at, sheet.end - at);
}

/** The header that stands before a packet of `any`, in octets: instead of Ethernet's. */
const COOKED_HEADER = 20;
const ETHERNET_HEADER = 14;
const MOST_LENGTH = 1500;
const LLC = 0x0004;

/** Returns where the packet begins in the octets, which still have their Ethernet header. */
function printCooked(sheet: Sheet, {length}: Captured, {device, ifindex, way}: NonNullable<Captured['cooked']>): number {
	sheet.protocol = 'sll2';
	sheet.need(0, ETHERNET_HEADER);
	const cooked = length - ETHERNET_HEADER + COOKED_HEADER;
	const first = sheet.u16(12);
	let type = first <= MOST_LENGTH ? LLC : first;
	sheet.print(`${device.padEnd(5)} ${way.padEnd(3)} `);
	const head = (octets: number): void => {
		sheet.print(`ifindex ${ifindex} ${sheet.mac(6)} `);
		if (!sheet.style.quick) sheet.print(`${type === LLC ? '802.2' : `ethertype ${typeText(first)}`}, length ${octets}: `);
	};
	if (sheet.style.link) head(cooked);
	let at = ETHERNET_HEADER;
	while (type === 0x8100) {
		sheet.need(at, 4);
		if (sheet.style.link) sheet.print(`${tagText(sheet.u16(at))}, `);
		const next = sheet.u16(at + 2);
		type = next <= MOST_LENGTH ? LLC : next;
		if (!sheet.style.quick) sheet.print(`ethertype ${named(ETHERTYPE_NAMES, type, 'Unknown')}, `);
		at += 4;
	}
	if (type === LLC) {
		if (!printLlc(sheet, at, length - at, undefined).known) printUnknown(sheet, at, length - at);
	} else if (!printByType(sheet, type, at, length - at)) {
		if (!sheet.style.link) head(length - at + COOKED_HEADER);
		printUnknown(sheet, at, length - at);
	}
	return at;
}

function typeText(type: number): string {
	return `${named(ETHERTYPE_NAMES, type, 'Unknown')} (0x${type.toString(16).padStart(4, '0')})`;
}
