/*
 * From a flow to datapath actions
 *
 * A translation begins with what is always looked at: where the frame came in,
 * its EtherType, whether it is a fragment. Table 0 is looked up and its actions run, and with them whatever
 * they lead to. In the end the mask is cut to what the frame has: what an action looked
 * at in a header that it made itself says nothing about other frames.
 *
 * An error throws everything away: the answer is to drop, and it is cached like
 * any other.
 *
 * Follows xlate_actions, xlate_wc_init, xlate_wc_finish (ofproto-dpif-xlate.c). Not modelled: in-band control, the limits of
 * Netlink messages on the number of actions.
 */
import type {DatapathAction, PacketInReason} from '../../devices/datapath/datapath-action.js';
import {OFPP} from '../../flow/action.js';
import {unWildcardField} from '../../flow/field-access.js';
import {createKey, type FlowKey, type FlowMask, IS_ETHERNET, KEY_WORDS, VLAN_PRESENT, WORD} from '../../flow/key.js';
import {addBits, isIcmp, isIp, isLaterFragment, NW, VLAN} from '../../flow/key-parts.js';
import type {DropReason} from '../../sink.js';
import {countEvent} from '../coverage.js';
import {creditConnection, finishSample, lookAtConnection, sampleIngress} from '../export/sampling.js';
import {isDhcpReply} from '../in-band.js';
import {isMirrorOutput, mirrorIngress} from '../mirror/mirrors.js';
import {forwardsAt} from '../stp/ovs-stp.js';
import {bridgeNamed, LOCAL, type OfPort, type OvsBridge, portOfMember} from '../vswitchd.js';
import {executeActionSet} from './action-set.js';
import {countCredits} from './credits.js';
import {doActions} from './do-actions.js';
import {learnAll} from './learn-action.js';
import {composeOutput} from './output.js';
import {cancelFreezing, finishFreezing, recirculationAt, type Step, thaw} from './recirculate.js';
import {noteRule, textOf} from './report.js';
import {mayReceive, takeSpecial} from './special.js';
import {type Answer, EXPORT_PORT, note, type Request, type Translation} from './translation.js';
import {lookAtTunnel, takeOverCongestion} from './tunnel-ports.js';
import {creditRuleOf, enterRule, lookUp} from './walk-table.js';

export {pushCredits} from './credits.js';

/** Translates a flow. With `request.stats` it learns and counts; without it nothing changes. */
export function translate(request: Request): Answer {
	if (request.stats || request.keep) countEvent(request.switchd.coverage, 'xlate_actions', request.now);
	const translation = openTranslation(request);
	walk(translation);
	return closeTranslation(translation);
}

function openTranslation(request: Request): Translation {
	const {bridge, key} = request;
	const base = key.slice();
	// The datapath sends nothing by a tunnel unless it is told so each time.
	base.fill(0, WORD.tunnelId, WORD.dstHigh);
	const inPort = bridge.ofPorts.get(key[WORD.inPort] as number);
	return {
		request,
		bridge,
		inPort,
		rule: undefined,
		flow: key.slice(),
		base,
		mask: createKey(),
		actions: [],
		credits: [],
		report: [],
		depth: 0,
		resubmits: 0,
		recursion: 0,
		table: 0,
		cookie: NO_COOKIE,
		exit: false,
		error: undefined,
		slow: new Set(),
		mirrors: 0,
		truncate: 0,
		exportPort: EXPORT_PORT.none,
		outputs: 0,
		lastOutput: 0,
		actionSet: [],
		actionSetHasGroup: false,
		actionSetOutput: OFPP.unset,
		packetOut: request.actions !== undefined && request.stats !== undefined,
		inActionSet: false,
		stack: [],
		tableMiss: false,
		freezing: false,
		frozen: [],
		freshHash: undefined,
		ingress: inPort && inPort.peer === undefined ? {bridge: bridge.name, port: inPort.number} : undefined,
		recirculations: [],
		provisional: [],
		horizon: bridge.tables.nextRule,
		learned: [],
		tunnelOrigin: key[WORD.tunnelDst] as number,
		baseUdpPort: 0,
		uncacheable: false,
		drop: undefined,
		run: doActions,
	};
}

/** Until a flow is found. */
const NO_COOKIE = 0xffff_ffff_ffff_ffffn;

