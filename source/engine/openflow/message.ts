/*
 * OpenFlow: what a switch and its controller say to each other
 *
 * The controller says what to do with flows (flow-mod) and with single frames (packet-out); the switch says
 * what happens to it: a frame that a flow or the lack of one sends there (packet-in), a flow that is gone
 * (flow-removed), a port that came, changed or went (port-status). Both greet each other with the
 * versions they speak, and ask for a sign of life now and then (echo).
 *
 * A message carries a version and a number (xid), by which the answer to a question is known.
 *
 * Follows the OpenFlow Switch Specification 1.0 and 1.3.5, chapters 5.1 and 7, and lib/ofp-*.c. Messages are values here,
 * not octets. Not modelled: statistics, roles, meters, bundles, buffers of the switch (a packet-in always has
 * the whole frame, and says that it is not buffered: Open vSwitch has none either).
 */
import type {PacketInReason} from '../devices/datapath/datapath-action.js';
import type {Action} from '../flow/action.js';
import type {FlowMod} from '../flow/flow-mod.js';
import type {GroupMod} from '../flow/group.js';
import type {Match} from '../flow/match.js';
import type {RemovalReason} from '../flow/rule-store.js';
import type {OpenFlowVersion} from '../flow/syntax/protocol.js';
import type {Mac} from '../mac.js';

/** A port as the switch tells its controllers (struct ofputil_phy_port). */
export interface PortDescription {
	number: number;
	name: string;
	mac: Mac;
	/** Flags of port-mod that are set, and what the port is: down, or live. */
	config: {portDown: boolean; noReceive: boolean; noReceiveStp: boolean; noFlood: boolean; noForward: boolean; noPacketIn: boolean};
	linkDown: boolean;
}

/** A frame for the controller. */
export interface PacketIn {
	kind: 'packet-in';
	/** As the version of the connection names it. */
	reason: PacketInReason;
	table: number;
	/** Of the flow that sent it; 0 when a table miss did, all ones when none was looked up. */
	cookie: bigint;
	inPort: number;
	bytes: Uint8Array;
	/** OpenFlow metadata and registers that are not zero, by name. */
	metadata: Record<string, bigint>;
	userdata?: Uint8Array;
}

export interface FlowRemoved {
	kind: 'flow-removed';
	reason: RemovalReason;
	table: number;
	priority: number;
	match: Match;
	cookie: bigint;
	idleTimeout: number;
	hardTimeout: number;
	/** How long it was there, ns. */
	duration: number;
	packets: number;
	bytes: number;
}

export interface PortStatus {
	kind: 'port-status';
	reason: 'add' | 'delete' | 'modify';
	port: PortDescription;
}

export type OpenFlowMessage =
	| {kind: 'hello'; versions: OpenFlowVersion[]}
	/** `OFPFMFC_OVERLAP` and the like. */
	| {kind: 'error'; error: string}
	| {kind: 'echo-request'}
	| {kind: 'echo-reply'}
	| {kind: 'features-request'}
	| {kind: 'features-reply'; datapathId: string; tables: number; ports: PortDescription[]}
	| {kind: 'set-config'; missSendLength: number}
	| PacketIn
	| {kind: 'packet-out'; inPort: number; actions: Action[]; bytes: Uint8Array}
	| {kind: 'flow-mod'; mod: FlowMod}
	| {kind: 'group-mod'; mod: GroupMod}
	| FlowRemoved
	| PortStatus
	| {kind: 'barrier-request'}
	| {kind: 'barrier-reply'};

/** A message with its version and number. */
export interface Envelope {
	version: OpenFlowVersion;
	xid: number;
	message: OpenFlowMessage;
}

/** The highest version that both speak; `undefined` when there is none (OpenFlow 1.3.5, 6.3.1). */
export function commonVersion(own: readonly OpenFlowVersion[], other: readonly OpenFlowVersion[]): OpenFlowVersion | undefined {
	return own
		.filter((version) => other.includes(version))
		.toSorted()
		.at(-1);
}
