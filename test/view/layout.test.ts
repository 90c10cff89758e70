import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Rect} from '../../source/view/canvas.js';
import {type LayoutNeed, layoutOf} from '../../source/view/layout.js';

const need = fc.constantFrom<LayoutNeed>('lesson', 'prompt', 'compare');
const columns = fc.integer({min: 60, max: 250});
const rows = fc.integer({min: 20, max: 90});

const overlap = (a: Rect, b: Rect) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the layout', () => {
	test.each([
		[59, 30, 'none'],
		[60, 20, 'narrow'],
		[79, 50, 'narrow'],
		[80, 24, 'standard'],
		[99, 40, 'standard'],
		[100, 30, 'wide'],
		[200, 60, 'wide'],
	] as const)('of %i x %i is %s', (width, height, kind) => {
		expect(layoutOf(width, height).kind).toBe(kind);
	});

	test('keeps every pane between header and footer and off the last row', () => {
		fc.assert(
			fc.property(columns, rows, need, (width, height, what) => {
				const layout = layoutOf(width, height, what);
				const panes = [layout.text, ...layout.pictures, ...layout.tables, layout.events, layout.allEvents, layout.console];
				for (const pane of panes) {
					expect(pane.x).toBeGreaterThanOrEqual(0);
					expect(pane.x + pane.width).toBeLessThanOrEqual(width);
					expect(pane.y).toBeGreaterThanOrEqual(2);
					expect(pane.y + pane.height).toBeLessThanOrEqual(height - 3);
					expect(pane.width).toBeGreaterThan(0);
					expect(pane.height).toBeGreaterThan(0);
				}
				expect(layout.footer.y).toBe(height - 2);
			}),
		);
	});

	test('never makes text wider than 76 columns beside a topology', () => {
		fc.assert(
			fc.property(columns, rows, (width, height) => {
				const layout = layoutOf(width, height);
				if (layout.kind !== 'narrow') expect(layout.text.width).toBeLessThanOrEqual(76);
			}),
		);
	});

	test('lets no two panes that are seen together overlap', () => {
		fc.assert(
			fc.property(columns, rows, need, (width, height, what) => {
				const layout = layoutOf(width, height, what);
				if (layout.kind === 'narrow') return;
				const seen = [...layout.pictures, ...layout.tables];
				if (layout.divider >= 0) seen.push(layout.text);
				if (layout.kind === 'wide') seen.push(layout.events, layout.console);
				for (const [index, pane] of seen.entries()) for (const other of seen.slice(index + 1)) expect(overlap(pane, other)).toBe(false);
			}),
		);
	});

	test('stays the same from step to step; only a prompt in use or a compare takes more room', () => {
		expect(layoutOf(80, 24)).toEqual(layoutOf(80, 24, 'lesson'));
		expect(layoutOf(80, 24, 'prompt').text.x).toBe(layoutOf(80, 24).text.x);
		expect(layoutOf(80, 24, 'compare').pictures.length).toBe(2);
	});
});
