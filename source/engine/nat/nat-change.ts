/** Changes of the NAT rules of a machine and of its table of connections. */
import type {MachineId} from '../netdev.js';
import type {NatEdit} from './nat-edit.js';

export type NatChange =
	/** All edits or none, as a batch of netlink (nfnetlink_rcv_batch). Refused with the first that cannot be done. */
	| {kind: 'nat-edit'; machine: MachineId; edits: readonly NatEdit[]}
	/** `conntrack -F`. */
	| {kind: 'conntrack-flush'; machine: MachineId}
	/** `conntrack -D` of one entry, by its id. ENOENT: it is over. */
	| {kind: 'conntrack-delete'; machine: MachineId; connection: number};
