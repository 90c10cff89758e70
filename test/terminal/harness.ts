/**
 * A real terminal for tests: the built program (`dist/cli.cjs`) in a pseudo-terminal, and an emulator that keeps the screen.
 *
 * Nothing here waits for time: `waitFor` looks at the screen after every chunk of output, and gives up after ten seconds
 * with the screen in its message.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** The built program. */
export const program = join(import.meta.dirname, '../../dist/cli.cjs');

/** How to start; everything has a default. */
export type OpenOptions = {
	readonly cols?: number;
	readonly rows?: number;
	/** Arguments of the program. */
	readonly args?: readonly string[];
	/** Added to a clean environment; `undefined` removes a variable. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** What to run instead of `node dist/cli.cjs …args`, for instance a shell. */
	readonly command?: readonly [string, ...string[]];
};

/** How the program ended: exit code, and the signal when one killed it (0 otherwise). */
export type Exit = {readonly code: number; readonly signal: number};

/** Names of keys that are not simply characters. */
export const keys = {
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	backspace: '\u007F',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	home: '\u001B[H',
	end: '\u001B[F',
	pageUp: '\u001B[5~',
	pageDown: '\u001B[6~',
	ctrlC: '\u0003',
	ctrlD: '\u0004',
	ctrlL: '\u000C',
	ctrlZ: '\u001A',
} as const;

/** A running program in its terminal. */
export type Session = {
	readonly pid: number;
	/** A folder of its own for progress (`VSWITCH_LAB_STATE`) and cache; removed by `close`. */
	readonly home: string;
	/** The rows of the visible screen, without trailing blanks. */
	screen(): string[];
	/** Wait until the screen (rows joined by line feeds) contains a text or matches an expression; returns the screen. */
	waitFor(wanted: string | RegExp): Promise<string[]>;
	/** Wait until a condition on the session holds; `what` names it in the message. */
	until(what: string, condition: () => boolean): Promise<void>;
	/** Type text, or press a named key. */
	press(key: keyof typeof keys | (string & {})): void;
	resize(cols: number, rows: number): void;
	signal(name: NodeJS.Signals): void;
	/** Wait for the end. */
	exit(): Promise<Exit>;
	/** Everything that was written so far, escape sequences included. */
	bytes(): string;
	/** Whether the alternate screen is on. */
	alternate(): boolean;
	/** Whether the cursor is hidden. */
	cursorHidden(): boolean;
	/** Lines that scrolled out of the normal screen. */
	scrollback(): number;
	/** The emulator, for what is not asked often: cells, colours, modes. */
	readonly emulator: xterm.Terminal;
	/** Kill what still runs and remove the folder. Call it in `afterEach` or with `await using`. */
	close(): Promise<void>;
	[Symbol.asyncDispose](): Promise<void>;
};

const patience = 10_000;

/** Start the program in a terminal. */
export function open({cols = 80, rows = 24, args = [], env = {}, command}: OpenOptions = {}): Session {
	const home = mkdtempSync(join(tmpdir(), 'vswitch-lab-'));
	const [file, ...rest] = command ?? [process.execPath, program, ...args];
	const emulator = new xterm.Terminal({cols, rows, allowProposedApi: true, scrollback: 1000});
	const full = environment(home, env);
	// node-pty sets TERM to the terminal's name.
	const pty: IPty = spawn(file ?? '', rest, {name: full.TERM ?? '', cols, rows, env: full, encoding: null});
	const waiting = new Set<() => void>();
	const decoder = new TextDecoder();
	let text = '';
	let pending = 0;
	let ended: Exit | undefined;
	const wake = () => {
		for (const look of waiting) {
			look();
		}
	};
	pty.onData((data) => {
		const chunk = data as unknown as Uint8Array;
		text += decoder.decode(chunk, {stream: true});
		pending++;
		emulator.write(chunk, () => {
			pending--;
			wake();
		});
	});
	pty.onExit(({exitCode, signal}) => {
		ended = {code: exitCode, signal: signal ?? 0};
		wake();
	});
	const until = (what: string, condition: () => boolean) =>
		new Promise<void>((resolve, reject) => {
			const done = (settle: () => void) => {
				waiting.delete(look);
				clearTimeout(timer);
				settle();
			};
			const look = () => {
				if (condition()) {
					done(resolve);
				} else if (ended && pending === 0) {
					done(() => reject(new Error(report(`the program ended (${JSON.stringify(ended)}) before ${what}`))));
				}
			};
			const timer = setTimeout(() => done(() => reject(new Error(report(`gave up waiting for ${what}`)))), patience);
			waiting.add(look);
			look();
		});
	const screen = () => {
		const {active} = emulator.buffer;
		return Array.from({length: emulator.rows}, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '');
	};
	const report = (problem: string) => `${problem}\n${screen().join('\n')}`;
	const session: Session = {
		pid: pty.pid,
		home,
		screen,
		until,
		async waitFor(wanted) {
			const matches = () => (typeof wanted === 'string' ? screen().join('\n').includes(wanted) : wanted.test(screen().join('\n')));
			await until(`${wanted}`, matches);
			return screen();
		},
		press(key) {
			pty.write(Object.hasOwn(keys, key) ? keys[key as keyof typeof keys] : key);
		},
		resize(newCols, newRows) {
			emulator.resize(newCols, newRows);
			pty.resize(newCols, newRows);
		},
		signal: (name) => void process.kill(pty.pid, name),
		async exit() {
			await until('its end', () => ended !== undefined && pending === 0);
			return ended ?? {code: -1, signal: 0};
		},
		bytes: () => text,
		alternate: () => emulator.buffer.active.type === 'alternate',
		cursorHidden: () => text.lastIndexOf('\u001B[?25l') > text.lastIndexOf('\u001B[?25h'),
		scrollback: () => emulator.buffer.normal.baseY,
		emulator,
		async close() {
			if (!ended) {
				process.kill(pty.pid, 'SIGKILL');
				await session.exit();
			}
			emulator.dispose();
			rmSync(home, {recursive: true, force: true});
		},
		[Symbol.asyncDispose]: () => session.close(),
	};
	return session;
}

/** What a login shell would give, and folders of its own; nothing of the machine that runs the test (such as `CI`). */
function environment(home: string, extra: OpenOptions['env']): Record<string, string> {
	const {PATH = ''} = process.env;
	const full = {
		PATH,
		HOME: home,
		XDG_CACHE_HOME: join(home, 'cache'),
		VSWITCH_LAB_STATE: join(home, 'state'),
		LANG: 'C.UTF-8',
		TERM: 'xterm-256color',
		...extra,
	};
	return Object.fromEntries(Object.entries(full).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
