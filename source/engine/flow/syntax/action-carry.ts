/*
 * Actions on the wire (lib/ofp-actions.c, encode_* and decode_*)
 *
 * What ovs-ofctl reads is not what the switch gets: each version of OpenFlow has its own
 * way of saying things, and some not at all. The switch keeps what it got, and shows it
 * again in the version in which it is asked.
 *
 * - 1.0 has no set_field: it becomes `mod_…`, or `load` of single runs of bits. It has no
 *   instructions either: `goto_table` becomes `resubmit`, and write_actions and clear_actions
 *   are silently lost.
 * - From 1.1 on `mod_vlan_vid` does not add a tag. So for a flow that does not match a tag a
 *   push_vlan comes before it, and a frame that had one then has two.
 * - From 1.2 on most `mod_…` are set_field.
 *
 * So a flow can change by being added in another version, and does in the recordings.
 */
import type {Action} from '../action.js';
import {exactMask, toField} from '../field.js';
import type {Match} from '../match.js';
import {type Check, checkAction, hasTag, openCheck, protocolOf} from './action-check.js';
import {loadSegments} from './action-format.js';
import {refuseFields} from './action-wire.js';
import type {VersionNumber} from './protocol.js';

export type Carried = {kind: 'carried'; actions: Action[]} | {kind: 'refused'; error: string};

/** The actions of a flow with this match as the other side of a connection of this version has them. */
export function carryActions(actions: readonly Action[], version: VersionNumber, match: Match): Carried {
	const carried: Action[] = [];
	const error = carryInto(carried, actions, version, openCheck(match, 255));
	return error ? {kind: 'refused', error} : {kind: 'carried', actions: carried};
}

function carryInto(carried: Action[], actions: readonly Action[], version: VersionNumber, check: Check): string | undefined {
	for (const action of actions) {
		const error = carryAction(carried, action, version, check);
		if (error) return error;
		checkAction(check, action);
	}
	return undefined;
}

/** Appends what becomes of an action; the name of an error when the switch refuses it. */
function carryAction(carried: Action[], action: Action, version: VersionNumber, check: Check): string | undefined {
	const put = (...made: Action[]): undefined => {
		carried.push(...made);
		return undefined;
	};
	switch (action.kind) {
		case 'set-vlan-vid':
		case 'set-vlan-pcp':
			return put(...carryVlan(action, version, check));
		case 'strip-vlan':
			return put(version === 10 ? {kind: 'strip-vlan'} : {kind: 'strip-vlan', popped: true});
		case 'push-vlan':
			// 1.0 pushes by setting.
			return version === 10 ? undefined : put(action);
		case 'set-eth-src':
			return put(version < 12 ? action : setWhole('eth_src', BigInt(action.mac)));
		case 'set-eth-dst':
			return put(version < 12 ? action : setWhole('eth_dst', BigInt(action.mac)));
		case 'set-ipv4-src':
			return put(version < 12 ? action : setWhole('ip_src', BigInt(action.address)));
		case 'set-ipv4-dst':
			return put(version < 12 ? action : setWhole('ip_dst', BigInt(action.address)));
		case 'set-ip-dscp':
			return put(version < 12 ? action : setWhole('ip_dscp', BigInt(action.tos >> 2)));
		case 'set-ip-ecn':
			if (version === 11) return put(action);
			return put(version === 10 ? loadWhole('nw_ecn', BigInt(action.ecn)) : setWhole('nw_ecn', BigInt(action.ecn)));
		case 'set-ip-ttl':
			return put(version === 10 ? loadWhole('nw_ttl', BigInt(action.ttl)) : action);
		case 'set-l4-src':
		case 'set-l4-dst':
			return put(carryPort(action, version, protocolOf(check)));
		case 'set-field':
			return carrySetField(carried, action, version, check);
		case 'set-tunnel':
			return put(version < 12 ? action : setWhole('tun_id', action.id));
		case 'enqueue':
			if (version === 10) return put(action);
			return put({kind: 'set-queue', queue: action.queue}, {kind: 'output', port: action.port}, {kind: 'pop-queue'});
		case 'note':
			return put({kind: 'note', bytes: padNote(action.bytes)});
		case 'clone': {
			const inner: Action[] = [];
			const error = carryInto(inner, action.actions, version, innerCheck(check));
			return error ?? put({kind: 'clone', actions: inner});
		}
		case 'write-actions': {
			if (version === 10) return undefined;
			const inner: Action[] = [];
			const error = carryInto(inner, action.actions, version, innerCheck(check)) ?? findMisfit(inner);
			if (error) return error;
			return inner.length > 0 ? put({kind: 'write-actions', actions: inner}) : undefined;
		}
		case 'clear-actions':
			return version === 10 ? undefined : put(action);
		case 'goto-table':
			if (version > 10) return put(action);
			return put(action.table === 255 ? {kind: 'resubmit'} : {kind: 'resubmit', table: action.table});
		case 'meter':
			return version < 13 ? undefined : put(action);
		case 'drop':
			return undefined;
		default:
			return refuseFields(action) ?? put(action);
	}
}

