/*
 * Who reaches whom
 *
 * The answer is not worked out, it is tried: on a copy of the world one machine pings the other, or opens a TCP connection
 * and fetches a page, with the stacks, tables and timers that the world has at this moment. The world itself does not notice. "Yes"
 * means that the answer came back; reaching is not symmetric (NAT), and ICMP and TCP may differ (a port forward).
 *
 * For a "no" there is a reason, and a place as far as one is known: the last drop of the attempt that was no copy for somebody else
 * (a broadcast ends at every station but the one that is asked).
 *
 * Not modelled: an attempt that would succeed later than `PATIENCE`.
 */
import {copy} from '../copy.js';
import {dstMac} from '../frame.js';
import {isGroup} from '../mac.js';
import type {DeviceId, MachineId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {DropReason} from '../sink.js';
import {createTicker} from '../tick.js';
import type {TraceNode} from '../trace.js';
import type {World} from '../world.js';
import {begin} from './attempt.js';

const SECOND = 1_000_000_000;
/** How long an attempt may take, ns: an old ARP entry is believed for five seconds and then asked for three times; a SYN is sent again. */
const PATIENCE = 12 * SECOND;
/** A storm does not end by itself. */
const MOST_TICKS = 50_000;

export type Attempt = {kind: 'icmp'} | {kind: 'tcp'; port: number};

/** Where the attempt ended. */
interface Lost {
	device: DeviceId;
	reason: DropReason;
}

export type Reach =
	| {kind: 'yes'}
	/** No route: no frame left. */
	| {kind: 'no-route'}
	/** Somebody said so (ICMP); the own stack when nobody answered ARP. */
	| {kind: 'unreachable'; from: Ipv4Address; lost?: Lost}
	/** Nobody listens there. */
	| {kind: 'refused'}
	/** No answer came. */
	| {kind: 'silence'; lost?: Lost};

/** Does `from` reach `to` now? */
export function reach(world: World, from: MachineId, to: Ipv4Address, attempt: Attempt): Reach {
	const trial = copy(world);
	const ticker = createTicker(trial, true);
	const begun = begin(trial, from, to, attempt, ticker.sink);
	if (begun.kind === 'no-route') return begun;
	trial.until = trial.now + PATIENCE;
	const nodes: TraceNode[] = [];
	let result = begun.result();
	for (let ticks = 0; ticks < MOST_TICKS && result.kind === 'silence' && ticker.tick(); ticks++) {
		const node = ticker.lastNode();
		if (node) nodes.push(node);
		result = begun.result();
	}
	if (result.kind !== 'silence' && result.kind !== 'unreachable') return result;
	const lost = lostIn(nodes);
	return lost ? {...result, lost} : result;
}

/** Drops of a frame that is for somebody else, which happen wherever a frame is shown to all. */
const NOT_MINE: readonly DropReason[] = ['other-host', 'not-for-us', 'own-broadcast', 'vmnet-no-taker'];

/** The last drop of these nodes that tells something: that nobody answered ARP tells less than who lost the question. */
function lostIn(nodes: readonly TraceNode[]): Lost | undefined {
	const found = nodes.flatMap(({device, frame, effects}) =>
		effects.flatMap((effect) => (effect.kind === 'dropped' ? [{device, reason: effect.reason, frame}] : [])),
	);
	const isTelling = ({reason, frame}: (typeof found)[number]): boolean =>
		!NOT_MINE.includes(reason) || (frame !== undefined && !isGroup(dstMac(frame)));
	const telling = found.findLast(({reason}) => !NOT_MINE.includes(reason) && reason !== 'neighbour-failed') ?? found.findLast(isTelling);
	return telling && {device: telling.device, reason: telling.reason};
}
