/*
 * Ethernet frames, with LLC and SNAP where a length stands for the type
 * (ether_common_print in print-ether.c, llc_print and snap_print in print-llc.c)
 *
 * Not modelled: MACsec, Alteon's jumbo type, Arista's type, IPX, NetBEUI and OSI behind LLC: no machine of a lab sends them.
 */
import {printUnknown} from './dump.js';
import {ETHERTYPE_NAMES, ouiName} from './names.js';
import {printArp} from './print-arp.js';
import {printIpv4} from './print-ip.js';
import {printIpv6} from './print-ip6.js';
import {printSlow} from './print-slow.js';
import {printStp} from './print-stp.js';
import {named, type Sheet} from './sheet.js';

const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8, 0x9100, 0x9200];
/** A number up to this is a length. */
const MOST_LENGTH = 1500;

const SAPS: Readonly<Record<number, string>> = {
	0: 'Null',
	2: '802.1B I',
	3: '802.1B G',
	4: 'SNA',
	6: 'IP',
	14: 'ProWay NM',
	66: 'STP',
	78: 'RS511',
	126: 'ISO8208',
	142: 'ProWay',
	170: 'SNAP',
	224: 'IPX',
	240: 'NetBeui',
	254: 'OSI',
	255: 'Global',
};
const STP_SAP = 0x42;
const SNAP_SAP = 0xaa;
const IP_SAP = 0x06;
const UNNUMBERED = 0x03;

const UNNUMBERED_COMMANDS: Readonly<Record<number, string>> = {
	3: 'ui',
	227: 'test',
	175: 'xid',
	99: 'ua',
	67: 'disc',
	15: 'dm',
	111: 'sabme',
	135: 'frmr',
};
/** By the bit of the response and the bit of the poll. */
const LLC_FLAGS: readonly (readonly [string, string])[] = [
	['Command', 'Poll'],
	['Response', 'Final'],
];

const PRINTERS: Readonly<Record<number, (sheet: Sheet, at: number, length: number) => void>> = {
	2048: (sheet, at, length) => printIpv4(sheet, at, length),
	2054: printArp,
	32821: printArp,
	34525: (sheet, at, length) => printIpv6(sheet, at, length),
	34825: printSlow,
};

/** A frame from `at` on, `length` octets long; returns the length of its headers. */
export function printEthernet(sheet: Sheet, at: number, length: number): number {
	sheet.protocol = 'ether';
	if (length < 14) {
		sheet.cutShort();
		return length;
	}
	const {link} = sheet.style;
	if (link) printAddresses(sheet, at);
	let next = at + 12;
	let type = sheet.u16(next);
	let isLengthSaid = false;
	next += 2;
	while (VLAN_TYPES.includes(type)) {
		if (at + length < next + 4 || !sheet.has(next, 4)) {
			sheet.protocol = 'vlan';
			sheet.cutShort();
			return length;
		}
		if (link) {
			printType(sheet, type);
			sheet.print(isLengthSaid ? ', ' : `, length ${length}: `);
			isLengthSaid = true;
			sheet.print(`${tagText(sheet.u16(next))}, `);
		}
		type = sheet.u16(next + 2);
		next += 4;
	}
	const rest = at + length - next;
	if (type <= MOST_LENGTH) return next - at + printLength(sheet, at, next, Math.min(type, rest), isLengthSaid);
	if (link) {
		printType(sheet, type);
		sheet.print(isLengthSaid ? ', ' : `, length ${length}: `);
	}
	if (!printByType(sheet, type, next, rest)) {
		if (!link) {
			printAddresses(sheet, at);
			printType(sheet, type);
			sheet.print(`, length ${length}: `);
		}
		printUnknown(sheet, next, rest);
	}
	return next - at;
}

/** What an EtherType announces; false when no printer knows it (ethertype_print). */
export function printByType(sheet: Sheet, type: number, at: number, length: number): boolean {
	const print = PRINTERS[type];
	if (print) sheet.attempt(() => print(sheet, at, length));
	return print !== undefined;
}

/** `vlan 10, p 0` (ieee8021q_tci_string) */
export function tagText(tci: number): string {
	return `vlan ${tci & 0xfff}, p ${tci >> 13}${tci & 0x1000 ? ', DEI' : ''}`;
}

function printAddresses(sheet: Sheet, at: number): void {
	sheet.print(`${sheet.mac(at + 6)} > ${sheet.mac(at)}, `);
}

function printType(sheet: Sheet, type: number): void {
	const digits = `0x${type.toString(16).padStart(4, '0')}`;
	if (sheet.style.quick) sheet.print(named(ETHERTYPE_NAMES, type, `Unknown Ethertype (${digits})`));
	else sheet.print(`ethertype ${named(ETHERTYPE_NAMES, type, 'Unknown')} (${digits})`);
}

/** IEEE 802.3: a length, and LLC behind it. Returns the length of the LLC header. */
function printLength(sheet: Sheet, frame: number, at: number, length: number, isLengthSaid: boolean): number {
	let header = 0;
	sheet.within(at, length, () => {
		if (sheet.style.link) sheet.print(isLengthSaid ? '802.3' : `802.3, length ${length}: `);
		const printed = printLlc(sheet, at, length, frame);
		if (!printed.known) printUnknown(sheet, at, length);
		header = printed.header;
	});
	return header;
}

