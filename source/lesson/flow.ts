/** What a frame carries, in the words of queries. Read from its bytes, so that nobody has to label frames. */
import {ETHERTYPE, etherType, type Frame, payloadOffset, word} from '../engine/frame.js';
import type {Flow} from './query.js';

/** Exactly one word for a frame; `undefined` for what lessons do not ask about. */
export function flowOf(frame: Frame): Exclude<Flow, 'any' | 'arp' | 'echo'> | undefined {
	const at = payloadOffset(frame);
	const {bytes} = frame;
	switch (etherType(frame)) {
		case ETHERTYPE.arp:
			return word(bytes, at + 6) === 1 ? 'arp-request' : 'arp-reply';
		case ETHERTYPE.ipv4: {
			const isIcmp = bytes[at + 9] === 1;
			const type = bytes[at + ((bytes[at] as number) & 0xf) * 4];
			if (isIcmp && type === 8) return 'echo-request';
			return isIcmp && type === 0 ? 'echo-reply' : undefined;
		}
		case ETHERTYPE.experimental:
			return 'test';
		default:
			return undefined;
	}
}

/** Does `of` mean this frame? */
export function isOfFlow(frame: Frame | undefined, of: Flow): boolean {
	if (!frame) return false;
	if (of === 'any') return true;
	const flow = flowOf(frame);
	if (of === 'arp' || of === 'echo') return flow?.startsWith(of) === true;
	return flow === of;
}