function walk(translation: Translation): void {
	const {request, bridge, flow} = translation;
	lookAtAlways(translation);
	note(translation, {kind: 'ovs-bridge', bridge: bridge.name});
	translation.depth = 1;
	const ingress = bridge.ofPorts.get(flow[WORD.inPort] as number);
	let steps: readonly Step[] | undefined = request.actions;
	const isThawed = flow[WORD.recirc] !== 0;
	if (isThawed) {
		const thawed = resume(translation);
		if (!thawed) return;
		if (thawed.length > 0) steps = thawed;
	}
	if (!steps) {
		const found = lookUp(translation, flow[WORD.inPort] as number, true);
		creditRuleOf(translation, found);
		noteRule(translation, translation.table, found);
		enterRule(translation, found);
		steps = found.actions;
	}
	if (!isThawed && ingress?.tunnel) translation.credits.push({kind: 'of-port', bridge: bridge.name, port: ingress.number, direction: 'rx'});
	if (!isThawed && takeSpecial(translation, ingress)) {
		mirrorIngress(translation);
	} else if (ingress && isReservedForMirror(translation, ingress)) {
		const text = `dropping packet received on port ${portOfMember(bridge, ingress.number)?.name}, which is reserved exclusively for mirroring`;
		note(translation, {kind: 'ovs-remark', text, level: 'error'});
		translation.drop = 'ovs-mirror-ingress';
	} else {
		act(translation, steps, ingress, isThawed);
	}
	if (translation.error === undefined || translation.error === 'not-forwarding' || translation.error === 'congestion') {
		if (!isThawed) creditConnection(translation, bridge);
		cutMask(translation.mask, flow, request.key);
	}
}

/** Everything that happens to a frame that the switch does not keep for itself. */
function act(translation: Translation, steps: readonly Step[], ingress: OfPort | undefined, isThawed: boolean): void {
	const {actions, flow, bridge} = translation;
	const template = isThawed ? undefined : sampleIngress(translation);
	const samples = actions.length;
	if (!takeOverCongestion(flow)) {
		translation.error = 'congestion';
		translation.drop = 'ovs-tunnel-ecn';
	} else if (ingress && !mayReceive(translation, ingress)) {
		translation.drop = 'ovs-port-not-receiving';
	} else {
		mirrorIngress(translation);
		doActions(translation, steps, true);
		if (translation.error) return;
		if (ingress && !forwardsAt(bridge, ingress.number)) {
			// NORMAL and learn have seen the frame; it goes nowhere.
			actions.length = samples;
			cancelFreezing(translation);
			translation.actionSet = [];
			translation.error = 'not-forwarding';
			translation.drop = 'ovs-port-not-receiving';
		}
		if (!translation.freezing) executeActionSet(translation);
		if (translation.freezing) finishFreezing(translation);
	}
	if (!translation.freezing) showDhcpReply(translation, bridge);
	if (template) finishSample(translation, bridge, template);
}

/** With in-band control the local port gets replies of DHCP, whatever the flows say. */
function showDhcpReply(translation: Translation, bridge: OvsBridge): void {
	const {flow, mask, actions} = translation;
	if (bridge.control.inBand.size === 0 || !isDhcpReply(flow)) return;
	const local = bridge.ofPorts.get(LOCAL);
	if (actions.some((action) => action.kind === 'output' && action.port === local?.datapathPort)) return;
	for (const field of ['eth_type', 'nw_proto', 'tcp_src', 'tcp_dst']) unWildcardField(mask, field);
	note(translation, {kind: 'ovs-remark', text: 'outputting DHCP packet to local port for in-band control'});
	composeOutput(translation, LOCAL);
}

/** Goes on where the walk froze; what is left to do, nothing for a lookup. Undefined when the context is gone. */
function resume(translation: Translation): readonly Step[] | undefined {
	const {request, flow, depth} = translation;
	const recirculation = recirculationAt(request.switchd, flow[WORD.recirc] as number);
	const fail = (text: string, error: 'no-recirculation-context' | 'recirculation-conflict' | 'bridge-not-found'): undefined => {
		note(translation, {kind: 'ovs-remark', text, level: 'error'});
		translation.error = error;
		return undefined;
	};
	if (!recirculation) {
		const id = ((flow[WORD.recirc] as number) >>> 0).toString(16);
		return fail(`Recirculation context not found for ID ${id}`, 'no-recirculation-context');
	}
	note(translation, {kind: 'ovs-remark', text: 'thaw', level: 'step'});
	translation.depth = depth + 1;
	if (request.actions) return fail('Recirculation conflict (actions)!', 'recirculation-conflict');
	const {frozen} = recirculation;
	const bridge = bridgeNamed(request.switchd, frozen.bridge);
	if (!bridge) return fail('Frozen bridge no longer exists.', 'bridge-not-found');
	translation.bridge = bridge;
	translation.horizon = bridge.tables.nextRule;
	thaw(translation, frozen);
	translation.inPort = bridge.ofPorts.get(flow[WORD.inPort] as number);
	const remark = (text: string): void => note(translation, {kind: 'ovs-remark', text, level: 'step'});
	remark(`Resuming from table ${frozen.table}`);
	if (request.tracing && frozen.actionSet.length > 0) remark(`Restoring action set: ${textOf(frozen.actionSet)}`);
	if (request.tracing && frozen.steps.length > 0)
		remark(`Restoring actions: ${textOf(frozen.steps.filter((step) => step.kind !== 'unroll'))}`);
	translation.depth = depth;
	return frozen.steps;
}

