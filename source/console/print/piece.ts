/*
 * What a tool says, as text and as JSON
 *
 * iproute2 prints every value once, and a switch decides in which of two forms (lib/json_print.c). So
 * a piece of a listing has both: the text, and the members of a JSON object. Pieces are put together
 * by `all`, and whoever prints them (`listing.ts`) picks the form.
 */

/** A number with the digits with which it is written, where the tool does not leave them to the number: `0.00`. */
interface Written {
	readonly digits: string;
}

/** An object keeps its members in order, and may have a name twice, as the tool's may. */
export interface Members {
	readonly members: readonly Member[];
}

export type Json = string | number | boolean | null | Written | Members | readonly Json[];

export type Member = readonly [name: string, value: Json];

export interface Piece extends Members {
	readonly text: string;
}

export const NOTHING: Piece = {text: '', members: []};

/** In both forms; the text is `name value ` unless given. */
export function both(name: string, value: Json, text = `${name} ${value} `): Piece {
	return {text, members: [[name, value]]};
}

/** In the text only. */
export function words(text: string): Piece {
	return {text, members: []};
}

/** In JSON only. */
export function datum(name: string, value: Json): Piece {
	return {text: '', members: [[name, value]]};
}

/** A switch: `hairpin on ` in the text, a boolean in JSON. */
export function onOff(name: string, value: boolean): Piece {
	return both(name, value, `${name} ${value ? 'on' : 'off'} `);
}

/** A word that is there when it is so: `nopromisc ` in the text, `true` in JSON. */
export function flag(name: string, value: boolean, text = `${name} `): Piece {
	return value ? both(name, true, text) : NOTHING;
}

/** A mask: `0x8` in the text and, as a string, in JSON; zero has no prefix (printf %#x). */
export function mask(name: string, value: number, word = name): Piece {
	return both(name, hex(value), `${word} ${hex(value)} `);
}

/** printf %#x */
export function hex(value: number): string {
	return value === 0 ? '0' : `0x${value.toString(16)}`;
}

/** One after the other; `undefined` is left out. */
export function all(...pieces: readonly (Piece | undefined)[]): Piece {
	return {
		text: pieces.map((piece) => piece?.text ?? '').join(''),
		members: pieces.flatMap((piece) => piece?.members ?? []),
	};
}

/** The same text, and an object of its own in JSON. */
export function nested(name: string, piece: Piece): Piece {
	return {text: piece.text, members: [[name, {members: piece.members}]]};
}

/** The texts one after the other, and a list of objects in JSON. */
export function list(name: string, pieces: readonly Piece[]): Piece {
	return {text: all(...pieces).text, members: [[name, pieces.map(({members}) => ({members}))]]};
}
