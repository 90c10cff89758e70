/*
 * `ofproto/trace`: what would become of a frame, and why (ofproto/ofproto-dpif-trace.c)
 *
 * The flow is given as a bridge with a flow of OpenFlow, or as a flow of a datapath, whose port says the
 * bridge. It is translated without statistics, so nothing is learned or counted; with `-generate`, or
 * with the octets of a frame, it is. `ofproto/trace-packet-out` begins with the actions of a controller instead of table 0.
 *
 * Not modelled: connection tracking (`--ct-next`), `--l7`; a generated frame is not handed to a controller.
 */
import type {SlowReason} from '../../../engine/devices/datapath/datapath-action.js';
import {extractKey} from '../../../engine/devices/datapath/extract.js';
import {datapathPortNames} from '../../../engine/devices/datapath/flow-text.js';
import type {Action} from '../../../engine/flow/action.js';
import {formatDatapathActions} from '../../../engine/flow/datapath-text/action-format.js';
import {parseDatapathFlow} from '../../../engine/flow/datapath-text/key-parse.js';
import {createKey, type FlowKey, WORD} from '../../../engine/flow/key.js';
import {flatten} from '../../../engine/flow/rule-store.js';
import {parseActions} from '../../../engine/flow/syntax/action-text.js';
import {parseExactFlow} from '../../../engine/flow/syntax/exact-flow.js';
import {formatFlow, formatMatch} from '../../../engine/flow/syntax/match-format.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import {bridgeOf} from '../../../engine/ovs/translate/key-bridge.js';
import {portNamesOf} from '../../../engine/ovs/translate/report.js';
import {translate} from '../../../engine/ovs/translate/translate.js';
import {ERROR_TEXTS} from '../../../engine/ovs/translate/translation.js';
import {bridgeNamed, type OvsBridge, type Vswitchd} from '../../../engine/ovs/vswitchd.js';
import {deviceOfKind, type World} from '../../../engine/world.js';
import {notModelled} from '../../complaint.js';
import {traceText} from '../../print/ovs-trace.js';
import {type Asked, change, type DaemonAnswer, type DaemonCommand, refuse, text} from './daemon-command.js';

export const TRACE_COMMANDS: readonly DaemonCommand[] = [
	{
		word: 'ofproto/trace',
		usage: '{[dp_name] odp_flow | bridge br_flow} [OPTIONS...] [-generate|packet]',
		wants: [1, Number.POSITIVE_INFINITY],
		names: ['ovs-bridge', 'text'],
		help: 'what would become of a frame, and why',
		run: trace,
	},
	{
		word: 'ofproto/trace-packet-out',
		usage: '[-consistent] {[dp_name] odp_flow | bridge br_flow} [OPTIONS...] [-generate|packet] actions',
		wants: [2, Number.POSITIVE_INFINITY],
		names: ['ovs-bridge', 'text', 'text'],
		help: 'the same of a frame that a controller sends with these actions',
		run: tracePacketOut,
	},
];

/** A flow that is to be traced: with the OpenFlow port of its bridge. */
interface Subject {
	bridge: OvsBridge;
	key: FlowKey;
	/** Of the frame of a controller, instead of those of table 0. */
	actions?: Action[];
}

/** The actions stand last, with ports by number (ofproto_unixctl_trace_actions). */
function tracePacketOut(asked: Asked): DaemonAnswer {
	const args = asked.args.filter((word) => word !== '-consistent' && word !== '--consistent');
	const reading = parseActions(args.at(-1) ?? '', NO_PORT_NAMES, 'actions');
	if (reading.kind === 'not-modelled') throw notModelled(reading.what, 'the actions of ovs-actions(7) that the lab has');
	if (reading.kind !== 'parsed') return refuse(reading.message);
	return trace({...asked, args: args.slice(0, -1)}, reading.value);
}

function trace({place, switchd, args}: Asked, actions?: Action[]): DaemonAnswer {
	const words: string[] = [];
	let generate = false;
	let names = false;
	for (const word of args) {
		if (word === '-generate' || word === '--generate') generate = true;
		else if (word === '-names' || word === '--names') names = true;
		else if (/^--(?:ct-next|l7|l7-len)$/.test(word)) throw notModelled(`ofproto/trace ${word}`, 'ofproto/trace -generate');
		else if (word.startsWith('-')) return refuse(`${word}: unknown option`);
		else if (words.length === 3) return refuse('too many arguments');
		else words.push(word);
	}
	const octets = generate || words.length < 2 ? undefined : hexOctets(words.at(-1) as string);
	if (octets && octets.length < ETHERNET_HEADER) return refuse('Packet data too short for Ethernet');
	if (octets) words.pop();
	else if (words.length > 2) return refuse('Trailing garbage in packet data');
	if (words.length === 0) return refuse('Syntax error');
	const subject = readSubject(place.world, switchd, words);
	if (typeof subject === 'string') return refuse(subject);
	if (octets) takeOctets(subject, octets);
	if (actions) {
		const {groups} = subject.bridge.groups;
		const isMissing = [...flatten(actions)].some((action) => action.kind === 'group' && !groups.has(action.group));
		if (isMissing) return refuse('Bad actions: OFPBAC_BAD_OUT_GROUP');
		subject.actions = actions;
	}
	const said = traceSubject(place.world, switchd, subject, names, generate || octets !== undefined);
	if (!generate && !octets) return text(said);
	if (subject.actions) throw notModelled('ofproto/trace-packet-out with effects', 'ovs-ofctl packet-out');
	return change({kind: 'ovs-generate', machine: place.machine, bridge: subject.bridge.name, key: subject.key}, said);
}