function innerCheck(check: Check): Check {
	return {...check, key: check.key.slice()};
}

function setWhole(name: string, value: bigint): Action {
	return {kind: 'set-field', field: name, value, mask: exactMask(toField(name)), flavour: 'set_field'};
}

function loadWhole(name: string, value: bigint): Action {
	const field = toField(name);
	return {kind: 'set-field', field: name, value, mask: (1n << BigInt(field.bits)) - 1n, flavour: 'load'};
}

function carryVlan(action: Extract<Action, {kind: 'set-vlan-vid' | 'set-vlan-pcp'}>, version: VersionNumber, check: Check): Action[] {
	if (version === 10) return [{...action, pushIfNeeded: true}];
	const push: Action[] = action.pushIfNeeded && !hasTag(check) ? [{kind: 'push-vlan', tpid: 0x8100}] : [];
	if (version === 11) return [...push, {...action, pushIfNeeded: false}];
	const set = action.kind === 'set-vlan-vid' ? setWhole('vlan_vid', BigInt(action.vid | 0x1000)) : setWhole('vlan_pcp', BigInt(action.pcp));
	return [...push, set];
}

const PORT_FIELDS = new Map([
	[6, 'tcp'],
	[17, 'udp'],
	[132, 'sctp'],
]);

function carryPort(action: Extract<Action, {kind: 'set-l4-src' | 'set-l4-dst'}>, version: VersionNumber, protocol: number): Action {
	const name = PORT_FIELDS.get(protocol);
	if (version < 12 || !name) return action;
	return setWhole(`${name}_${action.kind === 'set-l4-src' ? 'src' : 'dst'}`, BigInt(action.port));
}

function carrySetField(
	carried: Action[],
	action: Extract<Action, {kind: 'set-field'}>,
	version: VersionNumber,
	check: Check,
): string | undefined {
	const isWhole = action.mask === exactMask(toField(action.field));
	if (version >= 15) return carryAsSetField(carried, action);
	if (action.flavour !== 'set_field') return carryAsLoads(carried, action);
	if (version < 12) return carryAsLegacy(carried, action, version, check);
	return isWhole ? carryAsSetField(carried, action) : carryAsLoads(carried, action);
}

function carryAsSetField(carried: Action[], action: Extract<Action, {kind: 'set-field'}>): string | undefined {
	const named = renameNameless(action);
	if (typeof named === 'string') return named;
	if (named.field === 'in_port_oxm') return 'OFPBAC_BAD_SET_ARGUMENT';
	if (named.field === 'vlan_vid' && !(named.value & named.mask & 0x1000n)) return 'OFPBAC_BAD_SET_ARGUMENT';
	carried.push({...named, flavour: 'set_field'});
	return undefined;
}

/**
 * `dl_vlan` and `dl_vlan_pcp` have no name on the wire. ovs-ofctl sends the number 0 for them, which is
 * in_port: of the same width as dl_vlan, so the switch writes the ingress port.
 */
function renameNameless(action: Extract<Action, {kind: 'set-field'}>): Extract<Action, {kind: 'set-field'}> | string {
	const field = toField(action.field);
	if (field.wireNames.length > 0) return action;
	return field.bytes === 2 ? {...action, field: 'in_port'} : 'OFPBAC_BAD_SET_LEN';
}

