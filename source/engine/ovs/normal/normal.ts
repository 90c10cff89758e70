/*
 * The action NORMAL: a switch as everybody knows it (ofproto-dpif-xlate.c, xlate_normal)
 *
 * One action of OpenFlow that is a whole learning switch. A bridge without a
 * controller has one flow, which matches everything and says NORMAL. In order:
 *
 *  1. admission  A port there is; a tag that is whole; not the output port of a mirror; a VLAN
 *                that the port takes; no reserved destination, unless `forward-bpdu`;
 *                no reflection that a bond knows. Whatever is refused here teaches nothing.
 *  2. learning   The source is behind this port, in this VLAN.
 *  3. forwarding A known station: to its port, unless that is where the frame came from. Everything
 *                else floods: to each port that carries the VLAN. LOCAL, the host,
 *                is a port like any other. Groups of IP may be snooped instead
 *                (`normal-multicast.ts`).
 *
 * A known station is not asked for its VLAN again: a static entry behind a port that
 * does not carry the VLAN leads the frame out there.
 *
 * What it depends on
 * ------------------
 * Source, destination and VID, whatever happens: so every pair of stations is a cached flow of its
 * own. For ARP also what tells an announcement from a question.
 *
 * Not modelled: ports that carry no Ethernet.
 */
import {OFPP} from '../../flow/action.js';
import {VLAN_PRESENT, WORD} from '../../flow/key.js';
import {addBits, dstMacOf, ETHER_TYPE, etherTypeOf, isIp, NW, protocolOf, srcMacOf, VLAN} from '../../flow/key-parts.js';
import {isTpid} from '../../frame.js';
import {BROADCAST, isGroup, type Mac} from '../../mac.js';
import {admits} from '../bond/bonds.js';
import {learnCounted} from '../mac/counted-learning.js';
import {isLockedMac, portOfMac} from '../mac/mac-learning.js';
import {isMirrorOutput} from '../mirror/mirrors.js';
import {outputToPort} from '../translate/output.js';
import {type Credit, note, type Translation} from '../translate/translation.js';
import {type OvsPort, portOfMember} from '../vswitchd.js';
import {flood} from './normal-flood.js';
import {normalMulticast} from './normal-multicast.js';
import {readTags, refuseVlan, tagsInside, type VlanTags} from './port-vlan.js';
import {isReservedMac} from './reserved.js';

/** What stands for the port of a frame that a controller sends and that came by none (ofpp_none_bundle). */
const NO_PORT: OvsPort = {
	name: 'OFPP_NONE',
	members: [],
	vlanMode: 'trunk',
	tag: 0,
	trunks: undefined,
	cvlans: undefined,
	priorityTags: 'no',
	qinqEthertype: 0,
	protected: false,
	bond: undefined,
};

const ARP_REQUEST = 1;
const ARP_REPLY = 2;

export function normal(translation: Translation): void {
	const {bridge, flow, mask} = translation;
	for (const word of [WORD.dstHigh, WORD.dstLowSrcHigh, WORD.srcLow]) mask[word] = -1;
	addBits(mask, WORD.vlan, VLAN.vid | VLAN_PRESENT);
	const number = flow[WORD.inPort] as number;
	const port = ingressPort(translation, number);
	if (!port) {
		note(translation, {kind: 'ovs-unknown-ingress', bridge: bridge.name, port: number});
		return;
	}
	const inside = admit(translation, port, number);
	if (!inside) return;
	const vlan = inside[0].vid;
	const announces = isGratuitousArp(translation);
	if (port !== NO_PORT)
		learn(translation, {kind: 'learn', bridge: bridge.name, port: port.name, vlan, mac: srcMacOf(flow), gratuitousArp: announces});
	const dst = dstMacOf(flow);
	if (bridge.snooping && isGroup(dst) && dst !== BROADCAST && isIp(flow)) normalMulticast(translation, bridge.snooping, port, inside);
	else forward(translation, port, inside, dst);
}

function ingressPort({bridge}: Translation, number: number): OvsPort | undefined {
	return portOfMember(bridge, number) ?? (number === OFPP.none || number === OFPP.controller ? NO_PORT : undefined);
}

/** The tags that the frame has inside, or `undefined` when it is refused. */
function admit(translation: Translation, port: OvsPort, number: number): VlanTags | undefined {
	const {bridge, flow} = translation;
	if (isTpid(etherTypeOf(flow)) && ((flow[WORD.vlan] as number) & VLAN_PRESENT) === 0) {
		note(translation, {kind: 'ovs-partial-tag', port: port.name, packet: translation.request.frame !== undefined});
		return refuse(translation, 'ovs-malformed-vlan');
	}
	if (isMirrorOutput(bridge, port)) {
		note(translation, {kind: 'ovs-mirror-ingress', port: port.name, packet: translation.request.frame !== undefined});
		return refuse(translation, 'ovs-mirror-ingress');
	}
	const tags = readTags(flow);
	const why = refuseVlan(port, tags[0].vid);
	if (why) {
		note(translation, {kind: 'ovs-vlan-refused', port: port.name, vlan: tags[0].vid, mode: port.vlanMode, tag: port.tag, why});
		note(translation, {kind: 'ovs-remark', text: 'disallowed VLAN VID for this input port, dropping', level: 'warning'});
		return refuse(translation, why === 'tagged-on-access' ? 'ovs-tagged-on-access' : 'ovs-vlan-not-allowed');
	}
	const inside = tagsInside(port, tags);
	return port === NO_PORT || isAdmissible(translation, port, number, inside[0].vid) ? inside : undefined;
}

