/*
 * Sending BPDUs (br_stp.c, br_stp_bpdu.c)
 *
 * Only designated ports send configuration BPDUs. The root sends them every
 * hello time; every other bridge sends when one comes in by its root port, so the
 * hello runs down the tree. A bridge that hears something worse than what it
 * knows answers at once with what it knows.
 *
 * Hold time
 * ---------
 * After a configuration BPDU a port is silent for 1 s. What it should have sent in
 * the meantime is sent once, up to date, when the second is over.
 *
 * Message age
 * -----------
 * How long ago the root sent it: what the BPDU had aged when it came in by the
 * root port, the time it lay here, and one tick of 1/256 s for the passage. A
 * BPDU that has reached max age is not passed on.
 *
 * Not modelled: the kernel's rounding of the hold time and of the hello to whole
 * seconds of its own clock.
 */

import {TPID_8021AD} from '../../frame.js';
import type {Mac} from '../../mac.js';
import {BPDU_TICK, BRIDGE_GROUP, buildBpdu, PROVIDER_BRIDGE_GROUP} from '../../protocol/bpdu.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {portNumbered} from './ports.js';
import {bridgeIdOf, isDesignated, isRootBridge, kernelOrder, portIdOf} from './stp-state.js';
import {STOPPED} from './timer.js';

/** ns between two configuration BPDUs of a port. */
const HOLD_TIME = 1_000_000_000;

/** Sends a configuration BPDU by `port`, or notes that one is due when the hold time allows (br_transmit_config). */
export function transmitConfig(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	if (port.stp.holdTimer !== STOPPED) {
		port.stp.configPending = true;
		return;
	}
	const {stp} = bridge;
	const messageAge = isRootBridge(bridge) ? 0 : now - (portNumbered(bridge, stp.rootPort)?.stp.designatedAge ?? now) + BPDU_TICK;
	if (messageAge >= stp.maxAge) return;
	if (stp.enabled) {
		const frame = buildBpdu(
			{
				kind: 'config',
				topologyChange: stp.topologyChange,
				topologyChangeAck: port.stp.topologyChangeAck,
				root: stp.designatedRoot,
				rootPathCost: stp.rootPathCost,
				bridge: bridgeIdOf(bridge),
				port: portIdOf(port),
				messageAge,
				maxAge: stp.maxAge,
				helloTime: stp.helloTime,
				forwardDelay: stp.forwardDelay,
			},
			port.mac,
			groupOf(bridge),
		);
		port.stp.holdTimer = now + HOLD_TIME;
		out.wake(bridge.id, port.stp.holdTimer);
		out.transmit(port.device, frame);
	}
	port.stp.topologyChangeAck = false;
	port.stp.configPending = false;
}

/** Configuration BPDUs by every designated port (br_config_bpdu_generation). */
export function transmitConfigs(bridge: Bridge, now: number, out: Sink): void {
	for (const port of kernelOrder(bridge)) {
		if (port.state !== 'disabled' && isDesignated(bridge, port)) transmitConfig(bridge, port, now, out);
	}
}

/** A topology change notification by the root port (br_transmit_tcn). */
export function transmitTcn(bridge: Bridge, out: Sink): void {
	const root = portNumbered(bridge, bridge.stp.rootPort);
	if (root && bridge.stp.enabled) out.transmit(root.device, buildBpdu({kind: 'tcn'}, root.mac, groupOf(bridge)));
}

/** Where the bridge's BPDUs go (recalculate_group_addr). */
function groupOf(bridge: Bridge): Mac {
	return bridge.vlanFiltering && bridge.vlanProtocol === TPID_8021AD ? PROVIDER_BRIDGE_GROUP : BRIDGE_GROUP;
}
