/** What stands on the screen fits where it stands: every path, size and language. */
import {describe, expect, it} from 'vitest';
import {CATALOGUE} from '../../../source/engine/budget/catalogue.js';
import {DEFAULT_SETUP, type Path, stagesOf} from '../../../source/engine/budget/path.js';
import {READY_PATHS, readyPath} from '../../../source/engine/budget/ready-paths.js';
import {simulate} from '../../../source/engine/budget/simulate.js';
import {DEFAULT_TRAFFIC} from '../../../source/engine/budget/traffic.js';
import {en} from '../../../source/locale/en.js';
import {it as italian} from '../../../source/locale/it.js';
import {lineWidth} from '../../../source/view/bar-lines.js';
import {budgetLayout} from '../../../source/view/budget/budget-layout.js';
import {costList} from '../../../source/view/budget/cost-list.js';
import {resultLines} from '../../../source/view/budget/result-lines.js';
import {settingsLines} from '../../../source/view/budget/settings-lines.js';
import {sourceLines} from '../../../source/view/budget/source-lines.js';
import {versusLines} from '../../../source/view/budget/versus-lines.js';
import type {Rect} from '../../../source/view/canvas.js';
import {UNICODE} from '../../../source/view/glyphs.js';
import {type Line, plainText} from '../../../source/view/token.js';

const SIZES = [
	[60, 20],
	[80, 24],
	[120, 40],
] as const;
const traffic = {...DEFAULT_TRAFFIC, packets: 2000};
const path = (id: string): Path => readyPath(id) as Path;
const outcome = (id: string) => simulate(path(id), DEFAULT_SETUP, traffic);

const widest = (lines: readonly Line[]): number => Math.max(0, ...lines.map(lineWidth));
const overlap = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each([
	['English', en],
	['Italian', italian],
] as const)('the budget on the screen in %s', (_, words) => {
	it.each(SIZES)('has settings and verdict of every path within %dx%d, in at most five rows', (columns) => {
		for (const [index, id] of READY_PATHS.entries()) {
			const view = {place: index + 1, places: READY_PATHS.length, setup: DEFAULT_SETUP, traffic, width: columns - 2, words, signs: UNICODE};
			for (const other of [undefined, path('ovs-kernel-miss')]) {
				const lines = settingsLines({...view, path: path(id), other});
				expect([id, widest(lines) <= columns - 2, lines.length <= 5]).toEqual([id, true, true]);
			}
		}
	});

	it('has results that lose no figure at 80x24', () => {
		const width = budgetLayout(80, 24, 3, 'stages').result?.width ?? 0;
		for (const id of READY_PATHS) {
			const lines = resultLines({path: path(id), outcome: outcome(id), isReady: true}, undefined, DEFAULT_SETUP, traffic, {
				width,
				height: 40,
				words,
				signs: UNICODE,
			});
			expect(widest(lines)).toBeLessThanOrEqual(width);
			const text = lines.map(plainText).join('\n');
			// The last figure of each row is whole.
			for (const last of ['max', 'p99'] as const) expect(text).toMatch(new RegExp(`${words.budget.quantiles[last]} [\\d.,]+ (?:ns|µs|ms)`));
			expect(text).toMatch(new RegExp(`${words.budget.ring} .*/\\d[\\d ]*$`, 'm'));
		}
	});

	it('has two paths side by side with their signs', () => {
		const sides = [
			{path: path('linux-bridge'), outcome: outcome('linux-bridge')},
			{path: path('ovs-dpdk'), outcome: outcome('ovs-dpdk')},
		] as const;
		for (const width of [35, 50, 58]) expect(widest(versusLines(sides, DEFAULT_SETUP, width, words, UNICODE))).toBeLessThanOrEqual(width);
		const rows = versusLines(sides, DEFAULT_SETUP, 50, words, UNICODE).map(plainText);
		const sign = words.tables.decimal;
		expect(rows[1]).toMatch(new RegExp(`645[${sign}]2 +✓ 67[${sign}]2`));
		// A busy core is neither better nor worse.
		expect(rows.find((row) => row.startsWith(`${words.budget.busy} ${words.budget.places.host}`))).not.toContain('✓');
	});

	it('tells of every stage what it is, how sure it is and who says so', () => {
		for (const id of READY_PATHS)
			for (const {stage} of stagesOf(path(id))) {
				const lines = sourceLines(stage, 64, 58, words);
				const text = lines.map(plainText).join(' ').replaceAll(/\s+/g, ' ');
				expect(widest(lines)).toBeLessThanOrEqual(58);
				expect(text).toContain(words.budget.evidence[stage.evidence].split(' ')[0]);
				expect(text).toContain(stage.source.split(' ')[0]);
			}
	});

	it('lists every cost of the catalogue', () => {
		for (const width of [58, 78]) {
			const lines = CATALOGUE.flatMap((_cost, cursor) => costList(cursor, 64, {width, height: 12}, words, UNICODE));
			expect(widest(lines)).toBeLessThanOrEqual(width);
			const text = lines.map(plainText).join('\n');
			for (const {id} of CATALOGUE) expect(text).toContain(words.budget.costs[id].name);
		}
	});
});

describe('the layout of the budget', () => {
	it.each(SIZES)('at %dx%d has panes that do not overlap and stay inside', (columns, rows) => {
		for (const pane of ['stages', 'result'] as const)
			for (const top of [3, 4, 5]) {
				const {top: head, stages, result, source, divider, layout} = budgetLayout(columns, rows, top, pane);
				const panes = [head, stages, divider, result, source].filter((area) => area !== undefined);
				for (const [index, area] of panes.entries()) {
					expect([area.width > 0, area.height > 4 || area === head]).toEqual([true, true]);
					expect(area.y + area.height).toBeLessThanOrEqual(layout.rows - 2);
					expect(area.x + area.width).toBeLessThanOrEqual(columns);
					for (const other of panes.slice(index + 1)) expect(overlap(area, other)).toBe(false);
				}
			}
	});
});
