/** The panes of the explosion at every size, in both languages: they fit, and they say what happened. */
import {describe, expect, it} from 'vitest';
import {advance, createRun} from '../../../source/engine/fabric/fabric.js';
import {DEFAULTS, type FabricParameters} from '../../../source/engine/fabric/parameters.js';
import {reportOf, VERDICTS} from '../../../source/engine/fabric/report.js';
import {en} from '../../../source/locale/en.js';
import {FIELDS} from '../../../source/locale/explosion-words.js';
import {it as italian} from '../../../source/locale/it.js';
import {toAscii} from '../../../source/view/ascii.js';
import {textWidth} from '../../../source/view/cell-width.js';
import {chartRows} from '../../../source/view/explosion/chart.js';
import {explosionLayout} from '../../../source/view/explosion/explosion-layout.js';
import {explosionText} from '../../../source/view/explosion/explosion-text.js';
import {besideOf, besideText, nextBeside, stepped, written} from '../../../source/view/explosion/fields.js';
import {parameterLines, ROWS} from '../../../source/view/explosion/parameter-lines.js';
import {type ResultView, type RunView, resultLines} from '../../../source/view/explosion/result-lines.js';
import {verdictText} from '../../../source/view/explosion/verdict-text.js';
import {ASCII, UNICODE} from '../../../source/view/glyphs.js';
import {plainText} from '../../../source/view/token.js';

const SMALL: FabricParameters = {...DEFAULTS, racks: 2, hosts: 4, vms: 5, rate: 100, seconds: 10, tables: {edge: 20, tor: 30, core: 30}};
const ATTACKED: FabricParameters = {...SMALL, attack: {...SMALL.attack, rate: 100, addresses: 30}};

function ran(parameters: FabricParameters, budget = Number.POSITIVE_INFINITY): RunView {
	const run = createRun(parameters);
	advance(run, budget);
	return {report: reportOf(run), samples: run.samples};
}

const one = ran(ATTACKED);
const VIEWS: readonly (readonly [string, ResultView])[] = [
	['before the start', {phase: 'ready', parameters: SMALL, runs: []}],
	['while it runs', {phase: 'running', parameters: ATTACKED, runs: [ran(ATTACKED, 500)]}],
	['after the end', {phase: 'done', parameters: ATTACKED, runs: [one]}],
	['two, stopped', {phase: 'stopped', parameters: ATTACKED, runs: [one, ran({...ATTACKED, policy: 'evict-fairly'}, 900)]}],
];

const SIZES = [
	[60, 20],
	[80, 24],
	[100, 30],
	[120, 40],
] as const;

const languages = [en, italian];

describe.each(SIZES)('at %i x %i', (columns, rows) => {
	const parametersFront = explosionLayout(columns, rows, 'parameters');
	const resultFront = explosionLayout(columns, rows, 'result');

	it('both panes have their place, apart from each other', () => {
		const {parameters, result, divider} = resultFront;
		expect(result).toBeDefined();
		expect(parametersFront.parameters).toBeDefined();
		if (parameters && result) expect(parameters.x + parameters.width).toBeLessThan(result.x);
		expect(divider < 0).toBe(parameters === undefined);
		expect((result?.x ?? 0) + (result?.width ?? 0)).toBeLessThanOrEqual(columns);
	});

	it.each(VIEWS)('the result fits %s, in Unicode and ASCII', (_name, view) => {
		const area = resultFront.result;
		if (!area) throw new Error('no place');
		for (const words of languages)
			for (const signs of [UNICODE, ASCII]) {
				const lines = resultLines(view, {...area, wide: resultFront.wide}, words, signs).map(plainText);
				expect(lines.length).toBeLessThanOrEqual(area.height);
				for (const text of lines) {
					expect(textWidth(text)).toBeLessThanOrEqual(area.width);
					expect(text).not.toMatch(/undefined|NaN|Infinity/);
					if (signs === ASCII) expect(toAscii(text)).not.toContain('?'.repeat(3));
				}
			}
	});

	it('the parameters fit, the one under the keyboard is there with its arrows', () => {
		const area = parametersFront.parameters;
		if (!area) throw new Error('no place');
		for (const words of languages)
			for (let cursor = 0; cursor < ROWS; cursor++) {
				const lines = parameterLines({parameters: SMALL, beside: 'nothing', cursor, typed: ''}, area, words.explosion, UNICODE);
				expect(lines.length).toBeLessThanOrEqual(area.height);
				for (const text of lines.map(plainText)) expect(textWidth(text)).toBeLessThanOrEqual(area.width);
				expect(lines.map(plainText).filter((text) => text.startsWith('▸') && text.endsWith('▶'))).toHaveLength(1);
			}
	});
});

