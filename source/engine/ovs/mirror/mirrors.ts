/*
 * Mirrors: copies for somebody who listens (ofproto-dpif-mirror.c; ofproto-dpif-xlate.c, mirror_packet)
 *
 * A mirror picks frames by the port where they come in, the port where they go
 * out, and their VLAN, and sends copies to one port (SPAN) or floods them in a
 * VLAN of their own (RSPAN). The ingress copy is made before anything else
 * happens to the frame and looks as it was received; an egress copy is made right behind
 * the output that it copies, and looks as it was sent there.
 *
 * Each destination once
 * ---------------------
 * A destination gets a frame once, whatever else would send it there: the
 * translation remembers which mirrors had it (bit n is mirror n), and with a mirror
 * also all others that send to the same place. Since release 3.2 an action that changes
 * headers clears that memory, so that the changed frame is copied too.
 *
 * Which VLAN a frame is in, its port says, as NORMAL would: a frame that the
 * port would refuse is not copied there, though a flow may have sent it.
 *
 * The output port is reserved: nothing else is sent there, and what it receives
 * is dropped. An output VLAN reaches every port that carries it, the ingress
 * too, but no frame that is in it already and none to a reserved address, so
 * that copies are not copied and neighbours are not confused.
 */
import {type Action, OFPP} from '../../flow/action.js';
import {toField} from '../../flow/field.js';
import {hasPrerequisites} from '../../flow/field-access.js';
import {type FlowKey, FRAG_LATER, KEY_WORDS, VLAN_PRESENT, WORD} from '../../flow/key.js';
import {type Match, matches} from '../../flow/match.js';
import {ETHERTYPE} from '../../frame.js';
import {carriesVlan, holds, readTags, refuseVlan, tagsInside, type VlanTags} from '../normal/port-vlan.js';
import {isReserved} from '../normal/reserved.js';
import {outputToPort} from '../translate/output.js';
import {note, type Translation} from '../translate/translation.js';
import {type OvsBridge, type OvsPort, portOfMember} from '../vswitchd.js';
import type {Mirror} from './mirror.js';

/** Copies the frame as received, before anything else happens to it. */
export function mirrorIngress(translation: Translation): void {
	const {bridge, inPort, flow} = translation;
	if (bridge.mirrors.length === 0) return;
	const port = inPort && portOfMember(bridge, inPort.number);
	const number = (flow[WORD.inPort] as number) >>> 0;
	// Asks for the port for itself, before NORMAL does (lookup_input_bundle).
	if (!inPort && number < OFPP.max)
		note(translation, {kind: 'ovs-remark', text: `received packet on unknown port ${number}`, level: 'error'});
	if (port) mirrorFrame(translation, port, (mirror) => mirror.selectAll || mirror.selectSrc.includes(port.name));
}

/** Copies the frame as it has just been sent by `port`. */
export function mirrorEgress(translation: Translation, port: OvsPort): void {
	if (translation.bridge.mirrors.length === 0) return;
	mirrorFrame(translation, port, (mirror) => mirror.selectAll || mirror.selectDst.includes(port.name));
}

/** The release in which a changed frame began to count as another one. */
const REARMING_RELEASE = 302;

/** An action is about to run: since release 3.2 one that changes headers lets every mirror have the frame once more (reset_mirror_ctx). */
export function rearmMirrors(translation: Translation, action: Action): void {
	if (translation.mirrors === 0 || translation.request.switchd.release < REARMING_RELEASE) return;
	if (changesHeaders(action, translation.flow)) translation.mirrors = 0;
}

/** Is `port` reserved as the output port of a mirror? */
export function isMirrorOutput(bridge: OvsBridge, port: OvsPort): boolean {
	return bridge.mirrors.some((mirror) => mirror.outputPort === port.name);
}

/** Counts frames that mirrors copied: bit n of `mirrors` is mirror n (mirror_update_stats). */
export function creditMirrors(bridge: OvsBridge, mirrors: number, packets: number, bytes: number): void {
	for (const [index, mirror] of bridge.mirrors.entries()) {
		if ((mirrors & (1 << index)) === 0) continue;
		mirror.packets += packets;
		mirror.bytes += bytes;
	}
}

