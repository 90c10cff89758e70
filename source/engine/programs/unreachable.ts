/** An ICMP error about a datagram that a program of the machine sent. */
import type {Sink} from '../sink.js';
import type {Fault} from '../stack/ping-job.js';
import type {Machine, World} from '../world.js';

/** `quote` is the head of the datagram's packet; false when no program sent it. */
export function programUnreachable(_world: World, _machine: Machine, _quote: Uint8Array, _fault: Fault, _now: number, _out: Sink): boolean {
	return false;
}
