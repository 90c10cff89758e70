/** How the value of a field is written: as Wireshark writes it, and nothing that a terminal could take for an order. */
import {formatMac, readMac} from '../mac.js';
import {formatIpv4} from '../protocol/ipv4-address.js';
import {formatIpv6, readIpv6Address} from '../protocol/ipv6-address.js';
import {read32} from '../protocol/octets.js';

const FORMATS = ['decimal', 'hex', 'flag', 'mac', 'ipv4', 'ipv6', 'octets', 'letters'] as const;
export type Format = (typeof FORMATS)[number];

/** Octets of a run that are written out. */
const SHOWN = 16;

/** A number: decimal, hexadecimal in full width, or a flag; with its name when it has one. */
export function numberText(value: number, format: Format, bits: number, name: string | undefined, unit: string): string {
	if (format === 'flag') return value === 1 ? 'Set' : 'Not set';
	const number = format === 'hex' ? `0x${value.toString(16).padStart(Math.ceil(bits / 4), '0')}` : `${value}${unit}`;
	return name === undefined ? number : `${name} (${number})`;
}

/** Octets `from` to `to`, of a format that has octets of its own. */
export function octetsText(bytes: Uint8Array, from: number, to: number, format: Format): string {
	switch (format) {
		case 'mac':
			return formatMac(readMac(bytes, from));
		case 'ipv4':
			return formatIpv4(read32(bytes, from));
		case 'ipv6':
			return formatIpv6(readIpv6Address(bytes, from));
		case 'letters':
			return lettersText(bytes.subarray(from, to));
		default: {
			const shown = [...bytes.subarray(from, Math.min(to, from + SHOWN))].map((octet) => octet.toString(16).padStart(2, '0')).join('');
			return to - from > SHOWN ? `${shown}…` : shown;
		}
	}
}

/** Letters up to the first NUL; what is no printable ASCII is a dot, ends of lines as in C. */
export function lettersText(octets: Uint8Array): string {
	const end = octets.indexOf(0);
	return [...(end === -1 ? octets : octets.subarray(0, end))].map(letterText).join('');
}

function letterText(octet: number): string {
	if (octet === 0x0d) return '\\r';
	if (octet === 0x0a) return '\\n';
	return octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.';
}
