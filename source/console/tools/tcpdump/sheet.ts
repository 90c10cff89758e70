/*
 * A sheet: octets that are read, and the text that is made of them
 *
 * Printers walk over the octets of one frame by offset, as tcpdump's do with
 * pointers, and write as they go, so that of a broken packet everything up to the
 * break is on the sheet. Reading behind the end throws; whoever began the frame
 * catches it and writes `[|protocol]` (netdissect.h, nd_trunc_longjmp). The end moves
 * closer when a header says how long what follows is (nd_push_snaplen).
 */
import {formatIpv4} from '../../../engine/protocol/ipv4-address.js';
import {formatIpv6, readIpv6Address} from '../../../engine/protocol/ipv6-address.js';
import {ouiName, portName} from './names.js';

/** What the options say about how a packet is printed; `tcp` remembers where conversations began. */
export interface Style {
	/** `-v`, counted. */
	verbose: number;
	/** `-q` */
	quick: boolean;
	/** `-e` */
	link: boolean;
	/** `-n` */
	numeric: boolean;
	/** `-S` */
	absolute: boolean;
	/** `-K` */
	unchecked: boolean;
	/** Unknown payloads as hex: not with `-q`, `-x` and `-X`. */
	dump: boolean;
	/** Name of the host with an address; without one it stays a number. */
	nameOf: (address: number) => string | undefined;
	/** First sequence numbers by conversation; see `print-tcp.ts`. */
	tcp: Map<string, {seq: number; ack: number}>;
}

/**
 * The packet ended before its header said so. Where a printer looked before it read (ND_TCHECK), only what it was
 * about ends; where it found out by reading, the whole packet does, and where its headers end is not known any more.
 */
export class CutShort {
	constructor(readonly isLookedFor: boolean) {}
}

export class Sheet {
	/** What is printed so far. */
	text = '';
	/** Who reads: its name stands in `[|name]` when the octets end. */
	protocol = '';
	/** Behind the last octet that may be read. */
	end: number;

	constructor(
		readonly bytes: Uint8Array,
		readonly style: Style,
	) {
		this.end = bytes.length;
	}

	print(text: string): void {
		this.text += text;
	}

	has(at: number, octets: number): boolean {
		return at + octets <= this.end;
	}

	/** Throws where octets are missing: for a printer that looks before it reads. */
	need(at: number, octets: number): void {
		if (!this.has(at, octets)) throw new CutShort(true);
	}

	/** Prints what a printer has until it misses octets that it looked for. */
	attempt(read: () => void): void {
		const {end} = this;
		try {
			read();
		} catch (error) {
			if (!(error instanceof CutShort && error.isLookedFor)) throw error;
			this.end = end;
			this.cutShort();
		}
	}

	private mustHave(at: number, octets: number): void {
		if (!this.has(at, octets)) throw new CutShort(false);
	}

	u8(at: number): number {
		this.mustHave(at, 1);
		return this.bytes[at] as number;
	}

	u16(at: number): number {
		this.mustHave(at, 2);
		return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
	}

	u24(at: number): number {
		return this.u8(at) * 0x1_0000 + this.u16(at + 1);
	}

	u32(at: number): number {
		return this.u16(at) * 0x1_0000 + this.u16(at + 2);
	}

	/** Digits of `octets` octets, without a sign before them. */
	hex(at: number, octets: number): string {
		this.mustHave(at, octets);
		return [...this.bytes.subarray(at, at + octets)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
	}

	/** `02:00:00:00:00:01`, with its maker when names are wanted (etheraddr_string). */
	mac(at: number): string {
		const text = this.hex(at, 6).replace(/..(?=.)/g, '$&:');
		if (this.style.numeric) return text;
		return text === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : `${text} (oui ${ouiName(this.u24(at))})`;
	}

	/** An IPv4 address, or the name of who has it (ipaddr_string). */
	host(at: number): string {
		const address = this.u32(at);
		return (this.style.numeric ? undefined : this.style.nameOf(address)) ?? formatIpv4(address);
	}

	host6(at: number): string {
		this.mustHave(at, 16);
		return formatIpv6(readIpv6Address(this.bytes, at));
	}

	port(protocol: 'tcp' | 'udp', number: number): string {
		return (this.style.numeric ? undefined : portName(protocol, number)) ?? String(number);
	}

	/** `[|protocol]` */
	cutShort(): void {
		this.print(` [|${this.protocol}]`);
	}

	invalid(): void {
		this.print(' (invalid)');
	}

	/** Lets `read` see at most `octets` octets from `at` on. */
	within(at: number, octets: number, read: () => void): void {
		const {end} = this;
		this.end = Math.min(end, at + octets);
		read();
		this.end = end;
	}

	/** A character as `cat -v` shows it, so that none can steer a terminal (fn_print_char). */
	character(octet: number): void {
		const low = octet & 0x7f;
		const isPrintable = low >= 0x20 && low < 0x7f;
		this.print((octet > 0x7f ? 'M-' : '') + (isPrintable ? String.fromCharCode(low) : `^${String.fromCharCode(low ^ 0x40)}`));
	}

	/** `octets` characters; false when they end before (nd_printn). */
	characters(at: number, octets: number): boolean {
		for (let index = at; index < at + octets; index++) {
			if (index >= this.end) return false;
			this.character(this.u8(index));
		}
		return true;
	}
}

/** The word for a number, or what `otherwise` makes of it (tok2str). */
export function named(table: Readonly<Record<number, string>>, value: number, otherwise: string): string {
	return table[value] ?? otherwise;
}

/** The words of the bits that are set, in the order of the table (bittok2str). */
export function flags(table: readonly (readonly [number, string])[], value: number, otherwise: string, separator = ', '): string {
	const found = table.filter(([bit]) => (value & bit) === bit).map(([, text]) => text);
	return found.length === 0 ? otherwise : found.join(separator);
}
