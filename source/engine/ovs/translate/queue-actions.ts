/** Actions that choose the queue of what is sent: the priority of the frame is in its key (xlate_set_queue_action, xlate_enqueue_action). */
import {lookAtPriority, priorityOfQueue, readPriority, writePriority} from '../../flow/queue-priority.js';
import {hex} from '../../flow/syntax/numbers.js';
import {note, type Translation} from './translation.js';

export function setQueue({flow, mask, bridge, request}: Translation, queue: number): void {
	lookAtPriority(mask);
	writePriority(flow, priorityOfQueue(queue, (request.switchd.datapathOverride ?? bridge.type) === 'system'));
}

/** Sends with a queue that is none for what follows. */
export function withQueue(translation: Translation, queue: number, send: () => void): void {
	const {flow} = translation;
	const before = readPriority(flow);
	setQueue(translation, queue);
	send();
	writePriority(flow, before);
}

/** The queue with which the frame came. */
export function popQueue(translation: Translation): void {
	const {flow, mask, request} = translation;
	lookAtPriority(mask);
	const original = readPriority(request.key);
	if (readPriority(flow) === original) return;
	writePriority(flow, original);
	note(translation, {kind: 'ovs-remark', text: `queue = ${hex(original)}`});
}
