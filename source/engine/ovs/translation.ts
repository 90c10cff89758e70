/*
 * A translation in the making (struct xlate_ctx)
 *
 * Translating a flow means walking it through the OpenFlow tables of its bridge
 * and writing down three things: what the datapath shall do with every frame that
 * looks like this one, which bits of the key that depended on, and what must be
 * credited each time the answer is used. The functions that take part share this
 * record; `translate.ts` opens and closes it.
 *
 * - `translate.ts`  tables, resubmit, the end
 * - `do-actions.ts` one action after the other
 * - `output.ts`     a port, a patch port, a tunnel; tags brought up to date
 * - `normal.ts`     the action NORMAL
 * - `mirrors.ts`, `bonds.ts`, `groups.ts`, `learn.ts`
 */
import type {DatapathAction, SlowReason} from '../devices/datapath/datapath-action.js';
import type {Action} from '../flow/action.js';
import type {FlowKey, FlowMask} from '../flow/key.js';
import type {RuleId} from '../flow/rule.js';
import type {Frame} from '../frame.js';
import type {Mac} from '../mac.js';
import type {DropReason} from '../sink.js';
import type {OvsCause} from './cause.js';
import type {OfPort, OvsBridge, OvsPort, Vswitchd} from './vswitchd.js';

/** What is credited to whom when frames use the answer (struct xc_entry). Replayed by `pushCredits` without translating again. */
export type Credit =
	| {kind: 'rule'; bridge: string; rule: RuleId}
	/** A table was looked up: matched or missed. */
	| {kind: 'table'; bridge: string; table: number; matched: boolean}
	/** Source address seen: learns, refreshes, moves. */
	| {kind: 'learn'; bridge: string; port: string; vlan: number; mac: Mac; gratuitousArp: boolean}
	| {kind: 'mirror'; bridge: string; mirrors: number}
	| {kind: 'of-port'; bridge: string; port: number; direction: 'rx' | 'tx'}
	| {kind: 'bond'; bridge: string; port: string; hash: number}
	| {kind: 'group'; bridge: string; group: number; bucket: number}
	/** A flow that `learn` made: its timeouts start again. */
	| {kind: 'learned-flow'; bridge: string; action: Extract<Action, {kind: 'learn'}>; key: FlowKey}
	| {kind: 'flow-export'; bridge: string; key: FlowKey; output: number}
	| {kind: 'fin-timeout'; bridge: string; rule: RuleId; idleTimeout: number; hardTimeout: number};

/** Packets to be credited. `used` is world time, ns. */
export interface Stats {
	packets: number;
	bytes: number;
	used: number;
	tcpFlags: number;
}

export interface ReportLine {
	/** 0 for tables and bridges, then one more for each level of indentation of `ofproto/trace`. */
	depth: number;
	cause: OvsCause;
}

/** Asked of a translation. */
export interface Request {
	switchd: Vswitchd;
	bridge: OvsBridge;
	/** Key as the datapath extracted it; `inPort` is the OpenFlow port of `bridge`. It is not changed. */
	key: FlowKey;
	/** The frame, where there is one: the revalidator and `ofproto/trace` have none. */
	frame: Frame | undefined;
	/** World time, ns. */
	now: number;
	/** What to credit at once; `undefined` asks "what if" and changes nothing. */
	stats: Stats | undefined;
	/** Are notes wanted? */
	tracing: boolean;
	/** Actions to run instead of a lookup in table 0 (packet-out). */
	actions?: readonly Action[];
}

/** The answer. */
export interface Answer {
	actions: DatapathAction[];
	/** Bits of `key` that the answer depends on, as the datapath will use them: cut to the fields that the frame has. */
	mask: FlowMask;
	/** Why it cannot be left to the datapath; empty for an ordinary flow. */
	slow: SlowReason[];
	credits: Credit[];
	report: ReportLine[];
	/** Why nothing is sent, when nothing is. */
	drop: DropReason | undefined;
	/** The key after the actions, for "Final flow". */
	finalKey: FlowKey;
}

export interface Translation {
	readonly request: Request;
	/** Now: another one behind a patch port. */
	bridge: OvsBridge;
	/** The OpenFlow port by which the frame came to `bridge`. `undefined` when it is unknown. */
	inPort: OfPort | undefined;
	/** The rule whose actions run. */
	rule: RuleId | undefined;
	/** Key as the actions have made it. */
	flow: FlowKey;
	/** Key as the datapath actions written so far have made it (ctx->base_flow). */
	base: FlowKey;
	/** Bits of the original key that were looked at. */
	mask: FlowMask;
	actions: DatapathAction[];
	credits: Credit[];
	report: ReportLine[];
	depth: number;
	resubmits: number;
	/** Nested patch-port, resubmit and group levels (ctx->depth). */
	recursion: number;
	table: number;
	cookie: bigint;
	/** `exit`, or an error, ended it. */
	exit: boolean;
	error: TranslationError | undefined;
	slow: Set<SlowReason>;
	/** Mirrors of the current bridge that have had this frame as it now is: bit n is mirror n. */
	mirrors: number;
	/** Cut the next output to this many octets; 0 is off. */
	truncate: number;
	/** Where NORMAL sent it, for NetFlow: a port, or OFPP_NONE, FLOOD… (ctx->nf_output_iface) */
	exportPort: number;
	/** Action set of write_actions. */
	actionSet: Action[];
	/** Action stack of push and pop, newest last. */
	stack: bigint[];
	/** No reason that stands deeper: why NORMAL or a table dropped it. */
	drop: DropReason | undefined;
}

export const TRANSLATION_ERRORS = [
	'too-deep',
	'too-many-resubmits',
	'no-recirculation-context',
	'bridge-not-found',
	'invalid-tunnel-metadata',
] as const;
export type TranslationError = (typeof TRANSLATION_ERRORS)[number];

/** Writes down why, when somebody reads it. */
export function note(translation: Translation, cause: OvsCause): void {
	if (translation.request.tracing) translation.report.push({depth: translation.depth, cause});
}

/** The port (bundle) that `member` belongs to on the current bridge; `undefined` for a port that is in none. */
export type PortLookup = (bridge: OvsBridge, member: number) => OvsPort | undefined;
