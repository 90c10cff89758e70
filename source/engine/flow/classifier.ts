/*
 * The classifier: which flow of a table matches, and what had to be looked at
 *
 * Subtables are tried by descending maximum priority; as soon as none that is left
 * can hold a better flow, the search ends, and what was not tried leaves no trace in
 * the mask. A subtable that was tried leaves the fields of those stages that were
 * looked at; prefix trees and the tree of L4 ports cut that down to a few bits
 * when the answer was no.
 *
 * Subtables of equal maximum priority are tried in an order that depends on the
 * history of the table, and so does the mask. That order is kept as the real one
 * keeps it: new ones go behind their equals, the last one takes the place of a
 * removed one, and then the list is sorted by a sort that keeps equals in order.
 *
 * Follows lib/classifier.c (classifier_lookup, find_match_wc, check_tries) and lib/pvector.c.
 * Not modelled: conjunctive matches.
 */
import {type FlowKey, type FlowMask, WORD} from './key.js';
import type {Match} from './match.js';
import {createTrie, hasLength, insertPrefix, lookUpPrefix, prefixLength, removePrefix, type Trie, type TrieLookup} from './prefix-trie.js';
import type {RuleId} from './rule.js';
import {
	addToSubtable,
	createSubtable,
	findPlace,
	hashStage,
	maskText,
	type Place,
	removeFromSubtable,
	type Stage,
	type Subtable,
} from './subtable.js';

/** Fields that can have a prefix tree: their place in the key, and the EtherType without which they mean something else. */
export const PREFIX_FIELDS = {
	nw_dst: {word: WORD.nwDst, words: 1, etherType: 0x0800},
	nw_src: {word: WORD.nwSrc, words: 1, etherType: 0x0800},
	ipv6_dst: {word: WORD.ipv6Dst, words: 4, etherType: 0x86dd},
	ipv6_src: {word: WORD.ipv6Src, words: 4, etherType: 0x86dd},
	tun_dst: {word: WORD.tunnelDst, words: 1, etherType: undefined},
	tun_src: {word: WORD.tunnelSrc, words: 1, etherType: undefined},
} as const;
export type PrefixField = keyof typeof PREFIX_FIELDS;

export interface Classifier {
	subtables: Map<number, Subtable>;
	/** Ids of subtables by mask. */
	byMask: Map<string, number>;
	/** The order in which they are tried. */
	order: {subtable: number; priority: number}[];
	nextSubtable: number;
	tries: {field: PrefixField; trie: Trie}[];
}

export function createClassifier(prefixes: readonly PrefixField[]): Classifier {
	return {
		subtables: new Map(),
		byMask: new Map(),
		order: [],
		nextSubtable: 1,
		tries: prefixes.map((field) => ({field, trie: createTrie()})),
	};
}

/** Sets for which fields there are prefix trees, and plants them anew (classifier_set_prefix_fields). */
export function setPrefixFields(classifier: Classifier, prefixes: readonly PrefixField[]): void {
	classifier.tries = [...new Set(prefixes)].map((field) => ({field, trie: createTrie()}));
	for (const subtable of classifier.subtables.values()) {
		subtable.prefixLengths = prefixLengthsOf(classifier, subtable.mask);
		for (const chain of subtable.places.values()) for (const {key} of chain) eachPrefix(classifier, subtable, key, insertPrefix);
	}
}

function prefixLengthsOf(classifier: Classifier, mask: FlowMask): number[] {
	return classifier.tries.map(({field}) => prefixLength(mask, PREFIX_FIELDS[field].word, PREFIX_FIELDS[field].words));
}

/** Adds a flow. There must be none with the same match and priority, except one that is removed right after. */
export function addToClassifier(classifier: Classifier, id: RuleId, priority: number, match: Match): void {
	const text = maskText(match.mask);
	let subtable = classifier.subtables.get(classifier.byMask.get(text) ?? 0);
	if (subtable === undefined) {
		subtable = createSubtable(classifier.nextSubtable++, match.mask);
		subtable.prefixLengths = prefixLengthsOf(classifier, match.mask);
		classifier.subtables.set(subtable.id, subtable);
		classifier.byMask.set(text, subtable.id);
		addToSubtable(subtable, id, priority, match);
		const behind = classifier.order.findIndex((entry) => entry.priority < priority);
		classifier.order.splice(behind < 0 ? classifier.order.length : behind, 0, {subtable: subtable.id, priority});
		eachPrefix(classifier, subtable, match.key, insertPrefix);
		return;
	}
	const before = subtable.maxPriority;
	if (addToSubtable(subtable, id, priority, match)) eachPrefix(classifier, subtable, match.key, insertPrefix);
	if (subtable.maxPriority !== before) reorder(classifier, subtable);
}

