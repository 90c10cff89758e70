/* Start-up: `--version`, the first paint and the first whole frame of the map, against `node -e 0` of the same round. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import xterm from '@xterm/headless';
import {interleave, median, pairedRatio} from './measure.mjs';
import {inTerminal} from './terminal.mjs';

export const title = 'start-up, in a pseudo-terminal of 120x40, against node -e 0';

const program = join(import.meta.dirname, '../dist/cli.cjs');
const size = {cols: 120, rows: 40};

export async function run({rounds = 11} = {}) {
	const home = mkdtempSync(join(tmpdir(), 'vswitch-lab-bench-'));
	const env = {PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8'};
	const node = process.execPath;
	const ended = async (...argv) => (await inTerminal([node, ...argv], {...size, env})).ended;
	const map = async (cache) => {
		if (!cache) {
			rmSync(join(home, '.cache'), {recursive: true, force: true});
		}
		return frameTimes(await inTerminal([node, program], {...size, env, until: showsFooter}));
	};
	await map(true);
	const frames = {cold: [], warm: []};
	const values = await interleave(
		{
			'node -e 0': () => ended('-e', '0'),
			'--version': () => ended(program, '--version'),
			'--help': () => ended(program, '--help'),
			'list --json': () => ended(program, 'list', '--json'),
			cold: async () => frames.cold[frames.cold.push(await map(false)) - 1].whole,
			warm: async () => frames.warm[frames.warm.push(await map(true)) - 1].whole,
		},
		rounds,
	);
	rmSync(home, {recursive: true, force: true});
	const base = values['node -e 0'];
	const row = (what, series, goal) => ({
		what,
		value: `${median(series).toFixed(0)} ms`,
		ratio: pairedRatio(series, base),
		unit: '× node -e 0',
		goal,
	});
	return [
		row('node -e 0', base),
		row('--version', values['--version']),
		row('--help', values['--help']),
		row('list --json', values['list --json']),
		row(
			'first paint',
			frames.warm.map(({paint}) => paint),
			1.1,
		),
		row('first whole frame of the map', values.warm, 1.6),
		row('the same without code cache', values.cold),
	];
}

/* The footer names the keys, and it is the last thing that a whole frame shows. */
function showsFooter(text) {
	return /quit|leave/.test(text);
}

/* When the first bytes came, and when the emulated screen had its footer. */
async function frameTimes({chunks}) {
	const emulator = new xterm.Terminal({...size, allowProposedApi: true});
	const footer = () => emulator.buffer.active.getLine(size.rows - 2)?.translateToString(true);
	for (const {at, data} of chunks) {
		await new Promise((resolve) => emulator.write(data, resolve));
		if (footer()) {
			return {paint: chunks[0].at, whole: at};
		}
	}
	return {paint: chunks[0]?.at ?? Number.NaN, whole: Number.NaN};
}
