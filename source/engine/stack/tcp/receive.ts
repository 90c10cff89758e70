/*
 * TCP: what comes in order, and what to say to it (tcp_data_queue, __tcp_ack_snd_check)
 *
 * Octets are handed to the program in order and once. What comes too early is kept and named in the acknowledgement
 * (SACK); what came before is acknowledged once more, and named, too.
 *
 * When is something acknowledged? At once in the first sixteen acknowledgements of a side, and whenever more than one full segment waits or
 * something is out of order. Once a program answers what it hears, its side relies on answers: an acknowledgement
 * waits 40 ms for one to travel with. A FIN waits like that, too: a program that closes when it hears it sends its own with the same segment.
 *
 * Not modelled: overlapping segments that say different things, closed windows.
 */

import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {acknowledge} from './segment.js';
import {ahead, distance, isAfter} from './sequence.js';
import type {TcpConnection, TcpReceiving} from './tcp-state.js';
import {DELAYED_ACK, wake} from './timers.js';

/** TCP_MAX_QUICKACKS */
const QUICK_ACKS = 16;

export interface Arrival {
	/** Octets that are in order now. */
	payload: Uint8Array;
	/** The FIN is in order now. */
	fin: boolean;
	/** It filled a hole or left one: to be acknowledged at once. */
	urgent: boolean;
}

/** Takes the octets of a segment, in order or not. */
export function takeOctets(receive: TcpReceiving, sequence: number, payload: Uint8Array, fin: boolean, now: number): Arrival {
	const nothing = new Uint8Array();
	if (payload.length > 0) {
		if (receive.lastData === Number.NEGATIVE_INFINITY) receive.quick = QUICK_ACKS;
		receive.lastData = now;
	}
	const end = ahead(sequence, payload.length + (fin ? 1 : 0));
	receive.pending = true;
	if (!isAfter(end, receive.next)) {
		receive.twice = [sequence, end];
		return {payload: nothing, fin: false, urgent: true};
	}
	if (isAfter(sequence, receive.next)) {
		const known = receive.early.findIndex((early) => early.sequence === sequence && early.payload.length >= payload.length);
		if (known !== -1) receive.early.splice(known, 1);
		receive.early.unshift({sequence, payload, fin});
		return {payload: nothing, fin: false, urgent: true};
	}
	const hadHoles = receive.early.length > 0;
	const parts: Uint8Array[] = [];
	let finished = append(receive, parts, sequence, payload, fin);
	for (;;) {
		const index = receive.early.findIndex((early) => !isAfter(early.sequence, receive.next));
		const [early] = index === -1 ? [] : receive.early.splice(index, 1);
		if (!early) break;
		finished = append(receive, parts, early.sequence, early.payload, early.fin) || finished;
	}
	return {payload: join(parts), fin: finished, urgent: hadHoles};
}

/** Adds what is new of a segment that begins at or before the next octet; answers whether its FIN is in order. */
function append(receive: TcpReceiving, parts: Uint8Array[], sequence: number, payload: Uint8Array, fin: boolean): boolean {
	const known = distance(sequence, receive.next);
	if (known < payload.length) {
		parts.push(payload.subarray(known));
		receive.next = ahead(receive.next, payload.length - known);
	}
	if (!fin || receive.finished || receive.next !== ahead(sequence, payload.length)) return false;
	receive.next = ahead(receive.next, 1);
	receive.finished = true;
	return true;
}

/** Acknowledges what came, now or later. */
export function answerOctets(world: World, machine: Machine, connection: TcpConnection, urgent: boolean, out: Sink): void {
	const {receive, send, timers} = connection;
	if (!receive.pending) return;
	const waiting = distance(receive.acknowledged, receive.next);
	const quick = receive.quick > 0 && !receive.interactive;
	if (urgent || quick || waiting > send.segment) {
		acknowledge(world, machine, connection, out);
		return;
	}
	if (timers.delayedAck !== Number.POSITIVE_INFINITY) return;
	timers.delayedAck = world.now + DELAYED_ACK;
	wake(machine, connection, out);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
	const [only] = parts;
	if (parts.length === 1 && only) return only;
	const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}
