import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {dissect} from '../../../source/engine/dissect/dissect.js';
import type {Field, Layer} from '../../../source/engine/dissect/field.js';
import {fromHex} from '../protocol/hex.js';
import {bitsOf, tiles} from './tiling.js';

/** A field as tshark showed it: name, first octet, octets, value. */
type Shown = readonly [string, number, number, string];

const recording: {frames: {layers: string; hex: string; fields: Shown[]}[]} = JSON.parse(
	readFileSync(new URL('../../conformance/dissect/tshark.json', import.meta.url), 'utf8'),
);

/** tshark points at the octets of a group of bits, sometimes at all of them and sometimes at those of one. */
function isAt(field: Field, [name, from, octets]: Shown): boolean {
	return (
		field.name === name &&
		(field.bits ? from <= field.from && from + octets >= field.to : from === field.from && from + octets === field.to)
	);
}

/** Is it what tshark shows: the same number, or the same text without colons? */
function isShown(field: Field, shown: string): boolean {
	if (Number(shown) === field.value) return true;
	return (
		shown.replaceAll(':', '') === field.text.replaceAll(':', '') ||
		(field.text.endsWith('…') && shown.replaceAll(':', '').startsWith(field.text.slice(0, -1)))
	);
}

/** Fields of tshark that are missing here, or differ. */
function differences(layers: readonly Layer[], shown: readonly Shown[]): Shown[] {
	const fields = layers.flatMap((layer) => layer.fields);
	return shown.filter((one) => !fields.some((field) => isAt(field, one) && isShown(field, one[3])));
}

describe('a dissected frame', () => {
	it.each(recording.frames.map(({layers, hex, fields}) => ({layers, hex, fields})))(
		'has the fields of Wireshark: $layers',
		({layers, hex, fields}) => {
			const found = dissect({bytes: fromHex(hex)});
			expect(found.map(({protocol}) => protocol).join(':')).toBe(layers);
			expect(fields.length).toBeGreaterThan(2);
			expect(differences(found, fields)).toEqual([]);
		},
	);

	it('is seen to differ from Wireshark when an octet is another', () => {
		const {hex, fields} = recording.frames.find(({layers}) => layers === 'eth:arp') as (typeof recording.frames)[number];
		const bytes = fromHex(hex);
		bytes[21] = 7;
		expect(differences(dissect({bytes}), fields).map(([name]) => name)).toEqual(['arp.opcode']);
	});
});

describe('whatever octets there are', () => {
	const recorded = fc.constantFrom(...recording.frames.map(({hex}) => fromHex(hex)));
	const changed = fc
		.tuple(recorded, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), {maxLength: 4}), fc.nat(400))
		.map(([bytes, writes, length]) => {
			const copy = bytes.slice(0, Math.max(1, length));
			for (const [at, value] of writes) if (at < copy.length) copy[at] = value;
			return copy;
		});
	const anything = fc.oneof({weight: 3, arbitrary: changed}, {weight: 1, arbitrary: fc.uint8Array({minLength: 1, maxLength: 120})});

	it('layers tile the frame and fields tile the layers, bit by bit', () => {
		fc.assert(
			fc.property(anything, (bytes) => {
				const layers = dissect({bytes});
				expect(tiles(layers, bytes.length)).toBe(true);
			}),
			{numRuns: 3000},
		);
	});

	it('no text of a field or a layer holds a control character', () => {
		fc.assert(
			fc.property(anything, (bytes) => {
				const texts = dissect({bytes}).flatMap(({title, fields}) => [title, ...fields.map(({text}) => text)]);
				expect(texts.filter((text) => /\p{Cc}/u.test(text))).toEqual([]);
			}),
			{numRuns: 1000},
		);
	});

	it('a frame that is cut before its addresses end is truncated', () => {
		expect(dissect({bytes: new Uint8Array(9)}).map(({protocol, from, to}) => [protocol, from, to])).toEqual([
			['eth', 0, 6],
			['truncated', 6, 9],
		]);
	});

	it('a gap and an overlap are no tiling', () => {
		const layers = dissect({bytes: fromHex(recording.frames[0]?.hex ?? '')});
		const [first, ...others] = layers as [Layer, ...Layer[]];
		const gap = {...first, fields: first.fields.slice(1)};
		const overlap = {...first, fields: [first.fields[0] as Field, ...first.fields]};
		expect([gap, overlap].map((bent) => tiles([bent, ...others], layers.at(-1)?.to ?? 0))).toEqual([false, false]);
		expect(bitsOf(first.fields[0] as Field)).toEqual([0, 48]);
	});
});

describe('a checksum', () => {
	const echo = recording.frames.find(({layers}) => layers === 'eth:ip:icmp:data') as (typeof recording.frames)[number];
	const verdict = (layers: readonly Layer[], name: string) =>
		layers.flatMap(({fields}) => fields).find((field) => field.name === name)?.verdict;

	it('is good in a frame that was recorded', () => {
		const layers = dissect({bytes: fromHex(echo.hex)});
		expect(['ip.checksum', 'icmp.checksum'].map((name) => verdict(layers, name))).toEqual([{kind: 'good'}, {kind: 'good'}]);
	});

	it('is bad when an octet under it is another, with the one that would be right', () => {
		const bytes = fromHex(echo.hex);
		const before = ((bytes[24] as number) << 8) | (bytes[25] as number);
		bytes[22] = (bytes[22] as number) - 1;
		// The time to live is the high octet of its word: one less there is 0x100 more in the complement.
		const expected = (before + 0x100) % 0xffff;
		expect(verdict(dissect({bytes}), 'ip.checksum')).toEqual({kind: 'bad', expected});
	});
});

describe('a frame whose layers contradict themselves', () => {
	it('ends with a malformed layer where IPv4 says a header of 4 octets', () => {
		const bytes = fromHex(recording.frames.find(({layers}) => layers === 'eth:ip:icmp:data')?.hex ?? '');
		bytes[14] = 0x41;
		expect(dissect({bytes}).map(({protocol}) => protocol)).toEqual(['eth', 'ip', 'malformed']);
	});
});