describe('what is said', () => {
	const text = (view: ResultView): string =>
		resultLines(view, {width: 70, height: 30, wide: false}, en, UNICODE).map(plainText).join(' ').replaceAll('\u00A0', ' ');

	it('before: how many there are, and how much room', () => {
		expect(text({phase: 'ready', parameters: DEFAULTS, runs: []})).toContain(
			'41 600 stations. The core needs 41 600 entries and has 32 768.',
		);
	});

	it('after: the verdict with its sign; the attacker who was first reads the others', () => {
		expect(text({phase: 'done', parameters: ATTACKED, runs: [one]})).toMatch(/✗ The attack makes most of it.*46\.4 % would be.*sniffed/);
		const roomy = {...ATTACKED, tables: {edge: 99, tor: 60, core: 60}, attack: {...ATTACKED.attack, addresses: 300}};
		expect(text({phase: 'done', parameters: roomy, runs: [ran(roomy)]})).toMatch(/✗ The attack works.*sniffed/);
		expect(text({phase: 'done', parameters: SMALL, runs: [ran({...SMALL, tables: {edge: 99, tor: 99, core: 99}})]})).toContain('✓ It fits');
	});

	it('beside one another: each with what it floods and what the attacker reads', () => {
		const fair = ran({...ATTACKED, racks: 1, policy: 'evict-fairly'});
		expect(text({phase: 'done', parameters: ATTACKED, runs: [one, fair]})).toMatch(
			/The same stations and frames\. “keep the first” floods .*, and the attacker reads \d.*“evict fairly” floods .*, and the attacker reads [\d.]+ %\./,
		);
	});

	it('names the room of the table that overflows, which with VXLAN is that of an edge', () => {
		const {report} = ran({...SMALL, overlay: 'vxlan', tenants: 1, tables: {edge: 7, tor: 30, core: 30}});
		expect(verdictText(report, en)).toMatch(/^It overflows: room for 7 /);
	});

	it('has a sentence for every verdict, in every language', () => {
		for (const words of languages)
			for (const verdict of VERDICTS) expect(verdictText({...one.report, verdict}, words)).toMatch(/^[A-ZÈL].*[.]$/);
	});
});

describe('the report as text', () => {
	it('has rows of at most 80 cells, formulas beside measurements, and numbers in one piece', () => {
		for (const words of languages)
			for (const parameters of [SMALL, ATTACKED, {...SMALL, overlay: 'vxlan' as const, tenants: 4}]) {
				const rows = explosionText(ran(parameters).report, words, 80);
				for (const row of rows) {
					expect(textWidth(row)).toBeLessThanOrEqual(80);
					expect(row).not.toMatch(/undefined|NaN/);
				}
			}
		const rows = explosionText(ran(SMALL).report, en, 80).map((row) => row.replaceAll('\u00A0', ' '));
		expect(rows.find((row) => row.startsWith('entries that the core needs'))).toMatch(/R·H·\(V·n \+ h\) +56 +30$/);
		expect(rows.find((row) => row.startsWith('tables'))).toMatch(/switches +size +entries +learned +evicted +refused +aged$/);
	});
});

describe('a chart', () => {
	it('is as high as its values, shows nothing only for nothing, and leaves the future blank', () => {
		const values = [0, 0.001, 0.5, 1, 1, 1, 1, 1];
		expect(chartRows(values, 4, 8, 1, UNICODE)).toEqual([' ▁▄█    ']);
		expect(chartRows(values, 4, 8, 2, UNICODE)).toEqual(['   █    ', ' ▁██    ']);
		expect(chartRows([Number.NaN, 1], 2, 2, 1, ASCII)).toEqual([' #']);
	});

	it('with fewer columns than values shows the highest of each column', () => {
		expect(chartRows([0, 1, 0.5, 0.5], 4, 2, 1, UNICODE)).toEqual(['█▄']);
	});
});

describe('parameters', () => {
	it('step to round values and stop at their ends', () => {
		expect(stepped('racks', DEFAULTS, 1).racks).toBe(24);
		expect(stepped('racks', {...DEFAULTS, racks: 1}, -1).racks).toBe(1);
		expect(stepped('policy', DEFAULTS, -1).policy).toBe('evict-by-hash');
		expect(stepped('attack', DEFAULTS, 1).attack.rate).toBe(10);
		expect(stepped('table', DEFAULTS, -1).tables).toEqual({edge: 8192, tor: 16_384, core: 16_384});
	});

	it('with VXLAN have small tenants, unless somebody said how many', () => {
		expect(stepped('overlay', DEFAULTS, 1)).toMatchObject({overlay: 'vxlan', tenants: 2000});
		expect(stepped('overlay', stepped('overlay', DEFAULTS, 1), 1)).toEqual(DEFAULTS);
		expect(stepped('overlay', {...DEFAULTS, tenants: 7}, 1).tenants).toBe(7);
	});

	it('stay as they are when there is no such fabric', () => {
		expect(written('racks', DEFAULTS, 99_999)).toBe(DEFAULTS);
		expect(written('racks', DEFAULTS, 33).racks).toBe(33);
	});

	it('what stands beside it is always another fabric', () => {
		expect(besideOf('first-kept', DEFAULTS)).toBeUndefined();
		expect(besideOf('vxlan', DEFAULTS)).toMatchObject({overlay: 'vxlan', policy: 'first-kept'});
		let beside = nextBeside('nothing', DEFAULTS);
		const seen = [beside];
		while (beside !== 'nothing') {
			beside = nextBeside(beside, DEFAULTS);
			seen.push(beside);
		}
		expect(seen).toEqual(['evict-fairly', 'evict-by-hash', 'vxlan', 'nothing']);
		for (const each of seen) expect(besideText(each, en.explosion)).not.toBe('');
	});

	it('have names short enough for the pane', () => {
		for (const words of languages)
			for (const field of [...FIELDS, 'compare' as const]) expect(textWidth(words.explosion.fields[field])).toBeLessThanOrEqual(18);
	});
});