function mirrorFrame(translation: Translation, port: OvsPort, selects: (mirror: Mirror) => boolean): void {
	const {bridge, flow} = translation;
	const tags = readTags(flow);
	const refusal = refuseVlan(port, tags[0].vid);
	if (refusal) {
		note(translation, {kind: 'ovs-vlan-refused', port: port.name, vlan: tags[0].vid, mode: port.vlanMode, tag: port.tag, why: refusal});
		return;
	}
	const inside = tagsInside(port, tags);
	let used = 0;
	for (const [index, mirror] of bridge.mirrors.entries()) {
		// Asked anew each time: a copy that is sent may be copied on its way.
		if ((translation.mirrors & (1 << index)) !== 0 || !selects(mirror)) continue;
		if (mirror.selectVlan) {
			translation.mask[WORD.vlan] = (translation.mask[WORD.vlan] as number) | VLAN_PRESENT | 0xfff;
			note(translation, {kind: 'ovs-unwildcarded', bits: 'vlan_vid', by: 'mirror'});
			if (!holds(mirror.selectVlan, inside[0].vid)) continue;
		}
		if (mirror.filter && !passesFilter(translation, mirror.filter)) continue;
		used |= 1 << index;
		translation.mirrors |= withSameOutput(bridge, mirror);
		sendCopies(translation, mirror, inside);
	}
	if (used === 0) return;
	translation.credits.push({kind: 'mirror', bridge: bridge.name, mirrors: used});
}

/** What the filter looks at, the answer depends on. */
function passesFilter({mask, flow}: Translation, filter: Match): boolean {
	for (let word = 0; word < KEY_WORDS; word++) mask[word] = (mask[word] as number) | (filter.mask[word] as number);
	return matches(filter, flow);
}

/** Sends the frame to where `mirror` wants it. */
function sendCopies(translation: Translation, mirror: Mirror, inside: VlanTags): void {
	const {bridge} = translation;
	let snaplen = mirror.snaplen < 0xffff ? mirror.snaplen : 0;
	const send = (port: OvsPort, tags: VlanTags): void => {
		const before = translation.mirrors;
		note(translation, {kind: 'ovs-mirrored', bridge: bridge.name, mirror: mirror.name, to: port.name});
		translation.truncate = snaplen;
		outputToPort(translation, port, tags);
		translation.truncate = 0;
		// As in the real program: another mirror on the way ends the shortening.
		if (translation.mirrors !== before) snaplen = 0;
	};
	if (mirror.outputPort !== undefined) {
		const port = bridge.ports.find(({name}) => name === mirror.outputPort);
		if (port) send(port, inside);
		return;
	}
	const vlan = mirror.outputVlan;
	if (vlan === undefined || inside[0].vid === vlan || isReserved(translation.flow)) return;
	const tags: VlanTags = [{...inside[0], vid: vlan}, inside[1]];
	for (const port of bridge.ports) if (carriesVlan(port, tags) && !isMirrorOutput(bridge, port)) send(port, tags);
}

/** `mirror` and all others that send to the same place, as bits (mirror_update_dups). */
function withSameOutput(bridge: OvsBridge, mirror: Mirror): number {
	let bits = 0;
	for (const [index, other] of bridge.mirrors.entries()) {
		if (other.outputPort === mirror.outputPort && other.outputVlan === mirror.outputVlan) bits |= 1 << index;
	}
	return bits;
}

/** Does the action change what is sent? `move`, `pop` and `learn` do not count, whatever they write. */
function changesHeaders(action: Action, key: FlowKey): boolean {
	const etherType = (key[WORD.etherType] as number) >>> 16;
	const isIpv4 = etherType === ETHERTYPE.ipv4;
	const isIp = isIpv4 || etherType === ETHERTYPE.ipv6;
	switch (action.kind) {
		case 'strip-vlan':
		case 'push-vlan':
		case 'set-vlan-vid':
		case 'set-vlan-pcp':
		case 'set-eth-src':
		case 'set-eth-dst':
		case 'dec-ttl':
			return true;
		case 'set-ipv4-src':
		case 'set-ipv4-dst':
			return isIpv4;
		case 'set-ip-dscp':
		case 'set-ip-ecn':
		case 'set-ip-ttl':
			return isIp;
		case 'set-l4-src':
		case 'set-l4-dst':
			return isIp && (((key[WORD.nw] as number) >>> 24) & FRAG_LATER) === 0;
		case 'set-field': {
			const field = toField(action.field);
			return !field.places.every(({word}) => isMetadata(word)) && hasPrerequisites(key, field);
		}
		default:
			return false;
	}
}

/** Words of a key that are no headers (mf_is_any_metadata). */
function isMetadata(word: number): boolean {
	return word < WORD.dstHigh || word >= WORD.metadata;
}
