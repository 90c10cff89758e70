/*
 * Filter expressions: a tree to a function (gencode.c of libpcap 1.10.3)
 *
 * A condition is compiled where it stands, left to right, because `vlan` changes what those behind it look at,
 * whatever joins them: so `vlan and arp` is not `arp and vlan`. Conditions are asked in the same order as the
 * program that libpcap makes, for a read behind the end of the packet ends the whole filter.
 *
 * Written for Ethernet. On `any` there are no Ethernet addresses and no tags to ask for; see `cooked.ts`.
 */

import {entryOf} from '../../../../engine/entry-of.js';
import {protocolOf} from '../names.js';
import {compileHost, compileHost6, compileMac} from './addresses.js';
import {hasIpProtocol, hasType, isLinkType, networkOffset, type Place, PROTOCOL_NUMBERS, TYPE_NUMBERS} from './headers.js';
import {parseFilter} from './parse.js';
import {compilePorts} from './ports.js';
import {compileRelation} from './relation.js';
import type {Node, Qualifiers, Value} from './syntax.js';
import {FilterFault} from './tokens.js';
import {type FilterView, load, OutOfPacket, viewOf} from './view.js';

/** Does it match? It may move `shift` on. */
export type Condition = (view: FilterView) => boolean;

/** What the compiler knows beside the expression. */
export interface Surroundings {
	/** Addresses of a host by its name. */
	resolve: (name: string) => readonly number[];
	/** On `any` every packet has a header of its own, without Ethernet's. */
	isCooked: boolean;
}

/** A function that says whether a packet matches; throws a FilterFault with libpcap's words. */
export function compileFilter(text: string, surroundings: Surroundings): (bytes: Uint8Array, isOut: boolean) => boolean {
	const compiled = new Map<Node, Condition>();
	const place: Place = {tags: 0, isCooked: surroundings.isCooked};
	const tree = parseFilter(text, (node) => compiled.set(node, compileLeaf(node, place, surroundings)));
	const condition = tree ? join(tree, compiled) : () => true;
	return (bytes, isOut) => {
		try {
			return condition(viewOf(bytes, isOut));
		} catch (error) {
			if (error instanceof OutOfPacket) return false;
			throw error;
		}
	};
}

function join(node: Node, leaves: ReadonlyMap<Node, Condition>): Condition {
	switch (node.kind) {
		case 'and': {
			const [left, right] = [join(node.left, leaves), join(node.right, leaves)];
			return (view) => left(view) && right(view);
		}
		case 'or': {
			const [left, right] = [join(node.left, leaves), join(node.right, leaves)];
			return (view) => left(view) || right(view);
		}
		case 'not': {
			const of = join(node.of, leaves);
			return (view) => !of(view);
		}
		default:
			return leaves.get(node) as Condition;
	}
}

function compileLeaf(node: Node, place: Place, surroundings: Surroundings): Condition {
	const here = {...place};
	switch (node.kind) {
		case 'value':
			return compileValue(node.qualifiers, node.value, here, surroundings);
		case 'protocol':
			return compileProtocol(node.protocol, here);
		case 'relation':
			return compileRelation(node, here);
		case 'broadcast':
		case 'multicast':
			return compileGroup(node.kind, node.protocol, here);
		case 'less':
			return ({length}) => length <= node.length;
		case 'greater':
			return ({length}) => length >= node.length;
		case 'direction':
			return ({isOut}) => isOut === node.isOut;
		case 'vlan':
			return compileVlan(node.id, here, place);
		default:
			// Joints have no code of their own.
			return () => true;
	}
}

/** A protocol by its name (gen_proto_abbrev). */
function compileProtocol(protocol: string, place: Place): Condition {
	if (protocol === 'ether') throw new FilterFault('link layer applied in wrong context');
	const type = entryOf(TYPE_NUMBERS, protocol);
	if (type !== undefined) return (view) => isLinkType(view, place, type);
	const number = entryOf(PROTOCOL_NUMBERS, protocol);
	if (!number) throw new FilterFault(`unknown protocol: ${protocol}`);
	return hasIpProtocol(place, number.number, number.version);
}

function compileVlan(id: number | undefined, here: Place, place: Place): Condition {
	if (here.isCooked) throw new FilterFault('no VLAN support for Linux cooked v2');
	if (id !== undefined && id > 4095) throw new FilterFault(`VLAN tag ${id} greater than maximum 4095`);
	place.tags++;
	const inOctets = (view: FilterView): boolean => {
		const at = 12 + Math.max(0, here.tags - 1) * 4 + (here.tags > 0 ? view.shift : 0);
		const isTag = [0x8100, 0x88a8, 0x9100].includes(load(view, at, 2));
		return isTag && (id === undefined || (load(view, at + 2, 2) & 0xfff) === id);
	};
	if (here.tags > 0) return inOctets;
	return (view) => {
		if (view.tag !== undefined) return id === undefined || (view.tag & 0xfff) === id;
		// What follows looks behind a tag that it takes to be in the octets.
		view.shift += 4;
		return inOctets(view);
	};
}

