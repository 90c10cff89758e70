/** docs/tools.md: every tool of the lab on one page, written from the option tables as `man` and `help` are. */
import type {Command, Keyword} from './command.js';

type Entry = Command | Keyword;

const INTRO = `# Tools of the prompt

What can be typed at a prompt of the lab, and in a script for \`vswitch-lab run\`. This page is written from the tables by
which the tools read their words (\`npx vitest run test/console/tools-page.test.ts -u\`); \`man TOOL\` says the same at the
prompt. What a real tool has and the lab has not is listed with the nearest that is there.
`;

/** The whole page; tools in the order of their names, those that the shell has built in behind them. */
export function toolsPage(tools: readonly Command[]): string {
	const own = (wanted: boolean): readonly Command[] =>
		tools.filter(({isShell = false}) => isShell === wanted).sort((a, b) => (a.word < b.word ? -1 : 1));
	const [others, shell] = [own(false), own(true)];
	return [
		INTRO,
		table(
			['Tool', 'What it does'],
			others.map((tool) => [`[${code(tool.word)}](#${anchorOf(tool.word)})`, help(tool)]),
		),
		...others.flatMap((tool) => sections([tool.word], tool)),
		'## The shell\n',
		table(
			['Command', 'What it does'],
			shell.filter(isPresent).map((tool) => [code(labelOf(tool)), help(tool)]),
		),
		...shell.flatMap((tool) => (hasMore(tool) ? sections([tool.word], tool, 3) : [])),
		absent(shell),
	]
		.filter((part) => part !== '')
		.join('\n');
}

/** A heading for a tool or an object of it, what stands below it, and then its own objects. */
function sections(path: readonly string[], command: Command, level = 2): string[] {
	const {commands = [], keywords = [], details = {}, follows = {}} = command;
	const present = commands.filter(isPresent);
	const rows = (entries: readonly Entry[]): string[][] => entries.filter(isPresent).map((entry) => [code(labelOf(entry)), help(entry)]);
	return [
		`${'#'.repeat(Math.min(level, 5))} ${path.join(' ')}\n`,
		`${sentence(command.help)}\n`,
		table(['Command', 'What it does'], rows(commands)),
		table(['Option', 'What it does'], rows(keywords)),
		...Object.entries({...details, ...follows}).map(([word, entries]) => table([`Behind ${code(word)}`, 'What it does'], rows(entries))),
		absent([...commands, ...keywords, ...Object.values({...details, ...follows}).flat()]),
		...present.filter(hasMore).flatMap((next) => sections([...path, next.word], next, level + 1)),
	].filter((part) => part !== '');
}

/** Is there more to say of it than its line? */
function hasMore({commands = [], keywords = [], details, follows}: Command): boolean {
	return commands.length + keywords.length > 0 || details !== undefined || follows !== undefined;
}

function isPresent({instead}: Entry): boolean {
	return instead === undefined;
}

/** What the lab has not, in one list; nothing when it has all. */
function absent(entries: readonly Entry[]): string {
	const missing = entries.filter((entry) => !isPresent(entry));
	return table(
		['Not in the lab', 'Nearest'],
		missing.map((entry) => [code(labelOf(entry)), plain(entry.instead ?? '')]),
	);
}

function labelOf(entry: Entry): string {
	const value = 'takes' in entry && entry.takes !== undefined ? ` ${entry.takes.toUpperCase()}` : '';
	return [entry.word, ...(entry.also ?? [])].join(', ') + value;
}

function help({help: text}: Entry): string {
	return plain(text);
}

function sentence(text: string): string {
	return plain(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

/** What Markdown would read as its own. */
function plain(text: string): string {
	return text.replace(/[\\`*[\]<>|]|(?<!\w)_|_(?!\w)/g, '\\$&');
}

function code(text: string): string {
	const fence = text.includes('`') ? '``' : '`';
	return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\w\- ]/g, '')
		.replaceAll(' ', '-');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
	if (rows.length === 0) return '';
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
	return line(heads) + line(heads.map(() => '---')) + rows.map(line).join('');
}
