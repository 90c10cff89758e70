/**
 * The first paint: the frame of the screen, written before anything else is loaded.
 *
 * React, Ink and the lesson take 60 to 100 ms to load; the frame of the screen needs none of them. So the entry writes
 * it in one write and loads the rest behind it. What stands here stays where it is when the real screen comes: title in
 * the first row, rule in the second, rule over the footer. The last row of the terminal stays empty, so nothing scrolls.
 */

/** The rows of the frame in a terminal of `rows` rows, counted from 0. Every screen of the application has its rules in the same rows. */
export function frameRows(rows: number): {
	readonly header: number;
	readonly headerRule: number;
	readonly footerRule: number;
	readonly footer: number;
} {
	return {header: 0, headerRule: 1, footerRule: rows - 3, footer: rows - 2};
}

/** What the first paint shows, row by row: so that what comes next can be compared with it instead of painted over it. */
export function firstPaintRows(columns: number, rows: number, glyphs: 'unicode' | 'ascii'): string[] {
	const {header, headerRule, footerRule} = frameRows(rows);
	const rule = (glyphs === 'ascii' ? '-' : '─').repeat(columns);
	const shown: Record<number, string> = {[header]: ' vswitch-lab', [headerRule]: rule, [footerRule]: rule};
	return Array.from({length: rows}, (_, row) => shown[row] ?? '');
}

/** The bytes of the first paint: on an empty alternate screen; the cursor is left at home. */
export function firstPaint(columns: number, rows: number, glyphs: 'unicode' | 'ascii'): string {
	const painted = firstPaintRows(columns, rows, glyphs).map((text, row) => (text === '' ? '' : `\u001B[${row + 1};1H${text}`));
	return `\u001B[2J${painted.join('')}\u001B[H`;
}

/** Flags that may stand beside a command that opens the screen; those that take a value say so. */
const screenFlags: Readonly<Record<string, 'alone' | 'value'>> = {
	'--ascii': 'alone',
	'--no-color': 'alone',
	'--color': 'alone',
	'--motion': 'value',
	'--locale': 'value',
	'--state': 'value',
};

/**
 * Whether these arguments open the screen for sure: nothing, `play`, or `play` and a lesson that exists, with harmless
 * flags. Anything else (a misspelt lesson, an unknown flag, `--plain`) is decided later, without a first paint.
 */
export function opensScreen(argv: readonly string[], lessonIds: readonly string[]): boolean {
	const words: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const word = argv[i] ?? '';
		if (!word.startsWith('-')) {
			words.push(word);
			continue;
		}
		const [name = '', value] = word.split('=');
		const shape = screenFlags[name];
		if (shape === undefined) {
			return false;
		}
		if (shape === 'value' && value === undefined) {
			i++;
		}
	}
	const [command, lesson] = words;
	return words.length <= 2 && (command === undefined || command === 'play') && (lesson === undefined || lessonIds.includes(lesson));
}
