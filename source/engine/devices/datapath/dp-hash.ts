/** The hash that a datapath computes when a flow asks for it (OVS_ACTION_ATTR_HASH): by it groups and bonds choose. */
import {flowHash5Tuple, flowHashSymmetricL3L4} from '../../flow/flow-hash.js';
import {hashInt} from '../../flow/hash.js';
import type {FlowKey} from '../../flow/key.js';

/**
 * A 32-bit number. The real one takes the hash of the NIC for `l4`; without one, as here, the userspace datapath
 * takes that of the five-tuple.
 */
export function dpHash(key: FlowKey, algorithm: 'l4' | 'sym-l4', basis: number): number {
	return algorithm === 'l4' ? hashInt(flowHash5Tuple(key, 0), basis) : flowHashSymmetricL3L4(key, basis, false);
}
