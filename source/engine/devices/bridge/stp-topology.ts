/*
 * Topology change (IEEE 802.1D-1998 8.3.5; br_topology_change_detection)
 *
 * A bridge detects a change when one of its ports begins to forward, or stops. If
 * it is not the root it sends a notification by its root port every hello time
 * until the bridge there acknowledges it with a flag in its next BPDU; that bridge
 * does the same, and so the news reaches the root. The root sets the topology
 * change flag in its BPDUs for forward delay + max age (35 s), and every
 * bridge that sees the flag lets addresses age out in a forward delay.
 *
 * Nothing is flushed: a station that keeps talking is never forgotten.
 *
 * Not modelled: the kernel leaves the shortened ageing in force when the protocol
 * is switched off during a change.
 */

import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {isRootBridge} from './stp-state.js';
import {transmitConfig, transmitConfigs, transmitTcn} from './stp-transmit.js';
import {STOPPED} from './timer.js';

/** The tree changed at this bridge, or a bridge below it says so. */
export function detectTopologyChange(bridge: Bridge, now: number, out: Sink): void {
	const {stp} = bridge;
	if (!stp.enabled || !bridge.up) return;
	if (out.tracing) out.note({kind: 'stp-topology-change'});
	if (isRootBridge(bridge)) {
		stp.topologyChange = true;
		stp.topologyChangeTimer = now + stp.bridgeForwardDelay + stp.bridgeMaxAge;
		out.wake(bridge.id, stp.topologyChangeTimer);
	} else if (!stp.topologyChangeDetected) {
		notifyRoot(bridge, now, out);
	}
	stp.topologyChangeDetected = true;
}

/** Sends the notification and asks to repeat it. */
export function notifyRoot(bridge: Bridge, now: number, out: Sink): void {
	transmitTcn(bridge, out);
	bridge.stp.tcnTimer = now + bridge.stp.bridgeHelloTime;
	out.wake(bridge.id, bridge.stp.tcnTimer);
}

/** The bridge towards the root has taken over the notification (br_topology_change_acknowledged). */
export function topologyChangeAcknowledged(bridge: Bridge): void {
	bridge.stp.topologyChangeDetected = false;
	bridge.stp.tcnTimer = STOPPED;
}

/** Takes over the notification of a bridge below `port` (br_topology_change_acknowledge). */
export function acknowledgeTopologyChange(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	port.stp.topologyChangeAck = true;
	transmitConfig(bridge, port, now, out);
}

/** The bridge lost its way to a better root and takes over (br_become_root_bridge). */
export function becomeRootBridge(bridge: Bridge, now: number, out: Sink): void {
	const {stp} = bridge;
	stp.maxAge = stp.bridgeMaxAge;
	stp.helloTime = stp.bridgeHelloTime;
	stp.forwardDelay = stp.bridgeForwardDelay;
	detectTopologyChange(bridge, now, out);
	stp.tcnTimer = STOPPED;
	if (bridge.up) {
		transmitConfigs(bridge, now, out);
		stp.helloTimer = now + stp.helloTime;
		out.wake(bridge.id, stp.helloTimer);
	}
}