/** Takes flows away, all before the order is seen to. */
export function removeFromClassifier(classifier: Classifier, flows: readonly {id: RuleId; priority: number; match: Match}[]): void {
	for (const {id, priority, match} of flows) {
		const text = maskText(match.mask);
		const subtable = classifier.subtables.get(classifier.byMask.get(text) as number) as Subtable;
		const before = subtable.maxPriority;
		if (removeFromSubtable(subtable, id, priority, match)) eachPrefix(classifier, subtable, match.key, removePrefix);
		if (subtable.rules.size === 0) {
			classifier.subtables.delete(subtable.id);
			classifier.byMask.delete(text);
			const at = classifier.order.findIndex((entry) => entry.subtable === subtable.id);
			const last = classifier.order.pop() as {subtable: number; priority: number};
			if (at < classifier.order.length) classifier.order[at] = last;
		} else if (subtable.maxPriority !== before) {
			orderEntry(classifier, subtable).priority = subtable.maxPriority;
		}
	}
	sortOrder(classifier);
}

function reorder(classifier: Classifier, subtable: Subtable): void {
	orderEntry(classifier, subtable).priority = subtable.maxPriority;
	sortOrder(classifier);
}

function orderEntry(classifier: Classifier, subtable: Subtable): {priority: number} {
	return classifier.order.find((entry) => entry.subtable === subtable.id) as {priority: number};
}

function sortOrder(classifier: Classifier): void {
	classifier.order.sort((one, other) => other.priority - one.priority);
}

function eachPrefix(
	classifier: Classifier,
	subtable: Subtable,
	key: FlowKey,
	change: (trie: Trie, words: Int32Array, from: number, length: number) => void,
): void {
	for (const [at, {field, trie}] of classifier.tries.entries()) {
		const length = subtable.prefixLengths[at] as number;
		if (length > 0) change(trie, key, PREFIX_FIELDS[field].word, length);
	}
}

/** The flow with exactly this match and priority. */
export function findExactly(classifier: Classifier, priority: number, match: Match): RuleId | undefined {
	const subtable = classifier.subtables.get(classifier.byMask.get(maskText(match.mask)) ?? 0);
	if (subtable === undefined) return undefined;
	return findPlace(subtable, match.key)?.rules.find((rule) => rule.priority === priority)?.id;
}

/** All flows, subtable by subtable, as `dump-flows` prints them. */
export function* eachRule(classifier: Classifier): Generator<RuleId> {
	for (const {subtable} of classifier.order) yield* (classifier.subtables.get(subtable) as Subtable).rules;
}

/**
 * Best flow for `key`; adds to `mask` the bits that had to be looked at to know it
 *
 * Flows from the id `before` on are not found yet, but have to be looked at (versions of cls_match).
 */
export function classify(
	classifier: Classifier,
	key: FlowKey,
	mask: FlowMask | undefined,
	before: RuleId = Number.POSITIVE_INFINITY,
): RuleId | undefined {
	const lookups: (TrieLookup | undefined)[] = [];
	let best: RuleId | undefined;
	let bestPriority = Number.NEGATIVE_INFINITY;
	for (const entry of classifier.order) {
		if (entry.priority <= bestPriority) break;
		const subtable = classifier.subtables.get(entry.subtable) as Subtable;
		const rule =
			mask === undefined ? visible(findPlace(subtable, key), before) : findStaged(classifier, subtable, key, mask, lookups, before);
		if (rule !== undefined && rule.priority > bestPriority) {
			best = rule.id;
			bestPriority = rule.priority;
		}
	}
	return best;
}