function compileGroup(kind: 'broadcast' | 'multicast', protocol: string | undefined, place: Place): Condition {
	if (protocol === undefined || protocol === 'ether') {
		if (place.isCooked)
			throw new FilterFault(
				kind === 'broadcast'
					? 'not a broadcast link'
					: 'link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel',
			);
		if (kind === 'multicast') return (view) => (load(view, 0, 1) & 1) === 1;
		return (view) => load(view, 2, 4) === 0xffff_ffff && load(view, 0, 2) === 0xffff;
	}
	const isIp = hasType(place, 0x0800);
	if (protocol === 'ip' && kind === 'multicast') return (view) => isIp(view) && load(view, networkOffset(view, place) + 16, 1) >= 224;
	if (protocol === 'ip')
		return (view) => {
			if (!isIp(view)) return false;
			const destination = load(view, networkOffset(view, place) + 16, 4);
			return destination === 0 || destination === 0xffff_ffff;
		};
	if (protocol === 'ip6' && kind === 'multicast') {
		const isIp6 = hasType(place, 0x86dd);
		return (view) => isIp6(view) && load(view, networkOffset(view, place) + 24, 1) === 255;
	}
	throw new FilterFault(
		kind === 'broadcast'
			? 'only link-layer/IP broadcast filters supported'
			: 'link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel',
	);
}

/** A host, a network, a port or a protocol (gen_ncode, gen_scode, gen_ecode, gen_mcode). */
function compileValue(qualifiers: Qualifiers | undefined, value: Value, place: Place, {resolve}: Surroundings): Condition {
	if (value.kind === 'mac') {
		if (qualifiers?.protocol !== 'ether' || (qualifiers.type !== undefined && qualifiers.type !== 'host'))
			throw new FilterFault('ethernet address used in non-ether expression');
		if (place.isCooked)
			throw new FilterFault('ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel');
		return compileMac(value.text, qualifiers.direction);
	}
	if (!qualifiers) throw new FilterFault('syntax error in filter expression');
	if (value.kind === 'address6' || value.kind === 'network6')
		return compileHost6(qualifiers, value.text, value.kind === 'network6' ? value.length : 128, place);
	switch (qualifiers.type) {
		case 'port':
		case 'portrange':
			return compilePorts(qualifiers.type, qualifiers, value, place);
		case 'proto':
			return compileProto(qualifiers, value, place);
		case 'gateway':
			throw new FilterFault(value.kind === 'name' ? "'gateway' not supported in this configuration" : "'gateway' requires a name");
		default:
			return compileHost(qualifiers, value, place, resolve);
	}
}

/** `ip proto 6`, `ether proto \arp` (gen_proto). */
function compileProto({protocol, direction}: Qualifiers, value: Value, place: Place): Condition {
	if (value.kind === 'address') throw new FilterFault("'proto' modifier applied to ip host");
	if (value.kind !== 'number' && value.kind !== 'name') throw new FilterFault('Mask syntax for networks only');
	const number = value.kind === 'number' ? value.value : numberOf(value.text, protocol);
	if (number === undefined) throw new FilterFault(unknownProtocol(protocol, 'text' in value ? value.text : ''));
	if (direction !== undefined) throw new FilterFault("direction applied to 'proto'");
	switch (protocol) {
		case undefined:
			return hasIpProtocol(place, number, 'both');
		case 'ether':
			return (view) => isLinkType(view, place, number);
		case 'ip':
			return hasIpProtocol(place, number, 4);
		case 'ip6':
			return hasIpProtocol(place, number, 6);
		case 'arp':
		case 'rarp':
			throw new FilterFault(`${protocol} does not encapsulate another protocol`);
		default:
			throw new FilterFault(
				`'${protocol}${protocol === 'stp' ? '' : ' proto'}' is ${protocol === 'stp' ? 'not a valid protocol type' : 'bogus'}`,
			);
	}
}

function unknownProtocol(protocol: string | undefined, name: string): string {
	if (protocol === 'ether') return `unknown ether proto '${name}'`;
	return protocol === undefined || protocol === 'ip' || protocol === 'ip6' ? `unknown ip proto '${name}'` : `unknown protocol: ${name}`;
}

function numberOf(name: string, protocol: string | undefined): number | undefined {
	if (protocol === 'ether') return name === 'stp' ? 0x42 : entryOf(TYPE_NUMBERS, name);
	return protocol === undefined || protocol === 'ip' || protocol === 'ip6' ? protocolOf(name) : undefined;
}
