/*
 * Freezing and thawing
 *
 * Some decisions need what the datapath alone can compute: the hash by which a
 * `select` group spreads its traffic. The walk then stops. What is left to do
 * (actions, metadata, action set, stack) is kept under a number, and the datapath
 * is told to compute, and to look the frame up again with that number in
 * its key. The second lookup misses, comes up, and the walk goes on where it
 * stopped; its answer is a cached flow of its own.
 *
 * A number stands for a state, not for a frame: equal states share one, or
 * every translation of the same flow would make a new one. A number lives as long as a
 * cached flow mentions it. A question of "what if" gives none out, it only says which one
 * would be next.
 *
 * A flow that is sent to a controller has such a state too, for its metadata.
 *
 * Follows ofproto-dpif-rid.c, finish_freezing, freeze_unroll_actions. Not modelled: continuations (`controller(pause)`),
 * conntrack.
 */
import type {Action} from '../../flow/action.js';
import {OFPP} from '../../flow/action.js';
import {type FlowKey, KEY_WORDS, WORD} from '../../flow/key.js';
import type {Recirculation, Vswitchd} from '../vswitchd.js';
import {commitFlow} from './commit-flow.js';
import type {Translation} from './translation.js';

/** An action, or, among frozen ones, the table and cookie that were in force for those that follow. */
export type Step = Action | {kind: 'unroll'; table: number; cookie: bigint};

/** What a frame comes back to (struct frozen_state). */
export interface Frozen {
	/** Bridge on which the walk goes on. */
	bridge: string;
	/** Looked up when there are no actions left. */
	table: number;
	/** Ingress port, tunnel, metadata and registers: the words of a key that no header holds. */
	metadata: number[];
	stack: bigint[];
	/** Mirrors that have had the frame. */
	mirrors: number;
	/** Port by which the frame entered the switch, where there was one. */
	ingress: {bridge: string; port: number} | undefined;
	steps: Step[];
	actionSet: Action[];
	userdata: Uint8Array | undefined;
}

const METADATA_WORDS: readonly number[] = [
	WORD.inPort,
	WORD.tunnelId,
	WORD.tunnelSrc,
	WORD.tunnelDst,
	WORD.tunnelMeta,
	...Array.from({length: KEY_WORDS - WORD.metadata}, (_, at) => WORD.metadata + at),
];

export function recirculationAt(switchd: Vswitchd, id: number): Recirculation | undefined {
	return switchd.recirculations.find((recirculation) => recirculation.id === id);
}

/** Bridge and port by which the frame with this number came in: what an upcall asks `translate` with. Undefined for an unknown number. */
export function ingressOfRecirculation(switchd: Vswitchd, id: number): {bridge: string; port: number} | undefined {
	const recirculation = recirculationAt(switchd, id);
	if (!recirculation) return undefined;
	const {ingress, bridge, metadata} = recirculation.frozen;
	// From a controller: it came in by no port.
	return ingress ?? {bridge, port: metadata[0] ?? OFPP.none};
}

/** Forgets numbers that no cached flow mentions any more. */
export function dropRecirculations(switchd: Vswitchd, used: ReadonlySet<number>): void {
	switchd.recirculations = switchd.recirculations.filter(({id, bond}) => bond || used.has(id));
}

/** The walk stops and `hash` is computed before it goes on (ctx_trigger_recirculate_with_hash). */
export function freezeForHash(translation: Translation, hash: {algorithm: 'l4' | 'sym-l4'; basis: number}): void {
	translation.exit = true;
	translation.freezing = true;
	translation.freshHash = hash;
}

