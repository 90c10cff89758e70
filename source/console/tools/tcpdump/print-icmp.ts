/** ICMP (icmp_print in print-icmp.c). Not modelled: router advertisements, extensions behind a quoted packet (RFC 4884), times of time stamps. */
import {shouldBe, sumOf} from './checksums.js';
import {printIpv4} from './print-ip.js';
import {named, type Sheet} from './sheet.js';

const TYPES: Readonly<Record<number, string>> = {
	4: 'source quench',
	9: 'router advertisement',
	10: 'router solicitation',
	15: 'information request',
	16: 'information reply',
	17: 'address mask request',
};
/** `$` stands for the destination of the quoted packet. */
const UNREACHABLE: Readonly<Record<number, string>> = {
	0: 'net $ unreachable',
	1: 'host $ unreachable',
	5: '$ unreachable - source route failed',
	6: 'net $ unreachable - unknown',
	7: 'host $ unreachable - unknown',
	8: '$ unreachable - source host isolated',
	9: 'net $ unreachable - admin prohibited',
	10: 'host $ unreachable - admin prohibited',
	11: 'net $ unreachable - tos prohibited',
	12: 'host $ unreachable - tos prohibited',
	13: 'host $ unreachable - admin prohibited filter',
	14: 'host $ unreachable - host precedence violation',
	15: 'host $ unreachable - precedence cutoff',
};
const REDIRECTS = ['redirect $ to net', 'redirect $ to host', 'redirect-tos $ to net', 'redirect-tos $ to host'];
const ERRORS: readonly number[] = [3, 4, 5, 11, 12];
const HEADER = 8;
/** Of the quoted packet, in the error. */
const QUOTED_DESTINATION = HEADER + 16;
const QUOTED_PROTOCOL = HEADER + 9;

export function printIcmp(sheet: Sheet, at: number, length: number, isFragment: boolean): void {
	sheet.protocol = 'icmp';
	const type = sheet.u8(at);
	sheet.print(`ICMP ${sentence(sheet, at, type, sheet.u8(at + 1))}, length ${length}`);
	if (sheet.style.verbose === 0) return;
	if (!isFragment && sheet.has(at, length)) {
		const wrong = sumOf(sheet, at, length);
		const found = sheet.u16(at + 2);
		if (wrong !== 0) sheet.print(` (wrong icmp cksum ${found.toString(16)} (->${shouldBe(found, wrong).toString(16)})!)`);
	}
	if (!ERRORS.includes(type)) return;
	sheet.print('\n\t');
	const quote = at + HEADER;
	const total = sheet.u16(quote + 2);
	sheet.within(quote, total, () => sheet.attempt(() => printIpv4(sheet, quote, total)));
}

function sentence(sheet: Sheet, at: number, type: number, code: number): string {
	const destination = (): string => sheet.host(at + QUOTED_DESTINATION);
	switch (type) {
		case 0:
		case 8:
			return `echo ${type === 8 ? 'request' : 'reply'}, id ${sheet.u16(at + 4)}, seq ${sheet.u16(at + 6)}`;
		case 3:
			return unreachable(sheet, at, code);
		case 5:
			return `${(REDIRECTS[code] ?? `redirect-#${code} $ to`).replace('$', destination())} ${sheet.host(at + 4)}`;
		case 11:
			sheet.need(at + QUOTED_DESTINATION, 4);
			return named({0: 'time exceeded in-transit', 1: 'ip reassembly time exceeded'}, code, `time exceeded-#${code}`);
		case 12:
			return `parameter problem - ${code ? `code ${code}` : `octet ${sheet.u8(at + 4)}`}`;
		case 13:
		case 14:
			return `time stamp ${type === 13 ? 'query' : 'reply'} id ${sheet.u16(at + 4)} seq ${sheet.u16(at + 6)}`;
		case 18:
			return `address mask is 0x${sheet.hex(at + 8, 4)}`;
		default:
			return named(TYPES, type, `type-#${type}`);
	}
}

function unreachable(sheet: Sheet, at: number, code: number): string {
	const destination = sheet.host(at + QUOTED_DESTINATION);
	const protocol = sheet.u8(at + QUOTED_PROTOCOL);
	switch (code) {
		case 2:
			return `${destination} protocol ${protocol} unreachable`;
		case 3: {
			const port = sheet.u16(at + HEADER + (sheet.u8(at + HEADER) & 0xf) * 4 + 2);
			if (protocol === 6) return `${destination} tcp port ${sheet.port('tcp', port)} unreachable`;
			if (protocol === 17) return `${destination} udp port ${sheet.port('udp', port)} unreachable`;
			return `${destination} protocol ${protocol} port ${port} unreachable`;
		}
		case 4: {
			const mtu = sheet.u16(at + 6);
			return `${destination} unreachable - need to frag${mtu ? ` (mtu ${mtu})` : ''}`;
		}
		default:
			return (UNREACHABLE[code] ?? `$ unreachable - #${code}`).replace('$', destination);
	}
}
