/** Numbers inside sentences: their thousands stay together where rows are broken. */
import {percentText, countText as spaced} from '../budget/numbers.js';

/** `41 600`, with a space that does not break. */
export function countText(count: number): string {
	return spaced(count).replaceAll(' ', '\u00A0');
}

/** `12.3 %`; `0 %` for what has not happened yet. */
export function shareText(share: number): string {
	return percentText(Number.isFinite(share) ? share : 0).replace(' ', '\u00A0');
}
