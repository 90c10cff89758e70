/** BPDUs that an OVS bridge sends (lib/stp.c, stp_transmit_config, stp_transmit_tcn): they wait in the outbox until the daemon sends them. */
import {BPDU_TICK, type Bpdu, buildBpdu} from '../../protocol/bpdu.js';
import {enabledPorts, isDesignated, isRoot, type OvsStp, rootPortOf, STOPPED, type StpPort} from './entity.js';

/** How much older a message gets by passing a bridge, ticks. */
const MESSAGE_AGE_INCREMENT = 1;

/** A configuration BPDU by `port`, or when the hold time is over. */
export function transmitConfig(stp: OvsStp, port: StpPort): void {
	const root = rootPortOf(stp);
	const isTheRoot = isRoot(stp);
	if (!isTheRoot && !root) return;
	if (port.hold !== STOPPED) {
		port.configPending = true;
		return;
	}
	const {inForce} = stp;
	const messageAge = isTheRoot || !root ? 0 : Math.max(0, root.messageAge) + MESSAGE_AGE_INCREMENT;
	if (messageAge >= inForce.maxAge) return;
	const topologyChangeAck = port.topologyChangeAck;
	port.topologyChangeAck = false;
	port.configPending = false;
	post(stp, port, {
		kind: 'config',
		topologyChange: stp.topologyChange,
		topologyChangeAck,
		root: stp.designatedRoot,
		rootPathCost: stp.rootPathCost,
		bridge: stp.id,
		port: port.id,
		messageAge: messageAge * BPDU_TICK,
		maxAge: inForce.maxAge * BPDU_TICK,
		helloTime: inForce.helloTime * BPDU_TICK,
		forwardDelay: inForce.forwardDelay * BPDU_TICK,
	});
	port.hold = 0;
}

/** Configuration BPDUs by every designated port (stp_config_bpdu_generation). */
export function transmitConfigs(stp: OvsStp): void {
	for (const port of enabledPorts(stp)) if (isDesignated(stp, port)) transmitConfig(stp, port);
}

/** A topology change notification by the root port. */
export function transmitTcn(stp: OvsStp): void {
	const root = rootPortOf(stp);
	if (root) post(stp, root, {kind: 'tcn'});
}

/** The source of the frame is filled in when it is sent. */
function post(stp: OvsStp, port: StpPort, bpdu: Bpdu): void {
	stp.outbox.push({ofPort: port.ofPort, frame: buildBpdu(bpdu, 0)});
	port.sent++;
}
