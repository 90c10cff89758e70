/*
 * The spanning tree (IEEE 802.1D-1998 clause 8; net/bridge/br_stp*.c)
 *
 * Ethernet frames carry no hop count. In a loop of bridges a broadcast circles,
 * and multiplies, until somebody pulls a cable. So the bridges agree on a tree
 * that reaches every segment once, and do not use the links outside it: the
 * redundant link is there, and silent, until it is needed.
 *
 * The root
 * --------
 * Every bridge has an id, its priority and then its MAC; the lowest is the root.
 * At first each believes that it is the root itself and says so in a
 * configuration BPDU every hello time. Whoever hears of a better root gives up
 * and, from then on, only passes on what comes from the root, adding its cost.
 *
 * Root port and designated ports
 * ------------------------------
 * A BPDU is a vector: root id, cost to the root, id of the sending bridge, port
 * of the sending bridge. The lower vector wins, compared from the left. A port
 * keeps the best vector that it has heard or sent (designated root, cost, bridge,
 * port). On each bridge but the root, the port with the best vector, its own cost
 * added, is the root port: the way to the root. On each segment, the bridge that
 * has the best vector to offer has the designated port: it speaks for the segment
 * and carries its traffic towards the root. A port that is neither is redundant
 * and blocks.
 *
 * States
 * ------
 * disabled, blocking, listening, learning, forwarding. A port that is to forward
 * first listens, so that bridges far away hear of the change and block elsewhere,
 * then learns, so that it does not flood everything at once, each for a forward
 * delay: 15 s and 15 s (`stp-port.ts`).
 *
 * Time
 * ----
 * BPDUs age. If a port does not hear its segment's designated port for max age
 * (20 s, less what the BPDU had aged on its way), what is stored there is
 * forgotten and the election runs again (`stp-timer.ts`). A port sends no
 * two configuration BPDUs within the hold time of 1 s (`stp-transmit.ts`).
 *
 * Topology change
 * ---------------
 * When the tree changes, addresses lie behind other ports than before. The news
 * runs up to the root and back down to all bridges, which then forget addresses
 * after a forward delay instead of 300 s (`stp-topology.ts`).
 *
 * Off
 * ---
 * Off is the default on Linux. Then no BPDU is sent or read, and the port state
 * machine, which still runs, makes every port that would listen forward at once.
 * Switching the protocol on does not restart ports that forward already; switching
 * it off leaves blocked ports blocked until their stored BPDU has aged out.
 *
 * Not modelled: the user-space daemon (mstpd), multiple trees (MST), states per
 * VLAN.
 */

import type {ConfigBpdu} from '../../protocol/bpdu.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {portNumbered} from './ports.js';
import {bridgeIdOf, enterState, isDesignated, kernelOrder, portIdOf} from './stp-state.js';
import {compareBridgeIds, compareRootPaths, isSuperior, offersMore, type PortVector, type RootCandidate} from './stp-vector.js';

/** Is what `bpdu` offers at least as good as what the port knows (br_supersedes_port_info)? A repeated BPDU of the same sender is. */
export function supersedes(bridge: Bridge, port: BridgePort, bpdu: ConfigBpdu): boolean {
	return isSuperior(bpdu, port.stp, bridgeIdOf(bridge));
}

/** Elects the root port, and with it the root, then the designated ports (br_configuration_update). */
export function updateConfiguration(bridge: Bridge, now: number, out: Sink): void {
	const {stp} = bridge;
	const before = {root: stp.designatedRoot, port: stp.rootPort};
	electRoot(bridge, now, out);
	for (const port of kernelOrder(bridge)) {
		if (port.state !== 'disabled' && shouldBeDesignated(bridge, port)) becomeDesignated(bridge, port);
	}
	if (out.tracing && (stp.rootPort !== before.port || compareBridgeIds(stp.designatedRoot, before.root) !== 0)) {
		const {priority, mac} = stp.designatedRoot;
		out.note({kind: 'stp-root', priority, mac, port: portNumbered(bridge, stp.rootPort)?.device ?? -1});
	}
}

/** The port speaks for its segment from now on (br_become_designated_port). */
export function becomeDesignated(bridge: Bridge, port: BridgePort): void {
	Object.assign(port.stp, offerOf(bridge, port));
}

/** What the bridge has to offer on a segment. */
function offerOf(bridge: Bridge, port: BridgePort): PortVector {
	return {
		designatedRoot: bridge.stp.designatedRoot,
		designatedCost: bridge.stp.rootPathCost,
		designatedBridge: bridgeIdOf(bridge),
		designatedPort: portIdOf(port),
	};
}

/** br_root_selection */
function electRoot(bridge: Bridge, now: number, out: Sink): void {
	let best: BridgePort | undefined;
	for (const port of kernelOrder(bridge)) {
		if (!isBetterRootPort(bridge, port, best)) continue;
		if (port.rootBlock) refuseRootPort(bridge, port, now, out);
		else best = port;
	}
	bridge.stp.rootPort = best?.number ?? 0;
	bridge.stp.designatedRoot = best ? best.stp.designatedRoot : bridgeIdOf(bridge);
	bridge.stp.rootPathCost = best ? costToRoot(best) : 0;
}

/** br_should_become_root_port */
function isBetterRootPort(bridge: Bridge, port: BridgePort, best: BridgePort | undefined): boolean {
	if (port.state === 'disabled' || isDesignated(bridge, port)) return false;
	if (compareBridgeIds(bridgeIdOf(bridge), port.stp.designatedRoot) <= 0) return false;
	return !best || compareRootPaths(candidate(port), candidate(best)) < 0;
}

function candidate(port: BridgePort): RootCandidate {
	return {known: port.stp, cost: port.cost, portId: portIdOf(port)};
}

function costToRoot(port: BridgePort): number {
	return port.stp.designatedCost + port.cost;
}

/** `root_block`: a port that must not lead to the root starts to listen again (br_root_port_block). */
function refuseRootPort(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	enterState(port, 'listening', out);
	if (bridge.stp.forwardDelay > 0) {
		port.stp.forwardDelayTimer = now + bridge.stp.forwardDelay;
		out.wake(bridge.id, port.stp.forwardDelayTimer);
	}
}

/** br_should_become_designated_port */
function shouldBeDesignated(bridge: Bridge, port: BridgePort): boolean {
	return isDesignated(bridge, port) || offersMore(offerOf(bridge, port), port.stp);
}
