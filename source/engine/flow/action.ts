/*
 * OpenFlow actions and instructions (lib/ofp-actions.c)
 *
 * One union for all versions: what a flow-mod of OpenFlow 1.0 or 1.3 becomes once
 * it is understood. Instructions stand in the same list, where the specification
 * puts them. How each is written is in `syntax/`.
 */

import type {Mac} from '../mac.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';

/** Reserved port numbers of OpenFlow (OFPP_*). */
export const OFPP = {
	max: 0xff00,
	unset: 0xfff7,
	inPort: 0xfff8,
	table: 0xfff9,
	normal: 0xfffa,
	flood: 0xfffb,
	all: 0xfffc,
	controller: 0xfffd,
	local: 0xfffe,
	none: 0xffff,
} as const;

/** A run of bits of a field, `NXM_NX_REG0[0..15]`. */
export interface Subfield {
	/** Name of the field in `field.ts`. */
	field: string;
	/** First bit, counted from the least significant. */
	from: number;
	bits: number;
}

/** One clause of `learn(…)` (struct ofpact_learn_spec). */
export type LearnSpec =
	/** The learned flow matches `to` against what this frame has in `source`, or against a constant. */
	| {kind: 'match'; to: Subfield; source: Subfield | bigint}
	/** The learned flow loads it into `to`. */
	| {kind: 'load'; to: Subfield; source: Subfield | bigint}
	/** The learned flow outputs to the port found in `source`. */
	| {kind: 'output'; source: Subfield};

export type Action =
	/** `port` may be reserved; `maxLength` cuts the copy (`output(port=…,max_len=…)`). */
	| {kind: 'output'; port: number; maxLength?: number}
	| {kind: 'output-field'; source: Subfield}
	| {
			kind: 'controller';
			maxLength: number;
			reason: 'action' | 'no_match' | 'invalid_ttl';
			controllerId: number;
			userdata?: Uint8Array;
			pause?: boolean;
			meter?: number;
	  }
	| {kind: 'enqueue'; port: number; queue: number}
	| {kind: 'set-queue'; queue: number}
	| {kind: 'pop-queue'}
	/** Not from a flow: there `drop` is the empty list. */
	| {kind: 'drop'}
	/** OpenFlow 1.0: `mod_vlan_vid` adds a tag to a frame that has none; `pushIfNeeded` is that. */
	| {kind: 'set-vlan-vid'; vid: number; pushIfNeeded: boolean}
	| {kind: 'set-vlan-pcp'; pcp: number; pushIfNeeded: boolean}
	/** `popped`: written `pop_vlan`, as OpenFlow 1.1 has it; it does the same. */
	| {kind: 'strip-vlan'; popped?: boolean}
	| {kind: 'push-vlan'; tpid: number}
	| {kind: 'set-eth-src'; mac: Mac}
	| {kind: 'set-eth-dst'; mac: Mac}
	| {kind: 'set-ipv4-src'; address: Ipv4Address}
	| {kind: 'set-ipv4-dst'; address: Ipv4Address}
	/** ToS octet, its low two bits 0. */
	| {kind: 'set-ip-dscp'; tos: number}
	| {kind: 'set-ip-ecn'; ecn: number}
	| {kind: 'set-ip-ttl'; ttl: number}
	| {kind: 'set-l4-src'; port: number}
	| {kind: 'set-l4-dst'; port: number}
	/** Controllers that are told when the TTL runs out; without a list, those with id 0. */
	| {kind: 'dec-ttl'; controllers?: number[]}
	/** `set_field` and `load`; `flavour` only for printing: `load2` is a set_field that came as an extension. `value` and `mask` as wide as the field. */
	| {kind: 'set-field'; field: string; value: bigint; mask: bigint; flavour: 'set_field' | 'load' | 'load2'}
	| {kind: 'move'; from: Subfield; to: Subfield}
	| {kind: 'push'; source: Subfield}
	| {kind: 'pop'; to: Subfield}
	| {kind: 'set-tunnel'; id: bigint; wide: boolean}
	/** `port` undefined: the ingress; `table` undefined: this one. */
	| {kind: 'resubmit'; port?: number; table?: number}
	| {kind: 'group'; group: number}
	| {
			kind: 'learn';
			table: number;
			priority: number;
			cookie: bigint;
			/** Seconds; 0 is never. */
			idleTimeout: number;
			hardTimeout: number;
			finIdleTimeout: number;
			finHardTimeout: number;
			sendFlowRemoved: boolean;
			deleteLearned: boolean;
			limit: number;
			/** Bit that says whether the flow was learned. */
			resultTo?: Subfield;
			specs: LearnSpec[];
	  }
	| {kind: 'exit'}
	| {kind: 'clone'; actions: Action[]}
	| {kind: 'note'; bytes: Uint8Array}
	| {kind: 'fin-timeout'; idleTimeout: number; hardTimeout: number}
	| {
			kind: 'sample';
			probability: number;
			collectorSet: number;
			obsDomain: number;
			obsPoint: number;
			port?: number;
			direction?: 'ingress' | 'egress';
	  }
	| {kind: 'multipath'; fields: string; basis: number; algorithm: string; maxLink: number; argument: number; to: Subfield}
	| {kind: 'check-packet-larger'; length: number; to: Subfield}
	// --- instructions
	| {kind: 'meter'; meter: number}
	| {kind: 'clear-actions'}
	| {kind: 'write-actions'; actions: Action[]}
	| {kind: 'write-metadata'; value: bigint; mask: bigint}
	| {kind: 'goto-table'; table: number};
export type ActionKind = Action['kind'];
