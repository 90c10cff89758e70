/*
 * Traffic control at the two ends of a device (sch_handle_ingress, sch_handle_egress)
 *
 * Before anybody sees what a device received (VLAN sub-interfaces, macvlans, the bridge, the
 * stack), and after everybody has decided what it is to send, classifiers may look at the frame and do
 * something: send a copy elsewhere, send the frame itself elsewhere, drop it, sample it. It
 * has nothing to do with bridges, and so it is what gives a bridge port a mirror:
 *
 *     tc qdisc add dev tap1 clsact
 *     tc filter add dev tap1 ingress matchall action mirred egress mirror dev tap9
 *     tc filter add dev tap1 egress  matchall action mirred egress mirror dev tap9
 *
 * What is often taken for granted and is not so
 * ---------------------------------------------
 * One direction is half of a conversation: a mirror needs both hooks.
 *
 * The first filter that fits decides, unless its last action says `continue`. So after a mirror
 * of everything no filter behind it is asked. Without `pref`, a new filter comes before those
 * that are there, not after.
 *
 * The target's own filters see the copy too. A filter that mirrors a device into itself, or two that mirror
 * into each other, are cut at the second visit; a chain of mirrors after four devices.
 *
 * Mirrored "egress" leaves by the target; "ingress" is received by it, as the type of frame that
 * the first device made of it: a frame for another host stays one.
 *
 * A target that is down or gone: a mirror is left out, a redirected frame is lost.
 *
 * Rules: tcf_classify (cls_api.c), tcf_action_exec (act_api.c), mall_classify, fl_classify,
 * tcf_mirred_act, tcf_gact_act, tcf_sample_act.
 *
 * Not modelled: shared blocks, offload, police, pedit, vlan, skbedit and the other actions, jumps, u32 and BPF, queueing
 * disciplines that queue.
 */
import type {Device} from '../device.js';
import {type Frame, outerTag} from '../frame.js';
import {isOperational, type PacketType} from '../netdev.js';
import type {Road} from '../road.js';
import type {Sink} from '../sink.js';
import type {World} from '../world.js';
import {dissect, type FlowerFields, fits, protocolOf} from './flower.js';
import {sample} from './sample.js';
import {type ActionStatistics, ALL_PROTOCOLS, type Classifier, type Control, type Filter, type Hook, type TcAction} from './tc-state.js';

/** How often a frame may begin anew at some chain (max_reclassify_loop). */
const MAX_RESTARTS = 16;
const ETHERNET_HEADER = 14;
const TAG = 4;

/** Does the frame go on, or has it ended here? */
export type HookResult = 'goes-on' | 'ended';

/** A frame at a hook, with what may be found out about it once. */
interface Visit {
	world: World;
	device: Device;
	hook: Hook;
	frame: Frame;
	type: PacketType;
	road: Road;
	out: Sink;
	fields: FlowerFields | undefined;
}

/** Asks the classifiers of `device` at `hook` about `frame`; `type` is what a device made of it before. */
export function runHook(world: World, device: Device, hook: Hook, frame: Frame, type: PacketType, road: Road, out: Sink): HookResult {
	const {tc} = device;
	// Nobody is asked, and nothing is counted, while the first chain is empty (tcf_chain0_head_change).
	if (!tc?.[hook].some(({index, classifiers}) => index === 0 && classifiers.length > 0)) return 'goes-on';
	tc.statistics.packets++;
	tc.statistics.bytes += lengthOf(frame, hook);
	const visit: Visit = {world, device, hook, frame, type, road, out, fields: undefined};
	const protocol = protocolOf(frame);
	let index = 0;
	for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
		const control = classify(visit, index, protocol);
		switch (control?.verdict) {
			case undefined:
			case 'pass':
			case 'pipe':
			case 'continue':
				return 'goes-on';
			case 'drop':
			case 'trap':
				tc.statistics.drops++;
				out.drop('tc-drop');
				return 'ended';
			case 'stolen':
				return 'ended';
			case 'reclassify':
				index = 0;
				break;
			case 'goto':
				if (out.tracing) out.note({kind: 'tc-goto', chain: control.chain});
				index = control.chain;
				break;
			default:
				control satisfies undefined;
		}
	}
	tc.statistics.drops++;
	out.drop('tc-loop');
	return 'ended';
}

