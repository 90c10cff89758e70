/*
 * The vectors that the spanning tree compares (IEEE 802.1D-1998 8.6)
 *
 * Root, cost to the root, bridge, port: the lower one wins, compared from the left. The three
 * questions of the election are asked of vectors alone, so that every implementation of the protocol
 * (the Linux bridge, Open vSwitch) asks them here, whatever else differs between them.
 */
import type {ConfigBpdu} from '../../protocol/bpdu.js';
import type {BridgeId} from './bridge-device.js';

/** The best that a port has heard or sent (8.5.5.4 to 8.5.5.7). */
export interface PortVector {
	designatedRoot: BridgeId;
	designatedCost: number;
	designatedBridge: BridgeId;
	designatedPort: number;
}

/** A port that may lead to the root: what it knows, what crossing it costs, its id. */
export interface RootCandidate {
	known: PortVector;
	cost: number;
	portId: number;
}

/** Negative when `a` is the better (lower) id, 0 when they are the same, positive when `b` is better. */
export function compareBridgeIds(a: BridgeId, b: BridgeId): number {
	return a.priority - b.priority || a.mac - b.mac;
}

/** Is what `bpdu` offers at least as good as what a port of bridge `own` knows? A repeated BPDU of the same sender is. */
export function isSuperior(bpdu: ConfigBpdu, known: PortVector, own: BridgeId): boolean {
	const order =
		compareBridgeIds(bpdu.root, known.designatedRoot) ||
		bpdu.rootPathCost - known.designatedCost ||
		compareBridgeIds(bpdu.bridge, known.designatedBridge);
	if (order !== 0) return order < 0;
	// Two ports of this very bridge on one segment: the lower port id speaks for it.
	return compareBridgeIds(bpdu.bridge, own) !== 0 || bpdu.port <= known.designatedPort;
}

/** Negative when `a` is the better way to the root. */
export function compareRootPaths(a: RootCandidate, b: RootCandidate): number {
	return (
		compareBridgeIds(a.known.designatedRoot, b.known.designatedRoot) ||
		a.known.designatedCost + a.cost - (b.known.designatedCost + b.cost) ||
		compareBridgeIds(a.known.designatedBridge, b.known.designatedBridge) ||
		a.known.designatedPort - b.known.designatedPort ||
		a.portId - b.portId
	);
}

/** Has a bridge with `own` to offer more on a segment than the one that speaks for it? */
export function offersMore(own: PortVector, known: PortVector): boolean {
	if (compareBridgeIds(known.designatedRoot, own.designatedRoot) !== 0) return true;
	const order =
		own.designatedCost - known.designatedCost ||
		compareBridgeIds(own.designatedBridge, known.designatedBridge) ||
		own.designatedPort - known.designatedPort;
	return order < 0;
}
