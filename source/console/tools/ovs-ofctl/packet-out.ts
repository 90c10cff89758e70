/** `packet-out`: has the switch send a frame (utilities/ovs-ofctl.c, ofctl_packet_out; lib/ofp-packet.c, parse_ofp_packet_out_str). */
import {extractKey} from '../../../engine/devices/datapath/extract.js';
import {type Action, OFPP} from '../../../engine/flow/action.js';
import {fieldNamed} from '../../../engine/flow/field.js';
import {createKey} from '../../../engine/flow/key.js';
import {formatActions} from '../../../engine/flow/syntax/action-format.js';
import {parseActions} from '../../../engine/flow/syntax/action-text.js';
import {formatFlow} from '../../../engine/flow/syntax/match-format.js';
import {formatPort, parsePort} from '../../../engine/flow/syntax/ports.js';
import {NO_PORT_NAMES, type PortNames} from '../../../engine/flow/syntax/reading.js';
import {splitPairs} from '../../../engine/flow/syntax/tokens.js';
import {notModelled} from '../../complaint.js';
import {fails, make, type Program, prints} from '../../program.js';
import {acceptedNames, type Call, complain, connect, fatal, type OfctlCommand, versionText, xidOf} from './call.js';

export const PACKET_OUT: OfctlCommand = {
	word: 'packet-out',
	wants: [2, Number.POSITIVE_INFINITY],
	names: ['ovs-bridge', 'text'],
	help: 'has the switch send a frame',
	run: packetOut,
};

interface PacketOut {
	inPort: number;
	actions: Action[];
	frames: Uint8Array[];
}

function* packetOut(call: Call): Program {
	const connection = connect(call);
	const ports = acceptedNames(call, connection);
	const [name = '', ...words] = call.args;
	if (words.length === 2) throw fatal(`Too many arguments (${words.length + 2})`);
	const {inPort, actions, frames} = words.length > 2 ? readOld(words, ports) : readNew(words[0] as string, ports);
	for (const bytes of frames) {
		const result = yield* make({kind: 'packet-out', machine: call.place.machine, bridge: name, inPort, actions, bytes});
		if (result.kind === 'done') continue;
		const head = `${versionText(connection.number)} (xid=${xidOf(call, {readsNames: true})}):`;
		const what = `in_port=${formatPort(inPort, NO_PORT_NAMES)} actions=${actions.length === 0 ? 'drop' : formatActions(actions)} data_len=${bytes.length}`;
		const key = createKey();
		extractKey(bytes, key, 1);
		return fails(`OFPT_ERROR${head} ${result.message ?? result.errno}\nOFPT_PACKET_OUT${head} ${what}\n${formatFlow(key)}\n`, 1);
	}
	return prints('');
}

/** `IN_PORT ACTIONS PACKET…`, as it was before 2.9. */
function readOld([inPort = '', text = '', ...packets]: readonly string[], ports: PortNames): PacketOut {
	const actions = readActions(text, ports);
	const port = parsePort(inPort, ports);
	if (port === undefined) throw fatal(`${inPort}: unknown port`);
	return {inPort: port, actions, frames: packets.map((packet) => octetsOf(packet) ?? badPacket(''))};
}

/** `in_port=1 packet=… actions=…` */
function readNew(text: string, ports: PortNames): PacketOut {
	const at = text.indexOf('action');
	const actionText = at === -1 ? '' : text.slice(text.indexOf('=', at) + 1);
	let inPort: number = OFPP.controller;
	let frame: Uint8Array | undefined;
	for (const {key, value} of splitPairs(at === -1 ? text : text.slice(0, at))) {
		if (value === '') throw fatal(`field ${key} missing value`);
		if (key === 'in_port') {
			const port = parsePort(value, ports);
			if (port === undefined) throw fatal(`${value} is not a valid OpenFlow port`);
			if (port > OFPP.max && port !== OFPP.local && port !== OFPP.none && port !== OFPP.controller) {
				throw fatal(`${value} is not a valid OpenFlow port for PACKET_OUT`);
			}
			inPort = port;
		} else if (key === 'packet') frame = octetsOf(value) ?? badPacket('packet: ');
		else if (fieldNamed(key)) throw notModelled(`packet-out with ${key}`, 'in_port');
		else throw fatal(`unknown keyword ${key}`);
	}
	if (!frame) throw fatal('must specify packet');
	return {inPort, actions: actionText === '' ? [] : readActions(actionText, ports), frames: [frame]};
}

function readActions(text: string, ports: PortNames): Action[] {
	const reading = parseActions(text, ports, 'actions');
	if (reading.kind !== 'parsed') throw complain(reading);
	return reading.value;
}

/** The octets of a frame; it is at least a header long (eth_from_hex). */
function octetsOf(digits: string): Uint8Array | undefined {
	if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) return undefined;
	const octets = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
	if (octets.length < 14) throw fatal('Packet data too short for Ethernet');
	return octets;
}

function badPacket(where: string): never {
	throw fatal(`${where}Trailing garbage in packet data`);
}
