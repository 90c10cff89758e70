/** `run`: a script of the prompt's language in a lab, without a screen. */
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {didYouMean} from '../console/did-you-mean.js';
import {seatsIn} from '../console/resolve.js';
import type {RunReport} from '../console/state/state-schema.js';
import {stateOf} from '../console/state/world-state.js';
import type {World} from '../engine/world.js';
import {beginHistory} from '../lesson/begin-lab.js';
import {printable} from '../lesson/printable.js';
import {labNamed} from './lab-word.js';
import {runScript, type ScriptIo} from './run-script.js';
import {noMoreWords, UsageError} from './usage-error.js';

export interface RunOptions {
	json: boolean;
	/** Machine at whose prompt it begins. */
	on: string | undefined;
}

/** Where the script comes from when no file is named, and where everything goes. */
export interface RunStreams {
	/** Standard input, whole; `undefined` when somebody sits at it. */
	input(): Promise<string | undefined>;
	print: ScriptIo['print'];
	/** From now on Ctrl-C ends a command and not the program. */
	listen(): ScriptIo['interrupted'];
}

/** Runs it; returns the exit status: that of the first command that failed, 130 after Ctrl-C, 2 for a lab that is wrong. */
export async function run([lab, file, ...rest]: readonly string[], {json, on}: RunOptions, streams = standardStreams): Promise<number> {
	if (lab === undefined) throw new UsageError('run needs a lab: vswitch-lab run LAB [FILE]; see vswitch-lab list labs.');
	noMoreWords('run LAB FILE', rest);
	const named = labNamed(lab);
	if (named.kind === 'wrong') {
		await streams.print('stderr', `${named.problems.join('\n')}\n`);
		return 2;
	}
	if (named.lab.machines.length === 0) throw new UsageError(`The lab ${lab} has no machines to type at.`);
	const text = file === undefined || file === '-' ? await streams.input() : readScriptFile(file);
	if (text === undefined) throw new UsageError('run needs a script: vswitch-lab run LAB FILE, or vswitch-lab run LAB < FILE.');
	const history = beginHistory(named.lab, named.name);
	const machine = startOf(history.world, on);
	const io: ScriptIo = {print: json ? async () => undefined : streams.print, interrupted: streams.listen()};
	const {status, commands} = await runScript(history, text, machine, io);
	if (json) {
		const report: RunReport = {format: 1, lab: named.name, status, commands, state: stateOf(history.world)};
		await streams.print('stdout', `${JSON.stringify(report, undefined, 2)}\n`);
	}
	return status;
}

/** Where a script begins unless it is said: at the host, or at the first machine. */
function startOf(world: World, on: string | undefined): string {
	const seats = seatsIn(world);
	const names = seats.map(({name}) => name);
	if (on === undefined) return (seats.find(({role}) => role === 'host') ?? seats[0])?.name ?? '';
	if (names.includes(on)) return on;
	const near = didYouMean(on, names);
	throw new UsageError(
		`--on: there is no machine "${on}". ${near === undefined ? `There are ${names.join(', ')}.` : `Did you mean "${near}"?`}`,
	);
}

function readScriptFile(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'that is a folder' : code;
		throw new UsageError(`Cannot read the script ${path}: ${why}.`);
	}
}

/** Of the process. What a command prints is text: no order to a terminal gets through. */
const standardStreams: RunStreams = {
	async input() {
		if (process.stdin.isTTY) return undefined;
		process.stdin.setEncoding('utf8');
		let text = '';
		for await (const piece of process.stdin) text += piece;
		return text;
	},
	async print(stream, text) {
		const safe = text.split('\n').map(withoutOrders).join('\n');
		if (!process[stream].write(safe)) await once(process[stream], 'drain');
	},
	listen() {
		let pressed = false;
		process.on('SIGINT', () => {
			pressed = true;
		});
		return async () => {
			await new Promise((resolve) => setImmediate(resolve));
			return pressed;
		};
	},
};

/** Tabs stay. */
function withoutOrders(line: string): string {
	return line.split('\t').map(printable).join('\t');
}
