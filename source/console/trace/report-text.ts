/** The report of a `trace` as text: a tree of ASCII, one fact a line, the source of its rule in brackets behind it. */
import type {Fact} from '../telling/facts.js';
import type {Consequence} from './consequences.js';
import type {Hop, Journey, Report} from './report.js';

const BRANCH = '|-- ';
const LAST = '`-- ';
const THROUGH = '|   ';
const BLANK = '    ';
/** Frames that came of it which are named when not all are asked for. */
const MOST_NAMED = 8;

const SIGNS: Readonly<Record<Consequence['kind'], string>> = {added: '+', removed: '-', changed: '~'};
/** How facts are marked that end a way. */
const MARKS: Partial<Record<Fact['kind'], string>> = {delivered: 'OK: ', ended: 'DROP: ', ignored: 'ignored: '};

/** `all`: every frame that came of it as a tree. `outcome`: what the last line says of the world. */
export function reportText(report: Report, notes: readonly string[], {all, outcome}: {all: boolean; outcome: string}): string {
	const [own, ...others] = report.journeys;
	return [
		...notes.map((note) => `note: ${note}`),
		...(own ? treeLines(own.beginning) : []),
		...(own ? endLines(own) : []),
		...(others.length > 0 ? ['', ...otherLines(others, all)] : []),
		'',
		...consequenceLines(report.consequences),
		...(report.isCutShort ? ['It does not come to an end: a storm, stopped here.'] : []),
		outcome,
		'',
	].join('\n');
}

function treeLines(root: Hop): string[] {
	const lines: string[] = [];
	const visit = (hop: Hop, before: string, stem: string, below: string): void => {
		const through = hop.next.length > 0 ? THROUGH : BLANK;
		const head = before + stem;
		const under = before + below;
		hop.facts.forEach((fact, index) => {
			lines.push(index === 0 ? `${head}${hop.place}: ${factText(fact)}` : `${under}${through}${factText(fact)}`);
		});
		hop.next.forEach((next, index) => {
			const isLast = index === hop.next.length - 1;
			visit(next, under, isLast ? LAST : BRANCH, isLast ? BLANK : THROUGH);
		});
	};
	visit(root, '', '', '');
	return lines;
}

function factText({kind, text, source}: Fact): string {
	return `${MARKS[kind] ?? ''}${text}${source === '' ? '' : `  [${source}]`}`;
}

/** Each place once, with how many copies came there; ends by their reason. */
function endLines({delivered, ignored, ended}: Journey): string[] {
	const reasons = [...new Set(ended.map(({why}) => why))];
	return [
		`Delivered to: ${counted(delivered).join(', ') || 'nobody'}`,
		...(ignored.length > 0 ? [`Ignored by: ${counted(ignored).join(', ')}`] : []),
		...reasons.map(
			(reason) => `Ended at: ${counted(ended.filter(({why}) => why === reason).map(({place}) => place)).join(', ')} (${reason})`,
		),
	];
}

function counted(names: readonly string[]): string[] {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ${count} times`));
}

function otherLines(journeys: readonly Journey[], all: boolean): string[] {
	if (all) return journeys.flatMap(({beginning}, index) => [...(index === 0 ? [] : ['']), ...treeLines(beginning)]);
	const named = journeys.slice(0, MOST_NAMED).map(({beginning, delivered}) => {
		const [fact] = beginning.facts;
		return `  ${beginning.place}: ${fact?.text ?? ''}${delivered.length === 0 ? '' : `; delivered to ${counted(delivered).join(', ')}`}`;
	});
	const more = journeys.length - named.length;
	return [
		`What comes of it (-a shows ${journeys.length === 1 ? 'the way' : 'every way'}):`,
		...named,
		...(more > 0 ? [`  and ${more} more`] : []),
	];
}

function consequenceLines(consequences: readonly Consequence[]): string[] {
	if (consequences.length === 0) return ['Afterwards all tables are as before.'];
	return [
		'Afterwards:',
		...consequences.map(({kind, machine, table, about, says, before}) => {
			const text = before === undefined ? says : `${before} -> ${says}`;
			return `  ${SIGNS[kind]} ${machine} ${table}: ${about}${text === '' ? '' : ` ${text}`}`;
		}),
	];
}
