/*
 * Prefix trees: how few bits of an address decide
 *
 * A table with flows for 10.0.0.0/8 and 192.168.0.0/16 is asked for 172.16.0.1.
 * To know that neither applies one bit is enough, the first in which the address
 * differs from both. A tree of all prefixes of a field tells two things at once: which
 * prefix lengths can match this address at all, so that subtables of other lengths
 * need not be tried, and how many leading bits had to be looked at to know it.
 * Those bits alone go into the mask of the cached flow.
 *
 * Values are words in network order, most significant bit first, as in a flow
 * key; a node holds up to 32 bits of the path to it.
 *
 * Follows lib/classifier.c (trie_insert_prefix, trie_remove_prefix, trie_lookup_value).
 */

/** Plain data: a node and, by the next bit, its two branches. */
export interface TrieNode {
	/** The bits of this node, from the most significant on. */
	prefix: number;
	/** How many, 1 to 32. */
	bits: number;
	/** How many of the values that were inserted end here. */
	values: number;
	zero: TrieNode | undefined;
	one: TrieNode | undefined;
}

export interface Trie {
	root: TrieNode | undefined;
}

/** What a lookup found: lengths of prefixes that match (bit n-1 of a run of words is length n), and the bits needed to know it. */
export interface TrieLookup {
	lengths: Int32Array;
	bits: number;
}

export function createTrie(): Trie {
	return {root: undefined};
}

/** Bit `at` of the words from `from` on, counted from the most significant. */
function bitAt(words: Int32Array, from: number, at: number): number {
	return ((words[from + (at >>> 5)] as number) >>> (31 - (at & 31))) & 1;
}

/** 32 bits beginning at bit `at`; those behind the field are of no meaning. */
function bitsAt(words: Int32Array, from: number, at: number): number {
	const shift = at & 31;
	const word = from + (at >>> 5);
	const high = (words[word] as number) << shift;
	return shift === 0 ? high : high | ((words[word + 1] ?? 0) >>> (32 - shift));
}

function keepBits(value: number, bits: number): number {
	return bits >= 32 ? value : value & ~(0xffffffff >>> bits);
}

/** How many of the first `bits` bits of `prefix` the value at bit `at` shares. */
function equalBits(prefix: number, bits: number, words: Int32Array, from: number, at: number): number {
	return Math.min(Math.clz32(prefix ^ bitsAt(words, from, at)), bits);
}

function createBranch(words: Int32Array, from: number, at: number, length: number): TrieNode {
	const bits = Math.min(length, 32);
	const node: TrieNode = {prefix: keepBits(bitsAt(words, from, at), bits), bits, values: 0, zero: undefined, one: undefined};
	if (length <= 32) node.values = 1;
	else setChild(node, bitAt(words, from, at + 32), createBranch(words, from, at + 32, length - 32));
	return node;
}

function child(node: TrieNode, bit: number): TrieNode | undefined {
	return bit === 0 ? node.zero : node.one;
}

function setChild(node: TrieNode, bit: number, below: TrieNode | undefined): void {
	if (bit === 0) node.zero = below;
	else node.one = below;
}

/** Adds the first `length` bits (not 0) of the value that begins at word `from`. */
export function insertPrefix(trie: Trie, words: Int32Array, from: number, length: number): void {
	let parent: TrieNode | undefined;
	let at = 0;
	let node = trie.root;
	while (node !== undefined) {
		const equal = equalBits(node.prefix, Math.min(node.bits, length - at), words, from, at);
		if (equal < node.bits) {
			const above: TrieNode = {prefix: keepBits(node.prefix, equal), bits: equal, values: 0, zero: undefined, one: undefined};
			const oldBit = (node.prefix >>> (31 - equal)) & 1;
			node.prefix <<= equal;
			node.bits -= equal;
			setChild(above, oldBit, node);
			hang(trie, parent, above, words, from, at);
			if (at + equal === length) above.values = 1;
			else setChild(above, 1 - oldBit, createBranch(words, from, at + equal, length - at - equal));
			return;
		}
		at += equal;
		if (at === length) {
			node.values++;
			return;
		}
		parent = node;
		node = child(node, bitAt(words, from, at));
	}
	hang(trie, parent, createBranch(words, from, at, length - at), words, from, at);
}

