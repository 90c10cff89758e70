/** `doctor`: what this terminal and this machine can do, and what to do when something is wrong. */
import {accessSync, constants, existsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {type ShowMode, smallestScreen, type Terminal} from '../platform/terminal.js';

/** Print the findings, one a line, remedies behind an arrow. Always 0: it reports, it does not judge. */
export function doctor(terminal: Terminal, stateDir: string): number {
	process.stdout.write(`${report(terminal, stateDir).join('\n')}\n`);
	return 0;
}

/** The findings as lines. */
export function report(terminal: Terminal, stateDir: string): string[] {
	const {columns, rows, colors, glyphs, motion, show} = terminal;
	const findings = [
		['vswitch-lab', process.env.VSWITCH_LAB_VERSION ?? 'from source'],
		['Node', `${process.versions.node} on ${process.platform} ${process.arch}`],
		['terminal', terminal.tty ? `${process.env.TERM ?? 'unnamed'}, ${columns} columns, ${rows} rows` : 'none'],
		['lessons open', show.kind === 'screen' ? 'on the screen' : `as text, because ${reason(show)}`],
		['colours', colors],
		['characters', glyphs === 'unicode' ? 'Unicode' : 'ASCII'],
		['motion', motion === 'full' ? 'on' : 'off'],
		['progress', `${stateDir}${isWritable(stateDir) ? '' : ' -> cannot be written: name another folder with --state DIR'}`],
	] as const;
	const ruler =
		glyphs === 'unicode'
			? ['', 'These lines must end in one column; if not, use --ascii:', `  |${'-'.repeat(24)}|`, `  │${'─═▲▼◀▶●○├┤┬┴'.repeat(2)}│`]
			: [];
	const remedy = ['', 'If a killed program left your terminal in disorder, type: reset'];
	return [...findings.map(([name, finding]) => `${name.padEnd(14)}${finding}`), ...ruler, ...remedy];
}

function reason(show: Extract<ShowMode, {kind: 'plain'}>): string {
	switch (show.reason) {
		case 'asked':
			return '--plain was given';
		case 'no-terminal':
			return 'input or output is not a terminal';
		case 'dumb-terminal':
			return 'TERM is dumb';
		case 'screen-reader':
			return 'INK_SCREEN_READER is set';
		case 'too-small':
			return `the terminal is smaller than ${smallestScreen.columns} columns by ${smallestScreen.rows} rows`;
		default:
			return show.reason satisfies never;
	}
}

/** Whether a folder, or the nearest parent that exists, may be written to. */
function isWritable(folder: string): boolean {
	if (!existsSync(folder)) {
		return dirname(folder) !== folder && isWritable(dirname(folder));
	}
	try {
		accessSync(folder, constants.W_OK);
		return statSync(folder).isDirectory();
	} catch {
		return false;
	}
}
