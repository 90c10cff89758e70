/*
 * The learning switch as a program of a controller (lib/learning-switch.c)
 *
 * What a bridge does by itself, done from afar: the first frame of a conversation comes up, the program notes where
 * its source is, and when it knows the destination it gives the switch a flow and sends the frame on its way. Until
 * the flow times out, the rest of the conversation does not come up any more. Since flows look at all fields, another
 * connection between the same two stations is another flow, unless the program was told to make them `wide`.
 *
 * A frame for a station that is on the ingress makes a flow that drops. An unknown destination is flooded, without a flow, or
 * the answer would never come up and teach where it is. The hub floods everything, with flows.
 *
 * Not modelled: queues, `--normal`, flows read from a file; that the table of stations is shared out fairly among ports.
 */
import {extractKey} from '../devices/datapath/extract.js';
import {type Action, OFPP} from '../flow/action.js';
import type {FlowMod} from '../flow/flow-mod.js';
import {createKey, type FlowKey, WORD} from '../flow/key.js';
import {dstMacOf, srcMacOf} from '../flow/key-parts.js';
import {sendFlow} from '../flow/syntax/flow-send.js';
import type {OpenFlowVersion} from '../flow/syntax/protocol.js';
import {isGroup, type Mac} from '../mac.js';
import {blankFlowMod} from '../ovs/configure/fail-mode.js';
import {isReservedMac} from '../ovs/normal/reserved.js';
import type {Sink} from '../sink.js';
import type {Connection, ControllerOptions} from './controller-state.js';
import {exactMatch} from './exact-match.js';
import type {OpenFlowMessage, PacketIn} from './message.js';

const SECOND = 1_000_000_000;
/** A station that was silent for so long is forgotten (MAC_ENTRY_DEFAULT_IDLE_TIME). */
const STATION_AGE = 300 * SECOND;
const MOST_STATIONS = 8192;
/** All formats of flows; the program takes the first of its version. */
const ANY_FORMAT = 0xffff_ffff;
/** Octets of a frame that the program asks for (OFP_DEFAULT_MISS_SEND_LEN). */
const MISS_SEND_LENGTH = 128;

/** What the program says to a switch that has told what it is (send_features_request, lswitch_handshake). */
export function welcome({version}: Connection, {application}: ControllerOptions): OpenFlowMessage[] {
	if (application === 'listener') return [];
	const messages: OpenFlowMessage[] = [{kind: 'set-config', missSendLength: MISS_SEND_LENGTH}];
	// From 1.3 on a miss is lost unless a flow sends it up.
	if (version && version >= 'OpenFlow13') {
		const up: Action = {kind: 'controller', maxLength: MISS_SEND_LENGTH, reason: 'action', controllerId: 0};
		messages.push(asSent({...blankFlowMod(), command: 'add', table: 0, actions: [up]}, version));
	}
	return messages;
}

/** What the program says to a frame that has come up (process_packet_in). */
export function answerPacketIn(
	connection: Connection,
	options: ControllerOptions,
	packetIn: PacketIn,
	now: number,
	out: Sink,
): OpenFlowMessage[] {
	// Sent up by a flow: somebody else's.
	if (packetIn.reason !== 'no_match') return [];
	const {inPort, bytes} = packetIn;
	const key = createKey();
	extractKey(bytes, key, 1);
	key[WORD.inPort] = inPort;
	const learns = options.application === 'learning-switch';
	const port = chooseOutput(connection, learns, key, now, out);
	const actions: Action[] = port === OFPP.none ? [] : [{kind: 'output', port}];
	const isSettled = options.idleTimeout !== undefined && (!learns || port !== OFPP.flood);
	if (out.tracing)
		out.note({
			kind: 'controller-decides',
			bridge: connection.id.bridge,
			mac: dstMacOf(key),
			output: port === OFPP.none ? 'drop' : port === OFPP.flood ? 'flood' : port,
			flow: isSettled,
		});
	const messages: OpenFlowMessage[] = [];
	if (isSettled) messages.push(asSent(flowFor(key, actions, options), connection.version));
	if (port !== OFPP.none) messages.push({kind: 'packet-out', inPort, actions, bytes});
	return messages;
}

/** The priority is above that of the flow that sends misses up. */
function flowFor(key: FlowKey, actions: Action[], {idleTimeout = 0, wide}: ControllerOptions): FlowMod {
	return {...blankFlowMod(), command: 'add', table: 0, priority: 1, idleTimeout, actions, match: exactMatch(key, wide)};
}

/** A flow as the switch gets it in a version: match, priority and flags depend a little on it. */
function asSent(mod: FlowMod, version: OpenFlowVersion = 'OpenFlow10'): OpenFlowMessage {
	const sent = sendFlow(mod, ANY_FORMAT, version);
	return {kind: 'flow-mod', mod: sent.kind === 'parsed' ? sent.mod : mod};
}

/** Learns the source, and looks for the destination (lswitch_choose_destination). */
function chooseOutput(connection: Connection, learns: boolean, key: FlowKey, now: number, out: Sink): number {
	const inPort = key[WORD.inPort] as number;
	if (learns) learn(connection, srcMacOf(key), inPort, now, out);
	const destination = dstMacOf(key);
	if (isReservedMac(destination)) return OFPP.none;
	const known = learns ? connection.stations.get(destination) : undefined;
	if (!known || now - known.used >= STATION_AGE) return OFPP.flood;
	return known.port === inPort ? OFPP.none : known.port;
}

function learn({id, stations}: Connection, mac: Mac, port: number, now: number, out: Sink): void {
	if (isGroup(mac)) return;
	const known = stations.get(mac);
	if (out.tracing && known?.port !== port) out.note({kind: 'controller-learned', bridge: id.bridge, mac, number: port});
	stations.delete(mac);
	if (stations.size >= MOST_STATIONS) for (const oldest of [...stations.keys()].slice(0, 1)) stations.delete(oldest);
	stations.set(mac, {port, used: now});
}
