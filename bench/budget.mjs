/*
 * The simulation of the time budget: simulated packets a second, against the 14.88 million that 10 Gb/s bring in a second; so a
 * ratio of 1 is real time. Paths of one worker and of three, one core and many, in overload and with room to spare.
 */
import {compiled} from './compiled.mjs';
import {growth, median} from './measure.mjs';

export const title = 'budget: simulated packets against 14.88 million a second';

export const budgetModules = ['engine/budget/ready-paths', 'engine/budget/simulate', 'engine/budget/traffic', 'engine/budget/path'];

const line = 14_880_952;
const packets = 500_000;

export async function run() {
	const engine = await compiled(...budgetModules);
	const rows = [
		['xdp-drop', 'polls without rest', {}, {}],
		['xdp-drop', 'an interrupt for few', {}, {rate: 1_000_000}],
		['linux-bridge', 'overload', {}, {}],
		['linux-bridge', 'by chance, 16 cores', {cores: 16}, {arrivals: 'poisson', flows: 1000}],
		['bridge-vhost', 'three workers', {}, {}],
	];
	const costs = [10_000, 1_000_000].map((count) => ({n: count, cost: cost(engine, 'linux-bridge', {}, {packets: count}) * count}));
	return [
		...rows.map(([path, what, setup, traffic]) => {
			const rate = 1e9 / cost(engine, path, setup, {packets, ...traffic});
			return {what: `${path}, ${what}`, value: `${(rate / 1e6).toFixed(1)} Mpackets/s`, ratio: rate / line, unit: '× line rate of 10 Gb/s'};
		}),
		{what: 'growth exponent, 10000 to 1000000 packets', value: growth(...costs).toFixed(2)},
	];
}

/* ns a simulated packet: median of several runs. */
export function cost({readyPath, simulate, DEFAULT_SETUP, DEFAULT_TRAFFIC}, id, setup, traffic) {
	const path = readyPath(id);
	const once = () => {
		const started = process.hrtime.bigint();
		const {offered} = simulate(path, {...DEFAULT_SETUP, ...setup}, {...DEFAULT_TRAFFIC, ...traffic});
		return Number(process.hrtime.bigint() - started) / offered;
	};
	once();
	return median(Array.from({length: 5}, once));
}
