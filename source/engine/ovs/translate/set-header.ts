/*
 * Actions that write headers
 *
 * They write the key; the datapath hears of it at the next output. Each also marks what it writes as
 * looked at, even where it writes what was there: the answer holds only for frames
 * with that value, because for those nothing had to be written.
 *
 * What writes IP or ARP looks at the protocol too: the datapath can only write such a header where there is one, and without that a frame of
 * protocol 0 made a cached flow that was wrong for all others (CVE-2023-1668, fixed in 3.1.1 and in the packages of 3.1.0).
 *
 * A frame that does not have the header keeps what it has. The actions of OpenFlow 1.0 for tags give a tag to a frame
 * that has none; those of later versions do not.
 *
 * Follows do_xlate_actions (ofproto-dpif-xlate.c), flow_push_vlan_uninit and flow_pop_vlan (lib/flow.c).
 */
import type {Action} from '../../flow/action.js';
import {toField} from '../../flow/field.js';
import {
	hasPrerequisites,
	readSubfield,
	unWildcardField,
	unWildcardSubfield,
	writeFieldMasked,
	writeSubfield,
} from '../../flow/field-access.js';
import {type FlowKey, type FlowMask, VLAN_PRESENT, WORD} from '../../flow/key.js';
import {
	addBits,
	ETHER_TYPE,
	etherTypeOf,
	isIp,
	isLaterFragment,
	NW,
	setDstMac,
	setSrcMac,
	tagCount,
	VLAN,
	writeBits,
} from '../../flow/key-parts.js';
import {formatFieldValue} from '../../flow/syntax/field-value.js';
import {hex} from '../../flow/syntax/numbers.js';
import {note, type Translation} from './translation.js';

const TPID_VLAN = 0x8100;

const HEADER_ACTIONS = [
	'set-vlan-vid',
	'set-vlan-pcp',
	'strip-vlan',
	'push-vlan',
	'set-eth-src',
	'set-eth-dst',
	'set-ipv4-src',
	'set-ipv4-dst',
	'set-ip-dscp',
	'set-ip-ecn',
	'set-ip-ttl',
	'set-l4-src',
	'set-l4-dst',
	'set-field',
	'move',
	'push',
	'pop',
	'set-tunnel',
	'write-metadata',
] as const;
type HeaderAction = Extract<Action, {kind: (typeof HEADER_ACTIONS)[number]}>;

export function setHeader(translation: Translation, action: HeaderAction): void {
	const {flow, mask, stack} = translation;
	switch (action.kind) {
		case 'set-vlan-vid':
			writeTag(flow, mask, VLAN.vid, action.vid, action.pushIfNeeded);
			return;
		case 'set-vlan-pcp':
			writeTag(flow, mask, VLAN.pcp, action.pcp << 13, action.pushIfNeeded);
			return;
		case 'strip-vlan':
			popTag(flow, mask);
			return;
		case 'push-vlan':
			pushTag(flow, mask, action.tpid);
			return;
		case 'set-eth-src':
			addBits(mask, WORD.dstLowSrcHigh, 0xffff);
			mask[WORD.srcLow] = -1;
			setSrcMac(flow, action.mac);
			return;
		case 'set-eth-dst':
			mask[WORD.dstHigh] = -1;
			addBits(mask, WORD.dstLowSrcHigh, 0xffff << 16);
			setDstMac(flow, action.mac);
			return;
		case 'set-ipv4-src':
			if (etherTypeOf(flow) === ETHER_TYPE.ipv4) writeNetwork(translation, WORD.nwSrc, -1, action.address);
			return;
		case 'set-ipv4-dst':
			if (etherTypeOf(flow) === ETHER_TYPE.ipv4) writeNetwork(translation, WORD.nwDst, -1, action.address);
			return;
		case 'set-ip-dscp':
			if (isIp(flow)) writeNetwork(translation, WORD.nw, NW.dscp, action.tos << 16);
			return;
		case 'set-ip-ecn':
			if (isIp(flow)) writeNetwork(translation, WORD.nw, NW.ecn, action.ecn << 16);
			return;
		case 'set-ip-ttl':
			if (isIp(flow)) writeNetwork(translation, WORD.nw, NW.ttl, action.ttl << 8);
			return;
		case 'set-l4-src':
			writePort(translation, 0xffff << 16, action.port << 16);
			return;
		case 'set-l4-dst':
			writePort(translation, 0xffff, action.port);
			return;
		case 'set-field':
			if (hasPrerequisites(flow, toField(action.field), mask)) {
				if (isNetworkField(flow, action.field)) addBits(mask, WORD.nw, NW.protocol);
				unWildcardField(mask, action.field, action.mask);
				writeFieldMasked(flow, action.field, action.value, action.mask);
			} else {
				const text = `unmet prerequisites for ${action.field}, set_field ignored`;
				note(translation, {kind: 'ovs-remark', text, level: 'warning'});
			}
			return;
		case 'move':
			move(translation, action);
			return;
		case 'push':
			unWildcardSubfield(mask, action.source);
			stack.push(readSubfield(flow, action.source));
			return;
		case 'pop':
			pop(translation, action);
			return;
		case 'set-tunnel':
			// The key has 32 bits of it.
			flow[WORD.tunnelId] = Number(BigInt.asIntN(32, action.id));
			return;
		case 'write-metadata':
			writeFieldMasked(flow, 'metadata', action.value, action.mask);
			return;
		default:
			action satisfies never;
	}
}

