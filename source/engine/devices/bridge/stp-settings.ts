/*
 * What an operator can change (br_stp.c, br_stp_if.c, br_netlink.c)
 *
 * Every setter checks as the kernel checks, answers with its error number and
 * leaves a refused bridge as it was. Ranges are those of IEEE 802.1D-1998 table
 * 8-3: hello 1 to 10 s, max age 6 to 40 s, forward delay 2 to 30 s, the last one
 * only while the protocol is on. The values are the bridge's own; the ones in
 * force are the root's, so a change shows at once on the root only.
 *
 * Not modelled: of several timers in one command the kernel keeps those before the
 * one that it refuses.
 */
import {type ChangeResult, DONE, refused} from '../../change.js';
import type {Mac} from '../../mac.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgeId, BridgePort, PortState} from './bridge-device.js';
import {becomeDesignated, updateConfiguration} from './stp.js';
import {electAgain, selectPortStates} from './stp-port.js';
import {bridgeIdOf, enterState, isDesignated, isRootBridge, makePortId, portIdOf} from './stp-state.js';
import {compareBridgeIds} from './stp-vector.js';

const SECOND = 1_000_000_000;
const HELLO_RANGE = [1 * SECOND, 10 * SECOND] as const;
const MAX_AGE_RANGE = [6 * SECOND, 40 * SECOND] as const;
const FORWARD_DELAY_RANGE = [2 * SECOND, 30 * SECOND] as const;
export const MAX_PORT_PRIORITY = 63;
export const MAX_PATH_COST = 65535;

/** Path cost by speed in Mb/s (port_cost); 0, unknown, counts as 10 Mb/s. */
export function pathCostForSpeed(mbps: number): number {
	if (mbps > 10000) return 1;
	const costs: Record<number, number> = {10000: 2, 5000: 3, 2500: 4, 1000: 5, 100: 19};
	return costs[mbps] ?? 100;
}

/** Protocol on or off (br_stp_set_enabled). On brings the forward delay into its range. */
export function setStp(bridge: Bridge, on: boolean, now: number, out: Sink): ChangeResult {
	const {stp} = bridge;
	if (!on || stp.enabled) {
		stp.enabled = on;
		return DONE;
	}
	setForwardDelay(bridge, clamp(stp.bridgeForwardDelay, FORWARD_DELAY_RANGE));
	stp.enabled = true;
	if (bridge.up) {
		stp.helloTimer = now + stp.helloTime;
		out.wake(bridge.id, stp.helloTimer);
	}
	// Starts the timers of ports left in blocking.
	selectPortStates(bridge, now, out);
	return DONE;
}

/** Bridge priority; 16 bits count (br_stp_set_bridge_priority). */
export function setBridgePriority(bridge: Bridge, priority: number, now: number, out: Sink): ChangeResult {
	const wasRoot = isRootBridge(bridge);
	const next = priority & 0xffff;
	for (const port of bridge.ports) {
		if (port.state !== 'disabled' && isDesignated(bridge, port)) port.stp.designatedBridge = {...port.stp.designatedBridge, priority: next};
	}
	bridge.stp.priority = next;
	electAgain(bridge, wasRoot, now, out);
	return DONE;
}

/** The MAC in the bridge id changes: br0 got another MAC, its first port, or lost its last (0) (br_stp_change_bridge_id). */
export function bridgeIdChanged(bridge: Bridge, mac: Mac, now: number, out: Sink): void {
	const wasRoot = isRootBridge(bridge);
	const old = bridge.stp.idMac;
	const follow = (id: BridgeId): BridgeId => (id.mac === old ? {...id, mac} : id);
	bridge.stp.idMac = mac;
	for (const port of bridge.ports) {
		port.stp.designatedBridge = follow(port.stp.designatedBridge);
		port.stp.designatedRoot = follow(port.stp.designatedRoot);
	}
	electAgain(bridge, wasRoot, now, out);
}

/** Bridge timers in ns; ERANGE out of range. Nothing is set when one is refused. */
export function setTimers(bridge: Bridge, timers: {helloTime?: number; maxAge?: number; forwardDelay?: number}): ChangeResult {
	const {stp} = bridge;
	const {helloTime, maxAge, forwardDelay} = timers;
	if (isOutside(helloTime, HELLO_RANGE) || isOutside(maxAge, MAX_AGE_RANGE)) return refused('ERANGE');
	if (stp.enabled && isOutside(forwardDelay, FORWARD_DELAY_RANGE)) return refused('ERANGE');
	if (forwardDelay !== undefined) setForwardDelay(bridge, forwardDelay);
	if (helloTime !== undefined) stp.bridgeHelloTime = helloTime;
	if (maxAge !== undefined) stp.bridgeMaxAge = maxAge;
	if (isRootBridge(bridge)) {
		stp.helloTime = stp.bridgeHelloTime;
		stp.maxAge = stp.bridgeMaxAge;
	}
	return DONE;
}

/** Port priority, 0 to 63; ERANGE (br_stp_set_port_priority). A worse one takes effect with the next BPDU only. */
export function setPortPriority(bridge: Bridge, port: BridgePort, priority: number, now: number, out: Sink): ChangeResult {
	if (priority < 0 || priority > MAX_PORT_PRIORITY) return refused('ERANGE');
	if (isDesignated(bridge, port)) port.stp.designatedPort = makePortId(priority, port.number);
	port.priority = priority;
	if (compareBridgeIds(port.stp.designatedBridge, bridgeIdOf(bridge)) === 0 && portIdOf(port) < port.stp.designatedPort) {
		becomeDesignated(bridge, port);
		selectPortStates(bridge, now, out);
	}
	return DONE;
}

/** Path cost, 1 to 65535; ERANGE (br_stp_set_path_cost). It stays when the speed changes. */
export function setPathCost(bridge: Bridge, port: BridgePort, cost: number, now: number, out: Sink): ChangeResult {
	if (cost < 1 || cost > MAX_PATH_COST) return refused('ERANGE');
	port.costIsFixed = true;
	port.cost = cost;
	updateConfiguration(bridge, now, out);
	selectPortStates(bridge, now, out);
	return DONE;
}

/**
 * Port state by hand (br_set_port_state): EBUSY while the protocol is on, ENETDOWN
 * when the port's device is down (`isUp` false), or has no carrier and the state
 * is not `disabled`.
 */
export function setPortState(bridge: Bridge, port: BridgePort, state: PortState, isUp: boolean, now: number, out: Sink): ChangeResult {
	if (bridge.stp.enabled) return refused('EBUSY');
	if (!isUp || (!port.carrier && state !== 'disabled')) return refused('ENETDOWN');
	enterState(port, state, out);
	selectPortStates(bridge, now, out);
	return DONE;
}

function setForwardDelay(bridge: Bridge, forwardDelay: number): void {
	bridge.stp.bridgeForwardDelay = forwardDelay;
	if (isRootBridge(bridge)) bridge.stp.forwardDelay = forwardDelay;
}

function isOutside(value: number | undefined, [lowest, highest]: readonly [number, number]): boolean {
	return value !== undefined && (value < lowest || value > highest);
}

function clamp(value: number, [lowest, highest]: readonly [number, number]): number {
	return Math.min(Math.max(value, lowest), highest);
}
