/** A controller, or `ovs-ofctl packet-out`, sends a frame: its actions are carried out as if it had come by a port (handle_packet_out). */
import {executeInDatapath} from '../../devices/datapath/datapath.js';
import {extractKey} from '../../devices/datapath/extract.js';
import {type Action, OFPP} from '../../flow/action.js';
import type {OpenFlowResult} from '../../flow/flow-mod.js';
import {createKey, WORD} from '../../flow/key.js';
import type {Sink} from '../../sink.js';
import {deviceOfKind, type World} from '../../world.js';
import {countEvent} from '../coverage.js';
import {translate} from '../translate/translate.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';

export interface PacketOut {
	/** A port, or one of the reserved numbers `controller`, `none` and `local`. */
	inPort: number;
	actions: Action[];
	bytes: Uint8Array;
}

/** OFPBRC_BAD_PORT: there is no such ingress. */
export function sendPacketOut(
	world: World,
	switchd: Vswitchd,
	bridge: OvsBridge,
	{inPort, actions, bytes}: PacketOut,
	out: Sink,
): OpenFlowResult {
	const ingress = bridge.ofPorts.get(inPort);
	if (!ingress && inPort < OFPP.max) return {kind: 'refused', error: 'OFPBRC_BAD_PORT'};
	const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
	if (!datapath) return {kind: 'refused', error: 'OFPBRC_EPERM'};
	countEvent(switchd.coverage, 'ofproto_packet_out', world.now);
	const key = createKey();
	extractKey(bytes, key, bridge.vlanLimit);
	key[WORD.inPort] = inPort;
	const frame = {bytes};
	const answer = translate({
		switchd,
		bridge,
		key,
		frame,
		now: world.now,
		stats: {packets: 1, bytes: bytes.length, used: world.now, tcpFlags: (key[WORD.tcpFlags] as number) >>> 16},
		tracing: out.tracing,
		actions,
	});
	for (const {cause} of answer.report) out.note(cause);
	if (answer.actions.length > 0) countEvent(switchd.coverage, 'dpif_execute', world.now);
	const sent = executeInDatapath(world, datapath, ingress?.datapathPort ?? -1, answer.actions, frame, out);
	if (!sent && answer.drop !== undefined) out.drop(answer.drop);
	return {kind: 'done'};
}
