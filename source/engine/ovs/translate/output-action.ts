/**
 * The action `output` in all its forms. The port where the frame came in is passed over, except as IN_PORT; FLOOD and
 * ALL know no VLANs; TABLE walks table 0 again (xlate_output_action, xlate_output_trunc_action).
 */
import {OFPP} from '../../flow/action.js';
import {WORD} from '../../flow/key.js';
import {formatPort} from '../../flow/syntax/ports.js';
import {NO_PORT_NAMES} from '../../flow/syntax/reading.js';
import {floodPorts} from '../normal/flood-ports.js';
import {normal} from '../normal/normal.js';
import {sendToController} from './controller-action.js';
import {composeOutput, syncIngress} from './output.js';
import {noteLooked} from './report.js';
import {EXPORT_PORT, note, type Translation} from './translation.js';
import {walkTable} from './walk-table.js';

interface OutputPlace {
	/** For a controller: octets of the frame at most. */
	maxLength: number;
	/** A miss of TABLE may become a packet-in. */
	mayPacketIn: boolean;
	isLast: boolean;
	inBucket: boolean;
	truncated?: boolean;
}

/** Sends the frame to a port of any kind. */
export function outputTo(translation: Translation, port: number, place: OutputPlace): void {
	const before = translation.exportPort;
	translation.exportPort = EXPORT_PORT.none;
	send(translation, port, place);
	const {exportPort} = translation;
	if (before === EXPORT_PORT.flood) translation.exportPort = EXPORT_PORT.flood;
	else if (exportPort === EXPORT_PORT.none) translation.exportPort = before;
	else if (before !== EXPORT_PORT.none && exportPort !== EXPORT_PORT.flood) translation.exportPort = EXPORT_PORT.several;
}

/** Sends the first `maxLength` octets of the frame. */
export function outputCut(translation: Translation, port: number, maxLength: number, isLast: boolean): void {
	const {bridge, flow, actions} = translation;
	if (port >= OFPP.table && port !== OFPP.local) {
		const text = `output_trunc does not support port: ${formatPort(port, NO_PORT_NAMES)}`;
		note(translation, {kind: 'ovs-remark', text, level: 'warning'});
		return;
	}
	if (port === flow[WORD.inPort]) {
		noteIngress(translation);
		return;
	}
	if ((bridge.ofPorts.get(port)?.datapathPort ?? -1) === -1) {
		// IN_PORT is no port either, as far as this is concerned.
		const text = `output_trunc does not support patch port ${formatPort(port, NO_PORT_NAMES)}`;
		note(translation, {kind: 'ovs-remark', text, level: 'error'});
		return;
	}
	actions.push({kind: 'truncate', length: maxLength});
	outputTo(translation, port, {maxLength: 0, mayPacketIn: false, isLast, inBucket: false, truncated: true});
}

function send(translation: Translation, port: number, place: OutputPlace): void {
	const {flow, mask, request} = translation;
	const {isLast, maxLength, mayPacketIn, truncated = false} = place;
	const inPort = flow[WORD.inPort] as number;
	switch (port) {
		case OFPP.inPort:
			composeOutput(translation, inPort, {isLast, truncated});
			return;
		case OFPP.table:
			walkTable(translation, inPort, 0, {mayPacketIn, isLast: false});
			return;
		case OFPP.normal: {
			const before = request.tracing ? mask.slice() : undefined;
			syncIngress(translation);
			normal(translation);
			if (before) noteLooked(translation, before, 'normal');
			return;
		}
		case OFPP.flood:
			floodPorts(translation, false, isLast);
			return;
		case OFPP.all:
			floodPorts(translation, true, isLast);
			return;
		case OFPP.controller:
			sendToController(translation, {maxLength, reason: reasonOf(translation, place), controllerId: 0});
			return;
		case OFPP.none:
			return;
		default:
			if (port === inPort) noteIngress(translation);
			else composeOutput(translation, port, {isLast, truncated});
	}
}

function reasonOf(translation: Translation, {inBucket}: OutputPlace): 'packet_out' | 'group' | 'action_set' | 'action' {
	if (translation.packetOut) return 'packet_out';
	if (inBucket) return 'group';
	return translation.inActionSet ? 'action_set' : 'action';
}

function noteIngress(translation: Translation): void {
	const {bridge, flow} = translation;
	const number = flow[WORD.inPort] as number;
	const port = bridge.ofPorts.get(number)?.name ?? String(number);
	note(translation, {kind: 'ovs-output-refused', bridge: bridge.name, port, why: 'ingress-port'});
}
