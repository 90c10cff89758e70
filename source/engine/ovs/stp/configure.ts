/*
 * Settings of the spanning tree of an OVS bridge (lib/stp.c, stp_create, stp_set_*, stp_port_*)
 *
 * Times have limits, and depend on each other: hello 1 to 10 s; max age at least twice
 * hello and a second, and 6 to 40 s; forward delay at least half of max age and a second, up
 * to 30 s. What is outside is moved inside, without a word.
 */
import type {BridgeId} from '../../devices/bridge/bridge-device.js';
import {compareBridgeIds} from '../../devices/bridge/stp-vector.js';
import {becomeDesignated, electAgain, selectPortStates, updateConfiguration} from './election.js';
import {enabledPorts, isDesignated, isRoot, type OvsStp, STOPPED, type StpPort, type StpTimes, toTicks} from './entity.js';

export const DEFAULT_STP_PRIORITY = 32_768;
export const DEFAULT_STP_PORT_PRIORITY = 128;
/** ms */
export const DEFAULT_STP_TIMES = {helloTime: 2000, maxAge: 20_000, forwardDelay: 15_000} as const;
export const MAX_STP_PORTS = 255;

/** A spanning tree without ports. `now` in ns. */
export function createStp(id: BridgeId, now: number): OvsStp {
	const asked = {...DEFAULT_STP_TIMES};
	const own = withinLimits(asked);
	return {
		version: 0,
		id,
		asked,
		own,
		inForce: {...own},
		designatedRoot: id,
		rootPathCost: 0,
		rootPort: -1,
		topologyChange: false,
		topologyChangeDetected: false,
		hello: own.helloTime,
		tcn: STOPPED,
		topologyChangeTimer: STOPPED,
		ports: [],
		needsFlush: false,
		outbox: [],
		lastTick: Math.floor(now / 1_000_000),
		remainder: 0,
		known: [],
	};
}

/** A port that does not take part yet. */
export function createStpPort(stp: OvsStp, number: number, ofPort: number, name: string, now: number): StpPort {
	const port: StpPort = {
		number,
		ofPort,
		name,
		id: (DEFAULT_STP_PORT_PRIORITY << 8) | (number + 1),
		cost: 2,
		state: 'disabled',
		designatedRoot: stp.designatedRoot,
		designatedCost: stp.rootPathCost,
		designatedBridge: stp.id,
		designatedPort: 0,
		topologyChangeAck: false,
		configPending: false,
		messageAge: STOPPED,
		forwardDelay: STOPPED,
		hold: STOPPED,
		sent: 0,
		received: 0,
		malformed: 0,
		shown: 'disabled',
		since: now,
	};
	becomeDesignated(stp, port);
	return port;
}

/** The port begins to take part, blocking (stp_port_enable). */
export function enablePort(stp: OvsStp, port: StpPort): void {
	if (port.state !== 'disabled') return;
	becomeDesignated(stp, port);
	Object.assign(port, {
		state: 'blocking',
		topologyChangeAck: false,
		configPending: false,
		messageAge: STOPPED,
		forwardDelay: STOPPED,
		hold: STOPPED,
		sent: 0,
		received: 0,
		malformed: 0,
	});
	selectPortStates(stp);
}

/** The port takes part no longer (stp_port_disable). */
export function disablePort(stp: OvsStp, port: StpPort): void {
	if (port.state === 'disabled') return;
	const wasRoot = isRoot(stp);
	becomeDesignated(stp, port);
	Object.assign(port, {
		state: 'disabled',
		topologyChangeAck: false,
		configPending: false,
		messageAge: STOPPED,
		forwardDelay: STOPPED,
	});
	electAgain(stp, wasRoot);
}

/** stp_port_set_priority; 0 to 255. */
export function setPortPriority(stp: OvsStp, port: StpPort, priority: number): void {
	const id = (port.id & 0xff) | ((priority & 0xff) << 8);
	if (id === port.id) return;
	if (isDesignated(stp, port)) port.designatedPort = id;
	port.id = id;
	if (compareBridgeIds(stp.id, port.designatedBridge) !== 0 || port.id >= port.designatedPort) return;
	becomeDesignated(stp, port);
	selectPortStates(stp);
}

/** stp_port_set_path_cost */
export function setPathCost(stp: OvsStp, port: StpPort, cost: number): void {
	if (cost === port.cost) return;
	port.cost = cost;
	updateConfiguration(stp);
	selectPortStates(stp);
}

/** What a link costs by its speed in Mb/s; 0 is unknown and counts as 10 Gb/s (stp_convert_speed_to_cost). */
export function costOfSpeed(speed: number): number {
	if (speed >= 10_000 || speed < 4) return 2;
	if (speed >= 1000) return 4;
	if (speed >= 100) return 19;
	if (speed >= 16) return 62;
	return speed >= 10 ? 100 : 250;
}

/** Another priority or MAC (set_bridge_id). */
export function setBridgeId(stp: OvsStp, id: BridgeId): void {
	if (compareBridgeIds(id, stp.id) === 0) return;
	const wasRoot = isRoot(stp);
	for (const port of enabledPorts(stp)) if (isDesignated(stp, port)) port.designatedBridge = id;
	stp.id = id;
	electAgain(stp, wasRoot);
}

/** Times that are wanted, ms; they hold where this bridge is the root (stp_update_bridge_timers). */
export function setTimes(stp: OvsStp, asked: OvsStp['asked']): void {
	stp.asked = {...asked};
	stp.own = withinLimits(asked);
	if (isRoot(stp)) stp.inForce = {...stp.own};
}

function withinLimits({helloTime, maxAge, forwardDelay}: OvsStp['asked']): StpTimes {
	const hello = clamp(helloTime, 1000, 10_000);
	const age = clamp(maxAge, Math.max(2 * (hello + 1000), 6000), 40_000);
	const delay = clamp(forwardDelay, Math.floor(age / 2) + 1000, 30_000);
	return {helloTime: toTicks(hello), maxAge: toTicks(age), forwardDelay: toTicks(delay)};
}

function clamp(value: number, low: number, high: number): number {
	return value < low ? low : Math.min(value, high);
}