/** What is behind an LLC header, and how long the header is. `frame` is where the addresses stand; none in a cooked capture. */
export function printLlc(sheet: Sheet, at: number, length: number, frame: number | undefined): {header: number; known: boolean} {
	sheet.protocol = 'llc';
	if (length < 3 || (length < 4 && (sheet.u8(at + 2) & 3) !== 3)) {
		sheet.cutShort();
		printUnknown(sheet, at, length);
		return {header: length, known: true};
	}
	const [dsapField, ssapField] = [sheet.u8(at), sheet.u8(at + 1)];
	const isUnnumbered = (sheet.u8(at + 2) & 3) === 3;
	const header = isUnnumbered ? 3 : 4;
	const control = isUnnumbered ? sheet.u8(at + 2) : sheet.u8(at + 2) | (sheet.u8(at + 3) << 8);
	const [dsap, ssap] = [dsapField & 0xfe, ssapField & 0xfe];
	if (sheet.style.link) {
		const sap = (value: number) => `${named(SAPS, value, 'Unknown')} (0x${value.toString(16).padStart(2, '0')})`;
		sheet.print(
			`LLC, dsap ${sap(dsap)} ${dsapField & 1 ? 'Group' : 'Individual'}, ssap ${sap(ssap)} ${ssapField & 1 ? 'Response' : 'Command'}`,
		);
		sheet.print(`, ctrl 0x${control.toString(16).padStart(isUnnumbered ? 2 : 4, '0')}: `);
	}
	const next = at + header;
	const rest = length - header;
	if (control === UNNUMBERED && ssap === dsap) {
		if (ssap === SNAP_SAP) return {header: header + 5, known: printSnap(sheet, next, rest, frame)};
		if (ssap === STP_SAP || ssap === IP_SAP) {
			if (ssap === STP_SAP) printStp(sheet, next, rest);
			else printIpv4(sheet, next, rest);
			return {header, known: true};
		}
	}
	if (!sheet.style.link) printSaps(sheet, frame, dsap, ssap);
	return {header, known: printControl(sheet, next, rest, {control, isUnnumbered, isResponse: (ssapField & 1) === 1})};
}

function printSaps(sheet: Sheet, frame: number | undefined, dsap: number, ssap: number): void {
	const to = named(SAPS, dsap, `Unknown DSAP 0x${dsap.toString(16).padStart(2, '0')}`);
	const from = named(SAPS, ssap, `Unknown SSAP 0x${ssap.toString(16).padStart(2, '0')}`);
	if (frame === undefined) sheet.print(ssap === dsap ? `${to} ` : `${from} > ${to} `);
	else sheet.print(`${sheet.mac(frame + 6)}${ssap === dsap ? '' : ` ${from}`} > ${sheet.mac(frame)} ${to} `);
}

/** True when there is nothing behind it that would have to be shown as octets. */
function printControl(
	sheet: Sheet,
	at: number,
	length: number,
	{control, isUnnumbered, isResponse}: {control: number; isUnnumbered: boolean; isResponse: boolean},
): boolean {
	const [unpolled, polled] = LLC_FLAGS[isResponse ? 1 : 0] as readonly [string, string];
	const flags = control & (isUnnumbered ? 0x10 : 0x100) ? polled : unpolled;
	if (isUnnumbered) {
		const command = control & 0xef;
		const name = named(UNNUMBERED_COMMANDS, command, command.toString(16).padStart(2, '0'));
		sheet.print(`Unnumbered, ${name}, Flags [${flags}], length ${length + 3}`);
		if (command !== 0xaf) return false;
		if (length === 0) return true;
		if (sheet.u8(at) !== 0x81) return false;
		if (length < 3) sheet.cutShort();
		else sheet.print(`: ${sheet.hex(at + 1, 1)} ${sheet.hex(at + 2, 1)}`);
		return true;
	}
	const received = control >> 9;
	if ((control & 3) === 1) {
		const name = named({0: 'Receiver Ready', 1: 'Receiver not Ready', 2: 'Reject'}, (control >> 2) & 3, '?');
		sheet.print(`Supervisory, ${name}, rcv seq ${received}, Flags [${flags}], length ${length + 4}`);
		return true;
	}
	sheet.print(`Information, send seq ${(control >> 1) & 0x7f}, rcv seq ${received}, Flags [${flags}], length ${length + 4}`);
	return false;
}

function printSnap(sheet: Sheet, at: number, length: number, frame: number | undefined): boolean {
	sheet.protocol = 'snap';
	if (length < 5) {
		sheet.cutShort();
		return true;
	}
	const [oui, type] = [sheet.u24(at), sheet.u16(at + 3)];
	const digits = `(0x${type.toString(16).padStart(4, '0')})`;
	const maker = `oui ${ouiName(oui)} (0x${oui.toString(16).padStart(6, '0')})`;
	const isEthernet = oui === 0 || oui === 0x0000f8;
	const name = isEthernet || oui === 0x080007 ? named(ETHERTYPE_NAMES, type, 'Unknown') : 'Unknown';
	if (sheet.style.link) sheet.print(`${maker}, ${oui === 0 ? 'ethertype' : 'pid'} ${name} ${digits}, length ${length - 5}: `);
	if (isEthernet && printByType(sheet, type, at + 5, length - 5)) return true;
	// Cisco's spanning tree a VLAN, and BPDUs in a bridged frame.
	if ((oui === 0x00000c && (type === 0x010b || type === 0x010c)) || (oui === 0x0080c2 && type === 0x000e)) {
		printStp(sheet, at + 5, length - 5);
		return true;
	}
	if (!sheet.style.link) {
		if (frame !== undefined) sheet.print(`${sheet.mac(frame + 6)} > ${sheet.mac(frame)} `);
		sheet.print(`SNAP, ${oui === 0 ? 'ethertype' : `${maker}, pid`} ${name} ${digits}, length ${length - 5}: `);
	}
	return false;
}
