import {describe, expect, it} from 'vitest';
import {DEFAULT_SETUP, type Path, stagesOf} from '../../../source/engine/budget/path.js';
import {READY_PATHS, readyPath} from '../../../source/engine/budget/ready-paths.js';
import {en} from '../../../source/locale/en.js';
import {it as italian} from '../../../source/locale/it.js';
import {placeOf, stageRows} from '../../../source/view/budget/stage-rows.js';
import {waterfallBar} from '../../../source/view/budget/waterfall.js';
import {textWidth} from '../../../source/view/cell-width.js';
import {ASCII, UNICODE} from '../../../source/view/glyphs.js';
import {plainText} from '../../../source/view/token.js';

const path = (id: string): Path => readyPath(id) as Path;

describe('the bars of a budget', () => {
	it('begin where the one before ended, and show where the budget ends', () => {
		const fall = {width: 20, scale: 100, budget: 50};
		const rows = [
			[0, 25],
			[25, 50],
			[75, 25],
		].map(([before = 0, ns = 0]) => plainText(waterfallBar(fall, before, ns, ASCII)));
		expect(rows).toEqual(['#####     |         ', '     ##########     ', '          |    #####']);
	});

	it('show a stage that costs hardly anything, and none that costs nothing', () => {
		const fall = {width: 20, scale: 1000, budget: 500};
		expect([1, 0].map((ns) => plainText(waterfallBar(fall, 0, ns, ASCII)).trimEnd())).toEqual(['#         |', '          |']);
	});

	it('differ by sign and not only by colour: what is too much stands right of the line', () => {
		const bar = waterfallBar({width: 10, scale: 100, budget: 50}, 0, 100, UNICODE);
		expect(bar.map(({token}) => token)).toEqual(['ok', 'wrong']);
	});
});

describe('the rows of stages', () => {
	it('of the bridge', () => {
		const rows = stageRows(path('xdp-drop'), DEFAULT_SETUP, {width: 60, cursor: 3, words: en, signs: ASCII}).map(({line}) =>
			plainText(line).trimEnd(),
		);
		expect(rows).toMatchInlineSnapshot(`
			[
			  "kernel (softirq), host, 1 core",
			  "  NIC and PCIe            1900≈ latency",
			  "  interrupt waits         6000≈ waits",
			  "  deep sleep             71300≈ waits",
			  "> interrupt               2600  per irq",
			  "  polling driver          22.9  #########                  |",
			  "  function call     ×10    1.3           ######            |",
			  "  rest                     5.7≈                ##          |",
			  "  together                41.6+                        67.2|",
			]
		`);
	});

	it('fit their width on every path, in every language', () => {
		for (const words of [en, italian])
			for (const id of READY_PATHS)
				for (const width of [40, 46, 58, 80]) {
					const widths = stageRows(path(id), DEFAULT_SETUP, {width, cursor: 0, words, signs: UNICODE}).map(({line}) =>
						textWidth(plainText(line)),
					);
					expect([id, width, Math.max(...widths) <= width]).toEqual([id, width, true]);
				}
	});

	it('are numbered through all workers', () => {
		const two = path('bridge-vhost');
		const rows = stageRows(two, DEFAULT_SETUP, {width: 60, cursor: -1, words: en, signs: ASCII}).filter(({stage}) => stage >= 0);
		expect(rows.map(({stage}) => placeOf(two, stage))).toEqual(stagesOf(two).map(({place}) => place));
		expect(placeOf(two, 1000)).toBeUndefined();
	});
});

describe('the words of the budget', () => {
	it('have names that fit their column', () => {
		for (const words of [en, italian]) {
			for (const {name} of Object.values(words.budget.costs)) expect([name, textWidth(name) <= 18]).toEqual([name, true]);
			for (const {name} of Object.values(words.budget.paths)) expect([name, textWidth(name) <= 24]).toEqual([name, true]);
		}
	});

	it('are another in Italian', () => {
		const same = (Object.keys(en.budget.costs) as (keyof typeof en.budget.costs)[]).filter(
			(id) => en.budget.costs[id].what === italian.budget.costs[id].what,
		);
		expect(same).toEqual([]);
	});
});
