/** Values that the tunnel kinds have in common: addresses, and the octet for type of service. */
import {entryOf} from '../../engine/entry-of.js';
import {Complaint, wrongArgument} from '../complaint.js';
import {readIpv4} from '../values.js';

/** Words of get_addr for no address. */
const NO_ADDRESS = ['default', 'all', 'any'];

/** Code points by name (/etc/iproute2/rt_dsfield). */
const CODE_POINTS: Readonly<Record<string, number>> = {
	default: 0x00,
	AF11: 0x28,
	AF12: 0x30,
	AF13: 0x38,
	AF21: 0x48,
	AF22: 0x50,
	AF23: 0x58,
	AF31: 0x68,
	AF32: 0x70,
	AF33: 0x78,
	AF41: 0x88,
	AF42: 0x90,
	AF43: 0x98,
	CS1: 0x20,
	CS2: 0x40,
	CS3: 0x60,
	CS4: 0x80,
	CS5: 0xa0,
	CS6: 0xc0,
	CS7: 0xe0,
	EF: 0xb8,
};

/** An IPv4 address, or 0 for `any` (get_addr). `expected` is what the tool asks for when it is neither. */
export function readEndpoint(text: string, expected: string): number {
	if (NO_ADDRESS.includes(text)) return 0;
	const address = readIpv4(text);
	if (address === undefined) throw new Complaint(`Error: ${expected} address is expected rather than "${text}".\n`, 1);
	return address;
}

/** `inherit` is 1; numbers are hexadecimal (rtnl_dsfield_a2n). */
export function readTos(text: string): number {
	if (text === 'inherit') return 1;
	const named = entryOf(CODE_POINTS, text);
	if (named !== undefined) return named;
	const value = /^(?:0[xX])?[0-9a-fA-F]+$/.test(text) ? Number.parseInt(text, 16) : Number.NaN;
	if (!(value <= 255)) throw wrongArgument(text, 'bad TOS value');
	return value;
}
