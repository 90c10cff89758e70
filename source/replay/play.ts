/*
 * Playing a recording
 *
 * Stimuli become inputs at their times: a frame is sent by the endpoint's device,
 * an action is the command that the real system was given, typed on the same
 * machine. After each, time passes until the recorder looked at the result: what
 * the recording calls `pause`, or a moment.
 *
 * Only what a frame itself caused counts as received: BPDUs and queries of the
 * bridges that fly at the same time are somebody else's.
 */
import {stpReport} from '../engine/devices/bridge/stp-report.js';
import type {Frame} from '../engine/frame.js';
import {createHistory, type History, input, settle, step} from '../engine/history.js';
import {formatMac} from '../engine/mac.js';
import type {TraceNode} from '../engine/trace.js';
import {deliveries} from '../engine/trace.js';
import {deviceAtPath, type World} from '../engine/world.js';
import {commandOf} from './action.js';
import type {Answer, Observation} from './observation.js';
import {frameOf, type Sent, strangePayload} from './payload.js';
import {isPresent, type Listeners, listenersOf, receiptsOf, wireOf} from './receipts.js';
import type {Expectation, Recording, Stimulus} from './recording-schema.js';
import {runOn} from './shell.js';
import {bridgeNamed, fdbRows, mdbRows, routerPorts} from './tables.js';

const SECOND = 1_000_000_000;
const MILLISECOND = 1_000_000;
/** How long the recorder waited for a frame, and after a command without `pause`. */
const FRAME_MOMENT = 100 * MILLISECOND;
const COMMAND_MOMENT = 50 * MILLISECOND;
/** Steps after which a frame counts as a storm. */
const STEP_LIMIT = 100_000;
const STORM_COPIES = 1000;

interface Player {
	recording: Recording;
	history: History;
	listeners: Listeners;
	/** World time of the recording's 0, ns. */
	start: number;
}

/** Plays `recording` on the world that `setUp` made of it, one observation a stimulus. Ends early when it is lost. */
export function* play(recording: Recording, world: World): Generator<Observation> {
	const player: Player = {recording, history: createHistory(world), listeners: listenersOf(recording, world), start: world.now};
	for (const [index, stimulus] of recording.stimuli.entries()) {
		const next = player.start + (recording.stimuli[index + 1]?.t ?? Number.POSITIVE_INFINITY) * SECOND;
		passUntil(player.history, player.start + stimulus.t * SECOND);
		const expectation = recording.expect[index] as Expectation;
		const result = stimulus.do ? act(player, stimulus.do, expectation, next) : sendFrame(player, stimulus, next);
		yield {id: stimulus.id, ...result, ...tablesOf(player, expectation)};
		if (result.lost !== undefined) return;
	}
}

type Result = Pick<Observation, 'delivered' | 'wire' | 'portLocal' | 'answer' | 'copies' | 'lost'>;

/** Lets the clock run to `time`, ns. */
function passUntil(history: History, time: number): void {
	const {now, until} = history.world;
	const duration = Math.round(time) - Math.max(now, until);
	if (duration > 0) input(history, {kind: 'wait', duration});
	settle(history);
}

function sendFrame({history, listeners, start}: Player, stimulus: Stimulus, next: number): Result {
	const lost = strangePayload(stimulus.payload);
	if (lost !== undefined) return {lost};
	const frame = frameOf(stimulus as Sent);
	const nodes = followed(history, inject(listeners, history, stimulus.from ?? '', frame), frame, () => false);
	const wire = wireOf(nodes, frame, history.world);
	passUntil(history, Math.min(start + stimulus.t * SECOND + FRAME_MOMENT, next));
	return {...receiptsOf(nodes, frame, listeners), wire};
}

/** Sends by the device of an endpoint; false when that device is gone. */
function inject(listeners: Listeners, history: History, from: string, frame: Frame): boolean {
	const [device] = [...listeners.endpoints].find(([, name]) => name === from) ?? [];
	if (device === undefined || !isPresent(history.world, device)) return false;
	input(history, {kind: 'frame', device, frame});
	return true;
}

/** Steps until the world is quiet or `enough`; returns the nodes that `frame` caused. */
function followed(history: History, sent: boolean, frame: Frame, enough: (node: TraceNode) => boolean): TraceNode[] {
	const nodes: TraceNode[] = [];
	const ids = new Set<number>();
	for (let steps = 0; sent && steps < STEP_LIMIT; steps++) {
		const node = step(history);
		if (!node) break;
		if (!ids.has(node.parent) && node.frame !== frame) continue;
		ids.add(node.id);
		nodes.push(node);
		if (enough(node)) break;
	}
	return nodes;
}

function act(player: Player, action: NonNullable<Stimulus['do']>, expectation: Expectation, next: number): Result {
	const {history} = player;
	if (action.op === 'storm') return storm(player, action, expectation);
	const moment = action.pause === undefined ? COMMAND_MOMENT : action.pause * SECOND;
	const observe = Math.min(history.world.now + moment, next);
	if (action.op === 'wait') return {};
	const command = commandOf(action, expectation.cmd, player.recording);
	if (command.kind === 'unknown') return {lost: command.why};
	const answer = type(history, command.machine, command.line);
	if (typeof answer === 'string') return {lost: answer};
	passUntil(history, observe);
	return {answer};
}

function type(history: History, machine: string, line: string): Answer | string {
	const answer = runOn(history, machine, line);
	return typeof answer === 'string' ? answer : {cmd: line, ...answer};
}

/** A frame that multiplies until a cable is cut: copies are counted, then the world comes to rest. */
function storm({history, listeners}: Player, action: NonNullable<Stimulus['do']>, expectation: Expectation): Result {
	const {frame: sent, watch, ms = 150, cut} = action;
	if (!sent || watch === undefined || !cut) return {lost: 'a storm needs "frame", "watch" and "cut"'};
	const frame = frameOf(sent);
	const enough = expectation.stormCopiesAtLeast ?? STORM_COPIES;
	const end = history.world.now + ms * MILLISECOND;
	let copies = 0;
	followed(history, inject(listeners, history, sent.from, frame), frame, (node) => {
		copies += deliveries([node]).filter(({device}) => listeners.endpoints.get(device) === watch).length;
		return copies >= enough || node.time >= end;
	});
	const answer = type(history, cut.device, expectation.cmd ?? `ip link set dev ${cut.port} down`);
	if (typeof answer === 'string') return {lost: answer};
	settle(history);
	return {answer, copies};
}

function tablesOf(
	{recording, history}: Player,
	expectation: Expectation,
): Pick<Observation, 'fdb' | 'macs' | 'mdb' | 'routerPorts' | 'stp'> {
	const {world} = history;
	const {device, peers} = recording;
	const bridges = (device.type === 'linux-bridge' ? [device, ...peers] : peers).flatMap(({name}) => {
		const bridge = bridgeNamed(world, name);
		return bridge ? [{name, bridge}] : [];
	});
	const own = bridgeNamed(world, device.name);
	return {
		fdb: Object.fromEntries(bridges.map(({name, bridge}) => [name, fdbRows(world, bridge)])),
		macs: Object.fromEntries(Object.keys(expectation.macs ?? {}).map((path) => [path, formatMac(deviceAtPath(world, path)?.mac ?? 0)])),
		mdb: own && expectation.mdb ? mdbRows(world, own) : [],
		routerPorts: own && expectation.routerPorts ? routerPorts(world, own) : [],
		stp: expectation.stp ? Object.fromEntries(bridges.map(({name, bridge}) => [name, stpReport(bridge, world)])) : {},
	};
}
