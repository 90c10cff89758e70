import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {
	encodeSet,
	encodeTemplate,
	encodeValue,
	type IpfixTemplate,
	type IpfixValue,
	joined,
	parseIpfix,
	setSpans,
} from '../../source/engine/protocol/ipfix.js';
import type {IpfixElement} from '../../source/engine/protocol/ipfix-elements.js';
import {buildNetflow, parseNetflow} from '../../source/engine/protocol/netflow.js';
import {buildSflow, encodeSample, parseSflow} from '../../source/engine/protocol/sflow.js';
import type {ExportRecording} from './flow-export-player.js';

const folder = new URL('./flow-export/', import.meta.url);

/** All datagrams of the recordings of a protocol, each recording for itself. */
function datagramsOf(protocol: string): Uint8Array[][] {
	return readdirSync(folder)
		.filter((name) => name.startsWith(protocol))
		.map((name) => {
			const {steps} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ExportRecording;
			return steps.flatMap(({datagrams = []}) => datagrams.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))));
		});
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('hex');
}

describe('the octets of recorded datagrams', () => {
	it('are those that we would write, for NetFlow', () => {
		const datagrams = datagramsOf('netflow').flat();
		expect(datagrams.length).toBeGreaterThan(100);
		for (const bytes of datagrams) {
			const parsed = parseNetflow(bytes);
			expect(parsed.kind === 'ok' && hex(buildNetflow(parsed.value))).toBe(hex(bytes));
		}
	});

	it('are as many, and the same but for what fills up words, for sFlow', () => {
		const datagrams = datagramsOf('sflow').flat();
		expect(datagrams.length).toBeGreaterThan(50);
		for (const bytes of datagrams) {
			const parsed = parseSflow(bytes);
			if (parsed.kind !== 'ok') throw new Error(parsed.fault);
			const {samples} = parsed.value;
			const written = buildSflow(
				parsed.value,
				samples.flatMap((sample) => (sample.kind === 'unknown' ? [] : [encodeSample(sample)])),
			);
			expect(written.length).toBe(bytes.length);
			expect(parseSflow(written)).toEqual(parsed);
			const differing = bytes.filter((octet, at) => octet !== written[at]).length;
			// At most three octets fill up a word.
			expect(differing).toBeLessThanOrEqual(3 * samples.length);
		}
	});

	it('are those that we would write, set by set, for IPFIX', () => {
		let sets = 0;
		// When the name of the place of observation is taken away, templates go on to have it until they are sent again.
		let unreadable = 0;
		for (const datagrams of datagramsOf('ipfix')) {
			const templates = new Map<number, IpfixTemplate>();
			for (const bytes of datagrams) {
				const parsed = parseIpfix(bytes, (_, id) => templates.get(id));
				if (parsed.kind !== 'ok') throw new Error(parsed.fault);
				for (const [index, {id, from, to}] of setSpans(bytes).entries()) {
					const set = parsed.value.sets[index];
					const recorded = hex(bytes.subarray(from, to));
					if (set?.kind === 'templates') {
						for (const template of set.templates) templates.set(template.id, template);
						expect(hex(encodeSet(id, set.templates.map(encodeTemplate)))).toBe(recorded);
					} else if (set?.kind === 'data' && set.records && set.records.length > 0) {
						const elements = templates.get(id)?.elements ?? [];
						const encode = (value: IpfixValue, at: number) => encodeValue(elements[at] as IpfixElement, value);
						const records = set.records.map((fields) => joined(fields.map(({value}, at) => encode(value, at))));
						expect(hex(encodeSet(id, records))).toBe(recorded);
					} else {
						unreadable++;
					}
					sets++;
				}
			}
		}
		expect(sets).toBeGreaterThan(300);
		expect(unreadable).toBeLessThan(10);
	});
});
