/** The actions of a flow that the daemon must see every time (compose_slow_path). */
import type {DatapathAction, SlowReason} from '../devices/datapath/datapath-action.js';

/** `slow` is not empty; of several reasons the first in the order of `SLOW_REASONS` is written down. */
export function slowPath(slow: readonly SlowReason[]): DatapathAction[] {
	const [reason] = slow;
	return reason ? [{kind: 'userspace', why: {kind: 'slow-path', reason}}] : [];
}
