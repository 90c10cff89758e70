import {describe, expect, test} from 'vitest';
import {ATTRIBUTES, TRUE_COLOR} from '../../source/ui/screen/style.js';
import {createTheme} from '../../source/ui/theme.js';
import {TOKENS, type Token} from '../../source/view/token.js';

/** Relative luminance and contrast (WCAG 2.2). */
function luminance(rgb: number): number {
	const [r, g, b] = [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff].map((part) => {
		const share = part / 255;
		return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: number, b: number): number {
	const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

describe('the theme', () => {
	test('uses no colour at all where none is wanted, but keeps weight and inversion', () => {
		const theme = createTheme('none');
		for (const token of TOKENS) expect([token, theme.style(token).foreground, theme.style(token).background]).toEqual([token, -1, -1]);
		expect(theme.style('cursor').attributes).toBe(ATTRIBUTES.inverse);
		expect(theme.style('faint').attributes).toBe(ATTRIBUTES.dim);
		expect(theme.paint([{text: 'a', token: 'ok'}])).toBe('\u001B[1ma\u001B[0m');
	});

	test.each(['ansi16', 'ansi256'] as const)('stays within the palette at %s', (depth) => {
		for (const token of TOKENS) expect(createTheme(depth).style(token).foreground).toBeLessThan(depth === 'ansi16' ? 16 : 256);
	});

	test.each([
		['dark', 0x000000],
		['light', 0xffffff],
	] as const)('has colours that stand out on a %s ground', (background, ground) => {
		const theme = createTheme('truecolor', background);
		for (const token of TOKENS) {
			const {foreground} = theme.style(token);
			if (foreground >= TRUE_COLOR) expect([token, contrast(foreground - TRUE_COLOR, ground) >= 4.5]).toEqual([token, true]);
		}
	});

	test('tells right from wrong and new from gone by weight or colour in every depth', () => {
		const pairs: [Token, Token][] = [
			['ok', 'wrong'],
			['added', 'aged'],
			['trail', 'cable'],
			['frame', 'text'],
		];
		for (const depth of ['ansi16', 'ansi256', 'truecolor'] as const)
			for (const [one, other] of pairs) expect(createTheme(depth).style(one)).not.toEqual(createTheme(depth).style(other));
	});

	test('paints stretches that end where they end, as Ink understands them', () => {
		const painted = createTheme('ansi256').paint([
			{text: 'a', token: 'key'},
			{text: '', token: 'wrong'},
			{text: 'b', token: 'text'},
		]);
		expect(painted).toBe('\u001B[1;38;5;74ma\u001B[0mb');
	});
});
