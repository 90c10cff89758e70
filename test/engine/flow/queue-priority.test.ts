import {describe, expect, it} from 'vitest';
import {formatDatapathFlow} from '../../../source/engine/flow/datapath-text/key-format.js';
import {parseDatapathFlow} from '../../../source/engine/flow/datapath-text/key-parse.js';
import {createKey, WORD} from '../../../source/engine/flow/key.js';
import {
	hasLookedAtPriority,
	lookAtPriority,
	priorityOfQueue,
	readPriority,
	writePriority,
} from '../../../source/engine/flow/queue-priority.js';
import {formatFlow} from '../../../source/engine/flow/syntax/match-format.js';
import {NO_PORT_NAMES} from '../../../source/engine/flow/syntax/reading.js';

describe('the priority of a queue', () => {
	it('is the number of the queue, or a class of the kernel', () => {
		expect([priorityOfQueue(0, false), priorityOfQueue(5, false)]).toEqual([0, 5]);
		expect([priorityOfQueue(0, true), priorityOfQueue(5, true)]).toEqual([0x10001, 0x10006]);
	});

	it('is written beside the EtherType and leaves it as it is', () => {
		const key = createKey();
		key[WORD.etherType] = 0x0806 << 16;
		for (const priority of [0x10006, 7, 0]) {
			writePriority(key, priority);
			expect(readPriority(key)).toBe(priority);
			expect((key[WORD.etherType] as number) >>> 16).toBe(0x0806);
		}
	});

	it('stands first in a cached flow that looked at it, and is read again', () => {
		const text = 'skb_priority(0),recirc_id(0),in_port(1),packet_type(ns=0,id=0),eth_type(0x0806)';
		const parsed = parseDatapathFlow(text, NO_PORT_NAMES);
		if (parsed.kind !== 'parsed') throw new Error(text);
		expect(hasLookedAtPriority(parsed.value.mask)).toBe(true);
		expect(formatDatapathFlow(parsed.value)).toBe(text);
	});

	it('is in a flow for equal frames with all else that is not modelled', () => {
		const silent = 'skb_mark(0),ct_state(-new-est-rel-rpl-inv-trk-snat-dnat),ct_zone(0),ct_mark(0),ct_label(0)';
		const text = `skb_priority(0),${silent},recirc_id(0),dp_hash(0),in_port(1),packet_type(ns=0,id=0),eth_type(0x0806)`;
		const parsed = parseDatapathFlow(text, NO_PORT_NAMES);
		if (parsed.kind !== 'parsed') throw new Error(text);
		expect(formatDatapathFlow(parsed.value)).toBe(text);
	});

	it('is in the line of a flow only when it is not 0', () => {
		const key = createKey();
		expect(formatFlow(key)).not.toContain('skb_priority');
		writePriority(key, 1);
		expect(formatFlow(key)).toMatch(/^skb_priority=0x1,/);
	});

	it('may be looked at without a frame that has one', () => {
		const mask = createKey();
		expect(hasLookedAtPriority(mask)).toBe(false);
		lookAtPriority(mask);
		expect(hasLookedAtPriority(mask)).toBe(true);
	});
});
