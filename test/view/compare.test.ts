import {describe, expect, test} from 'vitest';
import {en} from '../../source/locale/en.js';
import {differenceLines, differenceRows, sideNames, valueText} from '../../source/view/compare-lines.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {plainText} from '../../source/view/token.js';
import {answer, playAt} from './lesson.js';

describe('the differences of a compare', () => {
	test('are nobody’s to see before both sides were watched', () => {
		const play = playAt('bridge-vepa');
		answer(play, ['cable']);
		expect(differenceRows(play, en, UNICODE)).toEqual([]);
	});

	test('say what came on either side, and whether the mark was right', () => {
		const play = playAt('bridge-vepa');
		answer(play, ['cable']);
		play.seek(100_000);
		const rows = differenceRows(play, en, UNICODE);
		expect(rows.map(({left, right, verdict}) => [left, right, verdict])).toEqual([
			['ext, host, vm2, vm3', 'ext, host, vm2, vm3', '✓ the same'],
			['vm2', 'vm2', '✓ the same'],
			['2', '0', '✓ differs'],
			['swp1', 'not known', '✗ differs'],
		]);
		const list = differenceLines(rows, sideNames(play), 40, en, UNICODE).map(plainText);
		expect(list.slice(-4)).toEqual([
			'✓ echo requests on the cable',
			'    vepa: 2; bridge: 0',
			'✗ port where sw0 knows vm2',
			'    vepa: swp1; bridge: not known',
		]);
	});

	test('put every kind of value into words', () => {
		expect([true, false, 3, 'swp1', 'absent', [], ['a', 'b']].map((value) => valueText(value, en))).toEqual([
			'yes',
			'no',
			'3',
			'swp1',
			'not known',
			'nobody',
			'a, b',
		]);
	});
});
