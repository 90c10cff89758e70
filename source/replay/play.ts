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
import {createHistory, settle} from '../engine/history.js';
import {formatMac} from '../engine/mac.js';
import {deliveries} from '../engine/trace.js';
import {deviceAtPath, type World} from '../engine/world.js';
import {commandOf} from './action.js';
import type {Observation} from './observation.js';
import {playOvs} from './ovs-play.js';
import {frameOf, type Sent, strangePayload} from './payload.js';
import {followed, inject, type Player, passUntil, SECOND, type} from './player.js';
import {listenersOf, receiptsOf, wireOf} from './receipts.js';
import type {Expectation, Recording, Stimulus} from './recording-schema.js';
import {bridgeNamed, fdbRows, mdbRows, routerPorts} from './tables.js';

const MILLISECOND = 1_000_000;
/** How long the recorder waited for a frame, and after a command without `pause`. */
const FRAME_MOMENT = 100 * MILLISECOND;
const COMMAND_MOMENT = 50 * MILLISECOND;
const STORM_COPIES = 1000;

/** Plays `recording` on the world that `setUp` made of it, one observation a stimulus. Ends early when it is lost. */
export function* play(recording: Recording, world: World): Generator<Observation> {
	if (recording.device.type === 'ovs') {
		yield* playOvs(recording, world);
		return;
	}
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

function sendFrame({recording, history, listeners, start}: Player, stimulus: Stimulus, next: number): Result {
	const lost = strangePayload(stimulus.payload);
	if (lost !== undefined) return {lost};
	const frame = frameOf(stimulus as Sent);
	const nodes = followed(history, inject(listeners, history, stimulus.from ?? '', frame), frame, () => false);
	const wire = wireOf(nodes, frame, history.world, recording);
	passUntil(history, Math.min(start + stimulus.t * SECOND + FRAME_MOMENT, next));
	return {...receiptsOf(nodes, frame, listeners), wire};
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
