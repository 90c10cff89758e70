/** What `budget --measure` found, as lines: figures by group against the 67.2 ns, and what they are worth. */
import type {ProbeId} from '../../locale/budget-words.js';
import type {Catalogue} from '../../locale/en.js';
import {fitText, textWidth, wrapText} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {nsText, percentText} from './numbers.js';

/** What was timed. */
export type ProbeName =
	| {kind: 'chase'; octets: number}
	| {kind: ProbeId}
	| {kind: 'bridge'; stations: number}
	| {kind: 'flows'; flows: number};

/** ns: median, and the ends of the middle half of the rounds. */
export interface MeasuredProbe {
	name: ProbeName;
	ns: number;
	low: number;
	high: number;
}

export interface Measured {
	/** In order; `undefined` for what was cancelled. */
	probes: readonly {name: ProbeName; found: MeasuredProbe | undefined}[];
	rounds: number;
	/** Processor and version of Node. */
	machine: {model: string; node: string};
	cancelled: boolean;
}

const SLOT = 67.2;
const NAME = 36;
const BAR = 16;

export function measureLines({probes, rounds, machine, cancelled}: Measured, width: number, words: Catalogue, signs: Glyphs): string[] {
	const {measure} = words.budget;
	const {columns, groups} = measure;
	const group = (of: readonly ProbeName['kind'][]): Measured['probes'] => probes.filter(({name}) => of.includes(name.kind));
	const head = `${fitText('', NAME)}${columns.ns.padStart(8)}${columns.spread.padStart(13)}${columns.budget.padStart(12)}`;
	const part = (title: string, rows: Measured['probes']): string[] =>
		rows.length === 0 ? [] : [title, ...rows.map(({name, found}) => row(name, found, width, words, signs).trimEnd()), ''];
	const steps = Object.keys(measure.probes) as ProbeId[];
	return [
		measure.title,
		...wrapText(measure.cores(machine.model, machine.node), width),
		...(cancelled ? [measure.cancelled] : []),
		'',
		head,
		...part(groups.memory, group(['chase'])),
		...part(groups.steps, group(steps)),
		...part(groups.switch, group(['bridge', 'flows'])),
		...[measure.how(rounds), measure.js, measure.virtual, measure.not].flatMap((sentence) => wrapText(sentence, width)),
	];
}

function row(name: ProbeName, found: MeasuredProbe | undefined, width: number, words: Catalogue, signs: Glyphs): string {
	const label = fitText(`  ${probeText(name, words)}`, NAME);
	if (!found) return `${label}${words.budget.measure.skipped}`;
	const spread = `${nsText(found.low, words.tables.decimal)}-${nsText(found.high, words.tables.decimal)}`;
	const share = found.ns / SLOT;
	// One bar is the whole budget; a sign says that it goes on.
	const bar = share > 1 ? signs.bar.repeat(BAR / 2) + signs.frame.right : signs.bar.repeat(Math.max(1, Math.round((share * BAR) / 2)));
	const cells = `${label}${nsText(found.ns, words.tables.decimal).padStart(8)}${spread.padStart(13)}${percentText(share, words.tables.decimal).padStart(12)}`;
	return textWidth(cells) + 1 + textWidth(bar) <= width ? `${cells} ${bar}` : cells;
}

/** What a probe is called. */
export function probeText(name: ProbeName, words: Catalogue): string {
	const {measure} = words.budget;
	switch (name.kind) {
		case 'chase':
			return measure.chase(name.octets >= 1 << 20 ? `${name.octets >> 20} MiB` : `${name.octets >> 10} KiB`);
		case 'bridge':
			return measure.bridge(name.stations);
		case 'flows':
			return measure.flows(name.flows);
		default:
			return measure.probes[name.kind];
	}
}
