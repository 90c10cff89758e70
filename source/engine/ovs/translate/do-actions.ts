/*
 * One action after the other
 *
 * Actions run in the order in which they stand and change the key as they go;
 * an output sends the frame as it is then. `exit` ends everything, tables above
 * included; a freeze ends it for now, and what is left is kept.
 *
 * Follows do_xlate_actions (ofproto-dpif-xlate.c). Not modelled: MPLS, conntrack, encapsulation, queues (a frame
 * is sent, but as if it had no queue), meters.
 */
import {type Action, OFPP} from '../../flow/action.js';
import {readSubfield, unWildcardSubfield} from '../../flow/field-access.js';
import {WORD} from '../../flow/key.js';
import {addBits, isIp, NW, ttlOf, writeBits} from '../../flow/key-parts.js';
import {sampleFlow} from '../export/sampling.js';
import {rearmMirrors} from '../mirror/mirrors.js';
import {clearActionSet, noteActionSet, writeActions} from './action-set.js';
import {checkPacketLength} from './check-packet-length.js';
import {cloneActions} from './clone-action.js';
import {sendToController} from './controller-action.js';
import {finTimeout} from './credits.js';
import {runGroup} from './group-action.js';
import {runLearn} from './learn-action.js';
import {runMultipath} from './multipath-action.js';
import {syncIngress} from './output.js';
import {outputCut, outputTo} from './output-action.js';
import {popQueue, setQueue, withQueue} from './queue-actions.js';
import {freezeSteps, type Step} from './recirculate.js';
import {noteAction} from './report.js';
import {isHeaderAction, setHeader} from './set-header.js';
import {note, type Translation} from './translation.js';
import {walkTable} from './walk-table.js';

const IPV4 = 0x0800;

/** Runs actions; with `isLast` nothing is done with the frame after them, which saves a copy. `inBucket`: they are a bucket's. */
export function doActions(translation: Translation, steps: readonly Step[], isLast: boolean, inBucket = false): void {
	if (steps.length === 0) {
		note(translation, {kind: 'ovs-action', action: 'drop'});
		return;
	}
	for (const [index, step] of steps.entries()) {
		if (translation.error) return;
		if (translation.exit) {
			if (translation.freezing) freezeSteps(translation, steps.slice(index));
			return;
		}
		if (step.kind === 'unroll') {
			restore(translation, step);
			continue;
		}
		noteAction(translation, step);
		rearmMirrors(translation, step);
		const isEnd = isLast && index === steps.length - 1 && translation.actionSet.length === 0;
		const outcome = doAction(translation, step, {isLast: isEnd, inBucket, rest: steps.slice(index + 1)});
		if (outcome === 'stop') return;
		// What froze in a table below has kept itself; the rest of this list follows it.
		if (outcome !== 'walked' && translation.freezing && translation.frozen.length === 0) {
			freezeSteps(translation, steps.slice(index));
			return;
		}
	}
}

interface Place {
	isLast: boolean;
	inBucket: boolean;
	/** The actions behind this one. */
	rest: readonly Step[];
}