function isReservedForMirror({bridge}: Translation, {number}: OfPort): boolean {
	const port = portOfMember(bridge, number);
	return port !== undefined && isMirrorOutput(bridge, port);
}

/** xlate_wc_init */
function lookAtAlways(translation: Translation): void {
	const {mask, flow} = translation;
	mask[WORD.inPort] = -1;
	mask[WORD.recirc] = -1;
	mask[WORD.etherType] = 0xffff << 16;
	if (isIp(flow)) addBits(mask, WORD.nw, NW.frag);
	lookAtConnection(translation);
	lookAtTunnel(flow, mask);
}

/** Takes out of the mask what the frame, as it came, does not have (xlate_wc_finish). */
function cutMask(mask: FlowMask, flow: FlowKey, key: FlowKey): void {
	mask.fill(0, WORD.metadata, KEY_WORDS);
	// That it is an Ethernet frame goes without saying.
	mask[WORD.etherType] = ((mask[WORD.etherType] as number) & ~IS_ETHERNET) | (0xffff << 16);
	if (isIcmp(flow)) mask[WORD.tp] = (mask[WORD.tp] as number) & 0x00ff_00ff;
	for (const word of [WORD.vlan, WORD.innerVlan]) {
		if (((mask[word] as number) & VLAN.tci) !== 0) addBits(mask, word, VLAN_PRESENT);
		if ((key[word] as number) >>> 16 === 0) mask[word] = 0;
	}
	if (isLaterFragment(flow)) mask[WORD.tp] = 0;
	if (key[WORD.tunnelDst] === 0) mask.fill(0, WORD.tunnelId, WORD.dstHigh);
}

function closeTranslation(translation: Translation): Answer {
	const {request, error, flow, mask, credits, report, recirculations, uncacheable} = translation;
	if (request.stats) countCredits(request.switchd, credits, request.stats);
	learnAll(translation);
	const actions = error ? [] : withoutLastClone(translation.actions);
	const isQuiet = error === undefined || error === 'not-forwarding' || error === 'congestion';
	const dropped = isQuiet ? (translation.drop ?? 'ovs-no-output') : 'ovs-translation-error';
	return {
		actions,
		mask,
		slow: error ? [] : [...translation.slow],
		credits,
		report,
		drop: outcomeOf(actions, dropped),
		finalKey: flow,
		unchanged: translation.actionSetOutput === OFPP.unset && flow.every((word, at) => word === request.key[at]),
		error: isQuiet ? undefined : error,
		recirculations: error ? [] : recirculations,
		uncacheable,
	};
}

/** A copy for what is done last is no use (xlate_optimize_odp_actions). */
function withoutLastClone(actions: DatapathAction[]): DatapathAction[] {
	const last = actions.at(-1);
	return last?.kind === 'clone' ? [...actions.slice(0, -1), ...last.actions] : actions;
}

/** Why the frame is lost unless a controller takes it, `undefined` when it is not. */
function outcomeOf(actions: readonly DatapathAction[], otherwise: DropReason): DropReason | undefined {
	if (actions.some(sends)) return undefined;
	const reasons = actions.flatMap(reasonsForController);
	if (reasons.length === 0) return otherwise;
	return reasons.every((reason) => reason === 'invalid_ttl') ? 'ovs-ttl-expired' : 'ovs-no-controller';
}

function reasonsForController(action: DatapathAction): PacketInReason[] {
	if (action.kind === 'userspace') return action.why.kind === 'controller' ? [action.why.reason] : [];
	return action.kind === 'clone' ? action.actions.flatMap(reasonsForController) : [];
}

/** Does anyone get the frame by it? Samples are no use to the frame, and a controller has to be there. */
function sends(action: DatapathAction): boolean {
	switch (action.kind) {
		case 'output':
		case 'recirculate':
			return true;
		case 'userspace':
			return action.why.kind === 'slow-path';
		case 'clone':
			return action.actions.some(sends);
		case 'check-packet-length':
			return action.greater.some(sends) || action.lessOrEqual.some(sends);
		default:
			return false;
	}
}
