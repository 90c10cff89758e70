/*
 * State of the spanning tree of an OVS bridge (struct stp, struct stp_port)
 *
 * Time is counted, not dated: a timer is a number of ticks of 1/256 s that grows each
 * time the daemon looks at the clock, and STOPPED when it does not run. The clock it looks at
 * counts whole milliseconds.
 */
import type {BridgeId, PortState} from '../../devices/bridge/bridge-device.js';
import {compareBridgeIds, type PortVector} from '../../devices/bridge/stp-vector.js';
import type {Frame} from '../../frame.js';

/** A timer that does not run. */
export const STOPPED = -1;

export interface StpPort extends PortVector {
	/** 0 to 254. */
	number: number;
	/** OpenFlow port. */
	ofPort: number;
	name: string;
	/** Priority in the upper octet, `number` + 1 in the lower: 0x8001. */
	id: number;
	/** 0 to 65535. */
	cost: number;
	state: PortState;
	topologyChangeAck: boolean;
	configPending: boolean;
	/** Ticks. */
	messageAge: number;
	forwardDelay: number;
	hold: number;
	sent: number;
	received: number;
	malformed: number;
	/** State that the bridge has acted upon, and world time, ns, since when. */
	shown: PortState;
	since: number;
}

export interface OvsStp {
	/** Counts changes that matter to cached flows. */
	version: number;
	id: BridgeId;
	/** What was asked for, ms. */
	asked: {helloTime: number; maxAge: number; forwardDelay: number};
	/** The same within its limits, in ticks: what holds where this bridge is the root. */
	own: StpTimes;
	/** In force: the root's. */
	inForce: StpTimes;
	designatedRoot: BridgeId;
	rootPathCost: number;
	/** Number of the root port; -1 on the root bridge. */
	rootPort: number;
	topologyChange: boolean;
	topologyChangeDetected: boolean;
	/** Ticks. */
	hello: number;
	tcn: number;
	topologyChangeTimer: number;
	/** By number. */
	ports: StpPort[];
	/** What was learned must be forgotten. */
	needsFlush: boolean;
	/** BPDUs that wait to be sent, oldest first. */
	outbox: {ofPort: number; frame: Frame}[];
	/** World time in ms at which time was last counted, and ms that did not make a tick then. */
	lastTick: number;
	remainder: number;
	/** Names of ports that were there when the ports were last configured. */
	known: string[];
}

/** In ticks. */
export interface StpTimes {
	helloTime: number;
	maxAge: number;
	forwardDelay: number;
}

/** Ticks in so many whole milliseconds (ms_to_timer). */
export function toTicks(ms: number): number {
	return Math.floor((ms * 256) / 1000);
}

/** Whole milliseconds in so many ticks (timer_to_ms). */
export function toMilliseconds(ticks: number): number {
	return Math.floor((ticks * 1000) / 256);
}

export function isRoot(stp: OvsStp): boolean {
	return compareBridgeIds(stp.id, stp.designatedRoot) === 0;
}

/** Does this port speak for its segment (stp_is_designated_port)? */
export function isDesignated(stp: OvsStp, port: StpPort): boolean {
	return compareBridgeIds(port.designatedBridge, stp.id) === 0 && port.designatedPort === port.id;
}

/** Ports that take part, by number. */
export function enabledPorts(stp: OvsStp): StpPort[] {
	return stp.ports.filter(({state}) => state !== 'disabled');
}

export function rootPortOf(stp: OvsStp): StpPort | undefined {
	return stp.ports.find(({number}) => number === stp.rootPort);
}

/** `alternate` is a port that blocks because another one speaks for its segment. */
export type StpRole = 'root' | 'designated' | 'alternate' | 'disabled';

/** What the election made of the port (stp_port_get_role). */
export function stpRoleOf(stp: OvsStp, port: StpPort): StpRole {
	if (rootPortOf(stp)?.id === port.id) return 'root';
	if (isDesignated(stp, port)) return 'designated';
	return port.state === 'disabled' ? 'disabled' : 'alternate';
}
