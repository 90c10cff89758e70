/** A course of time as bars, a column a moment: how full a table is, how much is flooded. */
import type {Glyphs} from '../glyphs.js';

const EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_LEVELS = ['_', '.', '-', '=', '+', '*', '#', '#'];

/**
 * `width` columns, top row first. `values` are shares from 0 to 1, of which `taken` are there; the whole time has
 * `values.length` of them. What is more than nothing is never drawn as nothing.
 */
export function chartRows(values: ArrayLike<number>, taken: number, width: number, height: number, signs: Glyphs): string[] {
	const levels = signs.name === 'ascii' ? ASCII_LEVELS : EIGHTHS;
	const rows = Array.from({length: height}, () => '');
	for (let column = 0; column < width; column++) {
		const from = Math.floor((column * values.length) / width);
		const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / width));
		let most = Number.NaN;
		for (let at = from; at < Math.min(to, taken); at++) {
			const value = values[at] as number;
			if (!(value <= most)) most = Number.isNaN(value) ? most : value;
		}
		const filled = Number.isNaN(most) || most <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, most) * height * levels.length));
		for (let row = 0; row < height; row++) {
			const here = filled - (height - 1 - row) * levels.length;
			rows[row] += here <= 0 ? ' ' : (levels[Math.min(here, levels.length) - 1] as string);
		}
	}
	return rows;
}

/** A bar that is filled to a share. */
export function barText(share: number, width: number, signs: Glyphs): string {
	const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
	const [on, off] = signs.name === 'ascii' ? ['#', '.'] : ['█', '░'];
	return (on as string).repeat(filled) + (off as string).repeat(width - filled);
}
