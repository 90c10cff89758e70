/*
 * Election and port states (lib/stp.c; IEEE 802.1D-1998 8.6)
 *
 * The same election as on the Linux bridge (`stp-vector.ts`), with the ports in order of
 * their numbers. A port that gets its turn begins to listen; that it then learns and
 * forwards is a matter of time.
 *
 * A change of the tree is told to the root, as everywhere; but Open vSwitch also
 * forgets all it has learned at once, instead of ageing it faster.
 */
import {compareBridgeIds, compareRootPaths, offersMore, type PortVector, type RootCandidate} from '../../devices/bridge/stp-vector.js';
import {enabledPorts, isDesignated, isRoot, type OvsStp, STOPPED, type StpPort} from './entity.js';
import {transmitConfigs, transmitTcn} from './transmit.js';

/** stp_configuration_update */
export function updateConfiguration(stp: OvsStp): void {
	electRoot(stp);
	for (const port of enabledPorts(stp)) {
		if (isDesignated(stp, port) || offersMore(offerOf(stp, port), port)) becomeDesignated(stp, port);
	}
}

/** The port speaks for its segment from now on. */
export function becomeDesignated(stp: OvsStp, port: StpPort): void {
	Object.assign(port, offerOf(stp, port));
}

/** Sends every port on its way to forwarding or to blocking (stp_port_state_selection). */
export function selectPortStates(stp: OvsStp): void {
	for (const port of enabledPorts(stp)) {
		const speaks = isDesignated(stp, port);
		if (port.number === stp.rootPort || !speaks) {
			port.configPending = false;
			port.topologyChangeAck = false;
		}
		if (port.number === stp.rootPort) {
			makeForwarding(port);
		} else if (speaks) {
			port.messageAge = STOPPED;
			makeForwarding(port);
		} else {
			makeBlocking(stp, port);
		}
	}
}

/** Elects anew, and takes over as root where that is the result. */
export function electAgain(stp: OvsStp, wasRoot: boolean): void {
	updateConfiguration(stp);
	selectPortStates(stp);
	if (isRoot(stp) && !wasRoot) becomeRoot(stp);
}

/** stp_topology_change_detection */
export function detectTopologyChange(stp: OvsStp): void {
	if (isRoot(stp)) {
		stp.topologyChange = true;
		stp.topologyChangeTimer = 0;
	} else if (!stp.topologyChangeDetected) {
		transmitTcn(stp);
		stp.tcn = 0;
	}
	stp.needsFlush = true;
	stp.topologyChangeDetected = true;
}

/** stp_become_root_bridge */
function becomeRoot(stp: OvsStp): void {
	stp.inForce = {...stp.own};
	detectTopologyChange(stp);
	stp.tcn = STOPPED;
	transmitConfigs(stp);
	stp.hello = 0;
}

/** stp_root_selection */
function electRoot(stp: OvsStp): void {
	let best: StpPort | undefined;
	for (const port of enabledPorts(stp)) {
		if (isDesignated(stp, port) || compareBridgeIds(port.designatedRoot, stp.id) >= 0) continue;
		if (!best || compareRootPaths(candidate(port), candidate(best)) < 0) best = port;
	}
	stp.rootPort = best?.number ?? -1;
	stp.designatedRoot = best?.designatedRoot ?? stp.id;
	stp.rootPathCost = best ? best.designatedCost + best.cost : 0;
}

function candidate(port: StpPort): RootCandidate {
	return {known: port, cost: port.cost, portId: port.id};
}

/** What the bridge has to offer on a segment. */
function offerOf(stp: OvsStp, port: StpPort): PortVector {
	return {
		designatedRoot: stp.designatedRoot,
		designatedCost: stp.rootPathCost,
		designatedBridge: stp.id,
		designatedPort: port.id,
	};
}

function makeForwarding(port: StpPort): void {
	if (port.state !== 'blocking') return;
	port.state = 'listening';
	port.forwardDelay = 0;
}

function makeBlocking(stp: OvsStp, port: StpPort): void {
	if (port.state === 'disabled' || port.state === 'blocking') return;
	if (port.state === 'forwarding' || port.state === 'learning') detectTopologyChange(stp);
	port.state = 'blocking';
	port.forwardDelay = STOPPED;
}
