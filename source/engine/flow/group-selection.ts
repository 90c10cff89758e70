/*
 * How a select group chooses
 *
 * Three methods. By `dp_hash` the datapath hashes the frame, and the low bits of the
 * hash are looked up in a table that gives each bucket its share of 16 to 256 slots;
 * the frame comes back (recirculates) with its hash. By `hash` the daemon
 * hashes the fields that the group names, by default those of a symmetric L4 hash, and the bucket
 * with the best score of hash and weight wins. A group that does not say uses
 * `dp_hash` when 256 slots are enough for its weights.
 *
 * Slots are dealt as seats of a parliament are (Webster, Sainte-Laguë): the next one goes to the
 * bucket with the highest weight / (2 × slots it has + 1), the first of equals.
 *
 * Follows ofproto/ofproto-dpif.c (group_set_selection_method, group_setup_dp_hash_table).
 */

/** What a group says of its selection. */
export interface SelectionSettings {
	/** `hash`, `dp_hash`, or empty: what the switch prefers. */
	selectionMethod: '' | 'hash' | 'dp_hash';
	/** Fields that `hash` uses, by name; empty is all of the default. */
	fields: string[];
	selectionParameter: bigint;
}

interface Weighted {
	id: number;
	weight: number;
}

export type Selection =
	/** Slot n of `slots` is the id of a bucket; their number is a power of two. */
	{method: 'dp_hash'; slots: number[]; algorithm: 'l4' | 'sym-l4'; basis: number} | {method: 'hash'} | {method: 'default'};

const FEWEST_SLOTS = 16;
const MOST_SLOTS = 256;

/** What a select group of these settings does with these buckets. */
export function selectionFor(group: SelectionSettings, buckets: readonly Weighted[], release: number): Selection {
	if (group.selectionMethod === 'hash') return group.fields.length > 0 ? {method: 'hash'} : {method: 'default'};
	const slots = dealSlots(buckets, release);
	if (slots === undefined) return {method: 'default'};
	if (group.selectionMethod === '') return {method: 'dp_hash', slots, algorithm: 'sym-l4', basis: 0};
	return {
		method: 'dp_hash',
		slots,
		algorithm: group.selectionParameter >> 32n === 1n ? 'sym-l4' : 'l4',
		basis: Number(group.selectionParameter & 0xffffffffn),
	};
}

/** Which bucket each hash value goes to; `undefined` when there is no bucket or it would take too many values. */
export function dealSlots(buckets: readonly Weighted[], release: number): number[] | undefined {
	const weights = buckets.map(({weight}) => weight).filter((weight) => weight > 0);
	if (weights.length === 0) return undefined;
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	let wanted = Math.ceil(total / Math.min(...weights));
	// Since 3.2 every bucket has room for four.
	if (release >= 302) wanted = Math.max(wanted, Math.min(buckets.length * 4, MOST_SLOTS));
	let count = FEWEST_SLOTS;
	while (count < wanted) count *= 2;
	if (count > MOST_SLOTS) return undefined;
	const shares = buckets.map(({id, weight}) => ({id, weight, divisor: 1}));
	return Array.from({length: count}, () => {
		let winner = shares[0] as (typeof shares)[number];
		for (const share of shares) if (share.weight / share.divisor > winner.weight / winner.divisor) winner = share;
		winner.divisor += 2;
		return winner.id;
	});
}
