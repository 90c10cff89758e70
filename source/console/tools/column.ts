/** `column -t` of util-linux: fields of lines in columns (text-utils/column.c, libsmartcols). */
import type {Command, Keyword, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {coreutilsRules} from '../coreutils.js';
import {getopt} from '../getopt.js';
import {type Program, prints} from '../program.js';
import {linesOf, readTexts} from '../text/lines.js';

const NEAREST = 'column -t, column -t -s SEPARATORS';

const OPTIONS: readonly Keyword[] = [
	{word: '-t', also: ['--table'], help: 'fields in columns'},
	{word: '-s', also: ['--separator'], takes: 'text', help: 'characters that separate fields; blanks unless said otherwise'},
	{word: '-o', also: ['--output-separator'], takes: 'text', help: 'what stands between columns; two blanks unless said otherwise'},
	...['-c', '-J', '-N', '-R', '-H', '-n', '-x', '-L', '-d', '-e'].map((word): Keyword => ({word, help: 'other ways', instead: NEAREST})),
];

export const COLUMN: Command = {
	word: 'column',
	help: 'lines as a table: column -t',
	keywords: OPTIONS,
	bare: 'file',
	isFilter: true,
	run: column,
};

function* column(place: Place, words: readonly string[]): Program {
	const paths: string[] = [];
	const given = new Map<string, string>();
	for (const read of getopt(coreutilsRules('column', OPTIONS), words)) {
		if (read.kind === 'word') paths.push(read.value);
		else given.set(read.option, read.value);
	}
	if (!given.has('-t')) throw notModelled('column without -t', NEAREST);
	const {texts, failed} = yield* readTexts(place, 'column', paths);
	const lines = texts.flatMap(({text}) => linesOf(text)).filter((line) => line.trim() !== '');
	const rows = lines.map((line) => fieldsOf(line, given.get('-s')));
	return prints(table(rows, given.get('-o') ?? '  '), failed ? 1 : 0);
}

/** Blanks count as one; each separator that was asked for counts by itself. */
function fieldsOf(line: string, separators: string | undefined): string[] {
	if (separators === undefined) return line.trim().split(/[ \t]+/);
	const fields = [''];
	for (const character of line) {
		if (separators.includes(character)) fields.push('');
		else fields[fields.length - 1] += character;
	}
	return fields;
}

/** All rows have all columns, and the last one is as long as it is. */
function table(rows: readonly (readonly string[])[], between: string): string {
	const count = Math.max(0, ...rows.map((row) => row.length));
	const widths = Array.from({length: count}, (_, at) => Math.max(...rows.map((row) => [...(row[at] ?? '')].length)));
	const cell = (text: string, at: number): string =>
		at === count - 1 ? text : text + ' '.repeat((widths[at] as number) - [...text].length);
	return rows.map((row) => `${widths.map((_, at) => cell(row[at] ?? '', at)).join(between)}\n`).join('');
}
