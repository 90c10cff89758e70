/* Time travel: what an event costs in memory and on disk, and how long it takes to be somewhere else. */
import {setTimeout as pause} from 'node:timers/promises';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {compiled} from './compiled.mjs';
import {median} from './measure.mjs';
import {createSegment, numbers, portOf, segmentModules, stationFrame} from './segment.mjs';

export const title = 'history: bytes an event, time of a seek';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const modules = [...segmentModules, 'engine/history'];

export async function run() {
	const engine = await compiled(...modules);
	const rows = [];
	for (const stations of [10, 1000, 10_000]) {
		// A turn of its own, so that nothing on the stack keeps the world before it.
		await pause(10);
		rows.push(...measure(engine, stations));
	}
	return rows;
}

function measure({createHistory, input, step, jump, ...engine}, stations) {
	const {world, nics} = createSegment(engine);
	const ticker = engine.createTicker(world, false);
	for (let station = 0; station < stations; station++) {
		engine.inject(world, nics[portOf(station)], stationFrame(station, station));
		while (ticker.tick());
	}
	const history = createHistory(world);
	const begin = history.end;
	const before = memory();
	const next = numbers(stations);
	for (let sent = 0; sent < 20_000; sent++) {
		const from = next();
		input(history, {kind: 'frame', device: nics[portOf(from)], frame: stationFrame(from, next())});
		while (step(history));
	}
	const events = history.end - begin;
	const withTrace = memory() - before;
	history.record.nodes.length = 0;
	const without = memory() - before;
	const disk = Buffer.byteLength(
		JSON.stringify(history.inputs.map(({tick, input: {device, frame}}) => [tick, device, Buffer.from(frame.bytes).toString('base64')])),
	);
	const place = numbers(events);
	const seeks = Array.from({length: 200}, () => {
		const target = begin + place();
		const started = process.hrtime.bigint();
		jump(history, target);
		return Number(process.hrtime.bigint() - started) / 1e6;
	});
	const each = (bytes) => (bytes / events).toFixed(1);
	return [
		{what: `${stations} stations: memory an event`, value: `${each(without)} B`, ratio: without / events, unit: 'B', goal: 20},
		{what: `${stations} stations: the same with its trace`, value: `${each(withTrace)} B`},
		{what: `${stations} stations: on disk, an event`, value: `${each(disk)} B`},
		{what: `${stations} stations: seek, median`, value: `${median(seeks).toFixed(3)} ms`},
		{
			what: `${stations} stations: seek, worst of 200`,
			value: `${Math.max(...seeks).toFixed(3)} ms`,
			ratio: Math.max(...seeks),
			unit: 'ms',
			goal: 1,
		},
	];
}

function memory() {
	// Twice: what the first collection finalises, the second frees.
	collect();
	collect();
	const {heapUsed, arrayBuffers} = process.memoryUsage();
	return heapUsed + arrayBuffers;
}
