/*
 * The priority of the queue that a frame is to wait in (skb_priority)
 *
 * Queues themselves are not modelled, no frame overtakes another; but an answer that says
 * which queue depends on the queue that the frame came with, and cached flows show both. The priority shares a word of the
 * key with the EtherType, in bits that no frame sets: no flow can match it.
 */
import {type FlowKey, type FlowMask, WORD} from './key.js';

/** Its bits in the word of the EtherType. */
const BITS = 0xfffe;
/** The traffic class 1: of the kernel, in which its queues are. */
const KERNEL_CLASS = 0x1_0000;
const KERNEL_BIT = 0x4000;
const LAST_QUEUE = 0x3ffe;

/** Priority of a queue: in the kernel a class of the queueing discipline, else its number (queue_to_priority). Queues above 16382 are one. */
export function priorityOfQueue(queue: number, kernel: boolean): number {
	const known = Math.min(queue, LAST_QUEUE);
	return kernel ? KERNEL_CLASS | (known + 1) : known;
}

export function readPriority(key: FlowKey): number {
	const value = ((key[WORD.etherType] as number) & BITS) >>> 1;
	return value & KERNEL_BIT ? KERNEL_CLASS | (value & ~KERNEL_BIT) : value;
}

export function writePriority(key: FlowKey, priority: number): void {
	const value = priority & KERNEL_CLASS ? KERNEL_BIT | (priority & (KERNEL_BIT - 1)) : priority;
	key[WORD.etherType] = ((key[WORD.etherType] as number) & ~BITS) | (value << 1);
}

/** The answer depends on the priority. */
export function lookAtPriority(mask: FlowMask): void {
	mask[WORD.etherType] = (mask[WORD.etherType] as number) | BITS;
}

export function hasLookedAtPriority(mask: FlowMask): boolean {
	return ((mask[WORD.etherType] as number) & BITS) !== 0;
}
