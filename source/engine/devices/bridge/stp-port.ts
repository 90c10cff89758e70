/*
 * Port states (IEEE 802.1D-1998 8.4; br_port_state_selection, br_stp_if.c)
 *
 *             receive BPDUs   learn   forward
 * disabled         -            -        -
 * blocking         y            -        -
 * listening        y            -        -
 * learning         y            y        -
 * forwarding       y            y        y
 *
 * A port is enabled when its device is up and has carrier and br0 is up; it
 * then begins as a designated port in blocking. After every election each port is
 * looked at: root port and designated ports are on the way to forwarding, the
 * others block. On the way means: out of blocking only. Listening and learning go
 * on by the forward delay timer. With the protocol off, or a forward delay
 * of 0, blocking becomes forwarding at once, which is also why `blocking` set by
 * hand without the protocol is undone at once while the other states stay.
 *
 * Disabling a port forgets the addresses learned there, unless it has a backup
 * port, and may leave the bridge without a way to the root.
 *
 * Not modelled: the BPDUs that a bridge still sends on its way down, after it lost
 * its root port and before it lost the last one.
 */

import {flushPort} from '../../fdb.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {closeMulticast, disableMulticastPort, enableMulticastPort, openMulticast} from './mdb-port.js';
import {becomeDesignated, updateConfiguration} from './stp.js';
import {enterState, isDesignated, isRootBridge, kernelOrder} from './stp-state.js';
import {becomeRootBridge, detectTopologyChange} from './stp-topology.js';
import {transmitConfigs} from './stp-transmit.js';
import {STOPPED} from './timer.js';

/** br0 comes up: ports whose device is operational are enabled (br_dev_open). Call it when `bridge.up` is already true. */
export function enableBridge(bridge: Bridge, now: number, out: Sink): void {
	const {stp} = bridge;
	if (stp.enabled) {
		stp.helloTimer = now + stp.helloTime;
		out.wake(bridge.id, stp.helloTimer);
	}
	transmitConfigs(bridge, now, out);
	for (const port of kernelOrder(bridge)) if (port.carrier) enablePort(bridge, port, now, out);
	openMulticast(bridge, now, out);
}

/** br0 goes down: all ports are disabled, all timers stop (br_dev_stop). */
export function disableBridge(bridge: Bridge, now: number, out: Sink): void {
	const {stp} = bridge;
	for (const port of kernelOrder(bridge)) if (port.state !== 'disabled') disablePort(bridge, port, now, out);
	stp.topologyChange = false;
	stp.topologyChangeDetected = false;
	stp.helloTimer = STOPPED;
	stp.tcnTimer = STOPPED;
	stp.topologyChangeTimer = STOPPED;
	closeMulticast(bridge);
}

/** A port can carry frames again (br_stp_enable_port). */
export function enablePort(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	becomeDesignated(bridge, port);
	enterState(port, 'blocking', out);
	port.stp.topologyChangeAck = false;
	port.stp.configPending = false;
	selectPortStates(bridge, now, out);
}

/** A port is down, has lost its carrier, or leaves the bridge (br_stp_disable_port). */
export function disablePort(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	const wasRoot = isRootBridge(bridge);
	becomeDesignated(bridge, port);
	enterState(port, 'disabled', out);
	port.stp.topologyChangeAck = false;
	port.stp.configPending = false;
	port.stp.messageAgeTimer = STOPPED;
	port.stp.forwardDelayTimer = STOPPED;
	port.stp.holdTimer = STOPPED;
	if (port.backupPort === -1) flushPort(bridge.fdb, port.number);
	disableMulticastPort(bridge, port);
	electAgain(bridge, wasRoot, now, out);
}

/** Elects, moves the ports, and takes over as root where that is the result. */
export function electAgain(bridge: Bridge, wasRoot: boolean, now: number, out: Sink): void {
	updateConfiguration(bridge, now, out);
	selectPortStates(bridge, now, out);
	if (isRootBridge(bridge) && !wasRoot) becomeRootBridge(bridge, now, out);
}

/** Sends every port on its way to forwarding or to blocking, as the election says (br_port_state_selection). */
export function selectPortStates(bridge: Bridge, now: number, out: Sink): void {
	// A new bridge has carrier; without a port it loses it at the first look.
	if (bridge.ports.length === 0) loseCarrier(bridge);
	for (const port of kernelOrder(bridge)) {
		if (port.state === 'disabled') continue;
		if (port.number === bridge.stp.rootPort) {
			port.stp.configPending = false;
			port.stp.topologyChangeAck = false;
			makeForwarding(bridge, port, now, out);
		} else if (isDesignated(bridge, port)) {
			port.stp.messageAgeTimer = STOPPED;
			makeForwarding(bridge, port, now, out);
		} else {
			port.stp.configPending = false;
			port.stp.topologyChangeAck = false;
			makeBlocking(bridge, port, now, out);
		}
		if (port.state !== 'blocking') enableMulticastPort(bridge, port, now, out);
	}
}

/** br_make_forwarding */
function makeForwarding(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	if (port.state !== 'blocking') return;
	const {enabled, forwardDelay} = bridge.stp;
	if (!enabled || forwardDelay === 0) {
		enterState(port, 'forwarding', out);
		detectTopologyChange(bridge, now, out);
		port.stp.forwardDelayTimer = STOPPED;
	} else {
		enterState(port, 'listening', out);
	}
	// The kernel starts the timer even when there is nothing left to wait for; `brctl showstp` shows it.
	if (forwardDelay !== 0) startForwardDelay(bridge, port, now, out);
}

/** br_make_blocking */
function makeBlocking(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	if (port.state === 'blocking') return;
	if (port.state === 'forwarding' || port.state === 'learning') detectTopologyChange(bridge, now, out);
	enterState(port, 'blocking', out);
	port.stp.forwardDelayTimer = STOPPED;
}

export function startForwardDelay(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	port.stp.forwardDelayTimer = now + bridge.stp.forwardDelay;
	out.wake(bridge.id, port.stp.forwardDelayTimer);
}

/** Without a port a bridge has no carrier (netif_carrier_off). */
export function loseCarrier(bridge: Bridge): void {
	if (bridge.carrier) bridge.counters.carrierChanges++;
	bridge.carrier = false;
}
