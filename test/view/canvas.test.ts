import {describe, expect, test} from 'vitest';
import {copyCanvas, createCanvas, drawBox, drawLine, linesOf, recolor, write} from '../../source/view/canvas.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';
import {plainText} from '../../source/view/token.js';

const rows = (canvas: ReturnType<typeof createCanvas>) => linesOf(canvas).map(plainText);

describe('a canvas', () => {
	test('joins lines that cross, branch and turn', () => {
		const canvas = createCanvas(5, 3, UNICODE);
		drawBox(canvas, {x: 0, y: 0, width: 5, height: 3}, 'box');
		drawLine(
			canvas,
			[
				{x: 2, y: 0},
				{x: 2, y: 2},
			],
			'light',
			'virtual',
		);
		drawLine(
			canvas,
			[
				{x: 0, y: 1},
				{x: 4, y: 1},
			],
			'light',
			'virtual',
		);
		expect(rows(canvas)).toEqual(['┌─┬─┐', '├─┼─┤', '└─┴─┘']);
	});

	test('lets a cable meet a box as a double line', () => {
		const canvas = createCanvas(5, 4, UNICODE);
		drawBox(canvas, {x: 0, y: 0, width: 5, height: 2}, 'box');
		drawLine(
			canvas,
			[
				{x: 2, y: 1},
				{x: 2, y: 3},
			],
			'double',
			'cable',
		);
		expect(rows(canvas)).toEqual(['┌───┐', '└─╥─┘', '  ║  ', '  ║  ']);
	});

	test('draws the same with ASCII alone', () => {
		const canvas = createCanvas(5, 3, ASCII);
		drawBox(canvas, {x: 0, y: 0, width: 5, height: 3}, 'box');
		drawLine(
			canvas,
			[
				{x: 2, y: 2},
				{x: 2, y: 5},
			],
			'double',
			'cable',
		);
		expect(rows(canvas)).toEqual(['+---+', '|   |', '+-+-+']);
	});

	test('cuts what sticks out on every side', () => {
		const canvas = createCanvas(4, 2, UNICODE);
		write(canvas, -2, 0, 'abcdefgh');
		write(canvas, 3, 1, '漢');
		write(canvas, 0, 5, 'below');
		drawBox(canvas, {x: -5, y: -5, width: 3, height: 3}, 'box');
		expect(rows(canvas)).toEqual(['cdef', '    ']);
	});

	test('never keeps half of a wide character', () => {
		const canvas = createCanvas(6, 1, UNICODE);
		write(canvas, 0, 0, '漢字漢');
		write(canvas, 1, 0, 'x');
		write(canvas, 2, 0, 'y');
		expect(rows(canvas)).toEqual([' xy 漢']);
	});

	test('says what every cell means, and changes the meaning alone', () => {
		const canvas = createCanvas(5, 1, UNICODE);
		write(canvas, 0, 0, 'abc', 'machine');
		recolor(canvas, {x: 1, y: 0, width: 1, height: 1}, 'trail');
		expect(linesOf(canvas)).toEqual([
			[
				{text: 'a', token: 'machine'},
				{text: 'b', token: 'trail'},
				{text: 'c', token: 'machine'},
				{text: '  ', token: 'text'},
			],
		]);
	});

	test('is not changed by its copy', () => {
		const canvas = createCanvas(3, 1, UNICODE);
		write(copyCanvas(canvas), 0, 0, 'abc');
		expect(rows(canvas)).toEqual(['   ']);
	});
});
