/*
 * The engine. The bridge path: a frame is parsed, its source learned, its destination looked up, the egress port tested
 * and a copy handed to the sink, against 67.2 ns, the time of a 64-byte frame on 10 Gb/s Ethernet. The event engine: the
 * same frame from a NIC over a link through the switch and over a link to another NIC, three ticks.
 */
import {compiled} from './compiled.mjs';
import {growth, median} from './measure.mjs';
import {createSegment, numbers, portOf, segmentModules, stationFrame, writeStation} from './segment.mjs';

export const title = 'engine: bridge path against 67.2 ns a frame, event engine in frames a second';

const wire = 67.2;
const sizes = [10, 1000, 10_000, 100_000];

export async function run() {
	const engine = await compiled(...segmentModules, 'engine/devices/bridge/bridge');
	const paths = sizes.map((stations) => ({n: stations, cost: bridgePath(engine, stations)}));
	const events = [false, true].flatMap((tracing) =>
		sizes.map((stations) => ({n: stations, tracing, cost: eventEngine(engine, stations, tracing)})),
	);
	const exponent = (rows) => growth(rows[0], rows.at(-1)).toFixed(2);
	const of = (tracing) => events.filter((row) => row.tracing === tracing);
	return [
		...paths.map(({n, cost}) => ({
			what: `bridge path, ${n} stations`,
			value: `${cost.toFixed(1)} ns`,
			ratio: cost / wire,
			unit: '× 67.2 ns',
			goal: n <= 10_000 ? 1 : 1.1,
		})),
		{what: 'growth exponent, 10 to 100000 stations', value: exponent(paths)},
		...events.map(({n, tracing, cost}) => ({
			what: `events, ${n} stations, trace ${tracing ? 'on' : 'off'}`,
			value: `${(1e6 / cost).toFixed(0)} kframes/s`,
			ratio: cost / wire,
			unit: '× 67.2 ns',
		})),
		{what: 'growth exponent, trace off', value: exponent(of(false))},
		{what: 'growth exponent, trace on', value: exponent(of(true))},
	];
}

/* ns a frame: median of several runs, less what writing the addresses into the frame takes. */
function bridgePath({receiveFromPort, ...engine}, stations) {
	const {bridge} = createSegment(engine);
	let sent = 0;
	const nothing = () => {};
	const sink = {tracing: false, transmit: () => sent++, receive: nothing, deliver: nothing, drop: nothing, note: nothing, wake: nothing};
	const frames = Array.from({length: 64}, () => stationFrame(0, 0));
	const learn = (station) => receiveFromPort(bridge, bridge.ports[portOf(station)], stationFrame(station, station), 'otherhost', 0, sink);
	for (let station = 0; station < stations; station++) {
		learn(station);
	}
	const loop = (count, handle) => {
		const next = numbers(stations);
		const started = process.hrtime.bigint();
		for (let i = 0; i < count; i++) {
			const frame = frames[i & 63];
			const from = next();
			writeStation(frame.bytes, 6, from);
			writeStation(frame.bytes, 0, next());
			handle(from, frame);
		}
		return Number(process.hrtime.bigint() - started) / count;
	};
	const full = (from, frame) => receiveFromPort(bridge, bridge.ports[portOf(from)], frame, 'otherhost', 1_000_000, sink);
	let touched = 0;
	const empty = (from, frame) => {
		touched += bridge.ports[portOf(from)].number + frame.bytes[0];
	};
	loop(200_000, full);
	loop(200_000, empty);
	const runs = Array.from({length: 7}, () => loop(400_000, full) - loop(400_000, empty));
	if (sent === 0 || touched === 0) {
		throw new Error('no frame was forwarded');
	}
	return median(runs);
}

/* ns a frame from the sender's NIC to the receiver's, everything included. */
function eventEngine({createTicker, inject, ...engine}, stations, tracing) {
	const {world, nics} = createSegment({createTicker, ...engine});
	const ticker = createTicker(world, tracing);
	const next = numbers(stations);
	const send = (from, to) => inject(world, nics[portOf(from)], stationFrame(from, to));
	const batch = Math.min(stations, 1000);
	const burst = (pick) => {
		for (let i = 0; i < batch; i++) {
			send(...pick(i));
		}
		while (ticker.tick());
	};
	for (let first = 0; first < stations; first += batch) {
		burst((i) => [first + i, first + i]);
	}
	const random = () => [next(), next()];
	const total = 60_000;
	const timed = () => {
		const started = process.hrtime.bigint();
		for (let done = 0; done < total; done += batch) {
			burst(random);
		}
		return Number(process.hrtime.bigint() - started) / total;
	};
	timed();
	return median(Array.from({length: 5}, timed));
}
