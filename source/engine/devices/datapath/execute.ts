/*
 * A datapath carries out actions
 *
 * One after the other, on the frame as those before have made it. What is sent is sent at once and is
 * not changed any more. `clone` and `sample` work on a copy, `truncate` cuts the next output only, `recirculate` looks the
 * frame up again as it now is.
 *
 * Most flows only output, so that is a loop without any state; the state of a run is made for the first action
 * that needs it.
 *
 * Rules: odp_execute_actions (lib/odp-execute.c), dp_execute_cb (dpif-netdev.c); do_execute_actions, do_output
 * (net/openvswitch/actions.c), ovs_vport_send (vport.c).
 *
 * Not modelled: meters, conntrack, MPLS and NSH; fragmentation of what is too long, which both datapaths drop.
 */
import {createKey, type FlowKey, WORD} from '../../flow/key.js';
import {type Frame, isTpid, popTag, pushTag, word} from '../../frame.js';
import {nextRandom} from '../../random.js';
import type {Sink} from '../../sink.js';
import {deviceAt, type Machine, type World} from '../../world.js';
import type {DatapathAction, TunnelKey, Userspace} from './datapath-action.js';
import {type Datapath, OUTLET} from './datapath-device.js';
import {dpHash} from './dp-hash.js';
import {extractKey} from './extract.js';
import {datapathPort} from './ports.js';
import {setHeader} from './rewrite.js';
import {encapsulate} from './tunnel-output.js';

/** A frame on its way through a datapath, with what is known of it that no header holds. */
export interface Passage {
	world: World;
	datapath: Datapath;
	out: Sink;
	/** What the datapath does with a frame that comes back, or goes up. */
	hooks: Hooks;
	/** The words of the key before those of L2: ingress port, recirculation, hash, tunnel. */
	metadata: Int32Array;
	/** Recirculations so far. */
	depth: number;
	/** Was the frame, or a copy, sent anywhere? */
	sent: boolean;
	/** What is carried out for the frame, which was sent by nobody else; and the flow that is about to be cached for it. */
	carriedOut?: {actions: readonly DatapathAction[]; caching?: {key: FlowKey; actions: readonly DatapathAction[]}};
}

export interface Hooks {
	/** Looks the frame up again. */
	again(passage: Passage, frame: Frame): void;
	/** Hands the frame to the daemon; `tunnel` is the outer header that is set for its output. */
	up(passage: Passage, frame: Frame, why: Userspace, tunnel: TunnelKey | undefined): void;
}

/** Recirculations of one frame, at most (MAX_RECIRC_DEPTH). */
export const MAX_RECIRCULATIONS = 6;
const ETHERNET_HEADER = 14;
const TAG = 4;

/** Sends a frame by a port of the datapath; one that does not fit its MTU is dropped (ovs_vport_send). */
export function sendByPort(world: World, datapath: Datapath, port: number, frame: Frame, out: Sink, tunnel?: TunnelKey): void {
	const outlet = datapath.outlets[port] ?? OUTLET.none;
	const kind = outlet & 3;
	if (kind === OUTLET.none) {
		out.drop('ovs-no-output');
		return;
	}
	if (kind === OUTLET.tunnel) {
		sendByTunnel(world, datapath, port, frame, out, tunnel);
		return;
	}
	const device = deviceAt(world, outlet >> 2);
	const {bytes} = frame;
	if (bytes.length - ETHERNET_HEADER > device.mtu && bytes.length - ETHERNET_HEADER - (isTpid(word(bytes, 12)) ? TAG : 0) > device.mtu) {
		device.counters.txDropped++;
		out.drop('too-long');
	} else if (kind === OUTLET.netdev) out.transmit(device.id, frame);
	else out.receive(device.id, frame, undefined);
}

function sendByTunnel(world: World, datapath: Datapath, number: number, frame: Frame, out: Sink, tunnel: TunnelKey | undefined): void {
	const port = datapathPort(datapath, number);
	// Without an outer header there is nothing to send it in.
	if (!tunnel || (port?.kind !== 'vxlan' && port?.kind !== 'gre')) out.drop('ovs-no-tunnel-port');
	else encapsulate(world, world.machines[datapath.machine] as Machine, port, tunnel, frame, out);
}

/** Carries out `actions` on `frame`. Nothing is sent by a list without outputs: that is for the caller to notice by `sent`. */
export function executeActions(passage: Passage, actions: readonly DatapathAction[], frame: Frame): void {
	let current = frame;
	let tunnel: TunnelKey | undefined;
	/** Length to which the next output is cut; 0 is off. */
	let cut = 0;
	for (let at = 0; at < actions.length; at++) {
		const action = actions[at] as DatapathAction;
		switch (action.kind) {
			case 'output':
				passage.sent = true;
				sendByPort(passage.world, passage.datapath, action.port, cut === 0 ? current : shortened(current, cut), passage.out, tunnel);
				cut = 0;
				break;
			case 'push-vlan':
				current = pushTag(current, {tpid: action.tpid, pcp: action.pcp, dei: false, vid: action.vid});
				break;
			case 'pop-vlan':
				current = popTag(current);
				break;
			case 'set':
				current = setHeader(current, action.header);
				break;
			case 'set-priority':
				break;
			case 'set-tunnel':
				tunnel = action.tunnel;
				break;
			case 'truncate':
				cut = action.length;
				break;
			case 'userspace':
				passage.hooks.up(passage, cut === 0 ? current : shortened(current, cut), action.why, tunnel);
				cut = 0;
				break;
			case 'clone':
				runCopy(passage, action.actions, current, tunnel);
				break;
			case 'sample':
				if (nextRandom(passage.world) < action.probability) runCopy(passage, action.actions, current, tunnel);
				break;
			case 'hash':
				passage.metadata[WORD.dpHash] = dpHash(keyOfFrame(passage, current), action.algorithm, action.basis) | 0;
				break;
			case 'recirculate':
				recirculate(passage, action.id, current);
				break;
			case 'check-packet-length':
				runCopy(passage, current.bytes.length > action.length ? action.greater : action.lessOrEqual, current, tunnel);
				break;
			default:
				action satisfies never;
		}
	}
}

/** What a copy does to its metadata does not concern the frame. An outer header that was set holds for both. */
function runCopy(passage: Passage, actions: readonly DatapathAction[], frame: Frame, tunnel: TunnelKey | undefined): void {
	const copy: Passage = {...passage, metadata: passage.metadata.slice()};
	executeActions(copy, tunnel ? [{kind: 'set-tunnel', tunnel}, ...actions] : actions, frame);
	passage.sent ||= copy.sent;
}

function recirculate(passage: Passage, id: number, frame: Frame): void {
	passage.sent = true;
	if (passage.depth >= MAX_RECIRCULATIONS) {
		passage.out.drop('ovs-translation-error');
		return;
	}
	const again: Passage = {...passage, metadata: passage.metadata.slice(), depth: passage.depth + 1, sent: false};
	again.metadata[WORD.recirc] = id;
	passage.hooks.again(again, frame);
}

/** The key of a frame as it now is, metadata included. */
export function keyOfFrame({datapath, metadata}: Pick<Passage, 'datapath' | 'metadata'>, frame: Frame): Int32Array {
	const key = createKey();
	key.set(metadata);
	extractKey(frame.bytes, key, datapath.vlanLimit);
	return key;
}

function shortened(frame: Frame, length: number): Frame {
	return frame.bytes.length > length ? {bytes: frame.bytes.slice(0, Math.max(length, ETHERNET_HEADER))} : frame;
}
