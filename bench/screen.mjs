/*
 * The screen: bytes and CPU of an animated frame of the macvlan lesson at 120x40, against the bytes of the cells that
 * changed (their glyphs alone, without the addresses and colours that any program must write too), and CPU while idle.
 */
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {median} from './measure.mjs';

export const title = 'screen at 120x40: an animated frame against the bytes of its changed cells, idle CPU';

const program = join(import.meta.dirname, '../dist/cli.cjs');
const size = {cols: 120, rows: 40};

const begin = '\u001B[?2026h';

/* From the first step to the first run, each key with what it brings. */
const way = [
	['1', /[(]●[)]/],
	['\r', /swp1/],
	['n', /2\/14/],
	['n', /3\/14/],
	['1', /\[x\]/],
	['\r', /Committed/],
	['n', /4\/14/],
];

export async function run() {
	const home = mkdtempSync(join(tmpdir(), 'vswitch-lab-bench-'));
	try {
		return [...(await animation(home)), ...(await idle(home))];
	} finally {
		rmSync(home, {recursive: true, force: true});
	}
}

async function animation(home) {
	const lesson = open(home, ['play', 'macvlan']);
	await lesson.shows(/1\/14/);
	for (const [key, then] of way) {
		lesson.pty.write(key);
		await lesson.shows(then);
	}
	await pause(500);
	const from = lesson.length();
	const cpu = cpuTime(lesson.pty.pid);
	const started = performance.now();
	lesson.pty.write(' ');
	await lesson.shows(/Not so/);
	const seconds = (performance.now() - started) / 1000;
	const used = cpuTime(lesson.pty.pid) - cpu;
	const updates = await measureUpdates(lesson.since(0, from), lesson.since(from));
	await lesson.close();
	const bytes = updates.map((update) => update.bytes);
	const changed = updates.map((update) => update.changed);
	const cells = updates.map((update) => update.cells);
	const sum = (values) => values.reduce((total, value) => total + value, 0);
	return [
		{what: 'frames written', value: `${updates.length} in ${seconds.toFixed(1)} s`},
		{what: 'cells that changed, a frame (median)', value: median(cells)},
		{what: 'bytes of these cells, a frame (median)', value: `${median(changed)} B`},
		{
			what: 'bytes written, a frame (median)',
			value: `${median(bytes)} B`,
			ratio: median(bytes) / median(changed),
			unit: '× changed cells',
			goal: 6,
		},
		{what: 'bytes written, all frames', value: `${sum(bytes)} B`, ratio: sum(bytes) / sum(changed), unit: '× changed cells', goal: 6},
		...(Number.isNaN(used)
			? []
			: [
					{
						what: 'CPU, a frame',
						value: `${(used / updates.length).toFixed(2)} ms`,
						ratio: used / 1000 / seconds,
						unit: 'of a core',
						goal: 0.1,
					},
				]),
	];
}

async function idle(home) {
	const map = open(home, []);
	await map.shows(/leave/);
	await pause(2000);
	const cpu = cpuTime(map.pty.pid);
	await pause(5000);
	const used = cpuTime(map.pty.pid) - cpu;
	await map.close();
	return Number.isNaN(used)
		? []
		: [
				{
					what: 'CPU, map open and nothing happens',
					value: `${used.toFixed(2)} ms in 5 s`,
					ratio: (used / 5000) * 100,
					unit: '% of a core',
					goal: 0.05,
				},
			];
}

function open(home, args) {
	const env = {PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8'};
	const pty = spawn(process.execPath, [program, ...args], {name: 'xterm-256color', ...size, env, encoding: 'utf8'});
	const emulator = new xterm.Terminal({...size, allowProposedApi: true});
	let text = '';
	let look = () => {};
	const ended = new Promise((resolve) => pty.onExit(resolve));
	pty.onData((data) => {
		text += data;
		emulator.write(data, () => look());
	});
	return {
		pty,
		length: () => text.length,
		since: (from, to) => text.slice(from, to),
		shows: (wanted) =>
			new Promise((resolve) => {
				look = () => wanted.test(rowsOf(emulator).join('\n')) && resolve();
				look();
			}),
		async close() {
			pty.write('\u0003');
			await ended;
		},
	};
}

/* Each synchronized update (mode 2026): what it wrote, and which cells are different after it. */
async function measureUpdates(before, text) {
	const emulator = new xterm.Terminal({...size, allowProposedApi: true});
	const write = (bytes) => new Promise((resolve) => emulator.write(bytes, resolve));
	await write(before);
	let shown = cellsOf(emulator);
	const updates = [];
	for (const part of text.split(begin).filter(Boolean)) {
		const bytes = begin + part;
		await write(bytes);
		const now = cellsOf(emulator);
		const changed = now.filter((cell, index) => cell !== shown[index]);
		if (changed.length > 0) {
			updates.push({
				bytes: Buffer.byteLength(bytes),
				cells: changed.length,
				changed: Buffer.byteLength(changed.map((cell) => cell.split('\u0000')[0]).join('')),
			});
		}
		shown = now;
	}
	return updates;
}

/* Glyph and style of every cell. */
function cellsOf(emulator) {
	const {active} = emulator.buffer;
	return Array.from({length: size.rows * size.cols}, (_, at) => {
		const cell = active.getLine(active.baseY + Math.floor(at / size.cols)).getCell(at % size.cols);
		const style = [
			cell.getFgColorMode(),
			cell.getFgColor(),
			cell.getBgColorMode(),
			cell.getBgColor(),
			cell.isBold(),
			cell.isDim(),
			cell.isInverse(),
			cell.isUnderline(),
		];
		return `${cell.getChars() || ' '}\u0000${style.join()}`;
	});
}

function rowsOf(emulator) {
	const {active} = emulator.buffer;
	return Array.from({length: size.rows}, (_, row) => active.getLine(active.baseY + row).translateToString(true));
}

/* CPU time of a process in ms, all threads; NaN where there is no /proc. */
function cpuTime(pid) {
	try {
		const tasks = readdirSync(`/proc/${pid}/task`);
		return tasks.reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6;
	} catch {
		return Number.NaN;
	}
}
