/*
 * Patch ports
 *
 * A pair of patch ports joins two bridges of a switch, and is nothing else: no
 * device and no datapath port. What is sent into one end is walked through the
 * tables of the other bridge, there and then, and one cached flow holds what both bridges
 * did. The other bridge has its own registers, metadata, action set and stack, and whatever it does to the frame is undone
 * for the actions that follow here.
 *
 * Follows patch_port_output (ofproto-dpif-xlate.c).
 */
import {OFPP} from '../../flow/action.js';
import {KEY_WORDS, WORD} from '../../flow/key.js';
import {forwardsAt} from '../stp/ovs-stp.js';
import {type OfPort, type OvsBridge, ofPortNamed, type Vswitchd} from '../vswitchd.js';
import {executeActionSet} from './action-set.js';
import {cloneActions} from './clone-action.js';
import {cancelFreezing, finishFreezing} from './recirculate.js';
import {mayReceive, takeSpecial} from './special.js';
import {note, type Translation} from './translation.js';
import {walkTable} from './walk-table.js';

/** The other end of a patch port: a patch port of any bridge of the same datapath that names this one as its peer, too. */
export function peerOf(switchd: Vswitchd, port: OfPort): {bridge: OvsBridge; port: OfPort} | undefined {
	if (port.peer === undefined) return undefined;
	for (const bridge of switchd.bridges) {
		const found = ofPortNamed(bridge, port.peer);
		if (found?.peer === port.name) return {bridge, port: found};
	}
	return undefined;
}

/** The frame leaves by `from` and comes in by `to`. */
export function sendThroughPatch(translation: Translation, from: OfPort, to: {bridge: OvsBridge; port: OfPort}, isLast: boolean): void {
	const {bridge, flow, mask, mirrors, stack, actionSet, actionSetOutput, depth, horizon} = translation;
	const before = flow.slice();
	const tunnelMask = mask.slice(WORD.tunnelId, WORD.dstHigh);
	const isOther = to.bridge !== bridge;
	note(translation, {kind: 'ovs-patch', from: from.name, to: to.port.name});
	note(translation, {kind: 'ovs-bridge', bridge: to.bridge.name});

	Object.assign(translation, {stack: [], actionSet: [], actionSetOutput: OFPP.unset, depth: depth + 1, bridge: to.bridge});
	translation.horizon = to.bridge.tables.nextRule;
	if (isOther) translation.mirrors = 0;
	flow[WORD.inPort] = to.port.number;
	flow.fill(0, WORD.tunnelId, WORD.dstHigh);
	mask.fill(0, WORD.tunnelId, WORD.dstHigh);
	flow.fill(0, WORD.metadata, KEY_WORDS);
	translation.inPort = to.port;
	if (!takeSpecial(translation, to.port) && mayReceive(translation, to.port)) walkBehind(translation, to, isLast);

	flow.set(before);
	mask.set(tunnelMask, WORD.tunnelId);
	if (isOther) translation.mirrors = mirrors;
	Object.assign(translation, {stack, actionSet, actionSetOutput, depth, bridge, horizon});
	translation.inPort = bridge.ofPorts.get(flow[WORD.inPort] as number);
	// How the other bridge ended is its own affair.
	translation.exit = false;
	translation.error = undefined;

	translation.credits.push(
		{kind: 'of-port', bridge: bridge.name, port: from.number, direction: 'tx'},
		{kind: 'of-port', bridge: to.bridge.name, port: to.port.number, direction: 'rx'},
	);
}

function walkBehind(translation: Translation, {bridge, port}: {bridge: OvsBridge; port: OfPort}, isLast: boolean): void {
	const options = {mayPacketIn: true, isLast, run: cloneActions};
	if (forwardsAt(bridge, port.number)) {
		walkTable(translation, port.number, 0, options);
		if (!translation.freezing) executeActionSet(translation);
		if (translation.freezing) finishFreezing(translation);
		return;
	}
	// Learning: the tables may look at the frame, then it is dropped.
	const {base, mirrors, actions} = translation;
	const baseBefore = base.slice();
	const count = actions.length;
	walkTable(translation, port.number, 0, options);
	translation.mirrors = mirrors;
	base.set(baseBefore);
	actions.length = count;
	cancelFreezing(translation);
}
