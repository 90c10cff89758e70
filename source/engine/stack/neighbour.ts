/*
 * The neighbour table: which MAC has this address?
 *
 * A packet for 10.0.0.2 can leave only in a frame for somebody's MAC. The table
 * remembers the MACs that ARP found, one entry for an address on a device, and
 * doubts them with time (the reachability of RFC 4861 7.3, which Linux uses for
 * IPv4 too).
 *
 *  - *incomplete*: three broadcasts, one second apart. Packets wait meanwhile.
 *    Then *failed*: the packets are given up, and the next one starts afresh.
 *  - *reachable*: a reply to our own question, good for 30 s.
 *  - *stale*: learned from somebody's request, or old. It is still used; but its
 *    first use starts *delay* (5 s of grace), then *probe*: three requests to that
 *    MAC alone. So five seconds after a ping the
 *    other side asks back, by unicast, and nobody else sees it.
 *  - *permanent*: put in by hand. Nothing on the network changes it.
 *
 * A new MAC for a known address is believed, but not within one second of the
 * last change (locktime), so that two stations that claim one address do not
 * flap.
 *
 * Follows Linux net/core/neighbour.c: __neigh_event_send, neigh_timer_handler,
 * __neigh_update. Not modelled: the random factor of 0.5 to 1.5 on the 30 s,
 * garbage collection (Linux keeps the first 128 entries for ever), proof from
 * above such as TCP's, which saves the probe after the delay, a queue measured in octets (Linux: 212,992, the 101 full frames here).
 */
import type {Device} from '../device.js';
import {buildFrame, ETHERTYPE} from '../frame.js';
import type {Mac} from '../mac.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, machineOf, type World} from '../world.js';
import {addNeighbour, findNeighbour, isUsable} from './neighbour-table.js';
import {solicit} from './solicit.js';
import type {Neighbour, NeighbourState} from './stack-state.js';

/** Times in ns. */
const REACHABLE_TIME = 30_000_000_000;
const RETRANS_TIME = 1_000_000_000;
const DELAY_TIME = 5_000_000_000;
export const LOCK_TIME = 1_000_000_000;
/** Requests before an address is given up (mcast_solicit, ucast_solicit). */
const MAX_PROBES = 3;
/** Packets that may wait for one address (unres_qlen). */
const QUEUE_LENGTH = 101;

/** Sends an IPv4 packet to a neighbour on `device`, now or once its MAC is known (neigh_resolve_output). */
export function sendToNeighbour(
	world: World,
	device: Device,
	address: Ipv4Address,
	packet: Uint8Array,
	now: number,
	out: Sink,
	isFresh = false,
): void {
	const {stack} = machineOf(world, device.id);
	const entry = findNeighbour(stack, device.id, address) ?? addNeighbour(stack, device.id, address, now);
	entry.used = now;
	switch (entry.state) {
		case 'failed':
			enter(entry, 'incomplete', now);
			arm(entry, now + RETRANS_TIME, out);
			enqueue(entry, packet, out);
			solicit(world, device, entry, out);
			return;
		case 'incomplete':
			enqueue(entry, packet, out);
			return;
		case 'stale':
		case 'reachable':
		case 'delay':
		case 'probe':
		case 'permanent':
			transmit(device, entry, packet, now, out, isFresh);
			return;
		default:
			entry.state satisfies never;
	}
}

/** What somebody says about a neighbour. */
interface News {
	mac: Mac;
	state: 'reachable' | 'stale' | 'permanent';
	/** May it replace another MAC? */
	override: boolean;
	/** A command, which may change permanent entries and make a good entry stale. */
	admin: boolean;
}

/** Takes news of a neighbour, and sends what waited for it (__neigh_update). */
export function updateNeighbour(device: Device, entry: Neighbour, news: News, now: number, out: Sink): void {
	if (entry.state === 'permanent' && !news.admin) return;
	if (news.state !== 'stale') entry.confirmed = now;
	const wasUsable = isUsable(entry);
	const isSameMac = wasUsable && entry.mac === news.mac;
	if (wasUsable && !isSameMac && !news.override) return;
	// Hearing again what is known is no reason to doubt it.
	const state = isSameMac && news.state === 'stale' && !news.admin ? entry.state : news.state;

	if (state !== entry.state) {
		enter(entry, state, now);
		if (state === 'reachable') arm(entry, now + REACHABLE_TIME, out);
	}
	if (!isSameMac) {
		entry.mac = news.mac;
		entry.updated = now;
		if (out.tracing) out.note({kind: 'arp-learned', address: entry.address, mac: entry.mac});
	}
	for (const packet of entry.waiting.splice(0)) transmit(device, entry, packet, now, out);
}

/**
 * Takes the step that is due for an entry, if any (neigh_timer_handler).
 * Returns the packets that are given up.
 */
export function neighbourTimer(world: World, entry: Neighbour, now: number, out: Sink): Uint8Array[] {
	if (entry.timer > now) return [];
	entry.timer = Number.POSITIVE_INFINITY;
	switch (entry.state) {
		case 'reachable':
			if (now < entry.confirmed + REACHABLE_TIME) arm(entry, entry.confirmed + REACHABLE_TIME, out);
			else if (now <= entry.used + DELAY_TIME) {
				enter(entry, 'delay', now);
				arm(entry, now + DELAY_TIME, out);
			} else enter(entry, 'stale', now);
			return [];
		case 'delay':
			enter(entry, 'probe', now);
			return ask(world, entry, now, out);
		case 'incomplete':
		case 'probe':
			return ask(world, entry, now, out);
		case 'stale':
		case 'failed':
		case 'permanent':
			return [];
		default:
			return entry.state satisfies never;
	}
}

/** One more request, or the end of patience (neigh_probe, neigh_invalidate). */
function ask(world: World, entry: Neighbour, now: number, out: Sink): Uint8Array[] {
	if (entry.probes < MAX_PROBES) {
		arm(entry, now + RETRANS_TIME, out);
		solicit(world, deviceAt(world, entry.device), entry, out);
		return [];
	}
	enter(entry, 'failed', now);
	if (out.tracing) out.note({kind: 'arp-failed', address: entry.address});
	const lost = entry.waiting.splice(0);
	for (const _ of lost) out.drop('neighbour-failed');
	return lost;
}

function enter(entry: Neighbour, state: NeighbourState, now: number): void {
	entry.state = state;
	entry.updated = now;
	entry.probes = 0;
	entry.timer = Number.POSITIVE_INFINITY;
}

function arm(entry: Neighbour, time: number, out: Sink): void {
	entry.timer = time;
	out.wake(entry.device, time);
}

function enqueue(entry: Neighbour, packet: Uint8Array, out: Sink): void {
	if (entry.waiting.length >= QUEUE_LENGTH) {
		entry.waiting.shift();
		out.drop('neighbour-queue-full');
	}
	entry.waiting.push(packet);
	if (out.tracing) out.note({kind: 'arp-waiting', address: entry.address});
}

/** Sends a packet to a known MAC. The first use of a stale one begins to doubt it. */
function transmit(device: Device, entry: Neighbour, packet: Uint8Array, now: number, out: Sink, isFresh = false): void {
	if (entry.state === 'stale') {
		enter(entry, 'delay', now);
		arm(entry, now + DELAY_TIME, out);
	}
	const frame = buildFrame({dst: entry.mac, src: device.mac, etherType: ETHERTYPE.ipv4, payload: packet});
	out.transmit(device.id, frame, false, isFresh);
}
