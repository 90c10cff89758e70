/*
 * What a hop did to a frame
 *
 * Two frames are laid beside one another so that what they have in common meets:
 * a tag that was pushed is four octets that are new, and not a frame in which
 * everything behind octet 12 is another. Octets are cut into pieces that come and
 * go as one (addresses, each tag with its TPID, each header), and the pieces are
 * aligned so that the most octets agree.
 *
 * A tag equal to one that is there already is taken for pushed on the outside,
 * where switches push (IEEE 802.1Q 6.9).
 */
import type {Frame} from '../frame.js';
import {dissect} from './dissect.js';
import type {Field, Layer, Protocol} from './field.js';

/** Of an octet: in both frames, in both but another value, or in this frame only. */
export type Mark = 'same' | 'changed' | 'added' | 'removed';

/** A run of octets with one mark; places are those of the frame in which the octets stand, `changed` names both. */
export type Change =
	| {kind: 'added'; protocol: Protocol | 'tag'; from: number; to: number}
	| {kind: 'removed'; protocol: Protocol | 'tag'; from: number; to: number}
	| {kind: 'changed'; from: number; to: number; before: number};

export interface Difference {
	/** A mark for each octet of the frame before, never `added`. */
	before: readonly Mark[];
	/** A mark for each octet of the frame after, never `removed`. */
	after: readonly Mark[];
	/** For each octet of the frame after, the octet before that it was; -1 for one that is new. */
	origins: readonly number[];
	/** In the order of the frames. */
	changes: readonly Change[];
}

/** Octets that come and go as one. */
interface Piece {
	/** Only pieces of a kind can be the same piece. */
	kind: string;
	protocol: Protocol | 'tag';
	from: number;
	to: number;
}

/** Compares the frame that came to a device with one that left it. */
export function differenceOf(before: Frame, after: Frame): Difference {
	const old = piecesOf(dissect(before), before.bytes);
	const now = piecesOf(dissect(after), after.bytes);
	const origins = Array<number>(after.bytes.length).fill(-1);
	const changes: Change[] = [];
	for (const [left, right] of align(old, now, before.bytes, after.bytes)) {
		if (left && right) meet(left, right, before.bytes, after.bytes, origins, changes);
		else if (right) changes.push({kind: 'added', protocol: right.protocol, from: right.from, to: right.to});
		else if (left) changes.push({kind: 'removed', protocol: left.protocol, from: left.from, to: left.to});
	}
	const isOld = new Set(origins);
	const marks = origins.map(
		(origin, at): Mark => (origin === -1 ? 'added' : before.bytes[origin] === after.bytes[at] ? 'same' : 'changed'),
	);
	const changed = new Set(origins.filter((_, at) => marks[at] === 'changed'));
	return {
		before: [...before.bytes].map((_, at): Mark => (!isOld.has(at) ? 'removed' : changed.has(at) ? 'changed' : 'same')),
		after: marks,
		origins,
		changes: joined(changes),
	};
}

/** What became of a field of the frame after: new, another value, or the same. Bits beside it in its octets do not count. */
export function markOfField(field: Field, {after, origins}: Difference, bytes: {before: Uint8Array; after: Uint8Array}): Mark {
	const places = Array.from({length: field.to - field.from}, (_, index) => field.from + index);
	if (places.some((at) => after[at] === 'added')) return 'added';
	const isOther = places.some((at) => {
		const origin = origins[at] ?? -1;
		return (((bytes.after[at] as number) ^ (bytes.before[origin] as number)) & maskOf(field, at)) !== 0;
	});
	return isOther ? 'changed' : 'same';
}

/** What becomes of a field of the frame before. */
export function markOfOldField(field: Field, difference: Difference, bytes: {before: Uint8Array; after: Uint8Array}): Mark {
	const {before, origins} = difference;
	const places = Array.from({length: field.to - field.from}, (_, index) => field.from + index);
	if (places.some((at) => before[at] === 'removed')) return 'removed';
	const isOther = places.some((at) => {
		const now = origins.indexOf(at);
		return (((bytes.before[at] as number) ^ (bytes.after[now] as number)) & maskOf(field, at)) !== 0;
	});
	return isOther ? 'changed' : 'same';
}

