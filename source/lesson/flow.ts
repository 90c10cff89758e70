/** What a frame carries, in the words of queries. Read from its bytes, so that nobody has to label frames. */
import {ETHERTYPE, type Frame} from '../engine/frame.js';
import {type Summary, summarise} from '../engine/protocol/summary.js';
import {TCP_FLAG} from '../engine/protocol/tcp.js';

/** Words for one frame. `test` is the experimental EtherType of `frame` stimuli; `data` is TCP with octets for the program above. */
export const FRAME_WORDS = [
	'arp-request',
	'arp-reply',
	'echo-request',
	'echo-reply',
	'icmp-error',
	'dhcp-discover',
	'dhcp-offer',
	'dhcp-request',
	'dhcp-ack',
	'dns-query',
	'dns-answer',
	'syn',
	'syn-ack',
	'ack',
	'data',
	'fin',
	'rst',
	'udp',
	'igmp',
	'tunnel',
	'bpdu',
	'lacp',
	'test',
] as const;
export type FrameWord = (typeof FRAME_WORDS)[number];

/** Words for several kinds of frames: both directions of a conversation, or whatever there is. */
const GROUPS = {
	any: FRAME_WORDS,
	arp: ['arp-request', 'arp-reply'],
	echo: ['echo-request', 'echo-reply'],
	dhcp: ['dhcp-discover', 'dhcp-offer', 'dhcp-request', 'dhcp-ack'],
	dns: ['dns-query', 'dns-answer'],
	tcp: ['syn', 'syn-ack', 'ack', 'data', 'fin', 'rst'],
} as const satisfies Record<string, readonly FrameWord[]>;

/** What `of` of a query may be. */
export const FLOWS = [...(Object.keys(GROUPS) as (keyof typeof GROUPS)[]), ...FRAME_WORDS] as const;
export type Flow = (typeof FLOWS)[number];

/** The word for a frame; `undefined` for what lessons do not ask about. */
export function flowOf(frame: Frame): FrameWord | undefined {
	const summary = summarise(frame);
	switch (summary.kind) {
		case 'arp-request':
		case 'arp-probe':
		case 'arp-announcement':
			return 'arp-request';
		case 'arp-reply':
		case 'echo-request':
		case 'echo-reply':
		case 'dns-query':
		case 'dns-answer':
		case 'udp':
		case 'igmp':
		case 'tunnel':
		case 'bpdu':
		case 'lacp':
			return summary.kind;
		case 'unreachable':
		case 'time-exceeded':
			return 'icmp-error';
		case 'dhcp':
			return FRAME_WORDS.find((word) => word === `dhcp-${summary.message}`);
		case 'tcp':
			return segmentWord(summary);
		case 'other':
			return summary.etherType === ETHERTYPE.experimental ? 'test' : undefined;
		case 'icmp':
		case 'ipv4':
		case 'flow-export':
		case 'malformed':
			return undefined;
		default:
			return summary satisfies never;
	}
}

/** What a segment is there for. */
function segmentWord({flags, length}: Extract<Summary, {kind: 'tcp'}>): FrameWord {
	if ((flags & TCP_FLAG.rst) !== 0) return 'rst';
	if ((flags & TCP_FLAG.syn) !== 0) return (flags & TCP_FLAG.ack) === 0 ? 'syn' : 'syn-ack';
	if (length > 0) return 'data';
	return (flags & TCP_FLAG.fin) === 0 ? 'ack' : 'fin';
}

/** Does `of` mean this frame? */
export function isOfFlow(frame: Frame | undefined, of: Flow): boolean {
	if (!frame) return false;
	if (of === 'any') return true;
	const word = flowOf(frame);
	const words: readonly string[] = Object.hasOwn(GROUPS, of) ? GROUPS[of as keyof typeof GROUPS] : [of];
	return word !== undefined && words.includes(word);
}
