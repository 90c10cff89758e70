/** Octets in rows, as hex and as letters, each with its mark; the prompt writes them, the screen paints them. */
import type {Mark} from '../../engine/dissect/difference.js';

/** Signs of marks: nothing is said by colour alone. */
export const MARK_SIGNS: Readonly<Record<Mark, string>> = {same: ' ', changed: '~', added: '+', removed: '-'};

export interface Octet {
	at: number;
	/** Two hexadecimal digits. */
	hex: string;
	/** The letter, or a dot for what cannot be printed. */
	letter: string;
	mark: Mark;
}

/** Rows of `perRow` octets; the last one may be shorter. */
export function octetRows(bytes: Uint8Array, marks: readonly Mark[], perRow: number): Octet[][] {
	const octets = [...bytes].map((octet, at) => ({
		at,
		hex: octet.toString(16).padStart(2, '0'),
		letter: octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.',
		mark: marks[at] ?? 'same',
	}));
	return Array.from({length: Math.ceil(octets.length / perRow)}, (_, row) => octets.slice(row * perRow, (row + 1) * perRow));
}

/** `0010`: where a row begins. */
export function offsetText(at: number): string {
	return at.toString(16).padStart(4, '0');
}
