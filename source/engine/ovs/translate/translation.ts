/*
 * A translation in the making (struct xlate_ctx)
 *
 * Translating a flow means walking it through the OpenFlow tables of its bridge
 * and writing down three things: what the datapath shall do with every frame that
 * looks like this one, which bits of the key that depended on, and what must be
 * credited each time the answer is used. The functions that take part share this
 * record; `translate.ts` opens and closes it.
 *
 * - `translate.ts`     the beginning and the end: what is always looked at, what is cut off
 * - `walk-table.ts`    a table is looked up, and the actions of its flow run
 * - `do-actions.ts`    one action after the other; headers in `set-header.ts`
 * - `output.ts`        a port, a tunnel; `patch.ts` a patch port; `commit.ts` headers brought up to date
 * - `normal.ts`        the action NORMAL
 * - `group-action.ts`, `learn-action.ts`, `clone-action.ts`, `controller-action.ts`
 * - `recirculate.ts`   a walk that stops and goes on when the frame comes back
 * - `mirrors.ts`, `bonds.ts`, `special.ts` what the switch does on its own account
 * - `credits.ts`       who is to be credited
 */
import type {DatapathAction, SlowReason} from '../../devices/datapath/datapath-action.js';
import type {Action} from '../../flow/action.js';
import type {FlowKey, FlowMask} from '../../flow/key.js';
import type {RuleId} from '../../flow/rule.js';
import type {Frame} from '../../frame.js';
import type {Mac} from '../../mac.js';
import type {DropReason} from '../../sink.js';
import type {OvsCause} from '../cause.js';
import type {OfPort, OvsBridge, Vswitchd} from '../vswitchd.js';
import type {Step} from './recirculate.js';

/**
 * What is credited to whom when frames use the answer (struct xc_entry). Replayed by `pushCredits` without translating again.
 * Whoever writes `learn`, `learned-flow` or `fin-timeout` also does it at once when there are stats, for what follows
 * must see it; the others only count, and `translate` does that at its end.
 */
export type Credit =
	| {kind: 'rule'; bridge: string; rule: RuleId}
	/** A table was looked up: matched or missed. */
	| {kind: 'table'; bridge: string; table: number; matched: boolean}
	/** Source address seen: learns, refreshes, moves. */
	| {kind: 'learn'; bridge: string; port: string; vlan: number; mac: Mac; gratuitousArp: boolean}
	| {kind: 'mirror'; bridge: string; mirrors: number}
	| {kind: 'of-port'; bridge: string; port: number; direction: 'rx' | 'tx'}
	| {kind: 'bond'; bridge: string; port: string; hash: number}
	/** `bucket` is an index; -1 is all of them. */
	| {kind: 'group'; bridge: string; group: number; bucket: number}
	/** A flow that `learn` made: its timeouts start again. */
	| {kind: 'learned-flow'; bridge: string; action: Extract<Action, {kind: 'learn'}>; key: FlowKey}
	| {kind: 'flow-export'; bridge: string; key: FlowKey; output: number}
	| {kind: 'fin-timeout'; bridge: string; rule: RuleId; idleTimeout: number; hardTimeout: number};

/**
 * Packets to be credited. `used` is world time, ns. With 0 packets nothing is counted, but what the
 * frame teaches is learned: a frame of the slow path, whose packets the cached flow has counted.
 */
export interface Stats {
	packets: number;
	bytes: number;
	used: number;
	tcpFlags: number;
}

export interface ReportLine {
	/** Place in the tree: 0 for the bridge, its tables are 1, what they do 2, a table behind a resubmit 2 as well. */
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
	/** Notes call ports by number. */
	numbers?: boolean;
	/** Actions to run instead of a lookup in table 0 (packet-out). */
	actions?: readonly Action[];
	/** The answer will be cached though there is nothing to credit (revalidation): recirculation ids that it needs are really given out. */
	keep?: boolean;
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
	/** Says "unchanged" with all of the key equal; the action set's output counts too. */
	unchanged: boolean;
	error: TranslationError | undefined;
	/** Recirculation ids that the actions use. */
	recirculations: number[];
	/** Not to be cached: it depends on what cannot be seen in the frame. */
	uncacheable: boolean;
}

