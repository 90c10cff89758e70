/** Why a switch and its controller do what they do to each other. */
import type {Mac} from '../mac.js';
import type {LinkState} from '../ovs/controller/controller-link.js';

/** `message` is the kind of an OpenFlow message, or of a step of the connection: `connect`, `closed`. */
export type OpenFlowCause =
	/** Arrived at the side that is named. */
	| {kind: 'openflow-received'; bridge: string; side: 'switch' | 'controller'; message: string}
	/** The way to the side that is named does not work. */
	| {kind: 'openflow-lost'; bridge: string; side: 'switch' | 'controller'; message: string}
	/** The connection of a bridge to a controller is in another state; `error` is why the last one ended. */
	| {kind: 'openflow-link'; bridge: string; target: string; connection: LinkState; error?: string}
	/** Left alone for too long, a bridge serves itself; with a controller in charge again, it does not any more. */
	| {kind: 'openflow-fail-open'; bridge: string; active: boolean}
	/** The program of a controller saw a station for the first time, or on another port. */
	| {kind: 'controller-learned'; bridge: string; mac: Mac; number: number}
	/** What it tells the switch to do with frames for a station; `flow`: with a flow for those to come, too. */
	| {kind: 'controller-decides'; bridge: string; mac: Mac; output: number | 'flood' | 'drop'; flow: boolean};

export const OPENFLOW_CAUSE_SOURCES: Readonly<Record<OpenFlowCause['kind'], string>> = {
	'openflow-received': 'ofconn_run, lswitch_process_packet',
	'openflow-lost': 'ip_route_output_key_hash, __dev_queue_xmit',
	'openflow-link': 'rconn_run, state_transition',
	'openflow-fail-open': 'fail_open_run, fail_open_recover',
	'controller-learned': 'lswitch_choose_destination, mac_learning_insert',
	'controller-decides': 'process_packet_in',
};