/** What the first filter of a chain that fits says; `undefined` when none does (__tcf_classify). */
function classify(visit: Visit, index: number, protocol: number): Control | undefined {
	const {device, hook, out} = visit;
	const chain = device.tc?.[hook].find((candidate) => candidate.index === index);
	for (const classifier of chain?.classifiers ?? []) {
		if (classifier.protocol !== protocol && classifier.protocol !== ALL_PROTOCOLS) continue;
		const filter = firstFit(visit, classifier);
		if (!filter) continue;
		if (out.tracing) out.note({kind: 'tc-filter', device: device.id, hook, chain: index, pref: classifier.pref, handle: filter.handle});
		const control = perform(visit, filter.actions);
		if (control.verdict !== 'continue') return control;
	}
	return undefined;
}

function firstFit(visit: Visit, {kind, filters, masks}: Classifier): Filter | undefined {
	if (kind === 'matchall') return filters[0];
	visit.fields ??= dissect(visit.frame);
	for (const mask of masks) {
		for (const filter of filters) if (filter.mask === mask && filter.match && fits(filter.match, visit.fields)) return filter;
	}
	return undefined;
}

/** Does the actions in order, as long as each says `pipe` (tcf_action_exec). */
function perform(visit: Visit, actions: readonly TcAction[]): Control {
	let control: Control = {verdict: 'pass'};
	for (const action of actions) {
		count(visit, action.statistics);
		control = act(visit, action);
		if (control.verdict !== 'pipe') return control;
	}
	return control;
}

function act(visit: Visit, action: TcAction): Control {
	const {world, device, hook, frame, out} = visit;
	switch (action.kind) {
		case 'mirred':
			return redirect(visit, action);
		case 'gact':
			if (action.control.verdict === 'drop') action.statistics.drops++;
			return action.control;
		case 'sample':
			if (sample(world, device.id, hook, action, frame) && out.tracing)
				out.note({kind: 'tc-sampled', group: action.group, rate: action.rate});
			return action.control;
		default:
			return action satisfies never;
	}
}

/** tcf_mirred_act, tcf_mirred_to_dev */
function redirect({world, frame, type, road, out}: Visit, action: Extract<TcAction, {kind: 'mirred'}>): Control {
	const to = action.to === -1 ? undefined : world.devices[action.to];
	const how = action.redirect ? 'redirect' : 'mirror';
	if (!to?.present || !isOperational(to)) {
		if (out.tracing) out.note({kind: 'tc-target-down', target: action.to});
		return unreachable(action);
	}
	if (out.tracing) out.note({kind: 'tc-mirred', target: to.id, how, hook: action.way});
	switch (road.redirect(to.id, frame, action.way, type)) {
		case 'sent':
			return action.control;
		case 'loop':
			if (out.tracing) out.note({kind: 'tc-mirror-loop', target: to.id});
			return unreachable(action);
		case 'too-deep':
			if (out.tracing) out.note({kind: 'tc-mirror-loop', target: to.id});
			return {verdict: 'drop'};
	}
}

function unreachable({redirect: isRedirect, control, statistics}: Extract<TcAction, {kind: 'mirred'}>): Control {
	statistics.overlimits++;
	return isRedirect ? {verdict: 'drop'} : control;
}

function count({world, hook, frame}: Visit, statistics: ActionStatistics): void {
	statistics.packets++;
	statistics.bytes += lengthOf(frame, hook);
	if (statistics.firstUsed === -1) statistics.firstUsed = world.now;
	statistics.lastUsed = world.now;
}

/** Octets as the kernel counts them: at ingress the Ethernet header is taken off already, and the outer tag stands beside the frame. */
function lengthOf(frame: Frame, hook: Hook): number {
	return frame.bytes.length - (hook === 'ingress' ? ETHERNET_HEADER : 0) - (outerTag(frame) ? TAG : 0);
}