function visible(place: Place | undefined, before: RuleId): Place['rules'][number] | undefined {
	return place?.rules.find(({id}) => id < before);
}

/** The lookup in a subtable that keeps account of what it looks at (find_match_wc). */
function findStaged(
	classifier: Classifier,
	subtable: Subtable,
	key: FlowKey,
	mask: FlowMask,
	lookups: (TrieLookup | undefined)[],
	before: RuleId,
): Place['rules'][number] | undefined {
	const last = subtable.stages.length - 1;
	let hash = 0;
	for (let at = 0; at < last; at++) {
		const stage = subtable.stages[at] as Stage;
		if (ruledOut(classifier, subtable, stage, key, mask, lookups)) return addStages(subtable, at, mask);
		hash = hashStage(hash, stage, key, subtable.mask);
		if (!stage.hashes.has(hash)) return addStages(subtable, at + 1, mask);
	}
	const stage = subtable.stages[last] as Stage;
	if (ruledOut(classifier, subtable, stage, key, mask, lookups)) return addStages(subtable, last, mask);
	const rule = visible(findPlace(subtable, key, hashStage(hash, stage, key, subtable.mask)), before);
	if (rule === undefined && subtable.portsLength > 0) return missPorts(subtable, key, mask);
	addStages(subtable, last + 1, mask);
	return rule;
}

/** Nothing matched in the last stage, which has L4 ports: only so many of their bits are added as tell this key from all flows. */
function missPorts(subtable: Subtable, key: FlowKey, mask: FlowMask): undefined {
	const portsMask = subtable.mask[WORD.tp] as number;
	const ports = (key[WORD.tp] as number) & portsMask;
	const {bits} = lookUpPrefix(subtable.ports, Int32Array.of(ports), 0, 32);
	const wanted = (mask[WORD.tp] as number) | (portsMask & (bits === 0 ? 0 : -1 << (32 - bits)));
	// The other fields of that stage were looked at too (releases up to 3.1.3 forgot them: CVE-2023-5366).
	addStages(subtable, subtable.stages.length, mask);
	mask[WORD.tp] = wanted;
	return undefined;
}

/** Adds the fields of the first `count` stages. */
function addStages(subtable: Subtable, count: number, mask: FlowMask): undefined {
	for (let at = 0; at < count; at++) {
		for (const word of (subtable.stages[at] as Stage).words) mask[word] = (mask[word] as number) | (subtable.mask[word] as number);
	}
	return undefined;
}

/** Does a prefix tree know that no flow of this subtable matches, at no more bits than the subtable itself would look at (check_tries)? */
function ruledOut(
	classifier: Classifier,
	subtable: Subtable,
	stage: Stage,
	key: FlowKey,
	mask: FlowMask,
	lookups: (TrieLookup | undefined)[],
): boolean {
	for (let at = 0; at < classifier.tries.length; at++) {
		const length = subtable.prefixLengths[at] as number;
		if (length === 0) continue;
		const {field, trie} = classifier.tries[at] as {field: PrefixField; trie: Trie};
		const place = PREFIX_FIELDS[field];
		if (!stage.words.includes(place.word)) continue;
		if (place.etherType !== undefined && (key[WORD.etherType] as number) >>> 16 !== place.etherType) continue;
		const lookup = lookups[at] ?? lookUpPrefix(trie, key, place.word, place.words * 32);
		lookups[at] = lookup;
		if (hasLength(lookup, length)) continue;
		if (lookup.bits <= length) {
			addPrefix(mask, place.word, lookup.bits);
			return true;
		}
		if (hasPrefix(mask, place.word, lookup.bits)) return true;
	}
	return false;
}

function addPrefix(mask: FlowMask, from: number, bits: number): void {
	let word = from;
	for (let left = bits; left > 0; left -= 32, word++) mask[word] = (mask[word] as number) | (left >= 32 ? -1 : -1 << (32 - left));
}

function hasPrefix(mask: FlowMask, from: number, bits: number): boolean {
	let word = from;
	for (let left = bits; left > 0; left -= 32, word++) {
		const wanted = left >= 32 ? -1 : -1 << (32 - left);
		if (((mask[word] as number) & wanted) !== wanted) return false;
	}
	return true;
}