/** Hangs `made` in the place of the node that begins at bit `at`. */
function hang(trie: Trie, parent: TrieNode | undefined, made: TrieNode | undefined, words: Int32Array, from: number, at: number): void {
	if (parent === undefined) trie.root = made;
	else setChild(parent, bitAt(words, from, at), made);
}

/** Takes away what `insertPrefix` added; nodes that hold nothing any more are joined or dropped. */
export function removePrefix(trie: Trie, words: Int32Array, from: number, length: number): void {
	const path: {node: TrieNode; at: number}[] = [];
	let at = 0;
	let node = trie.root;
	while (node !== undefined) {
		path.push({node, at});
		at += node.bits;
		if (at >= length) break;
		node = child(node, bitAt(words, from, at));
	}
	if (node === undefined || at !== length || node.values === 0) throw new Error('a prefix that was never inserted');
	node.values--;
	prune(trie, path, words, from);
}

function prune(trie: Trie, path: {node: TrieNode; at: number}[], words: Int32Array, from: number): void {
	for (let depth = path.length - 1; depth >= 0; depth--) {
		const {node, at} = path[depth] as {node: TrieNode; at: number};
		if (node.values > 0 || (node.zero !== undefined && node.one !== undefined)) return;
		const below = node.zero ?? node.one;
		if (below !== undefined) {
			if (node.bits + below.bits > 32) return;
			below.prefix = node.prefix | (below.prefix >>> node.bits);
			below.bits += node.bits;
		}
		hang(trie, path[depth - 1]?.node, below, words, from, at);
		if (below !== undefined) return;
	}
}

/** Looks the value up that begins at word `from` and has `width` bits. */
export function lookUpPrefix(trie: Trie, words: Int32Array, from: number, width: number): TrieLookup {
	const lengths = new Int32Array(width >>> 5);
	let before: TrieNode | undefined;
	let node = trie.root;
	let at = 0;
	while (node !== undefined) {
		const equal = equalBits(node.prefix, node.bits, words, from, at);
		at += equal;
		// The first bit that differs has to be looked at too.
		if (equal < node.bits) return {lengths, bits: at + 1};
		if (node.values > 0) setLength(lengths, at);
		if (at >= width) return {lengths, bits: width};
		before = node;
		node = child(node, bitAt(words, from, at));
	}
	// No branch for the next bit: that bit tells it from the other branch, if there is one.
	const isLeaf = before === undefined || (before.zero === undefined && before.one === undefined);
	return {lengths, bits: isLeaf ? at : at + 1};
}

function setLength(lengths: Int32Array, length: number): void {
	const bit = length - 1;
	lengths[bit >>> 5] = (lengths[bit >>> 5] as number) | (1 << (31 - (bit & 31)));
}

/** Can a prefix of `length` match? */
export function hasLength(lookup: TrieLookup, length: number): boolean {
	return bitAt(lookup.lengths, 0, length - 1) === 1;
}

/** Length of the prefix mask in `words` words from `from` on; 0 when it is none or not contiguous (minimask_get_prefix_len). */
export function prefixLength(mask: Int32Array, from: number, words: number): number {
	let length = 0;
	let ended = false;
	for (let at = from; at < from + words; at++) {
		const word = mask[at] as number;
		if (ended) {
			if (word !== 0) return 0;
			continue;
		}
		const ones = Math.clz32(~word);
		if (word !== keepBits(-1, ones)) return 0;
		length += ones;
		ended = ones < 32;
	}
	return length;
}
