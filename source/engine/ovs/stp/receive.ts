/** BPDUs that an OVS bridge receives (lib/stp.c, stp_received_config_bpdu, stp_received_tcn_bpdu). */
import {isSuperior} from '../../devices/bridge/stp-vector.js';
import {BPDU_TICK, type Bpdu, type ConfigBpdu} from '../../protocol/bpdu.js';
import {detectTopologyChange, selectPortStates, updateConfiguration} from './election.js';
import {isDesignated, isRoot, type OvsStp, STOPPED, type StpPort} from './entity.js';
import {transmitConfig, transmitConfigs, transmitTcn} from './transmit.js';

/** A BPDU came in by a port that takes part. True when it is at least as good as what the port knew. */
export function receive(stp: OvsStp, port: StpPort, bpdu: Bpdu): boolean {
	port.received++;
	if (bpdu.kind === 'config') return receiveConfig(stp, port, bpdu);
	if (isDesignated(stp, port)) {
		detectTopologyChange(stp);
		port.topologyChangeAck = true;
		transmitConfig(stp, port);
	}
	return false;
}

function receiveConfig(stp: OvsStp, port: StpPort, bpdu: ConfigBpdu): boolean {
	if (bpdu.messageAge >= bpdu.maxAge) return false;
	if (!isSuperior(bpdu, port, stp.id)) {
		if (isDesignated(stp, port)) transmitConfig(stp, port);
		return false;
	}
	const wasRoot = isRoot(stp);
	store(port, bpdu);
	updateConfiguration(stp);
	selectPortStates(stp);
	if (wasRoot && !isRoot(stp)) {
		stp.hello = STOPPED;
		if (stp.topologyChangeDetected) {
			stp.topologyChangeTimer = STOPPED;
			transmitTcn(stp);
			stp.tcn = 0;
		}
	}
	if (port.number === stp.rootPort) obey(stp, bpdu);
	return true;
}

/** stp_record_config_information */
function store(port: StpPort, bpdu: ConfigBpdu): void {
	port.designatedRoot = bpdu.root;
	port.designatedCost = bpdu.rootPathCost;
	port.designatedBridge = bpdu.bridge;
	port.designatedPort = bpdu.port;
	port.messageAge = bpdu.messageAge / BPDU_TICK;
}

/** It came from the root: its times hold, and it is passed on. */
function obey(stp: OvsStp, bpdu: ConfigBpdu): void {
	stp.inForce = {
		maxAge: bpdu.maxAge / BPDU_TICK,
		helloTime: bpdu.helloTime / BPDU_TICK,
		forwardDelay: bpdu.forwardDelay / BPDU_TICK,
	};
	stp.topologyChange = bpdu.topologyChange;
	transmitConfigs(stp);
	if (bpdu.topologyChangeAck) {
		stp.topologyChangeDetected = false;
		stp.tcn = STOPPED;
	}
	if (bpdu.topologyChange) stp.needsFlush = true;
}
