/**
 * The switch sends a frame of its own by one of its ports: an LACPDU, a learning packet (xlate_send_packet). It passes no
 * table, but what is sent by a port is mirrored and counted.
 *
 * Not modelled: a patch port as member, behind which the frame would have to be looked up again.
 */
import {executeActions, type Hooks} from '../devices/datapath/execute.js';
import {extractKey} from '../devices/datapath/extract.js';
import {OFPP} from '../flow/action.js';
import {createKey, WORD} from '../flow/key.js';
import type {Sink} from '../sink.js';
import {deviceOfKind, type World} from '../world.js';
import type {SendFrame} from './bond/aggregation.js';
import {countEvent} from './coverage.js';
import {translate} from './translate/translate.js';
import type {Vswitchd} from './vswitchd.js';

/** The datapath's number of no port (ODPP_NONE). */
const NO_PORT = -1;

const hooks: Hooks = {again() {}, up() {}};

/** Sends frames of `switchd` by `out`. */
export function frameSender(world: World, switchd: Vswitchd, out: Sink): SendFrame {
	return (bridge, port, frame) => {
		const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
		const key = createKey();
		if (!datapath || !extractKey(frame.bytes, key, datapath.vlanLimit)) return;
		bridge.own.packets++;
		bridge.own.bytes += frame.bytes.length;
		key[WORD.inPort] = OFPP.none;
		const answer = translate({
			switchd,
			bridge,
			key,
			frame,
			now: world.now,
			stats: {packets: 1, bytes: frame.bytes.length, used: world.now, tcpFlags: 0},
			tracing: out.tracing,
			actions: [{kind: 'output', port: port.number}],
		});
		for (const {cause} of answer.report) out.note(cause);
		if (answer.actions.length > 0) countEvent(switchd.coverage, 'dpif_execute', world.now);
		const metadata = new Int32Array(WORD.dstHigh);
		metadata[WORD.inPort] = NO_PORT;
		executeActions({world, datapath, out, hooks, metadata, depth: 0, sent: false}, answer.actions, frame);
	};
}