/** `stop`: the rest of the list does not run, the walk goes on above. `walked`: a table was walked. */
function doAction(translation: Translation, action: Action, {isLast, inBucket, rest}: Place): 'stop' | 'walked' | undefined {
	const {flow, mask, table} = translation;
	if (isHeaderAction(action)) {
		setHeader(translation, action);
		syncIngress(translation);
		return undefined;
	}
	switch (action.kind) {
		case 'output':
			if (action.maxLength !== undefined && action.port !== OFPP.controller) outputCut(translation, action.port, action.maxLength, isLast);
			else outputTo(translation, action.port, {maxLength: action.maxLength ?? 0xffff, mayPacketIn: true, isLast, inBucket});
			return undefined;
		case 'output-field': {
			const port = readSubfield(flow, action.source);
			if (port > 0xffffn) {
				note(translation, {kind: 'ovs-remark', text: `output port ${port} is out of range`, level: 'warning'});
				return undefined;
			}
			note(translation, {kind: 'ovs-remark', text: `output port is ${port}`});
			unWildcardSubfield(mask, action.source);
			outputTo(translation, Number(port), {maxLength: 0xffff, mayPacketIn: false, isLast, inBucket});
			return undefined;
		}
		case 'enqueue':
			// A queue that asks for the ingress is silent, an output that does is not.
			if (action.port !== flow[WORD.inPort]) {
				withQueue(translation, action.queue, () => {
					outputTo(translation, action.port, {maxLength: 0, mayPacketIn: false, isLast, inBucket});
				});
			}
			return undefined;
		case 'controller':
			// Without an id or data it goes over the wire as an output.
			if (action.reason !== 'action' || action.controllerId !== 0 || action.userdata) sendToController(translation, action);
			else outputTo(translation, OFPP.controller, {maxLength: action.maxLength, mayPacketIn: true, isLast, inBucket});
			return undefined;
		case 'group':
			return runGroup(translation, action.group, isLast) ? undefined : 'stop';
		case 'resubmit':
			walkTable(translation, action.port ?? (flow[WORD.inPort] as number), action.table ?? table, {mayPacketIn: false, isLast});
			return 'walked';
		case 'goto-table':
			walkTable(translation, flow[WORD.inPort] as number, action.table, {mayPacketIn: true, isLast});
			return 'walked';
		case 'dec-ttl':
			return decrementTtl(translation) ? undefined : 'stop';
		case 'learn':
			runLearn(translation, action);
			return undefined;
		case 'exit':
			translation.exit = true;
			return undefined;
		case 'clone':
			cloneActions(translation, action.actions, isLast);
			return undefined;
		case 'fin-timeout':
			addBits(mask, WORD.nw, NW.protocol);
			endWithConnection(translation, action);
			return undefined;
		case 'sample':
			sampleFlow(translation, action);
			return undefined;
		case 'multipath':
			runMultipath(translation, action);
			return undefined;
		case 'check-packet-larger':
			checkPacketLength(translation, action, rest);
			return 'stop';
		case 'clear-actions':
			noteActionSet(translation, 'was');
			clearActionSet(translation);
			return undefined;
		case 'write-actions':
			writeActions(translation, action.actions);
			noteActionSet(translation, 'is');
			return undefined;
		case 'set-queue':
			setQueue(translation, action.queue);
			return undefined;
		case 'pop-queue':
			popQueue(translation);
			return undefined;
		case 'drop':
		case 'note':
		case 'meter':
			return undefined;
		default:
			action satisfies never;
			return undefined;
	}
}

/** False when the frame has come to its end: nothing more of this list runs (compose_dec_ttl). */
function decrementTtl(translation: Translation): boolean {
	const {flow, mask} = translation;
	addBits(mask, WORD.nw, NW.ttl | NW.protocol);
	if (!isIp(flow)) return true;
	const ttl = ttlOf(flow);
	if (ttl > 1) {
		writeBits(flow, WORD.nw, NW.ttl, (ttl - 1) << 8);
		return true;
	}
	sendToController(translation, {maxLength: 0xffff, reason: 'invalid_ttl', controllerId: 0});
	const version = (flow[WORD.etherType] as number) >>> 16 === IPV4 ? 4 : 6;
	note(translation, {kind: 'ovs-remark', text: `IPv${version} decrement TTL exception`, level: 'warning'});
	return false;
}

function endWithConnection(translation: Translation, action: Extract<Action, {kind: 'fin-timeout'}>): void {
	const {bridge, rule, credits, request} = translation;
	if (rule === undefined) return;
	const {idleTimeout, hardTimeout} = action;
	const credit = {kind: 'fin-timeout', bridge: bridge.name, rule, idleTimeout, hardTimeout} as const;
	credits.push(credit);
	if (request.stats) finTimeout(bridge, credit, request.stats);
}

/** Thawed: what follows belongs to this table and cookie. */
function restore(translation: Translation, {table, cookie}: Extract<Step, {kind: 'unroll'}>): void {
	translation.table = table;
	translation.cookie = cookie;
	const text = `restored state: table=${table}, cookie=0x${cookie.toString(16)}`;
	note(translation, {kind: 'ovs-remark', text, level: 'step'});
}
