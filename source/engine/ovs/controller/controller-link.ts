/*
 * A bridge's connection to one controller (struct rconn, lib/rconn.c)
 *
 * It is made again and again. After a failure the bridge waits, 1 s at first and twice as long every time,
 * up to 8 s (BACKOFF); then it tries (CONNECTING), for as long as it had waited and at least 1 s. Connected (ACTIVE), it
 * expects to hear something every 5 s (inactivity_probe). When it does not, it asks for a sign of
 * life (IDLE), and without an answer in the same time it gives the connection up.
 *
 * Connected is not yet admitted: a controller may look at the switch and hang up. It has taken charge when it
 * sends something that commands, or after 30 s. The time since then is what counts when a
 * standalone bridge decides that it is on its own (`fail-open.ts`).
 *
 * Here is what the connection knows; what it does is in `link-machine.ts`.
 *
 * Not modelled: ssl and unix targets, which never connect; passive ones (`ptcp:`), which are no connections of the bridge's
 * own; sizes and rates of queues; auxiliary connections.
 */
import type {RuleId} from '../../flow/rule.js';
import type {OpenFlowVersion} from '../../flow/syntax/protocol.js';
import type {PortDescription} from '../../openflow/message.js';
import type {OvsBridge} from '../vswitchd.js';

export const LINK_STATES = ['void', 'backoff', 'connecting', 'active', 'idle'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** Columns of table Controller, in ns. */
export interface LinkSettings {
	maxBackoff: number;
	/** 0 never asks. */
	probe: number;
}

export interface ControllerLink {
	/** `tcp:10.0.0.9:6653` */
	target: string;
	/** Its row in the database. */
	uuid: string;
	state: LinkState;
	/** World times in ns; -Infinity is never. */
	entered: number;
	lastConnected: number;
	lastDisconnected: number;
	/** When something was heard, or sent, last. */
	lastActivity: number;
	/** When the controller was last known to be in charge; the start counts. */
	lastAdmitted: number;
	/** Is it in charge, as far as one can tell? */
	admitted: boolean;
	/** How long to wait before the next attempt, ns, and until when a failure counts as one more. */
	backoff: number;
	backoffDeadline: number;
	/** As the database has it now, and as it holds for this connection. */
	wanted: LinkSettings;
	settings: LinkSettings;
	/** Why the last connection ended or failed. */
	lastError: string | undefined;
	/** Versions that the bridge offers. */
	versions: OpenFlowVersion[];
	/** The one in use, or the last that was. */
	version: OpenFlowVersion | undefined;
	/** Attempts so far; the number of the connection. */
	attempt: number;
	nextXid: number;
	/** Octets of a frame that misses all tables; the whole frame is sent all the same. */
	missSendLength: number;
}

/** What a bridge knows of its controllers together. */
export interface Control {
	/** Ports as they were last told, at `version` of the bridge. */
	ports: Map<number, PortDescription>;
	version: number;
	/** Is a controller in charge? Groups can watch that (ofproto_is_alive). */
	alive: boolean;
	failOpen: FailOpen | undefined;
	/** Flows of in-band control by what they match. */
	inBand: Map<string, RuleId>;
}

export interface FailOpen {
	/** The flow with which the switch serves itself, once it was left alone for long enough. */
	rule: RuleId | undefined;
	/** When a frame is made up to see whether the controller answers, world time in ns; Infinity is never. */
	nextProbe: number;
}

export function createControl(): Control {
	return {ports: new Map(), version: -1, alive: false, failOpen: undefined, inBand: new Map()};
}

export function isConnected({state}: ControllerLink): boolean {
	return state === 'active' || state === 'idle';
}

/** Connected, and in charge (rconn_is_admitted). */
export function isAdmitted(link: ControllerLink): boolean {
	return isConnected(link) && link.lastAdmitted >= link.lastConnected;
}

/** Is any controller in charge? That may have changed: cached flows are doubtful then, as a group can watch it (run in ofproto-dpif.c). */
export function watchAlive(bridge: OvsBridge): void {
	const alive = bridge.controllers.some(isAdmitted);
	if (bridge.control.alive === alive) return;
	bridge.control.alive = alive;
	bridge.version++;
}

/** Does a controller want a frame that no flow matches? Versions from 1.3 on ask for it with a flow (connmgr_wants_packet_in_on_miss). */
export function wantsMisses(bridge: OvsBridge): boolean {
	return bridge.controllers.some((link) => isConnected(link) && (link.version ?? 'OpenFlow10') < 'OpenFlow13');
}

/** Is any controller connected (connmgr_is_any_controller_connected)? */
export function hasConnection(bridge: OvsBridge): boolean {
	return bridge.controllers.some(isConnected);
}