function carryAsLoads(carried: Action[], action: Extract<Action, {kind: 'set-field'}>): string | undefined {
	const field = toField(action.field);
	if (!field.writable) return 'OFPBAC_BAD_SET_ARGUMENT';
	if (action.flavour === 'load2' || field.wireNames.length === 0) {
		const named = renameNameless(action);
		if (typeof named === 'string') return named;
		carried.push({...named, flavour: 'load2'});
		return undefined;
	}
	for (const {from, bits, value} of loadSegments(action)) {
		const shift = BigInt(from);
		carried.push({...action, value: value << shift, mask: ((1n << BigInt(bits)) - 1n) << shift, flavour: 'load'});
	}
	return undefined;
}

/** Actions of 1.0 and 1.1 in place of set_field, as far as there are any (set_field_to_legacy_openflow). */
function carryAsLegacy(
	carried: Action[],
	action: Extract<Action, {kind: 'set-field'}>,
	version: VersionNumber,
	check: Check,
): string | undefined {
	const number = Number(BigInt.asUintN(52, action.value));
	const is10 = version === 10;
	const put = (...made: Action[]): undefined => {
		carried.push(...made);
		return undefined;
	};
	switch (action.field) {
		case 'vlan_tci': {
			if (!(number & 0x1000)) return put(is10 ? {kind: 'strip-vlan'} : {kind: 'strip-vlan', popped: true});
			if (!is10 && !hasTag(check)) put({kind: 'push-vlan', tpid: 0x8100});
			return put(
				{kind: 'set-vlan-vid', vid: number & 0xfff, pushIfNeeded: is10},
				{kind: 'set-vlan-pcp', pcp: number >> 13, pushIfNeeded: is10},
			);
		}
		case 'vlan_vid':
			return put({kind: 'set-vlan-vid', vid: number & 0xfff, pushIfNeeded: is10});
		case 'vlan_pcp':
			return put({kind: 'set-vlan-pcp', pcp: number, pushIfNeeded: is10});
		case 'eth_src':
		case 'eth_dst':
			return put({kind: `set-${action.field === 'eth_src' ? 'eth-src' : 'eth-dst'}`, mac: number});
		case 'ip_src':
		case 'ip_dst':
			return put({kind: action.field === 'ip_src' ? 'set-ipv4-src' : 'set-ipv4-dst', address: number});
		case 'nw_tos':
			return put({kind: 'set-ip-dscp', tos: number});
		case 'ip_dscp':
			return put({kind: 'set-ip-dscp', tos: number << 2});
		case 'nw_ecn':
			return put(is10 ? loadWhole('nw_ecn', action.value) : {kind: 'set-ip-ecn', ecn: number});
		case 'tcp_src':
		case 'udp_src':
			return put({kind: 'set-l4-src', port: number});
		case 'tcp_dst':
		case 'udp_dst':
			return put({kind: 'set-l4-dst', port: number});
		default:
			return carryAsLoads(carried, action);
	}
}

/** On the wire a note is padded with zeros: 6 octets, 14, 22 and so on. */
function padNote(bytes: Uint8Array): Uint8Array {
	const padded = new Uint8Array(Math.max(6, Math.ceil((bytes.length + 2) / 8) * 8 - 2));
	padded.set(bytes);
	return padded;
}

/** Kinds that an action set may have (action_set_classify). */
const IN_ACTION_SET: ReadonlySet<Action['kind']> = new Set<Action['kind']>([
	...(['strip-vlan', 'push-vlan', 'dec-ttl', 'resubmit', 'output', 'group', 'set-field', 'move'] as const),
	...(['set-eth-dst', 'set-eth-src', 'set-ip-dscp', 'set-ip-ecn', 'set-ip-ttl', 'set-ipv4-dst', 'set-ipv4-src'] as const),
	...(['set-l4-dst', 'set-l4-src', 'set-queue', 'set-tunnel', 'set-vlan-pcp', 'set-vlan-vid'] as const),
]);

function findMisfit(actions: readonly Action[]): string | undefined {
	// Output to a controller is an output too.
	const fits = (action: Action): boolean => {
		if (IN_ACTION_SET.has(action.kind)) return !(action.kind === 'output' && action.maxLength !== undefined);
		return action.kind === 'controller' && action.reason === 'action' && action.controllerId === 0 && !action.userdata && !action.pause;
	};
	return actions.every(fits) ? undefined : 'OFPBAC_BAD_TYPE';
}
