/*
 * A subtable: all flows of a table that look at the same bits
 *
 * Flows with one mask can be hashed: mask the key, look it up, done, however many
 * flows there are. So a table is a list of subtables, one a mask, and a lookup costs as
 * many hashes as there are masks (tuple space search).
 *
 * A subtable is also cut into stages: metadata, L2, L3, L4. Before the full
 * hash it is asked whether any flow agrees in the first stage alone, then in the first two…
 * When the answer is no, the later fields were never looked at, and the
 * cached flow need not depend on them (staged lookup).
 *
 * Flows with the same match but different priorities share a place; the highest is
 * found.
 *
 * Follows lib/classifier.c (struct cls_subtable, insert_subtable, classifier_replace, classifier_remove).
 * Not modelled: conjunctive matches, versions of rules.
 */
import {hashAdd} from './hash.js';
import {type FlowKey, type FlowMask, KEY_WORDS, STAGES, WORD} from './key.js';
import type {Match} from './match.js';
import {createTrie, insertPrefix, removePrefix, type Trie} from './prefix-trie.js';
import type {RuleId} from './rule.js';

/** The words that a stage looks at. */
export interface Stage {
	words: number[];
	/** How many distinct places (not flows) have this hash up to this stage. Empty for the last stage, which `places` answers. */
	hashes: Map<number, number>;
}

/** Flows with the same match, by descending priority. */
export interface Place {
	key: FlowKey;
	rules: {id: RuleId; priority: number}[];
}

export interface Subtable {
	id: number;
	mask: FlowMask;
	/** At least one, even if it looks at nothing; only stages that look at something. */
	stages: Stage[];
	/** By the hash of all stages. */
	places: Map<number, Place[]>;
	/** Its flows in the order in which they came: `dump-flows` prints them so. */
	rules: Set<RuleId>;
	/** How many flows have each priority. */
	priorities: Map<number, number>;
	maxPriority: number;
	/** Length of the prefix that it has in the field of each prefix tree of the table; 0 for none. */
	prefixLengths: number[];
	/** Bits up to the last one of the word of L4 ports; 0 when it does not look at them. */
	portsLength: number;
	ports: Trie;
}

export function createSubtable(id: number, mask: FlowMask): Subtable {
	const stages: Stage[] = [];
	for (const all of STAGES) {
		const words = all.filter((word) => mask[word] !== 0);
		if (words.length > 0) stages.push({words, hashes: new Map()});
	}
	if (stages.length === 0) stages.push({words: [], hashes: new Map()});
	const ports = mask[WORD.tp] as number;
	return {
		id,
		mask: mask.slice(),
		stages,
		places: new Map(),
		rules: new Set(),
		priorities: new Map(),
		maxPriority: Number.NEGATIVE_INFINITY,
		prefixLengths: [],
		// Counted from the most significant bit.
		portsLength: ports === 0 ? 0 : Math.clz32(ports & -ports) + 1,
		ports: createTrie(),
	};
}

/** Adds the words of a stage of `key`, masked, to the hash of those before (flow_hash_in_minimask_range). */
export function hashStage(hash: number, stage: Stage, key: FlowKey, mask: FlowMask): number {
	let result = hash;
	for (const word of stage.words) result = hashAdd(result, (key[word] as number) & (mask[word] as number));
	return result;
}

function hashAll(subtable: Subtable, key: FlowKey): number {
	let hash = 0;
	for (const stage of subtable.stages) hash = hashStage(hash, stage, key, subtable.mask);
	return hash;
}

/** The place where flows are that match `key` in the bits of the subtable; `hash` is that of all stages. */
export function findPlace(subtable: Subtable, key: FlowKey, hash = hashAll(subtable, key)): Place | undefined {
	const chain = subtable.places.get(hash);
	if (chain === undefined) return undefined;
	for (const place of chain) if (agrees(subtable, place.key, key)) return place;
	return undefined;
}

function agrees(subtable: Subtable, place: FlowKey, key: FlowKey): boolean {
	for (const stage of subtable.stages) {
		for (const word of stage.words) {
			if ((((place[word] as number) ^ (key[word] as number)) & (subtable.mask[word] as number)) !== 0) return false;
		}
	}
	return true;
}

/** Adds a flow; true when it is the first with this match, whose prefixes must enter the trees of the table. */
export function addToSubtable(subtable: Subtable, id: RuleId, priority: number, match: Match): boolean {
	subtable.rules.add(id);
	subtable.priorities.set(priority, (subtable.priorities.get(priority) ?? 0) + 1);
	if (priority > subtable.maxPriority) subtable.maxPriority = priority;
	const hash = hashAll(subtable, match.key);
	const place = findPlace(subtable, match.key, hash);
	if (place !== undefined) {
		const before = place.rules.findIndex((rule) => rule.priority < priority);
		place.rules.splice(before < 0 ? place.rules.length : before, 0, {id, priority});
		return false;
	}
	const made = {key: match.key.slice(), rules: [{id, priority}]};
	const chain = subtable.places.get(hash);
	if (chain === undefined) subtable.places.set(hash, [made]);
	else chain.push(made);
	countStages(subtable, match.key, 1);
	if (subtable.portsLength > 0) insertPrefix(subtable.ports, match.key, WORD.tp, subtable.portsLength);
	return true;
}

/** Takes a flow away; true when no other one has its match. */
export function removeFromSubtable(subtable: Subtable, id: RuleId, priority: number, match: Match): boolean {
	subtable.rules.delete(id);
	const left = (subtable.priorities.get(priority) as number) - 1;
	if (left > 0) subtable.priorities.set(priority, left);
	else subtable.priorities.delete(priority);
	if (left === 0 && priority === subtable.maxPriority) {
		subtable.maxPriority = Number.NEGATIVE_INFINITY;
		for (const other of subtable.priorities.keys()) subtable.maxPriority = Math.max(subtable.maxPriority, other);
	}
	const hash = hashAll(subtable, match.key);
	const place = findPlace(subtable, match.key, hash) as Place;
	place.rules = place.rules.filter((rule) => rule.id !== id);
	if (place.rules.length > 0) return false;
	const chain = (subtable.places.get(hash) as Place[]).filter((other) => other !== place);
	if (chain.length === 0) subtable.places.delete(hash);
	else subtable.places.set(hash, chain);
	countStages(subtable, match.key, -1);
	if (subtable.portsLength > 0) removePrefix(subtable.ports, match.key, WORD.tp, subtable.portsLength);
	return true;
}

function countStages(subtable: Subtable, key: FlowKey, by: 1 | -1): void {
	let hash = 0;
	for (let at = 0; at < subtable.stages.length - 1; at++) {
		const stage = subtable.stages[at] as Stage;
		hash = hashStage(hash, stage, key, subtable.mask);
		const count = (stage.hashes.get(hash) ?? 0) + by;
		if (count === 0) stage.hashes.delete(hash);
		else stage.hashes.set(hash, count);
	}
}

/** A text that tells masks apart. */
export function maskText(mask: FlowMask): string {
	let text = '';
	for (let word = 0; word < KEY_WORDS; word++) if (mask[word] !== 0) text += `${word}:${mask[word]},`;
	return text;
}
