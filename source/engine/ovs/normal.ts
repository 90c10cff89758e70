/** The action NORMAL: a learning switch (ofproto-dpif-xlate.c, xlate_normal). */
import type {Translation} from './translation.js';

export function normal(_translation: Translation): void {
	throw new Error('not built yet');
}
