/*
 * Playing a recording of Open vSwitch
 *
 * The recorder stopped the clock of the daemon and let it go on from stimulus to stimulus. Before each frame it
 * deleted the cached flows, so that the frame shows its own, unless `record.purge` is false; then it
 * asked `ofproto/trace` what would become of the frame, and sent it. After each stimulus it had
 * the revalidator go through the cached flows once, and looked at the tables.
 */
import {dstMac, etherType, type Frame, srcMac, tags} from '../engine/frame.js';
import {createHistory} from '../engine/history.js';
import {formatMac} from '../engine/mac.js';
import {crossings, type TraceNode} from '../engine/trace.js';
import {deviceAt, type World} from '../engine/world.js';
import {commandOf} from './action.js';
import type {Observation} from './observation.js';
import {type Ask, bonds, dpFlows, flowStats, ingressName, ovsFdb, snoopedGroups, traceOf} from './ovs-tables.js';
import {frameOf, type Sent, strangePayload} from './payload.js';
import {followed, inject, type Player, passUntil, SECOND, type} from './player.js';
import {listenersOf, receiptsOf} from './receipts.js';
import type {Expectation, Recording, Stimulus} from './recording-schema.js';
import {traceFlow} from './trace-flow.js';

/** Time that a command was given, ns. */
const COMMAND_MOMENT = 10_000_000;
const ETHERTYPE_RARP = 0x8035;

/** Something that the recorder asked cannot be asked here. */
class Unanswered {
	constructor(readonly why: string) {}
}

/** Plays `recording` on the world that `setUp` made of it, one observation a stimulus. Ends early when it is lost. */
export function* playOvs(recording: Recording, world: World): Generator<Observation> {
	const player: Player = {recording, history: createHistory(world), listeners: listenersOf(recording, world), start: world.now};
	for (const [index, stimulus] of recording.stimuli.entries()) {
		const observation = stimulate(player, stimulus, recording.expect[index] as Expectation);
		yield observation;
		if (observation.lost !== undefined) return;
	}
}

const NOTHING = {fdb: {}, macs: {}, mdb: [], routerPorts: [], stp: {}};

function stimulate(player: Player, stimulus: Stimulus, expectation: Expectation): Observation {
	const {history, recording, start} = player;
	const first = history.end;
	try {
		passUntil(history, start + stimulus.t * SECOND);
		ask(player)('ovs-appctl revalidator/wait');
		player.listeners = listenersOf(recording, history.world);
		const result = stimulus.do ? act(player, stimulus.do, expectation) : sendFrame(player, stimulus, expectation);
		ask(player)('ovs-appctl revalidator/wait');
		const generated = generatedFrames(
			history.trace.filter(({id}) => id >= first),
			history.world,
			stimulus.do ? undefined : result.sent,
		);
		return {id: stimulus.id, ...NOTHING, ...result, generated, ...tablesOf(player, expectation)};
	} catch (error) {
		if (!(error instanceof Unanswered)) throw error;
		return {id: stimulus.id, ...NOTHING, lost: error.why};
	}
}

/** Types commands on the host of the switch. */
function ask({history, recording}: Player): Ask {
	return (line) => {
		const answer = type(history, recording.device.name, line);
		if (typeof answer === 'string') throw new Unanswered(answer);
		return answer.stdout;
	};
}

type Result = Pick<Observation, 'delivered' | 'answer' | 'trace' | 'bondHash'> & {sent?: Frame};

function sendFrame(player: Player, stimulus: Stimulus, expectation: Expectation): Result {
	const {history, listeners, recording} = player;
	const lost = strangePayload(stimulus.payload);
	if (lost !== undefined) throw new Unanswered(lost);
	const {device} = recording;
	if (device.type === 'ovs' && device.record?.purge !== false) ask(player)('ovs-appctl revalidator/purge');
	const trace = expectation.trace ? foretell(player, stimulus) : undefined;
	const sent = frameOf(stimulus as Sent);
	const nodes = followed(history, inject(listeners, history, stimulus.from ?? '', sent), sent, () => false);
	const {delivered} = receiptsOf(
		nodes.filter(({frame}) => !frame || frame === sent || etherType(frame) !== ETHERTYPE_RARP),
		sent,
		listeners,
	);
	return {delivered, sent, ...(trace ? {trace} : {})};
}

