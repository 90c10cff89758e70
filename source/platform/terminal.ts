/**
 * What the terminal can do, decided once at the start from the environment and the flags.
 *
 * Ink and chalk decide for themselves and not always as the user asked (`NO_COLOR` still gives colours, `CI` turns a real
 * terminal into a log), so this is the only place that decides, and the theme and the screen follow it.
 */

/** How many colours may be used. */
export type ColorDepth = 'none' | 'ansi16' | 'ansi256' | 'truecolor';

/** The flags that change what the terminal is used for. */
export type TerminalFlags = {
	readonly plain: boolean;
	readonly ascii: boolean;
	readonly color: boolean;
	/** `undefined` when the flag was not given. */
	readonly motion: 'on' | 'off' | undefined;
};

/** The facts from which the decision is made; `columns` and `rows` are `undefined` when stdout is not a terminal. */
export type TerminalFacts = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: string;
	readonly stdinTty: boolean;
	readonly stdoutTty: boolean;
	readonly columns: number | undefined;
	readonly rows: number | undefined;
};

/** The decision. */
export type Terminal = {
	/** Both ends are a terminal, so keys can be read and the screen can be drawn. */
	readonly tty: boolean;
	readonly columns: number;
	readonly rows: number;
	readonly colors: ColorDepth;
	readonly glyphs: 'unicode' | 'ascii';
	readonly motion: 'full' | 'reduced';
	readonly show: ShowMode;
};

/** Whether a lesson opens the full screen or runs as linear text, and why not the screen. */
export type ShowMode =
	| {readonly kind: 'screen'}
	| {readonly kind: 'plain'; readonly reason: 'asked' | 'no-terminal' | 'dumb-terminal' | 'screen-reader' | 'too-small'};

/** The smallest screen that has a layout; below it a lesson runs as linear text. */
export const smallestScreen = {columns: 60, rows: 20} as const;

/** The facts of this process. */
export function terminalFacts(): TerminalFacts {
	const {env, platform, stdin, stdout} = process;
	return {env, platform, stdinTty: Boolean(stdin.isTTY), stdoutTty: Boolean(stdout.isTTY), columns: stdout.columns, rows: stdout.rows};
}

/** Decide what the terminal is used for. */
export function readTerminal(facts: TerminalFacts, flags: TerminalFlags): Terminal {
	const columns = facts.columns || 80;
	const rows = facts.rows || 24;
	const tty = facts.stdinTty && facts.stdoutTty;
	const motion = (flags.motion ?? facts.env.VSWITCH_LAB_MOTION) === 'off' ? 'reduced' : 'full';
	return {
		tty,
		columns,
		rows,
		colors: colorDepth(facts, flags),
		glyphs: flags.ascii || !speaksUnicode(facts) ? 'ascii' : 'unicode',
		motion,
		show: showMode(facts, flags, tty, columns, rows),
	};
}

function showMode(facts: TerminalFacts, flags: TerminalFlags, tty: boolean, columns: number, rows: number): ShowMode {
	if (flags.plain) {
		return {kind: 'plain', reason: 'asked'};
	}
	if (!tty) {
		return {kind: 'plain', reason: 'no-terminal'};
	}
	if (facts.env.TERM === 'dumb') {
		return {kind: 'plain', reason: 'dumb-terminal'};
	}
	if (facts.env.INK_SCREEN_READER === 'true') {
		return {kind: 'plain', reason: 'screen-reader'};
	}
	if (columns < smallestScreen.columns || rows < smallestScreen.rows) {
		return {kind: 'plain', reason: 'too-small'};
	}
	return {kind: 'screen'};
}

/** `NO_COLOR` (any non-empty value, see no-color.org) and `--no-color` win over everything; then `FORCE_COLOR`, then what the terminal says. */
function colorDepth({env, platform, stdoutTty}: TerminalFacts, flags: TerminalFlags): ColorDepth {
	if (!flags.color || env.NO_COLOR || env.TERM === 'dumb') {
		return 'none';
	}
	const forced = forcedDepth(env.FORCE_COLOR);
	if (forced !== undefined) {
		return forced;
	}
	if (!stdoutTty) {
		return 'none';
	}
	if (platform === 'win32' || /^(truecolor|24bit)$/.test(env.COLORTERM ?? '')) {
		return 'truecolor';
	}
	return /256/.test(env.TERM ?? '') ? 'ansi256' : 'ansi16';
}

function forcedDepth(value: string | undefined): ColorDepth | undefined {
	switch (value) {
		case undefined:
			return undefined;
		case '0':
		case 'false':
			return 'none';
		case '2':
			return 'ansi256';
		case '3':
			return 'truecolor';
		default:
			return 'ansi16';
	}
}

/** A locale that names another charset than UTF-8 says no; no locale at all says nothing, and terminals of today are UTF-8. */
function speaksUnicode({env, platform}: TerminalFacts): boolean {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
	return platform === 'win32' || !locale || /utf-?8/i.test(locale);
}
