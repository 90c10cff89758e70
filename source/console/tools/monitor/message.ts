/*
 * What a monitor hears
 *
 * The kernel tells its listeners of each change (rtnetlink). A monitor of the lab compares what it sees
 * with what it saw: what is new, what is gone, what is otherwise. So it tells of each change once, where
 * the kernel tells of some twice: of a port that goes up, once when it is switched on and again when its
 * carrier has settled.
 */
import {all, type Piece, words} from '../../print/piece.js';

/** Things of one sort, by what they are known by. */
export interface Table {
	/** `[LINK]`: what stands before a message when there are several sorts. */
	label: string;
	entries: ReadonlyMap<string, Sight>;
	/** Is there no message for what becomes otherwise in this way? */
	isQuiet?: (before: Sight, after: Sight) => boolean;
}

export interface Sight {
	said: Piece;
	/** What must be otherwise for a message, when it is not the text. */
	same?: string;
	/** What is said when it is gone, if it is something else. */
	gone?: Piece;
	/** Of several changes at once the lower is told first; and when it goes. */
	rank?: {added: number; gone: number};
}

export interface Message {
	label: string;
	piece: Piece;
}

const identityOf = ({said, same}: Sight): string => same ?? said.text;

/** What happened between two looks, table by table: first what is gone, in the order in which it stood there, then what is new or otherwise. */
export function messagesBetween(before: readonly Table[], after: readonly Table[]): Message[] {
	return after.flatMap((now, index) => {
		const then = before[index];
		return then ? [...goneFrom(then, now), ...newIn(then, now)] : [];
	});
}

function goneFrom({label, entries}: Table, now: Table): Message[] {
	return [...entries]
		.filter(([key]) => !now.entries.has(key))
		.sort(([, a], [, b]) => (a.rank?.gone ?? 0) - (b.rank?.gone ?? 0))
		.map(([, {said, gone}]) => ({label, piece: all(words('Deleted '), gone ?? said)}));
}

function newIn(then: Table, {label, entries, isQuiet}: Table): Message[] {
	return [...entries]
		.filter(([key, sight]) => {
			const before = then.entries.get(key);
			if (!before) return isQuiet === undefined || !isQuiet(sight, sight);
			return identityOf(before) !== identityOf(sight) && !isQuiet?.(before, sight);
		})
		.sort(([, a], [, b]) => (a.rank?.added ?? 0) - (b.rank?.added ?? 0))
		.map(([, {said}]) => ({label, piece: said}));
}
