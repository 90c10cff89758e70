/** The spanning tree as it is shown: what the recordings expect of a bridge, and what `brctl showstp` prints. Nothing here changes a bridge. */

import {deviceAt, type World} from '../../world.js';
import type {Bridge, BridgeId, BridgePort, PortState} from './bridge-device.js';
import {portNumbered} from './ports.js';
import {bridgeIdOf, isDesignated, portIdOf} from './stp-state.js';

/** `alternate` is a port that blocks because another one speaks for its segment. */
const PORT_ROLES = ['root', 'designated', 'alternate', 'disabled'] as const;
export type PortRole = (typeof PORT_ROLES)[number];

/** Ids as the kernel writes them: `8000.02000000b000`, `8001`. */
export interface StpReport {
	bridgeId: string;
	rootId: string;
	/** Device name; null on the root bridge. */
	rootPort: string | null;
	rootPathCost: number;
	/** By port number. */
	ports: StpPortReport[];
}

export interface StpPortReport {
	port: string;
	portId: string;
	state: PortState;
	role: PortRole;
	cost: number;
	designatedRoot: string;
	designatedBridge: string;
	designatedPort: string;
	designatedCost: number;
}

/** Ids, states and roles of a bridge and its ports. */
export function stpReport(bridge: Bridge, world: World): StpReport {
	const {stp} = bridge;
	const root = portNumbered(bridge, stp.rootPort);
	return {
		bridgeId: formatBridgeId(bridgeIdOf(bridge)),
		rootId: formatBridgeId(stp.designatedRoot),
		rootPort: root ? deviceAt(world, root.device).name : null,
		rootPathCost: stp.rootPathCost,
		ports: bridge.ports
			.toSorted((a, b) => a.number - b.number)
			.map((port) => ({
				port: deviceAt(world, port.device).name,
				portId: formatPortId(portIdOf(port)),
				state: port.state,
				role: roleOf(bridge, port),
				cost: port.cost,
				designatedRoot: formatBridgeId(port.stp.designatedRoot),
				designatedBridge: formatBridgeId(port.stp.designatedBridge),
				designatedPort: formatPortId(port.stp.designatedPort),
				designatedCost: port.stp.designatedCost,
			})),
	};
}

/** Priority and MAC in hexadecimal: `8000.02000000b000`. */
export function formatBridgeId(id: BridgeId): string {
	return `${id.priority.toString(16).padStart(4, '0')}.${id.mac.toString(16).padStart(12, '0')}`;
}

/** Four hexadecimal digits: `8001`. */
export function formatPortId(id: number): string {
	return id.toString(16).padStart(4, '0');
}

/** What the election made of the port. */
export function roleOf(bridge: Bridge, port: BridgePort): PortRole {
	if (port.state === 'disabled') return 'disabled';
	if (port.number === bridge.stp.rootPort) return 'root';
	return isDesignated(bridge, port) ? 'designated' : 'alternate';
}

/** Ageing time as `brctl showstp` prints it: twice the forward delay during a topology change, although the FDB uses once. */
export function shownAgeing(bridge: Bridge): number {
	return bridge.stp.enabled && bridge.stp.topologyChange ? 2 * bridge.stp.forwardDelay : bridge.ageing;
}
