/** Where a port stands in the spanning tree: identifiers, states, and what both mean. Every other part of the protocol builds on this file. */

import type {Sink} from '../../sink.js';
import type {Bridge, BridgeId, BridgePort, BridgeStp, PortState, PortStp} from './bridge-device.js';
import {compareBridgeIds} from './stp-vector.js';
import {STOPPED} from './timer.js';

const SECOND = 1_000_000_000;
/** Bits of a port id that hold the port number; the rest is priority (BR_PORT_BITS). */
const PORT_NUMBER_BITS = 10;

/** The state of a bridge that nobody has configured (br_dev_setup): off, priority 32768, root of itself. `mac` 0 is "none yet". */
export function initialBridgeStp(mac = 0): BridgeStp {
	const priority = 0x8000;
	return {
		enabled: false,
		priority,
		idMac: mac,
		designatedRoot: {priority, mac},
		rootPathCost: 0,
		rootPort: 0,
		maxAge: 20 * SECOND,
		helloTime: 2 * SECOND,
		forwardDelay: 15 * SECOND,
		bridgeMaxAge: 20 * SECOND,
		bridgeHelloTime: 2 * SECOND,
		bridgeForwardDelay: 15 * SECOND,
		topologyChange: false,
		topologyChangeDetected: false,
		helloTimer: STOPPED,
		tcnTimer: STOPPED,
		topologyChangeTimer: STOPPED,
	};
}

/** The state of a port that joins `bridge` (br_init_port): designated, no timer runs. */
export function initialPortStp(bridge: Bridge, {number, priority}: Pick<BridgePort, 'number' | 'priority'>): PortStp {
	return {
		designatedRoot: bridge.stp.designatedRoot,
		designatedCost: bridge.stp.rootPathCost,
		designatedBridge: bridgeIdOf(bridge),
		designatedPort: makePortId(priority, number),
		designatedAge: 0,
		configPending: false,
		topologyChangeAck: false,
		messageAgeTimer: STOPPED,
		forwardDelayTimer: STOPPED,
		holdTimer: STOPPED,
	};
}

export function bridgeIdOf(bridge: Bridge): BridgeId {
	return {priority: bridge.stp.priority, mac: bridge.stp.idMac};
}

/** Port id: 6 bits of priority, 10 of number. Port 1 with priority 32 is 0x8001. */
export function portIdOf(port: BridgePort): number {
	return makePortId(port.priority, port.number);
}

export function makePortId(priority: number, number: number): number {
	return ((priority << PORT_NUMBER_BITS) | number) & 0xffff;
}

export function isRootBridge(bridge: Bridge): boolean {
	return compareBridgeIds(bridgeIdOf(bridge), bridge.stp.designatedRoot) === 0;
}

/** Does this port speak for its segment (br_is_designated_port)? */
export function isDesignated(bridge: Bridge, port: BridgePort): boolean {
	return compareBridgeIds(port.stp.designatedBridge, bridgeIdOf(bridge)) === 0 && port.stp.designatedPort === portIdOf(port);
}

/** The ports as the kernel walks them: newest first. */
export function kernelOrder(bridge: Bridge): BridgePort[] {
	return bridge.ports.toReversed();
}

/**
 * Some port forwards: br0 has carrier (br_port_state_selection). A bridge whose ports
 * all still listen has none; one without ports keeps what it had, carrier when new.
 */
export function bridgeHasCarrier(bridge: Bridge): boolean {
	return bridge.ports.length === 0 ? bridge.carrier : bridge.ports.some((port) => port.state === 'forwarding');
}

/** Gives a port its new state (br_set_state). */
export function enterState(port: BridgePort, state: PortState, out: Sink): void {
	if (port.state === state) return;
	if (out.tracing) out.note({kind: 'stp-state', port: port.device, from: port.state, to: state});
	port.state = state;
}
