/** One action after the other (ofproto-dpif-xlate.c, do_xlate_actions). */
import type {Action} from '../flow/action.js';
import type {Translation} from './translation.js';

export function doActions(_translation: Translation, _actions: readonly Action[], _isLast: boolean): void {
	throw new Error('not built yet');
}
