/*
 * Receiving BPDUs (br_stp_rcv, br_received_config_bpdu)
 *
 * A BPDU that is at least as good as what its port knows is stored and the
 * election runs again; if it came by the root port, the root's timers are taken
 * over and the hello is passed on. A worse one on a designated port is answered.
 * Every port that is not disabled listens, blocking ports too: that is how they
 * notice that they are needed.
 *
 * `guard` takes a port down on any BPDU: whoever is there is no host.
 *
 * Not modelled: another group address than the standard's (`group_address`).
 */

import type {Frame} from '../../frame.js';
import {type ConfigBpdu, readBpdu} from '../../protocol/bpdu.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {supersedes, updateConfiguration} from './stp.js';
import {disablePort, selectPortStates} from './stp-port.js';
import {isDesignated, isRootBridge} from './stp-state.js';
import {acknowledgeTopologyChange, detectTopologyChange, notifyRoot, topologyChangeAcknowledged} from './stp-topology.js';
import {transmitConfig, transmitConfigs} from './stp-transmit.js';
import {STOPPED} from './timer.js';

/**
 * A frame for 01:80:c2:00:00:00 came in by `port` while the protocol is on. It
 * ends here: dropped as `bpdu-consumed`, `bpdu-guard`, `port-not-forwarding`
 * (the port is disabled) or `malformed` (no BPDU that the kernel reads).
 */
export function receiveBpdu(bridge: Bridge, port: BridgePort, frame: Frame, now: number, out: Sink): void {
	const bpdu = readBpdu(frame);
	if (!bpdu) {
		out.drop('malformed');
		return;
	}
	if (!bridge.stp.enabled || !bridge.up || port.state === 'disabled') {
		out.drop('port-not-forwarding');
		return;
	}
	if (port.guard) {
		disablePort(bridge, port, now, out);
		out.drop('bpdu-guard');
		return;
	}
	if (bpdu.kind === 'tcn') receiveTcn(bridge, port, now, out);
	else if (bpdu.messageAge <= bpdu.maxAge) receiveConfig(bridge, port, bpdu, now, out);
	out.drop('bpdu-consumed');
}

function receiveConfig(bridge: Bridge, port: BridgePort, bpdu: ConfigBpdu, now: number, out: Sink): void {
	const {stp} = bridge;
	const superior = supersedes(bridge, port, bpdu);
	if (out.tracing) out.note({kind: 'bpdu-received', port: port.device, superior});
	if (!superior) {
		if (isDesignated(bridge, port)) transmitConfig(bridge, port, now, out);
		return;
	}
	const wasRoot = isRootBridge(bridge);
	store(bridge, port, bpdu, now, out);
	updateConfiguration(bridge, now, out);
	selectPortStates(bridge, now, out);
	if (wasRoot && !isRootBridge(bridge)) {
		stp.helloTimer = STOPPED;
		if (stp.topologyChangeDetected) {
			stp.topologyChangeTimer = STOPPED;
			notifyRoot(bridge, now, out);
		}
	}
	if (port.number === stp.rootPort) {
		stp.maxAge = bpdu.maxAge;
		stp.helloTime = bpdu.helloTime;
		stp.forwardDelay = bpdu.forwardDelay;
		stp.topologyChange = bpdu.topologyChange;
		transmitConfigs(bridge, now, out);
		if (bpdu.topologyChangeAck) topologyChangeAcknowledged(bridge);
	}
}

/** br_record_config_information */
function store(bridge: Bridge, port: BridgePort, bpdu: ConfigBpdu, now: number, out: Sink): void {
	port.stp.designatedRoot = bpdu.root;
	port.stp.designatedCost = bpdu.rootPathCost;
	port.stp.designatedBridge = bpdu.bridge;
	port.stp.designatedPort = bpdu.port;
	port.stp.designatedAge = now - bpdu.messageAge;
	port.stp.messageAgeTimer = now + bpdu.maxAge - bpdu.messageAge;
	out.wake(bridge.id, port.stp.messageAgeTimer);
}

/** br_received_tcn_bpdu */
function receiveTcn(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	if (out.tracing) out.note({kind: 'bpdu-received', port: port.device, superior: false});
	if (!isDesignated(bridge, port)) return;
	detectTopologyChange(bridge, now, out);
	acknowledgeTopologyChange(bridge, port, now, out);
}
