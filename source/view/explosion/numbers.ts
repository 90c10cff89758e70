/** Numbers inside sentences: their thousands stay together where rows are broken. */
import type {DecimalSign} from '../../locale/locale.js';
import {percentText, bitsText as rate, countText as spaced} from '../budget/numbers.js';

/** `41 600`, with a space that does not break. */
export function countText(count: number): string {
	return spaced(count).replaceAll(' ', '\u00A0');
}

/** Bits a second: `1.4 Mb/s`, `22 kb/s`. */
export function bitsText(bits: number, decimal: DecimalSign): string {
	return (bits < 1e6 ? `${Math.round(bits / 1e3)} kb/s` : rate(bits, decimal)).replace(' ', '\u00A0');
}

/** `12.3 %`; `0 %` for what has not happened yet. */
export function shareText(share: number, decimal: DecimalSign): string {
	return percentText(Number.isFinite(share) ? share : 0, decimal).replace(' ', '\u00A0');
}