/** is_admissible */
function isAdmissible(translation: Translation, port: OvsPort, number: number, vlan: number): boolean {
	const {bridge, flow} = translation;
	const dst = dstMacOf(flow);
	if (!bridge.forwardBpdu && isReservedMac(dst)) {
		note(translation, {kind: 'ovs-reserved', mac: dst});
		refuse(translation, 'ovs-reserved');
		return false;
	}
	if (!port.bond) return true;
	const verdict = admits(port, number, dst);
	if (verdict === 'drop') {
		note(translation, {kind: 'ovs-bond-refused', port: port.name, member: bridge.ofPorts.get(number)?.name ?? ''});
		refuse(translation, 'ovs-bond-refused');
		return false;
	}
	if (verdict === 'drop-if-moved' && isReflected(translation, port, vlan)) {
		refuse(translation, 'ovs-bond-looped-back');
		return false;
	}
	return true;
}

/** The source is known behind another port, and does not say that it has moved. */
function isReflected(translation: Translation, port: OvsPort, vlan: number): boolean {
	const {bridge, flow, request} = translation;
	const mac = srcMacOf(flow);
	const known = portOfMac(bridge, mac, vlan);
	if (known === undefined || known === port.name) return false;
	if (isGratuitousArp(translation) && !isLockedMac(bridge, mac, vlan, request.now)) return false;
	note(translation, {kind: 'ovs-bond-looped-back', port: port.name, mac, vlan, known});
	return true;
}

/** A station announces itself: a broadcast reply, or a broadcast question for its own address (is_gratuitous_arp). */
function isGratuitousArp({flow, mask}: Translation): boolean {
	if (etherTypeOf(flow) !== ETHER_TYPE.arp || dstMacOf(flow) !== BROADCAST) return false;
	addBits(mask, WORD.nw, NW.protocol);
	const operation = protocolOf(flow);
	if (operation !== ARP_REQUEST) return operation === ARP_REPLY;
	mask[WORD.nwSrc] = -1;
	mask[WORD.nwDst] = -1;
	return flow[WORD.nwSrc] === flow[WORD.nwDst];
}

function learn(translation: Translation, credit: Extract<Credit, {kind: 'learn'}>): void {
	const {bridge, request} = translation;
	translation.credits.push(credit);
	if (!request.stats) return;
	const {mac, vlan, port} = credit;
	const learned = learnCounted(request.switchd, bridge, credit, request.now);
	if (!request.tracing) return;
	const station = {bridge: bridge.name, mac, vlan};
	switch (learned.kind) {
		case 'learned': {
			const {evicted} = learned;
			if (evicted) note(translation, {kind: 'ovs-evicted', bridge: bridge.name, mac: evicted.mac, vlan: evicted.vlan, port: evicted.port});
			note(translation, {kind: 'ovs-learned', ...station, port});
			break;
		}
		case 'moved':
			note(translation, {kind: 'ovs-moved', ...station, port, from: learned.from});
			break;
		case 'refreshed':
			note(translation, {kind: 'ovs-refreshed', ...station, port});
			break;
		case 'not-learned':
			note(translation, {kind: 'ovs-not-learned', ...station, why: learned.why});
			break;
		case 'no-such-port':
			break;
		default:
			learned satisfies never;
	}
}

function forward(translation: Translation, port: OvsPort, inside: VlanTags, mac: Mac): void {
	const {bridge} = translation;
	const vlan = inside[0].vid;
	const station = {bridge: bridge.name, mac, vlan};
	const name = portOfMac(bridge, mac, vlan);
	const known = name === undefined ? undefined : bridge.ports.find((other) => other.name === name);
	if (!known) {
		note(translation, {kind: isGroup(mac) ? 'ovs-flood-group' : 'ovs-miss', ...station});
		flood(translation, port, inside);
	} else if (isMirrorOutput(bridge, known)) {
		note(translation, {kind: 'ovs-hit-refused', ...station, port: known.name, why: 'mirror-output'});
		refuse(translation, 'ovs-mirror-destination');
	} else if (known === port) {
		note(translation, {kind: 'ovs-hit-refused', ...station, port: known.name, why: 'ingress-port'});
		refuse(translation, 'ovs-same-port');
	} else {
		note(translation, {kind: 'ovs-hit', ...station, port: known.name});
		outputToPort(translation, known, inside);
	}
}

function refuse(translation: Translation, reason: NonNullable<Translation['drop']>): undefined {
	translation.drop = reason;
}