const ETHERNET_HEADER = 14;

/** `undefined`: these are no octets. */
function hexOctets(digits: string): Uint8Array | undefined {
	const plain = digits.replace(/\s/g, '');
	if (!/^(?:[0-9a-f]{2})+$/i.test(plain)) return undefined;
	return Uint8Array.from(plain.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The metadata are those of the flow, the rest is what the octets say. */
function takeOctets({bridge, key}: Subject, octets: Uint8Array): void {
	const found = createKey();
	extractKey(octets, found, bridge.vlanLimit);
	key.set(found.subarray(WORD.dstHigh), WORD.dstHigh);
}

function readSubject(world: World, switchd: Vswitchd, words: readonly string[]): Subject | string {
	const [first] = switchd.bridges;
	const datapath = first && deviceOfKind(world, first.datapath, 'datapath');
	const flow = words.at(-1) as string;
	// Words of OpenFlow have no parentheses.
	const parsed = datapath && flow.includes('(') ? parseDatapathFlow(flow, datapathPortNames(world, datapath)) : undefined;
	if (parsed?.kind === 'parsed' && datapath) {
		if (words.length === 2 && words[0] !== first?.type && words[0] !== `ovs-${first?.type}`) return 'Cannot find the datapath';
		const found = bridgeOf(switchd, datapath.id, parsed.value.key);
		if (!found) return `no OpenFlow port for datapath port ${parsed.value.key[WORD.inPort]}`;
		const key = parsed.value.key.slice();
		key[WORD.inPort] = found.port;
		return {bridge: found.bridge, key};
	}
	if (words.length !== 2)
		return `${parsed?.kind === 'error' ? parsed.message : `syntax error at ${flow}`} (or the bridge name was omitted)`;
	const bridge = bridgeNamed(switchd, words[0] as string);
	if (!bridge) return `${words[0]}: unknown bridge`;
	const exact = parseExactFlow(flow, portNamesOf(bridge));
	if (exact.kind === 'not-modelled')
		throw notModelled(exact.what, 'the fields of ovs-fields(7) for Ethernet, VLAN, ARP, IPv4, TCP, UDP, ICMP');
	if (exact.kind === 'error') return `Bad openflow flow syntax: ${exact.message}`;
	return {bridge, key: exact.value};
}

/** The whole text. */
function traceSubject(
	world: World,
	switchd: Vswitchd,
	{bridge, key, actions: steps}: Subject,
	names: boolean,
	hasEffects: boolean,
): string {
	const request = {switchd, bridge, key, frame: undefined, now: world.now, stats: undefined, tracing: true, numbers: !names};
	const answer = translate(steps ? {...request, actions: steps} : request);
	const ports = names ? portNamesOf(bridge) : NO_PORT_NAMES;
	const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
	const datapathPorts = names && datapath ? datapathPortNames(world, datapath) : NO_PORT_NAMES;
	const looked = key.map((word, at) => word & (answer.mask[at] as number));
	const actions = formatDatapathActions(answer.actions, datapathPorts);
	const slow = answer.error === undefined ? answer.slow : [];
	return [
		`Flow: ${formatFlow(key, ports)}`,
		'',
		...traceText(answer.report),
		'',
		`Final flow: ${answer.unchanged ? 'unchanged' : formatFlow(answer.finalKey, ports)}`,
		`Megaflow: ${formatMatch({key: looked, mask: answer.mask}, ports)}`,
		// A frame that is only thought of is not sent to a controller.
		`Datapath actions: ${hasEffects ? actions : actions.replaceAll('dont_send=0', 'dont_send=1')}`,
		...(answer.error === undefined ? [] : [`Translation failed (${ERROR_TEXTS[answer.error]}), packet is dropped.`]),
		...(slow.length > 0
			? ['This flow is handled by the userspace slow path because it:', ...slow.map((reason) => `  - ${SLOW_TEXTS[reason]}.`)]
			: []),
	].join('\n');
}

const SLOW_TEXTS: Readonly<Record<SlowReason, string>> = {
	cfm: 'Consists of CFM packets',
	bfd: 'Consists of BFD packets',
	lacp: 'Consists of LACP packets',
	stp: 'Consists of STP packets',
	lldp: 'Consists of LLDP packets',
	controller: 'Sends the packet to a controller',
	action: 'Uses action(s) not supported by datapath',
	match: "Datapath can't match specifically enough",
};