/** Keeps what is left to do for later (freeze_unroll_actions). */
export function freezeSteps(translation: Translation, steps: readonly Step[]): void {
	const {frozen} = translation;
	for (const step of steps) {
		switch (step.kind) {
			case 'output':
			case 'output-field':
			case 'group':
			case 'controller':
			case 'dec-ttl':
				// They may tell a controller which table and cookie it was.
				unroll(translation);
				break;
			case 'resubmit':
				if (step.table === undefined) unroll(translation);
				break;
			case 'goto-table':
				frozen.push({kind: 'resubmit', table: step.table});
				continue;
			case 'write-metadata':
				frozen.push({kind: 'set-field', field: 'metadata', value: step.value, mask: step.mask, flavour: 'set_field'});
				continue;
			case 'note':
				continue;
			default:
				break;
		}
		frozen.push(step);
	}
}

/** Ends the walk here: tells the datapath to come back (finish_freezing). */
export function finishFreezing(translation: Translation): void {
	commitFlow(translation);
	const id = allocate(translation, {
		...stateOf(translation, 0),
		ingress: translation.ingress,
		steps: [...translation.frozen],
		actionSet: [...translation.actionSet],
	});
	if (translation.freshHash) translation.actions.push({kind: 'hash', ...translation.freshHash});
	translation.actions.push({kind: 'recirculate', id});
	cancelFreezing(translation);
}

export function cancelFreezing(translation: Translation): void {
	translation.freezing = false;
	translation.freshHash = undefined;
	translation.frozen = [];
}

/** A number under which the metadata of a frame for a controller is kept. */
export function freezeForController(translation: Translation, userdata: Uint8Array | undefined): number {
	return allocate(translation, {...stateOf(translation, translation.table), userdata});
}

/** Puts what no header holds back into a key. */
export function restoreMetadata(key: FlowKey, {metadata}: Frozen): void {
	for (const [at, word] of METADATA_WORDS.entries()) key[word] = metadata[at] as number;
}

/** Makes the translation what it was when it froze. */
export function thaw(translation: Translation, frozen: Frozen): void {
	const {table, stack, mirrors, actionSet} = frozen;
	translation.table = table;
	restoreMetadata(translation.flow, frozen);
	translation.stack = [...stack];
	translation.mirrors = mirrors;
	translation.actionSet = [...actionSet];
}

/** A frame that comes back by no port, with nothing done, to be looked up in `table`: what a bond asks for (recirc_alloc_id). */
export function emptyFrozen(bridge: string, table: number): Frozen {
	return {
		bridge,
		table,
		metadata: METADATA_WORDS.map((word) => (word === WORD.inPort ? OFPP.none : 0)),
		stack: [],
		mirrors: 0,
		ingress: undefined,
		steps: [],
		actionSet: [],
		userdata: undefined,
	};
}

function stateOf(translation: Translation, table: number): Frozen {
	return {
		bridge: translation.bridge.name,
		table,
		metadata: METADATA_WORDS.map((word) => translation.flow[word] as number),
		stack: [...translation.stack],
		mirrors: translation.mirrors,
		ingress: undefined,
		steps: [],
		actionSet: [],
		userdata: undefined,
	};
}

/** The number of an equal state, or a new one (recirc_alloc_id_ctx). */
function allocate(translation: Translation, frozen: Frozen): number {
	const {switchd, stats, keep} = translation.request;
	const digest = JSON.stringify(frozen, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
	let id = switchd.recirculations.find((known) => known.digest === digest)?.id;
	if (id === undefined && (stats || keep)) {
		id = switchd.nextRecirculation++;
		switchd.recirculations.push({id, bridge: frozen.bridge, digest, frozen});
	}
	if (id === undefined) {
		const {provisional} = translation;
		const at = provisional.indexOf(digest);
		id = switchd.nextRecirculation + (at === -1 ? provisional.push(digest) - 1 : at);
	}
	if (!translation.recirculations.includes(id)) translation.recirculations.push(id);
	return id;
}

/** Before an action that depends on them: the table and cookie now in force, unless they were written already. */
function unroll({frozen, table, cookie}: Translation): void {
	const known = frozen.findLast((step) => step.kind === 'unroll');
	if (known?.kind === 'unroll' && known.table === table && known.cookie === cookie) return;
	frozen.push({kind: 'unroll', table, cookie});
}
