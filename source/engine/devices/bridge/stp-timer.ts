/*
 * Timers of the spanning tree (br_stp_timer.c)
 *
 * hello            the root speaks
 * tcn              a notification goes out again, until it is acknowledged
 * topology change  the root stops flagging the change
 * message age      nobody speaks for the segment any more: this port does
 * forward delay    from listening to learning, from learning to forwarding
 * hold             what was held back may be sent
 *
 * A timer is a world time in its record. One that is started asks for a timer step
 * of the bridge; one that is stopped or moved in the meantime is simply not due then.
 *
 * Not modelled: jiffies; timers run out to the nanosecond.
 */

import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {becomeDesignated} from './stp.js';
import {electAgain, startForwardDelay} from './stp-port.js';
import {bridgeIdOf, enterState, isRootBridge, kernelOrder} from './stp-state.js';
import {detectTopologyChange, notifyRoot} from './stp-topology.js';
import {transmitConfig, transmitConfigs} from './stp-transmit.js';
import {compareBridgeIds} from './stp-vector.js';
import {STOPPED} from './timer.js';

/** Runs whatever is due at `now` (ns). */
export function stpTimer(bridge: Bridge, now: number, out: Sink): void {
	for (const port of kernelOrder(bridge)) {
		if (port.stp.messageAgeTimer <= now) messageAgeExpired(bridge, port, now, out);
		if (port.stp.forwardDelayTimer <= now) forwardDelayExpired(bridge, port, now, out);
		if (port.stp.holdTimer <= now) holdExpired(bridge, port, now, out);
	}
	if (bridge.stp.topologyChangeTimer <= now) topologyChangeExpired(bridge);
	if (bridge.stp.tcnTimer <= now) tcnExpired(bridge, now, out);
	if (bridge.stp.helloTimer <= now) helloExpired(bridge, now, out);
}

function messageAgeExpired(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	port.stp.messageAgeTimer = STOPPED;
	if (port.state === 'disabled') return;
	const wasRoot = isRootBridge(bridge);
	becomeDesignated(bridge, port);
	electAgain(bridge, wasRoot, now, out);
}

function forwardDelayExpired(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	port.stp.forwardDelayTimer = STOPPED;
	if (port.state === 'listening') {
		enterState(port, 'learning', out);
		startForwardDelay(bridge, port, now, out);
	} else if (port.state === 'learning') {
		enterState(port, 'forwarding', out);
		if (speaksForSomeSegment(bridge)) detectTopologyChange(bridge, now, out);
	}
}

function holdExpired(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	port.stp.holdTimer = STOPPED;
	if (port.stp.configPending) transmitConfig(bridge, port, now, out);
}

function topologyChangeExpired(bridge: Bridge): void {
	bridge.stp.topologyChangeTimer = STOPPED;
	bridge.stp.topologyChangeDetected = false;
	bridge.stp.topologyChange = false;
}

function tcnExpired(bridge: Bridge, now: number, out: Sink): void {
	bridge.stp.tcnTimer = STOPPED;
	if (!isRootBridge(bridge) && bridge.up) notifyRoot(bridge, now, out);
}

function helloExpired(bridge: Bridge, now: number, out: Sink): void {
	const {stp} = bridge;
	stp.helloTimer = STOPPED;
	if (!bridge.up) return;
	transmitConfigs(bridge, now, out);
	if (stp.enabled) {
		stp.helloTimer = now + stp.helloTime;
		out.wake(bridge.id, stp.helloTimer);
	}
}

/** br_is_designated_for_some_port: a leaf whose one port begins to forward moves nobody's address. */
function speaksForSomeSegment(bridge: Bridge): boolean {
	return bridge.ports.some((port) => port.state !== 'disabled' && compareBridgeIds(port.stp.designatedBridge, bridgeIdOf(bridge)) === 0);
}