/** The bits of octet `at` that belong to the field. */
function maskOf({from, bits}: Field, at: number): number {
	if (!bits) return 0xff;
	let mask = 0;
	for (let bit = 0; bit < 8; bit++) {
		const place = (at - from) * 8 + bit;
		if (place >= bits.at && place < bits.at + bits.length) mask |= 0x80 >> bit;
	}
	return mask;
}

/**
 * Layers as pieces. Tags are cut where switches cut: TPID and TCI are one piece, and the type
 * behind the last tag belongs to what follows.
 */
function piecesOf(layers: readonly Layer[], bytes: Uint8Array): Piece[] {
	const pieces: Piece[] = [];
	for (const {protocol, from, to} of layers) {
		const isTag = protocol === 'vlan' || protocol === 'ieee8021ad';
		if (protocol === 'eth' && to - from === 14)
			pieces.push({kind: 'addresses', protocol, from, to: to - 2}, {kind: 'type', protocol, from: to - 2, to});
		else if (isTag && to - from === 4 && pieces.at(-1)?.kind === 'type') {
			const type = pieces.pop() as Piece;
			pieces.push({kind: 'tag', protocol: 'tag', from: type.from, to: to - 2}, {kind: 'type', protocol, from: to - 2, to});
		} else if (to > from) pieces.push({kind: protocol, protocol, from, to});
	}
	return pieces.length > 0 ? pieces : [{kind: 'data', protocol: 'data', from: 0, to: bytes.length}];
}

type Pair = readonly [Piece | undefined, Piece | undefined];

/** Pairs of pieces, in order, such that the most octets agree; where it is all the same, what is new comes first. */
function align(old: readonly Piece[], now: readonly Piece[], before: Uint8Array, after: Uint8Array): Pair[] {
	const best: number[][] = Array.from({length: old.length + 1}, () => Array<number>(now.length + 1).fill(0));
	const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
	const worth = (i: number, j: number): number => {
		const [left, right] = [old[i] as Piece, now[j] as Piece];
		return left.kind === right.kind ? 1 + 2 * agreement(left, right, before, after) : Number.NEGATIVE_INFINITY;
	};
	for (let i = old.length - 1; i >= 0; i--)
		for (let j = now.length - 1; j >= 0; j--)
			(best[i] as number[])[j] = Math.max(at(i + 1, j), at(i, j + 1), worth(i, j) + at(i + 1, j + 1));
	const pairs: Pair[] = [];
	let [i, j] = [0, 0];
	while (i < old.length || j < now.length) {
		if (j < now.length && (i === old.length || at(i, j) === at(i, j + 1))) pairs.push([undefined, now[j++]]);
		else if (j === now.length || at(i, j) === at(i + 1, j)) pairs.push([old[i++], undefined]);
		else pairs.push([old[i++], now[j++]]);
	}
	return pairs;
}

/** How many octets are the same at the beginning, and at the end. */
function agreement(left: Piece, right: Piece, before: Uint8Array, after: Uint8Array): number {
	const length = Math.min(left.to - left.from, right.to - right.from);
	let same = 0;
	for (let at = 0; at < length; at++) if (before[left.from + at] === after[right.from + at]) same++;
	return same;
}

/** The same piece in both frames: octets in order, and what one has more of is new or gone at its end. */
function meet(left: Piece, right: Piece, before: Uint8Array, after: Uint8Array, origins: number[], changes: Change[]): void {
	const length = Math.min(left.to - left.from, right.to - right.from);
	for (let at = 0; at < length; at++) {
		origins[right.from + at] = left.from + at;
		if (before[left.from + at] === after[right.from + at]) continue;
		changes.push({kind: 'changed', from: right.from + at, to: right.from + at + 1, before: left.from + at});
	}
	if (right.to - right.from > length) changes.push({kind: 'added', protocol: right.protocol, from: right.from + length, to: right.to});
	if (left.to - left.from > length) changes.push({kind: 'removed', protocol: left.protocol, from: left.from + length, to: left.to});
}

/** Changes of neighbours as one, as far as they are of the same kind and the same header. */
function joined(changes: readonly Change[]): Change[] {
	const all: Change[] = [];
	for (const change of changes) {
		const last = all.at(-1);
		if (last && last.to === change.from && goTogether(last, change)) last.to = change.to;
		else all.push({...change});
	}
	return all;
}

function goTogether(one: Change, other: Change): boolean {
	if (one.kind === 'changed' || other.kind === 'changed') return one.kind === other.kind;
	return one.kind === other.kind && one.protocol === other.protocol && one.protocol !== 'tag';
}
