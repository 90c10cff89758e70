import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {type ExportRecording, playExport} from './flow-export-player.js';
import {ipfixReader, type Reader, readNetflow, readNetflowUnordered, readSflow} from './flow-export-reading.js';

const folder = new URL('./flow-export/', import.meta.url);

/** Connections that end in one round end in an order that is chance; those that time out do not. */
const UNORDERED = new Set(
	['default', 'many', 'many-purge', 'random-1', 'random-3', 'random-6', 'random-9', 'random-10', 'random-11'].map(
		(name) => `netflow-${name}`,
	),
);

function readerFor(name: string): Reader {
	if (name.startsWith('sflow')) return readSflow;
	if (name.startsWith('ipfix')) return ipfixReader();
	return UNORDERED.has(name) ? readNetflowUnordered : readNetflow;
}

describe('a switch exports what the recorded one did', () => {
	for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
		const recording = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ExportRecording;
		it(`${recording.name}: ${recording.about}`, () => {
			const [readExpected, readSent] = [readerFor(recording.name), readerFor(recording.name)];
			const sent = playExport(recording);
			const expected = recording.steps.map(({datagrams = []}, index) => ({index, says: readExpected(datagrams)}));
			expect(expected.flatMap(({says}) => says).length).toBeGreaterThan(0);
			expect(sent.map((datagrams, index) => ({index, says: readSent(datagrams)}))).toEqual(expected);
		});
	}
});