/** Runs actions; `isLast`: nothing is done with the frame after them. */
export type RunActions = (translation: Translation, steps: readonly Step[], isLast: boolean, inBucket?: boolean) => void;

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
	/** Cut the next output to this many octets, as a mirror does; 0 is off. */
	truncate: number;
	/** Where it was sent, for NetFlow: an OpenFlow port or one of `EXPORT_PORT` (ctx->nf_output_iface). */
	exportPort: number;
	/** Copies sent, and the datapath port of the last, for sFlow. */
	outputs: number;
	lastOutput: number;
	/** Action set of write_actions. */
	actionSet: Action[];
	actionSetHasGroup: boolean;
	/** Port to which the action set sends, unless it has a group; OFPP.unset without (actset_output). */
	actionSetOutput: number;
	/** The actions are those of a packet-out. */
	readonly packetOut: boolean;
	/** The action set itself runs. */
	inActionSet: boolean;
	/** Action stack of push and pop, newest last. */
	stack: bigint[];
	/** The flow whose actions run matches everything with priority 0. */
	tableMiss: boolean;
	/** The walk stops here and goes on when the frame comes back: `recirculate.ts`. */
	freezing: boolean;
	/** What will be left to do then. */
	frozen: Step[];
	/** With a new hash, which is then in the key. */
	freshHash: {algorithm: 'l4' | 'sym-l4'; basis: number} | undefined;
	/** Where the frame came in first, which is no patch port. */
	ingress: {bridge: string; port: number} | undefined;
	recirculations: number[];
	/** Contexts that would get an id if this were no "what if". */
	provisional: string[];
	/** Flows of the bridge from this id on were taught by this very frame, which does not see them (tables_version). */
	horizon: RuleId;
	/** Flows that the frame changes when it is through, with where in the report the action stands. */
	learned: {bridge: OvsBridge; action: Extract<Action, {kind: 'learn'}>; key: FlowKey; reportAt: number; depth: number}[];
	/** Outer destination with which the frame came; 0 when it came by no tunnel. */
	tunnelOrigin: number;
	/** UDP port of the outer header that the datapath has been told. */
	baseUdpPort: number;
	uncacheable: boolean;
	/** No reason that stands deeper: why NORMAL or a table dropped it. */
	drop: DropReason | undefined;
	/** `doActions`. */
	readonly run: RunActions;
}

/** NetFlow's output interfaces that are none (NF_OUT_*). */
export const EXPORT_PORT = {flood: 65535, several: 65534, none: 65533} as const;

/** With 'congestion' and 'not-forwarding' the frame is dropped and nothing is wrong. */
const TRANSLATION_ERRORS = [
	'too-deep',
	'too-many-resubmits',
	'stack-too-deep',
	'no-recirculation-context',
	'recirculation-conflict',
	'bridge-not-found',
	'congestion',
	'not-forwarding',
] as const;
type TranslationError = (typeof TRANSLATION_ERRORS)[number];

/** The sentences of `ofproto/trace` for them (xlate_strerror). */
export const ERROR_TEXTS: Readonly<Record<TranslationError, string>> = {
	'too-deep': 'Recursion too deep',
	'too-many-resubmits': 'Too many resubmits',
	'stack-too-deep': 'Stack too deep',
	'no-recirculation-context': 'No recirculation context',
	'recirculation-conflict': 'Recirculation conflict',
	'bridge-not-found': 'Bridge not found',
	congestion: 'Congestion Drop',
	'not-forwarding': 'Forwarding is disabled',
};

/** Writes down why, when somebody reads it. */
export function note(translation: Translation, cause: OvsCause): void {
	if (translation.request.tracing) translation.report.push({depth: translation.depth, cause});
}
