/*
 * Upcalls: a frame that no cached flow answers (ofproto-dpif-upcall.c)
 *
 * The frame and its key come up to the daemon. Which bridge it belongs to is a matter of its
 * port, or of the context to which it comes back. The daemon translates the key, has the datapath
 * carry out the answer for this one frame, and installs the answer with its mask, so that
 * frames like this one need not come up any more.
 *
 * Not installed is an answer when there are as many flows as the limit allows, or when it may not
 * be cached. An answer that needs the daemon for every frame is installed as "up with it": the
 * frame then comes up as `slow-path`, is translated again and carried out, and nothing is counted, because the
 * cached flow has counted it.
 *
 * Rules: process_upcall, upcall_xlate, should_install_flow, compose_slow_path, upcall_cb, handle_upcalls.
 *
 * Not modelled: queues between datapath and daemon, which lose upcalls under load; upcalls of the kernel that come in batches.
 */
import type {DatapathAction, TunnelKey, Userspace} from '../devices/datapath/datapath-action.js';
import type {Datapath} from '../devices/datapath/datapath-device.js';
import {executeActions, keyOfFrame, type Passage} from '../devices/datapath/execute.js';
import {findFlow, installFlow, maskOf} from '../devices/datapath/flow-cache.js';
import {actionsText, matchText} from '../devices/datapath/flow-text.js';
import {rememberFlow} from '../devices/datapath/lookup.js';
import {type FlowKey, WORD} from '../flow/key.js';
import {packetMask} from '../flow/syntax/match-format.js';
import type {Frame} from '../frame.js';
import type {Machine} from '../world.js';
import {receiveFromFlow} from './controller/packet-in.js';
import {countEvent} from './coverage.js';
import {isSample, receiveSample} from './export/receive-sample.js';
import {addUkey} from './revalidator.js';
import {armSwitchd} from './run.js';
import {slowPath} from './slow-path.js';
import {bridgeOf} from './translate/key-bridge.js';
import {translate} from './translate/translate.js';
import type {Answer} from './translate/translation.js';
import type {Vswitchd} from './vswitchd.js';

/** No cached flow answers `key`, which has the datapath's port number and is the daemon's to keep. */
export function upcallMiss(passage: Passage, key: FlowKey, frame: Frame): void {
	const {world, datapath, out} = passage;
	const machine = world.machines[datapath.machine] as Machine;
	const switchd = machine.vswitchd;
	if (!switchd?.running) {
		datapath.lookups.lost++;
		out.drop('ovs-upcall-lost');
		return;
	}
	if (out.tracing) out.note({kind: 'ovs-upcall', why: 'miss'});
	const answer = ask(passage, switchd, key, frame, 1);
	if (!answer) return;
	const cached = answer.slow.length > 0 ? slowPath(answer.slow) : answer.actions;
	passage.carriedOut = {actions: answer.actions, ...(mayCache(switchd) ? {caching: {key, actions: cached}} : {})};
	countExecution(switchd, datapath, answer, world.now);
	executeActions(passage, answer.actions, frame);
	if (!passage.sent && answer.drop !== undefined) out.drop(answer.drop);
	install(passage, switchd, key, answer, cached);
	armSwitchd(world, machine, out);
}

/** A cached flow sends the frame up (dp_execute_userspace_action). */
export function upcallUserspace(passage: Passage, frame: Frame, why: Userspace, tunnel: TunnelKey | undefined): void {
	const {world, datapath, out} = passage;
	const machine = world.machines[datapath.machine] as Machine;
	const switchd = machine.vswitchd;
	if (!switchd?.running) {
		datapath.lookups.lost++;
		return;
	}
	const key = keyOfFrame(passage, frame);
	if (isSample(why)) {
		receiveSample(passage, machine, switchd, why, key, frame, tunnel);
		// Who is about to cache a flow arms afterwards: what the frame has taught makes that flow doubtful, too.
		if (!passage.carriedOut?.caching) armSwitchd(world, machine, out);
		return;
	}
	if (why.kind !== 'slow-path') {
		if (receiveFromFlow(world, machine, datapath, why, key, frame, out)) passage.sent = true;
		return;
	}
	passage.sent = true;
	if (out.tracing) out.note({kind: 'ovs-upcall', why: 'slow-path'});
	const answer = ask(passage, switchd, key, frame, 0);
	if (!answer) return;
	const slow: Passage = {...passage, metadata: passage.metadata.slice(), sent: false, carriedOut: {actions: answer.actions}};
	countExecution(switchd, datapath, answer, world.now);
	executeActions(slow, answer.actions, frame);
	if (!slow.sent && answer.drop !== undefined) out.drop(answer.drop);
	armSwitchd(world, machine, out);
}

/** Translates; `undefined`, and the frame dropped, when nobody knows where it came from. */
function ask(passage: Passage, switchd: Vswitchd, key: FlowKey, frame: Frame, packets: 0 | 1): Answer | undefined {
	const {world, datapath, out} = passage;
	const from = bridgeOf(switchd, datapath.id, key);
	if (!from) {
		out.drop(key[WORD.tunnelDst] === 0 ? 'ovs-no-output' : 'ovs-no-tunnel-port');
		return undefined;
	}
	const asked = key.slice();
	asked[WORD.inPort] = from.port;
	const answer = translate({
		switchd,
		bridge: from.bridge,
		key: asked,
		frame,
		now: world.now,
		stats: {packets, bytes: packets * frame.bytes.length, used: world.now, tcpFlags: (key[WORD.tcpFlags] as number) >>> 16},
		tracing: out.tracing,
	});
	for (const {cause} of answer.report) out.note(cause);
	return answer;
}

/** Is there room for another flow? (should_install_flow) */
function mayCache({revalidator}: Vswitchd): boolean {
	return revalidator.ukeys.size < revalidator.flowLimit;
}

/** An order to the datapath of the kernel; the userspace datapath asks the daemon by a call, and does the rest itself. */
function countPut({coverage}: Vswitchd, {type}: Datapath, now: number): void {
	if (type === 'system') countEvent(coverage, 'dpif_flow_put', now);
}

/** Has the datapath of the kernel been told to carry something out for this frame (handle_upcalls)? */
function countExecution({coverage}: Vswitchd, {type}: Datapath, {actions}: Answer, now: number): void {
	if (type === 'system' && actions.length > 0) countEvent(coverage, 'dpif_execute', now);
}

function install(
	{world, datapath, out}: Passage,
	switchd: Vswitchd,
	key: FlowKey,
	answer: Answer,
	actions: readonly DatapathAction[],
): void {
	const {revalidator} = switchd;
	const refuse = (why: 'flow-limit' | 'exists' | 'uncacheable'): void => {
		if (out.tracing) out.note({kind: 'ovs-not-installed', why});
	};
	if (!mayCache(switchd)) {
		countEvent(switchd.coverage, 'upcall_flow_limit_hit', world.now);
		refuse('flow-limit');
		return;
	}
	// A frame that came back may have installed it already.
	if (findFlow(datapath.cache, key) >= 0) {
		refuse('exists');
		return;
	}
	const mask = revalidator.megaflows ? answer.mask : packetMask(key);
	const flow = installFlow(datapath.cache, key, mask, actions, answer.drop, world.now);
	countPut(switchd, datapath, world.now);
	addUkey(switchd, datapath, flow, answer, world.now);
	rememberFlow(datapath, key, flow, world);
	if (out.tracing) {
		out.note({
			kind: 'ovs-installed',
			match: matchText(world, datapath, key, maskOf(datapath.cache, flow)),
			actions: actionsText(world, datapath, actions),
		});
	}
}
