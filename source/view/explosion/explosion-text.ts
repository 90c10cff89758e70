/** The report of a fabric as text: what it is, what the arithmetic says and what was measured, the tables, and what it comes to. */
import {breakEvenRacks, coreStations, speakers} from '../../engine/fabric/formulas.js';
import type {FabricParameters} from '../../engine/fabric/parameters.js';
import type {FabricReport, Foretold} from '../../engine/fabric/report.js';
import type {Catalogue} from '../../locale/en.js';
import {FIELDS} from '../../locale/explosion-words.js';
import {decimalText} from '../../locale/locale.js';
import {textWidth, wrapText} from '../cell-width.js';
import {fieldText} from './fields.js';
import {bitsText, countText, shareText} from './numbers.js';
import {verdictText} from './verdict-text.js';

/** The whole report, without a line feed at the end; rows of at most `width` cells. */
export function explosionText(report: FabricReport, words: Catalogue, width: number): string[] {
	const {explosion} = words;
	const {parameters, counts, flooded, sniffed, bytesPerStation} = report;
	const away = counts.frames - counts.inside;
	const texts = [
		explosion.frames({
			frames: countText(counts.frames),
			inside: countText(counts.inside),
			flooded: countText(counts.flooded),
			share: shareText(flooded, words.tables.decimal),
			copies: away === 0 ? '0' : decimalText((counts.wasted / away).toFixed(1), words.tables.decimal),
		}),
		loadText(report, words),
		...(parameters.attack.rate === 0
			? []
			: [
					explosion.attacker({
						frames: countText(counts.attack),
						overheard: countText(counts.overheard),
						sniffed: countText(counts.sniffed),
						share: shareText(sniffed, words.tables.decimal),
					}),
				]),
		...(parameters.overlay === 'none' ? [explosion.oneEdge] : []),
		`${explosion.memory(countText(bytesPerStation))}.`,
	];
	return [
		explosion.title,
		'',
		...parameterRows(report, words, width),
		'',
		...wrapText(needText(parameters, words), width),
		'',
		...foretoldRows(report, words, width),
		'',
		...tierRows(report, words),
		'',
		...texts.flatMap((text) => wrapText(text, width)),
		'',
		...wrapText(verdictText(report, words), width),
	];
}

/** How many stations there are, and how much room. */
export function needText(parameters: FabricParameters, words: Catalogue): string {
	const {need, overflowsFrom, fitsAll} = words.explosion;
	const {tables, overlay} = parameters;
	const text = need(countText(speakers(parameters)), countText(coreStations(parameters)), countText(tables.core));
	return `${text} ${overlay === 'vxlan' ? fitsAll : overflowsFrom(decimalText(breakEvenRacks(tables.core, parameters).toFixed(1), words.tables.decimal))}`;
}

/** What a link to a host carries for others. */
export function loadText({hostLoad}: FabricReport, words: Catalogue): string {
	return words.explosion.perLink(countText(hostLoad.frames), bitsText(hostLoad.bits, words.tables.decimal));
}

/** Two parameters a row. */
function parameterRows({parameters}: FabricReport, {explosion}: Catalogue, width: number): string[] {
	const {fields, placements} = explosion;
	const rows = FIELDS.map((field) => [fields[field], fieldText(field, parameters, explosion)] as const);
	const all = parameters.tenants > 1 ? [...rows, [explosion.placement, placements[parameters.placement]] as const] : rows;
	const half = Math.ceil(all.length / 2);
	const room = Math.floor((width - 6) / 2);
	const cell = ([name, value]: readonly [string, string]): string => padded(name, 19) + ahead(value, room - 19);
	return [
		`${explosion.parameters}:`,
		...all.slice(0, half).map((row, at) => {
			const beside = all[half + at];
			return `  ${cell(row)}${beside ? `    ${cell(beside)}` : ''}`;
		}),
	];
}

function foretoldRows({foretold}: FabricReport, words: Catalogue, width: number): string[] {
	const {foretoldHead, foretold: names} = words.explosion;
	const rows = foretold.map((row) => [names[row.what], valueText(row, row.expected, words), valueText(row, row.measured, words)]);
	const all = [[foretoldHead.what, foretoldHead.expected, foretoldHead.measured], ...rows];
	const right = [1, 2].map((column) => Math.max(...all.map((row) => textWidth(row[column] ?? ''))) + 2);
	const left = Math.min(Math.max(...all.map(([name = '']) => textWidth(name))), width - (right[0] ?? 0) - (right[1] ?? 0));
	return all.map(([name = '', expected = '', measured = '']) =>
		`${padded(name, left)}${ahead(expected, right[0] ?? 0)}${ahead(measured, right[1] ?? 0)}`.trimEnd(),
	);
}

function valueText({what}: Foretold, value: number | undefined, {explosion, tables}: Catalogue): string {
	if (value === undefined) return '-';
	switch (what) {
		case 'entries':
		case 'copies':
		case 'vteps':
		case 'hashed':
		case 'live':
			return countText(value);
		case 'racks':
			return decimalText(value.toFixed(1), tables.decimal);
		case 'flooded':
		case 'flooded-alone':
			return shareText(value, tables.decimal);
		case 'fill-time':
			return `${decimalText(value.toFixed(value < 10 ? 2 : 1), tables.decimal)} ${explosion.units.seconds}`;
		case 'hold-rate':
			return `${value < 1000 ? decimalText(value.toFixed(1), tables.decimal) : countText(value)} ${explosion.units.perSecond}`;
		default:
			return what satisfies never;
	}
}

function tierRows({tiers}: FabricReport, words: Catalogue): string[] {
	const {heads, tiers: names} = words.explosion;
	const rows = [
		[heads.tier, heads.switches, heads.size, heads.entries, heads.learned, heads.evicted, heads.refused, heads.aged],
		...tiers.map(({tier, switches, size, mean, learned, evicted, refused, expired}) => [
			names[tier],
			...[switches, size, mean, learned, evicted, refused, expired].map(countText),
		]),
	];
	const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ''))));
	return rows.map((row) =>
		row
			.map((cell, column) => (column === 0 ? padded(cell, widths?.[0] ?? 0) : ahead(cell, widths?.[column] ?? 0)))
			.join('  ')
			.trimEnd(),
	);
}

function padded(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

function ahead(text: string, width: number): string {
	return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}