/** What `ofproto/trace` says of the frame before it is sent. */
function foretell(player: Player, stimulus: Stimulus): Observation['trace'] {
	const {recording, history} = player;
	const endpoint = recording.endpoints.find(({name}) => name === stimulus.from);
	const bridge = endpoint?.port?.device ?? endpoint?.local?.device ?? recording.device.name;
	const device = endpoint?.port?.name ?? endpoint?.local?.interface ?? bridge;
	const flow = traceFlow(stimulus as Sent, endpoint?.local ? 'LOCAL' : ingressName(history.world, recording.device.name, bridge, device));
	return flow === undefined ? undefined : traceOf(ask(player), bridge, flow);
}

function act(player: Player, action: NonNullable<Stimulus['do']>, expectation: Expectation): Result {
	const {history, recording} = player;
	const moment = action.pause === undefined ? COMMAND_MOMENT : action.pause * SECOND;
	const hash = action.op === 'bondPin' ? bondHash(player, action) : undefined;
	const end = history.world.now + moment;
	if (action.op === 'wait') {
		passUntil(history, end);
		return {};
	}
	const line = hash === undefined ? expectation.cmd : `ovs-appctl bond/migrate ${action.bond} ${hash} ${action.member}`;
	const command = commandOf(action, line, recording);
	if (command.kind === 'unknown') throw new Unanswered(command.why);
	const answer = type(history, command.machine, command.line);
	if (typeof answer === 'string') throw new Unanswered(answer);
	passUntil(history, end);
	return {answer, ...(hash === undefined ? {} : {bondHash: hash})};
}

/** The bucket of a station, which the recorder then gave to a member. */
function bondHash(player: Player, {mac, vlan}: NonNullable<Stimulus['do']>): number {
	return Number(ask(player)(`ovs-appctl bond/hash ${mac}${vlan === undefined ? '' : ` ${vlan}`}`));
}

/** Announcements of stations after a change of the active member (RARP, RFC 903). */
function generatedFrames(nodes: readonly TraceNode[], world: World, sent: Frame | undefined): NonNullable<Observation['generated']> {
	return crossings(nodes)
		.filter(({frame}) => frame !== sent && etherType(frame) === ETHERTYPE_RARP)
		.map(({from, frame}) => {
			const [tag] = tags(frame);
			return {
				port: deviceAt(world, from).name,
				src: formatMac(srcMac(frame)),
				dst: formatMac(dstMac(frame)),
				ethertype: '0x8035',
				...(tag ? {vlan: tag.vid} : {}),
			};
		});
}

function tablesOf(player: Player, expectation: Expectation): Partial<Observation> {
	const {recording, history} = player;
	const {device, peers} = recording;
	if (device.type !== 'ovs') return {};
	const asked = ask(player);
	const fdb = [device, ...peers].map(({name}) => [name, ovsFdb(asked, history.world, device.name, name)] as const);
	const isAskedForFlows = (expectation.dpFlows ?? expectation.megaflow ?? expectation.actions) !== undefined;
	return {
		fdb: Object.fromEntries(fdb),
		...(isAskedForFlows ? {dpFlows: dpFlows(asked)} : {}),
		...(expectation.flowStats ? {flowStats: flowStats(asked, device.name, device.ofVersion)} : {}),
		...(expectation.bond ? {bond: bonds(asked)} : {}),
		...(expectation.mdb ? {groups: snoopedGroups(asked, device.name)} : {}),
	};
}
