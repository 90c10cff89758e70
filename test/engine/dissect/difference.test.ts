import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Difference, differenceOf, markOfField, markOfOldField} from '../../../source/engine/dissect/difference.js';
import {dissect} from '../../../source/engine/dissect/dissect.js';
import {type Frame, popTag, pushTag, type Tag, TPID_8021AD, TPID_8021Q} from '../../../source/engine/frame.js';
import {writeMac} from '../../../source/engine/mac.js';
import {buildIpv4} from '../../../source/engine/protocol/ipv4.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {buildVxlan, VXLAN_PORT} from '../../../source/engine/protocol/vxlan.js';
import {fromHex} from '../protocol/hex.js';

const recorded: {layers: string; hex: string}[] = JSON.parse(
	readFileSync(new URL('../../conformance/dissect/tshark.json', import.meta.url), 'utf8'),
).frames;
const frameOf = (layers: string): Frame => ({bytes: fromHex(recorded.find((one) => one.layers === layers)?.hex ?? '')});
const ECHO = frameOf('eth:ip:icmp:data');
const TAG: Tag = {tpid: TPID_8021Q, pcp: 0, dei: false, vid: 10};

/** `+12-16 tag` a change. */
function told({changes}: Difference): string[] {
	return changes.map((change) => {
		const where = `${change.from}-${change.to}`;
		return change.kind === 'changed' ? `~${where}` : `${change.kind === 'added' ? '+' : '-'}${where} ${change.protocol}`;
	});
}

function changedFields(before: Frame, after: Frame): string[] {
	const difference = differenceOf(before, after);
	const bytes = {before: before.bytes, after: after.bytes};
	const fields = dissect(after).flatMap((layer) => layer.fields);
	return fields.flatMap((field) => {
		const mark = markOfField(field, difference, bytes);
		return mark === 'same' ? [] : [`${mark} ${field.name}`];
	});
}

describe('between two frames', () => {
	it('a tag that was pushed is four octets at 12', () => {
		expect(told(differenceOf(ECHO, pushTag(ECHO, TAG)))).toEqual(['+12-16 tag']);
	});

	it('a tag that was popped is gone', () => {
		expect(told(differenceOf(pushTag(ECHO, TAG), ECHO))).toEqual(['-12-16 tag']);
	});

	it('an outer tag comes before the one that is there, even an equal one', () => {
		const inside = pushTag(ECHO, TAG);
		expect(told(differenceOf(inside, pushTag(inside, {...TAG, tpid: TPID_8021AD, vid: 100})))).toEqual(['+12-16 tag']);
		expect(told(differenceOf(inside, pushTag(inside, TAG)))).toEqual(['+12-16 tag']);
	});

	it('a VLAN that was rewritten is a change of its ID, and not of the priority beside it', () => {
		const [before, after] = [pushTag(ECHO, TAG), pushTag(ECHO, {...TAG, vid: 0x20b})];
		expect(told(differenceOf(before, after))).toEqual(['~14-16']);
		expect(changedFields(before, after)).toEqual(['changed vlan.id']);
	});

	it('a router changes addresses, the time to live and the checksum', () => {
		const bytes = ECHO.bytes.slice();
		writeMac(bytes, 0, 0x0200_0000_0099);
		bytes[22] = (bytes[22] as number) - 1;
		bytes[24] = (bytes[24] as number) + 1;
		expect(changedFields(ECHO, {bytes})).toEqual(['changed eth.dst', 'changed ip.ttl', 'changed ip.checksum']);
	});

	it('a tunnel puts headers in front of a frame, each with its name', () => {
		const addresses = {source: 0xac10_0001, destination: 0xac10_0002};
		const datagram = buildUdp(
			{sourcePort: 50_000, destinationPort: VXLAN_PORT, payload: buildVxlan({vni: 7, frame: ECHO.bytes})},
			addresses,
		);
		const packet = buildIpv4({protocol: 17, ...addresses, payload: datagram});
		const outer = {bytes: Uint8Array.of(2, 0, 0, 0, 0xa, 1, 2, 0, 0, 0, 0xa, 2, 8, 0, ...packet)};
		expect(told(differenceOf(ECHO, outer))).toEqual(['+0-14 eth', '+14-34 ip', '+34-42 udp', '+42-50 vxlan']);
		expect(told(differenceOf(outer, ECHO))).toEqual(['-0-14 eth', '-14-34 ip', '-34-42 udp', '-42-50 vxlan']);
	});

	it('a field of the frame before says what becomes of it', () => {
		const [before, after] = [pushTag(ECHO, TAG), ECHO];
		const difference = differenceOf(before, after);
		const fields = dissect(before).flatMap((layer) => layer.fields);
		const marks = fields.map((field) => `${field.name} ${markOfOldField(field, difference, {before: before.bytes, after: after.bytes})}`);
		expect(marks.filter((mark) => !mark.endsWith('same'))).toEqual([
			'eth.type removed',
			'vlan.priority removed',
			'vlan.dei removed',
			'vlan.id removed',
		]);
	});
});

describe('for any two frames', () => {
	const any = fc.oneof(fc.constantFrom(...recorded.map(({hex}) => fromHex(hex))), fc.uint8Array({minLength: 1, maxLength: 80}));

	it('what is the same or changed, in order, and what is new make the frame after', () => {
		fc.assert(
			fc.property(any, any, (before, after) => {
				const {origins, ...marks} = differenceOf({bytes: before}, {bytes: after});
				const kept = origins.filter((origin) => origin !== -1);
				expect(kept).toEqual(kept.toSorted((a, b) => a - b));
				expect(new Set(kept).size).toBe(kept.length);
				expect(marks.before.filter((mark) => mark !== 'removed').length).toBe(kept.length);
				const rebuilt = origins.map((origin, at) => (marks.after[at] === 'same' ? before[origin] : after[at]));
				expect(Uint8Array.from(rebuilt as number[])).toEqual(after);
			}),
			{numRuns: 500},
		);
	});

	it('a frame does not differ from itself', () => {
		fc.assert(
			fc.property(any, (bytes) => {
				expect(differenceOf({bytes}, {bytes}).changes).toEqual([]);
			}),
		);
	});

	it('a tag pushed and popped again leaves nothing', () => {
		fc.assert(
			fc.property(fc.constantFrom(...recorded.map(({hex}) => fromHex(hex))), fc.integer({min: 0, max: 4095}), (bytes, vid) => {
				const tagged = pushTag({bytes}, {...TAG, vid});
				expect(told(differenceOf({bytes}, tagged))).toEqual(['+12-16 tag']);
				expect(differenceOf({bytes}, popTag(tagged)).changes).toEqual([]);
			}),
		);
	});
});
