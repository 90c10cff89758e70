/*
 * The datapath: from frame to actions (ovs_dp_process_packet; dp_netdev_input)
 *
 * A frame comes in by a port; its headers become a key; the caches are asked for a
 * megaflow; its actions are carried out. When no megaflow answers, the frame goes up to the
 * daemon (`ovs/upcall.ts`), which answers it and installs what it has found.
 *
 *     extract.ts     frame to key
 *     lookup.ts      key to megaflow, through the caches
 *     execute.ts     actions
 *     ports.ts       what stands behind a port number
 *
 * The kernel's datapath goes on without the daemon, with what it has cached; the userspace
 * datapath is the daemon and dies with it.
 *
 * A flow counts the frames that it answers, so not the one for which it was made.
 *
 * Not modelled: that the stack of the host sees what comes in by a port of the userspace datapath, too.
 */
import {createKey, type FlowKey, WORD} from '../../flow/key.js';
import type {Frame} from '../../frame.js';
import {rearmSwitchd, runSwitchd} from '../../ovs/run.js';
import {upcallMiss, upcallUserspace} from '../../ovs/upcall.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import type {DatapathAction} from './datapath-action.js';
import type {Datapath, TunnelIngress} from './datapath-device.js';
import {executeActions, type Hooks, keyOfFrame, type Passage, sendByPort} from './execute.js';
import {extractKey} from './extract.js';
import {countFlow, type FlowIndex, keyOf, LEVELS, maskOf} from './flow-cache.js';
import {OUTPUT, RECORD} from './flow-row.js';
import {actionsText, matchText} from './flow-text.js';
import {lookUpFlow} from './lookup.js';

/** Words of the key that stand before those of the frame. */
const METADATA_WORDS = WORD.dstHigh;
const {inPort, recirc, dpHash, tunnelId, tunnelSrc, tunnelDst, tunnelMeta, tcpFlags} = WORD;
/** Written anew for each frame. */
const arriving: FlowKey = createKey();

/** A frame enters by port `port` of the datapath; `tunnel` is the outer header that it came in. */
export function enterDatapath(world: World, datapath: Datapath, port: number, frame: Frame, out: Sink, tunnel?: TunnelIngress): void {
	const key = arriving;
	if (!extractKey(frame.bytes, key, datapath.vlanLimit)) {
		out.drop('malformed');
		return;
	}
	key[inPort] = port;
	key[recirc] = 0;
	key[dpHash] = 0;
	key[tunnelId] = tunnel ? tunnel.id | 0 : 0;
	key[tunnelSrc] = tunnel ? tunnel.src | 0 : 0;
	key[tunnelDst] = tunnel ? tunnel.dst | 0 : 0;
	key[tunnelMeta] = tunnel ? (tunnel.flags << 16) | (tunnel.tos << 8) | tunnel.ttl : 0;

	const flow = lookUpFlow(datapath, key, world.now, world);
	if (flow < 0) {
		missed(passageOf(world, datapath, key, out), key, frame);
		return;
	}
	const {cache} = datapath;
	countFlow(cache, flow, frame.bytes.length, (key[tcpFlags] as number) >>> 16, world.now);
	if (out.tracing) noteAnswer(world, datapath, flow, out);
	// What most flows do.
	const output = cache.records[flow * RECORD + OUTPUT] as number;
	if (output >= 0) {
		sendByPort(world, datapath, output, frame, out);
		return;
	}
	carryOut(passageOf(world, datapath, key, out), flow, frame);
}

/** The daemon sends a frame: `actions` are carried out as if it had come by `port` (dpif_execute). Returns whether it went anywhere. */
export function executeInDatapath(
	world: World,
	datapath: Datapath,
	port: number,
	actions: readonly DatapathAction[],
	frame: Frame,
	out: Sink,
): boolean {
	const metadata = createKey();
	metadata[inPort] = port;
	const passage = passageOf(world, datapath, metadata, out);
	executeActions(passage, actions, frame);
	return passage.sent;
}

/** The timer of the datapath: the daemon does what is due. One that was put off fires, too, and only sets the timer anew. */
export function datapathTimer(world: World, datapath: Datapath, out: Sink): void {
	if (world.now < datapath.wakeAt) return;
	datapath.wakeAt = Number.POSITIVE_INFINITY;
	const machine = world.machines[datapath.machine] as Machine;
	if (!machine.vswitchd?.running) return;
	runSwitchd(world, machine, out);
	rearmSwitchd(world, machine, out);
}

const hooks: Hooks = {
	again(passage, frame) {
		const {world, datapath, out} = passage;
		const key = keyOfFrame(passage, frame);
		const flow = lookUpFlow(datapath, key, world.now, world);
		if (flow < 0) {
			missed(passage, key, frame);
			return;
		}
		countFlow(datapath.cache, flow, frame.bytes.length, (key[tcpFlags] as number) >>> 16, world.now);
		if (out.tracing) noteAnswer(world, datapath, flow, out);
		carryOut(passage, flow, frame);
	},
	up: upcallUserspace,
};

function passageOf(world: World, datapath: Datapath, key: FlowKey, out: Sink): Passage {
	return {world, datapath, out, hooks, metadata: key.slice(0, METADATA_WORDS), depth: 0, sent: false};
}

function carryOut(passage: Passage, flow: FlowIndex, frame: Frame): void {
	const {cache} = passage.datapath;
	// Fetched before, because what the actions lead to may take the flow away.
	const drop = cache.drops[flow] ?? 'ovs-flow-drop';
	const actions = cache.actions[flow] as readonly DatapathAction[];
	passage.carriedOut = {actions};
	executeActions(passage, actions, frame);
	if (!passage.sent) passage.out.drop(drop);
}

function noteAnswer(world: World, datapath: Datapath, flow: FlowIndex, out: Sink): void {
	const {cache} = datapath;
	const level = LEVELS[cache.answeredBy];
	if (!level || level === 'miss') return;
	out.note({
		kind: 'ovs-cache-hit',
		level,
		masks: cache.masksTried,
		match: matchText(world, datapath, keyOf(cache, flow), maskOf(cache, flow)),
		actions: actionsText(world, datapath, cache.actions[flow] as readonly DatapathAction[]),
	});
}

function missed(passage: Passage, key: FlowKey, frame: Frame): void {
	const {out, datapath} = passage;
	if (out.tracing) out.note({kind: 'ovs-cache-miss', masks: datapath.cache.masksTried});
	// The key of the next frame must not be written over this one.
	upcallMiss(passage, key.slice(), frame);
}