export function isHeaderAction(action: {kind: string}): action is HeaderAction {
	return (HEADER_ACTIONS as readonly string[]).includes(action.kind);
}

function write({flow, mask}: Translation, word: number, bits: number, value: number): void {
	addBits(mask, word, bits);
	writeBits(flow, word, bits, value);
}

/** A header that is written is one that is there, and whether it is, the protocol says. */
function writeNetwork(translation: Translation, word: number, bits: number, value: number): void {
	addBits(translation.mask, WORD.nw, NW.protocol);
	write(translation, word, bits, value);
}

const IP_FIELDS = ['ip_src', 'ip_dst', 'ipv6_src', 'ipv6_dst', 'nw_tos', 'nw_ecn', 'nw_ttl'];
const ARP_FIELDS = ['arp_op', 'arp_sha', 'arp_tha', 'arp_spa', 'arp_tpa'];

/** mf_set_mask_l3_prereqs; `ip_dscp` is not among them, as in the real program. */
function isNetworkField(flow: FlowKey, name: string): boolean {
	if (isIp(flow)) return IP_FIELDS.includes(toField(name).name);
	return etherTypeOf(flow) === ETHER_TYPE.arp && ARP_FIELDS.includes(name);
}

function writePort(translation: Translation, bits: number, value: number): void {
	const {flow, mask} = translation;
	if (!isIp(flow) || isLaterFragment(flow)) return;
	addBits(mask, WORD.nw, NW.protocol);
	write(translation, WORD.tp, bits, value);
}

/** VID or PCP of the outer tag; a frame without one gets one only where the action says so. */
function writeTag(flow: FlowKey, mask: FlowMask, bits: number, value: number, pushIfNeeded: boolean): void {
	addBits(mask, WORD.vlan, bits | VLAN_PRESENT);
	const word = flow[WORD.vlan] as number;
	if ((word & VLAN_PRESENT) === 0 && !pushIfNeeded) return;
	if (word >>> 16 === 0) addBits(flow, WORD.vlan, TPID_VLAN << 16);
	writeBits(flow, WORD.vlan, bits | VLAN_PRESENT, value | VLAN_PRESENT);
}

function pushTag(flow: FlowKey, mask: FlowMask, tpid: number): void {
	for (let at = 0; at < tagCount(flow); at++) mask[WORD.vlan + at] = -1;
	// A third tag is more than the key can hold: the innermost is forgotten.
	flow[WORD.innerVlan] = flow[WORD.vlan] as number;
	flow[WORD.vlan] = (tpid << 16) | VLAN_PRESENT;
}

function popTag(flow: FlowKey, mask: FlowMask): void {
	const count = tagCount(flow);
	if (count === 2) {
		mask[WORD.innerVlan] = -1;
		flow[WORD.vlan] = flow[WORD.innerVlan] as number;
	}
	if (count > 0) flow[WORD.vlan + count - 1] = 0;
}

/** Only when the frame has both headers (mf_subfield_copy). */
function move(translation: Translation, {from, to}: Extract<Action, {kind: 'move'}>): void {
	const {flow, mask} = translation;
	if (hasPrerequisites(flow, toField(to.field), mask) && hasPrerequisites(flow, toField(from.field), mask)) {
		unWildcardSubfield(mask, from);
		unWildcardSubfield(mask, to);
		writeSubfield(flow, to, readSubfield(flow, from));
	}
	noteSubfield(translation, to);
}

function pop(translation: Translation, {to}: Extract<Action, {kind: 'pop'}>): void {
	const {flow, mask, stack} = translation;
	const value = stack.pop();
	if (value === undefined) {
		note(translation, {kind: 'ovs-remark', text: 'stack underflow', level: 'error'});
		return;
	}
	unWildcardSubfield(mask, to);
	writeSubfield(flow, to, value);
	noteSubfield(translation, to);
}

/** `NXM_NX_REG0[] is now 0x1` (xlate_report_subfield). */
export function noteSubfield(translation: Translation, subfield: {field: string; from: number; bits: number}): void {
	if (!translation.request.tracing) return;
	const field = toField(subfield.field);
	const isWhole = subfield.from === 0 && subfield.bits >= field.bits;
	const value = readSubfield(translation.flow, subfield);
	const text = isWhole ? formatFieldValue(field, value) : hex(value);
	const bits = isWhole ? '' : subfield.bits === 1 ? `${subfield.from}` : `${subfield.from}..${subfield.from + subfield.bits - 1}`;
	note(translation, {kind: 'ovs-remark', text: `${field.wireNames[0]}[${bits}] is now ${text}`});
}
