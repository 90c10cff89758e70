/*
 * TCP options (RFC 9293 3.1, RFC 7323, RFC 2018)
 *
 * A SYN offers: the largest segment that this side takes, selective acknowledgement, timestamps, and how far windows are
 * shifted. What both offer holds for the connection. Linux writes them in the order that is used here, so that
 * a SYN is 74 octets on the wire and everything after it 66 and its data.
 *
 * Not modelled: fast open, user timeout, MD5, authentication, multipath.
 */
import {read16, read32, write32} from '../../protocol/octets.js';

const KIND = {end: 0, nop: 1, segment: 2, windowScale: 3, selectiveAllowed: 4, selective: 5, timestamps: 8} as const;

export interface TcpOptions {
	/** Largest segment. */
	segment?: number;
	windowScale?: number;
	selectiveAllowed?: boolean;
	/** What came beyond a hole: begin and end, the latest first. */
	selective?: [number, number][];
	/** The sender's clock, and the last clock of the other side that it saw. */
	timestamps?: {value: number; echo: number};
}

/** The octets of options, filled to a multiple of four. */
export function buildOptions(options: TcpOptions): Uint8Array {
	const {segment, windowScale, selectiveAllowed = false, selective = [], timestamps} = options;
	const bytes: number[] = [];
	if (segment !== undefined) bytes.push(KIND.segment, 4, segment >>> 8, segment & 0xff);
	if (timestamps) {
		if (selectiveAllowed) bytes.push(KIND.selectiveAllowed, 2);
		else bytes.push(KIND.nop, KIND.nop);
		const words = new Uint8Array(8);
		write32(words, 0, timestamps.value);
		write32(words, 4, timestamps.echo);
		bytes.push(KIND.timestamps, 10, ...words);
	} else if (selectiveAllowed) bytes.push(KIND.nop, KIND.nop, KIND.selectiveAllowed, 2);
	if (windowScale !== undefined) bytes.push(KIND.nop, KIND.windowScale, 3, windowScale);
	const blocks = selective.slice(0, timestamps ? 3 : 4);
	if (blocks.length > 0) {
		bytes.push(KIND.nop, KIND.nop, KIND.selective, 2 + 8 * blocks.length);
		const words = new Uint8Array(8 * blocks.length);
		for (const [index, [begin, end]] of blocks.entries()) {
			write32(words, 8 * index, begin);
			write32(words, 8 * index + 4, end);
		}
		bytes.push(...words);
	}
	return Uint8Array.from(bytes);
}

/** Reads options as tcp_parse_options does: the first that contradicts itself ends the list, unknown ones are passed over. */
export function parseOptions(bytes: Uint8Array): TcpOptions {
	const found: TcpOptions = {};
	for (let at = 0; at < bytes.length; ) {
		const kind = bytes[at] as number;
		if (kind === KIND.end) break;
		if (kind === KIND.nop) {
			at++;
			continue;
		}
		const length = bytes[at + 1] ?? 0;
		if (length < 2 || at + length > bytes.length) break;
		readOption(found, kind, bytes.subarray(at + 2, at + length));
		at += length;
	}
	return found;
}

function readOption(found: TcpOptions, kind: number, value: Uint8Array): void {
	switch (kind) {
		case KIND.segment:
			if (value.length === 2 && read16(value, 0) > 0) found.segment = read16(value, 0);
			return;
		case KIND.windowScale:
			// More than 14 is taken for 14 (RFC 7323 2.3).
			if (value.length === 1) found.windowScale = Math.min(value[0] as number, 14);
			return;
		case KIND.selectiveAllowed:
			if (value.length === 0) found.selectiveAllowed = true;
			return;
		case KIND.timestamps:
			if (value.length === 8) found.timestamps = {value: read32(value, 0), echo: read32(value, 4)};
			return;
		case KIND.selective:
			if (value.length % 8 !== 0) return;
			found.selective = Array.from({length: value.length / 8}, (_, index) => [read32(value, 8 * index), read32(value, 8 * index + 4)]);
			return;
		default:
			return;
	}
}
