/*
 * DHCP and BOOTP (bootp_print in print-bootp.c)
 *
 * Not modelled: CMU's vendor field, the options of relay agents, user classes and client names, which are shown as octets.
 */
import {formatOptionRoutes} from './print-dhcp-routes.js';
import {flags, named, type Sheet} from './sheet.js';

const OPERATIONS: Readonly<Record<number, string>> = {1: 'Request', 2: 'Reply'};
const MAGIC = 0x63825363;
const VENDOR = 236;
const SERVER_NAME = 44;
const FILE = 108;

/** By number: the first letter says how the value is printed, the rest is the name (tag2str). */
const OPTIONS: Readonly<Record<number, string>> = {
	0: ' PAD',
	1: 'iSubnet-Mask',
	2: 'LTime-Zone',
	3: 'iDefault-Gateway',
	4: 'iTime-Server',
	5: 'iIEN-Name-Server',
	6: 'iDomain-Name-Server',
	7: 'iLOG',
	8: 'iCS',
	9: 'iLPR-Server',
	10: 'iIM',
	11: 'iRL',
	12: 'aHostname',
	13: 'sBS',
	14: 'aDP',
	15: 'aDomain-Name',
	16: 'iSS',
	17: 'aRP',
	18: 'aEP',
	19: 'BIPF',
	20: 'BSRT',
	21: 'pPF',
	22: 'sRSZ',
	23: 'bTTL',
	24: 'lMTU-Timeout',
	25: 'sMTU-Table',
	26: 'sMTU',
	27: 'BLSN',
	28: 'iBR',
	29: 'BMD',
	30: 'BMS',
	31: 'BRouter-Discovery',
	32: 'iRSA',
	33: 'pStatic-Route',
	34: 'BUT',
	35: 'lAT',
	36: 'BIE',
	37: 'bTT',
	38: 'lKI',
	39: 'BKG',
	40: 'aYD',
	41: 'iYS',
	42: 'iNTP',
	43: 'bVendor-Option',
	44: 'iNetbios-Name-Server',
	45: 'iWDD',
	46: '$Netbios-Node',
	47: 'aNetbios-Scope',
	48: 'iXFS',
	49: 'iXDM',
	50: 'iRequested-IP',
	51: 'lLease-Time',
	52: '$OO',
	53: ' DHCP-Message',
	54: 'iServer-ID',
	55: 'bParameter-Request',
	56: 'aMSG',
	57: 'sMSZ',
	58: 'lRN',
	59: 'lRB',
	60: 'aVendor-Class',
	61: '$Client-ID',
	64: 'sN+D',
	65: 'iN+S',
	66: 'aTFTP',
	67: 'aBF',
	68: 'iMH',
	69: 'iSMTP',
	70: 'iPOP3',
	71: 'iNNTP',
	72: 'iWWW',
	73: 'iFG',
	74: 'iIRC',
	75: 'iSTS',
	76: 'iSTDA',
	77: '$User-Class',
	78: 'bSLP-DA',
	79: 'bSLP-SCOPE',
	80: 'aSLP-NA',
	81: '$FQDN',
	82: '$Agent-Information',
	83: 'bARMT',
	88: 'aTZSTR',
	89: 'bFQDNS',
	90: 'bAUTH',
	91: 'LLast-Transaction-Time',
	92: 'iAssociated-IP',
	93: 'sARCH',
	94: 'bNDI',
	95: 'aLDAP',
	97: 'bGUID',
	98: 'aUAP',
	100: 'aPOSIX-TZ',
	101: 'aTZ-Name',
	112: 'iNI',
	113: 'aNITAG',
	114: 'aURL',
	116: 'BNOAUTO',
	117: 'sNSSEARCH',
	118: 'iSUBNET',
	121: '$Classless-Static-Route',
	150: 'iTFTP-Server-Address',
	161: 'aMUD-URL',
	249: '$Classless-Static-Route-Microsoft',
	255: ' END',
};
const MESSAGE = 53;
const PARAMETERS = 55;
const PADDING = 0;
const END = 255;
const MESSAGES = ['', 'Discover', 'Offer', 'Request', 'Decline', 'ACK', 'NACK', 'Release', 'Inform'];
const HARDWARE: Readonly<Record<number, string>> = {1: 'ether', 6: 'ieee802', 7: 'arcnet', 15: 'frelay', 23: 'strip', 24: 'ieee1394'};

export function printDhcp(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'bootp';
	const [operation, type, macLength] = [sheet.u8(at), sheet.u8(at + 1), sheet.u8(at + 2)];
	sheet.print(`BOOTP/DHCP, ${named(OPERATIONS, operation, `unknown (0x${sheet.hex(at, 1)})`)}`);
	const isEthernet = type === 1 && macLength === 6;
	if (isEthernet && operation === 1) sheet.print(` from ${sheet.mac(at + 28)}`);
	sheet.print(`, length ${length}`);
	const {verbose} = sheet.style;
	if (verbose === 0) return;
	if (type !== 1) sheet.print(`, htype ${type}`);
	if (!isEthernet) sheet.print(`, hlen ${macLength}`);
	if (sheet.u8(at + 3) !== 0) sheet.print(`, hops ${sheet.u8(at + 3)}`);
	if (sheet.u32(at + 4) !== 0) sheet.print(`, xid 0x${sheet.u32(at + 4).toString(16)}`);
	if (sheet.u16(at + 8) !== 0) sheet.print(`, secs ${sheet.u16(at + 8)}`);
	sheet.print(`, Flags [${flags([[0x8000, 'Broadcast']], sheet.u16(at + 10), 'none')}]`);
	if (verbose > 1) sheet.print(` (0x${sheet.hex(at + 10, 2)})`);
	for (const [index, name] of ['Client', 'Your', 'Server', 'Gateway'].entries()) {
		const place = at + 12 + index * 4;
		if (sheet.u32(place) !== 0) sheet.print(`\n\t  ${name}-IP ${sheet.host(place)}`);
	}
	if (isEthernet) sheet.print(`\n\t  Client-Ethernet-Address ${sheet.mac(at + 28)}`);
	if (!printText(sheet, 'sname', at + SERVER_NAME, 64) || !printText(sheet, 'file', at + FILE, 128)) return;
	sheet.need(at + VENDOR, 4);
	if (sheet.u32(at + VENDOR) === MAGIC) printOptions(sheet, at + VENDOR);
	else if (sheet.u32(at + VENDOR) !== 0) sheet.print(`\n\t  Vendor-#0x${sheet.u32(at + VENDOR).toString(16)}`);
}

