/*
 * The explosion: fabrics of 1,000, 10,000 and 100,000 stations, every rack with 40 hosts of 50 VMs where there are so many. Time is
 * that of a look of one switch at one frame, everything included; memory is that of all tables after everybody has
 * announced itself. Both are told as growth exponents: with ten times the stations neither should grow
 * a station. The longest slice is what a screen waits for at most between two keys.
 */
import {compiled} from './compiled.mjs';
import {growth} from './measure.mjs';

export const title = 'explosion: ns a look of a switch, octets a station against 400, longest slice against 30 ms';

export const fabricModules = ['engine/fabric/fabric', 'engine/fabric/parameters'];

/** Racks, hosts, VMs: about 1,000, 10,000 and 100,000 stations; looks between two looks at the clock, as the screen has it. */
const shapes = [
	[2, 10, 50],
	[5, 40, 50],
	[50, 40, 50],
];
const slice = 4000;

export async function run() {
	const engine = await compiled(...fabricModules);
	const policies = ['first-kept', 'evict-fairly', 'evict-by-hash'];
	// The compiler of the engine has seen everything before it is measured.
	for (const policy of policies) for (const overlay of ['none', 'vxlan']) runFabric(engine, [4, 10, 20], {policy, overlay, tenants: 40});
	const flat = policies.flatMap((policy) => shapes.map((shape) => ({policy, ...runFabric(engine, shape, {policy})})));
	const overlay = shapes.map(([racks, hosts, vms]) =>
		runFabric(engine, [racks, hosts, vms], {overlay: 'vxlan', tenants: Math.ceil((racks * hosts * vms) / 20)}),
	);
	const of = (policy) => flat.filter((row) => row.policy === policy);
	const exponents = (rows, name) => [
		{what: `growth exponent of time, ${name}`, value: growth(...ends(rows, 'cost')).toFixed(2)},
		{what: `growth exponent of octets a station, ${name}`, value: growth(...ends(rows, 'bytes')).toFixed(2)},
	];
	const lines = (rows, name) => [
		...rows.map(({n, cost, longest}) => ({
			what: `${name}, ${n} stations`,
			value: `${cost.toFixed(1)} ns`,
			ratio: longest / 30,
			unit: '× 30 ms, longest slice',
			goal: 1,
		})),
		...rows.map(({n, bytes}) => ({
			what: `${name}, ${n} stations`,
			value: `${bytes.toFixed(0)} B a station`,
			ratio: bytes / 400,
			unit: '× 400 B',
			// A small fabric pays for tables that are larger than it.
			goal: n < 100_000 ? undefined : 1,
		})),
		...exponents(rows, name),
	];
	return [...policies.flatMap((policy) => lines(of(policy), policy)), ...lines(overlay, 'VXLAN')];
}

/** First and last row as points of a curve. */
function ends(rows, what) {
	return [rows[0], rows.at(-1)].map((row) => ({n: row.n, cost: row[what]}));
}

/* One run of ten seconds after the warm-up: ns a look, octets a station, longest slice in ms. All of it is time of the processor, as others may use it too. */
export function runFabric({DEFAULTS, createRun, advance, fabricBytes}, [racks, hosts, vms], change) {
	const run = createRun({...DEFAULTS, racks, hosts, vms, seconds: 10, ...change});
	let slices = 0;
	let longest = 0;
	let total = 0;
	for (let done = false; !done; slices++) {
		const before = process.cpuUsage();
		done = advance(run, slice);
		const {user, system} = process.cpuUsage(before);
		const spent = (user + system) / 1000;
		total += spent;
		longest = Math.max(longest, spent);
	}
	const {stations} = run.topology;
	return {n: stations, cost: (total * 1e6) / (slices * slice), longest, bytes: fabricBytes(run) / stations};
}
