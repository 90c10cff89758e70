/** ARP and RARP (arp_print in print-arp.c). Not modelled: ARP over ATM and frame relay. */

import {printHexAndLetters} from './dump.js';
import {ETHERTYPE_NAMES} from './names.js';
import {named, type Sheet} from './sheet.js';

const HARDWARE: Readonly<Record<number, string>> = {
	1: 'Ethernet',
	6: 'TokenRing',
	7: 'ArcNet',
	15: 'FrameRelay',
	19: 'ATM',
	23: 'Strip',
	24: 'IEEE 1394',
	32: 'InfiniBand',
};
const OPERATIONS: Readonly<Record<number, string>> = {
	1: 'Request',
	2: 'Reply',
	3: 'Reverse Request',
	4: 'Reverse Reply',
	8: 'Inverse Request',
	9: 'Inverse Reply',
	10: 'NACK Reply',
};
const HEADER = 8;

/** A packet of `length` octets, padding included. */
export function printArp(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'arp';
	const [hardware, type, operation] = [sheet.u16(at), sheet.u16(at + 2), sheet.u16(at + 6)];
	const [hardwareLength, addressLength] = [sheet.u8(at + 4), sheet.u8(at + 5)];
	const senderMac = at + HEADER;
	const sender = senderMac + hardwareLength;
	const targetMac = sender + addressLength;
	const target = targetMac + hardwareLength;
	// Nothing is said of a packet that is not all there.
	sheet.hex(at, target + addressLength - at);
	const {link, verbose} = sheet.style;
	if (!link) sheet.print('ARP, ');
	if (type !== 0x0800 || addressLength !== 4 || hardwareLength === 0 || verbose > 0) {
		const medium = named(HARDWARE, hardware, `Unknown Hardware (${hardware})`);
		const protocol = named(ETHERTYPE_NAMES, type, `Unknown Protocol (0x${type.toString(16).padStart(4, '0')})`);
		sheet.print(`${medium} (len ${hardwareLength}), ${protocol} (len ${addressLength})`);
		if (verbose === 0) {
			sheet.print(`, length ${length}`);
			return;
		}
	}
	sheet.print(`${verbose > 0 ? ', ' : ''}${named(OPERATIONS, operation, `Unknown (${operation})`)} `);
	const address = (place: number): string =>
		type !== 0x0800 ? '<wrong proto type>' : addressLength !== 4 ? '<wrong len>' : sheet.host(place);
	const mac = (place: number): string => hardwareAddress(sheet, place, hardwareLength);
	switch (operation) {
		case 1: {
			const asked = isZero(sheet, targetMac, hardwareLength) ? '' : ` (${mac(targetMac)})`;
			sheet.print(`who-has ${address(target)}${asked} tell ${address(sender)}`);
			break;
		}
		case 2:
			sheet.print(`${address(sender)} is-at ${mac(senderMac)}`);
			break;
		case 3:
		case 8:
			sheet.print(`who-is ${mac(targetMac)} tell ${mac(senderMac)}`);
			break;
		case 4:
			sheet.print(`${mac(targetMac)} at ${address(target)}`);
			break;
		case 9:
			sheet.print(`${mac(senderMac)} at ${address(sender)}`);
			break;
		default:
			printHexAndLetters(sheet, at, length);
			return;
	}
	sheet.print(`, length ${length}`);
}

function hardwareAddress(sheet: Sheet, at: number, octets: number): string {
	if (octets === 0) return '<empty>';
	return octets === 6 ? sheet.mac(at) : sheet.hex(at, octets).replace(/..(?=.)/g, '$&:');
}

function isZero(sheet: Sheet, at: number, octets: number): boolean {
	for (let index = at; index < at + octets; index++) if (sheet.u8(index) !== 0) return false;
	return true;
}
