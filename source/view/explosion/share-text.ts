/** A share that may not be known yet. */
import {percentText} from '../budget/numbers.js';

/** `12.3 %`; `0 %` for what has not happened. */
export function shareText(share: number): string {
	return percentText(Number.isFinite(share) ? share : 0);
}