/** A field that ends with a zero; false when it has none, and nothing more is printed. */
function printText(sheet: Sheet, name: string, at: number, most: number): boolean {
	if (sheet.u8(at) === 0) return true;
	sheet.print(`\n\t  ${name} "`);
	let place = at;
	while (place < at + most && place < sheet.end && sheet.u8(place) !== 0) sheet.character(sheet.u8(place++));
	sheet.print('"');
	const isWhole = place < at + most && place < sheet.end;
	if (!isWhole) sheet.cutShort();
	return isWhole;
}

function printOptions(sheet: Sheet, start: number): void {
	sheet.print(`\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x${sheet.hex(start, 4)}`);
	for (let at = start + 4; sheet.has(at, 1); ) {
		const tag = sheet.u8(at++);
		const isThorough = sheet.style.verbose > 2;
		if (tag === PADDING && !isThorough) continue;
		if (tag === END && !isThorough) return;
		const length = tag === PADDING || tag === END ? 0 : sheet.u8(at++);
		sheet.print(`\n\t    ${nameOf(tag)} (${tag}), length ${length}${length > 0 ? ': ' : ''}`);
		if (tag === PADDING) {
			let count = 1;
			for (; sheet.has(at, 1) && sheet.u8(at) === PADDING; at++) count++;
			if (count > 1) sheet.print(`, occurs ${count}`);
		}
		if (!sheet.has(at, length)) {
			sheet.cutShort();
			return;
		}
		if (length > 0) printOption(sheet, tag, at, length);
		at += length;
	}
}

function nameOf(tag: number): string {
	return named(OPTIONS, tag, '?Unknown').slice(1);
}

function printOption(sheet: Sheet, tag: number, at: number, length: number): void {
	if (tag === MESSAGE && length === 1) {
		const message = sheet.u8(at);
		sheet.print(MESSAGES[message] || `Unknown (${message})`);
	} else if (tag === PARAMETERS) {
		for (let index = 0; index < length; index++) {
			const asked = sheet.u8(at + index);
			sheet.print(`${index % 4 === 0 ? '\n\t      ' : ', '}${nameOf(asked)} (${asked})`);
		}
	} else printValue(sheet, tag, at, length);
}

/** An option without a form of its own is printed by its length. */
function formOf(tag: number, length: number): string {
	const form = named(OPTIONS, tag, '?')[0] as string;
	if (form !== '?') return form;
	return length & 1 ? 'b' : length & 2 ? 's' : 'l';
}

function printValue(sheet: Sheet, tag: number, at: number, length: number): void {
	const words = (size: number, text: (place: number) => string): number => {
		const count = Math.floor(length / size);
		sheet.print(Array.from({length: count}, (_, index) => text(at + index * size)).join(','));
		return count * size;
	};
	const form = formOf(tag, length);
	let used = length;
	switch (form) {
		case 'a':
			sheet.print('"');
			sheet.characters(at, length);
			sheet.print('"');
			break;
		case 'i':
			used = words(4, (place) => sheet.host(place));
			break;
		case 'l':
			used = words(4, (place) => String(sheet.u32(place)));
			break;
		case 'L':
			used = words(4, (place) => String(sheet.u32(place) | 0));
			break;
		case 'p':
			used = words(8, (place) => `(${sheet.host(place)}:${sheet.host(place + 4)})`);
			break;
		case 's':
			used = words(2, (place) => String(sheet.u16(place)));
			break;
		case 'B':
			words(1, (place) => ['N', 'Y'][sheet.u8(place)] ?? `${sheet.u8(place)}?`);
			break;
		case '$':
			printSpecial(sheet, tag, at, length);
			break;
		default:
			sheet.print([...sheet.bytes.subarray(at, at + length)].join('.'));
	}
	if (used < length) sheet.print(`\n\t  trailing data length ${length - used}`);
}

function printSpecial(sheet: Sheet, tag: number, at: number, length: number): void {
	switch (tag) {
		case 61: {
			const type = sheet.u8(at);
			if (type === 0) {
				sheet.print('"');
				sheet.characters(at + 1, length - 1);
				sheet.print('"');
			} else sheet.print(`${named(HARDWARE, type, `hardware-type ${type},`)} ${sheet.hex(at + 1, length - 1).replace(/..(?=.)/g, '$&:')}`);
			return;
		}
		case 121:
		case 249:
			sheet.print(formatOptionRoutes(sheet, at, length));
			return;
		default:
			sheet.print(`[unknown special tag ${tag}, size ${length}]`);
	}
}
