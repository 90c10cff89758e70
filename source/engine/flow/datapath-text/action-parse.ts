/*
 * Reading datapath actions (lib/odp-util.c, odp_actions_from_string)
 *
 * What `action-format.ts` writes, back to actions. The bridge that asks for a frame is not in
 * the text, so it is empty.
 */
import {
	type DatapathAction,
	PACKET_IN_REASONS,
	type SetHeader,
	SLOW_REASONS,
	type TunnelKey,
	type Userspace,
} from '../../devices/datapath/datapath-action.js';
import {parseMac} from '../../mac.js';
import {parseIpv4} from '../../protocol/ipv4-address.js';
import {parseMaskedIpv6} from '../syntax/addresses.js';
import {parseFlags, TUNNEL_FLAGS} from '../syntax/flags.js';
import {fail, openReading, outcome, type PortNames, type Problem, type Reading, unmodelled} from '../syntax/reading.js';
import {splitCalls, splitFields} from './calls.js';

type Fields = ReturnType<typeof splitFields>;

const PROBABILITY_ONE = 0xffff_ffff;

/** Reads the actions of a line of `dpctl/dump-flows`; ports by the names of the datapath. */
export function parseDatapathActions(text: string, ports: PortNames): {kind: 'parsed'; value: DatapathAction[]} | Problem {
	const reading = openReading(ports);
	return outcome(reading, readActions(reading, text));
}

function readActions(reading: Reading, text: string): DatapathAction[] | undefined {
	if (text.trim() === 'drop') return [];
	const actions: DatapathAction[] = [];
	for (const {name, inside} of splitCalls(text)) {
		const action = readAction(reading, name, inside);
		if (!action) return undefined;
		actions.push(action);
	}
	return actions;
}

function readAction(reading: Reading, name: string, inside: string | undefined): DatapathAction | undefined {
	if (inside === undefined) return name === 'pop_vlan' ? {kind: 'pop-vlan'} : readOutput(reading, name);
	switch (name) {
		case 'push_vlan': {
			const fields = splitFields(inside);
			return {kind: 'push-vlan', tpid: number(fields, 'tpid', 0x8100), vid: number(fields, 'vid', 0), pcp: number(fields, 'pcp', 0)};
		}
		case 'set':
			return readSet(reading, inside);
		case 'userspace': {
			const why = readUserspace(reading, inside);
			return why && {kind: 'userspace', why};
		}
		case 'sample': {
			const percent = /^sample=([\d.]+)%/.exec(inside);
			const actions = readBranch(reading, inside, 'actions');
			if (!percent) return fail(reading, `${inside}: how many are sampled?`);
			return actions && {kind: 'sample', probability: Math.round((Number(percent[1]) / 100) * PROBABILITY_ONE), actions};
		}
		case 'clone': {
			const actions = readActions(reading, inside);
			return actions && {kind: 'clone', actions};
		}
		case 'trunc':
			return {kind: 'truncate', length: Number(inside)};
		case 'hash': {
			const [call] = splitCalls(inside);
			if (call?.name !== 'l4' && call?.name !== 'sym_l4') return fail(reading, `${inside}: no such hash`);
			return {kind: 'hash', algorithm: call.name === 'l4' ? 'l4' : 'sym-l4', basis: Number(call.inside)};
		}
		case 'recirc':
			return {kind: 'recirculate', id: Number(inside)};
		case 'check_pkt_len': {
			const greater = readBranch(reading, inside, 'gt');
			const lessOrEqual = readBranch(reading, inside, 'le');
			return greater && lessOrEqual && {kind: 'check-packet-length', length: Number(/size=(\d+)/.exec(inside)?.[1]), greater, lessOrEqual};
		}
		default:
			return unmodelled(reading, name);
	}
}

/** Actions in the call `name` of `text`. */
function readBranch(reading: Reading, text: string, name: string): DatapathAction[] | undefined {
	const call = splitCalls(text).find((part) => part.name === name);
	return call?.inside === undefined ? fail(reading, `${text}: ${name} is missing`) : readActions(reading, call.inside);
}

function readOutput(reading: Reading, name: string): DatapathAction | undefined {
	const port = portOf(reading, name);
	return port === undefined ? fail(reading, `${name}: no such port of the datapath`) : {kind: 'output', port};
}

function portOf(reading: Reading, name: string): number | undefined {
	return /^\d+$/.test(name) ? Number(name) : reading.ports.numberOf(name);
}

function number(fields: Fields, name: string, missing: number): number {
	const field = fields.get(name);
	return field === undefined ? missing : Number(field.value);
}

function readSet(reading: Reading, text: string): DatapathAction | undefined {
	const [call] = splitCalls(text);
	const fields = splitFields(call?.inside ?? '');
	if (call?.name === 'tunnel') {
		const tunnel = readTunnel(reading, fields);
		return tunnel && {kind: 'set-tunnel', tunnel};
	}
	if (call?.name === 'skb_priority') return {kind: 'set-priority', priority: Number(call.inside)};
	const header = readHeader(reading, call?.name ?? '', fields);
	return header && {kind: 'set', header};
}

/** A field and its mask under the names that the header has for them; nothing when it is not there. */
function pair<Value>(fields: Fields, name: string, as: string, read: (text: string) => Value): Record<string, Value> {
	const field = fields.get(name);
	if (!field) return {};
	return {[as]: read(field.value), ...(field.mask === undefined ? {} : {[`${as}Mask`]: read(field.mask)})};
}

function readHeader(reading: Reading, layer: string, fields: Fields): SetHeader | undefined {
	const mac = (text: string): number => parseMac(text) ?? 0;
	const ipv4 = (text: string): number => parseIpv4(text) ?? 0;
	switch (layer) {
		case 'eth':
			return {layer, ...pair(fields, 'src', 'src', mac), ...pair(fields, 'dst', 'dst', mac)};
		case 'vlan':
			return {layer, tpid: 0x8100, vid: number(fields, 'vid', 0), pcp: number(fields, 'pcp', 0)};
		case 'ipv4':
			return {
				layer,
				...pair(fields, 'src', 'src', ipv4),
				...pair(fields, 'dst', 'dst', ipv4),
				...pair(fields, 'tos', 'tos', Number),
				...pair(fields, 'ttl', 'ttl', Number),
			};
		case 'ipv6':
			return {
				layer,
				...pair(fields, 'src', 'src', ipv6Words),
				...pair(fields, 'dst', 'dst', ipv6Words),
				...pair(fields, 'tclass', 'tclass', Number),
				...pair(fields, 'hlimit', 'hlimit', Number),
			};
		case 'tcp':
		case 'udp':
			return {layer, ...pair(fields, 'src', 'src', Number), ...pair(fields, 'dst', 'dst', Number)};
		case 'icmp':
			return {layer, ...pair(fields, 'type', 'type', Number), ...pair(fields, 'code', 'code', Number)};
		case 'arp':
			return {
				layer,
				...pair(fields, 'sip', 'spa', ipv4),
				...pair(fields, 'tip', 'tpa', ipv4),
				...pair(fields, 'op', 'op', Number),
				...pair(fields, 'sha', 'sha', mac),
				...pair(fields, 'tha', 'tha', mac),
			};
		default:
			return unmodelled(reading, `set(${layer})`);
	}
}

function ipv6Words(text: string): readonly number[] {
	const value = parseMaskedIpv6(openReading({numberOf: () => undefined, nameOf: () => undefined}), text)?.value ?? 0n;
	return [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffff_ffffn));
}

function readTunnel(reading: Reading, fields: Fields): TunnelKey | undefined {
	const flagText = [...fields.keys()].find((name) => name.startsWith('flags('));
	const set = parseFlags(reading, flagText?.slice(6, -1) ?? '', {...TUNNEL_FLAGS, allowed: 0xf});
	if (!set) return undefined;
	const address = (name: string): number => parseIpv4(fields.get(name)?.value ?? '') ?? 0;
	return {
		id: set.flags & 8 ? number(fields, 'tun_id', 0) : undefined,
		src: address('src'),
		dst: address('dst'),
		tos: number(fields, 'tos', 0),
		ttl: number(fields, 'ttl', 0),
		dontFragment: (set.flags & 2) !== 0,
		checksum: (set.flags & 4) !== 0,
		dstPort: number(fields, 'tp_dst', 0),
	};
}

function readUserspace(reading: Reading, text: string): Userspace | undefined {
	const call = splitCalls(text).find((part) => part.inside !== undefined);
	const fields = splitFields(call?.inside ?? '');
	const output = (): number => portOf(reading, fields.get('output_port')?.value ?? '') ?? 0;
	switch (call?.name) {
		case 'slow_path': {
			const reason = SLOW_REASONS.find((known) => known === call.inside);
			return reason ? {kind: 'slow-path', reason} : fail(reading, `${call.inside}: no such reason`);
		}
		case 'controller':
			return {
				kind: 'controller',
				bridge: '',
				reason: PACKET_IN_REASONS[number(fields, 'reason', 1)] ?? 'action',
				maxLength: number(fields, 'max_len', 0xffff),
				controllerId: number(fields, 'controller_id', 0),
				cookie: BigInt(fields.get('rule_cookie')?.value ?? 0),
				recirc: number(fields, 'recirc_id', 0),
			};
		case 'sFlow':
			return {kind: 'sflow', bridge: '', output: number(fields, 'output', 0), vid: number(fields, 'vid', 0), pcp: number(fields, 'pcp', 0)};
		case 'ipfix':
			return {kind: 'ipfix', bridge: '', output: output()};
		case 'flow_sample':
			return {
				kind: 'flow-sample',
				bridge: '',
				probability: number(fields, 'probability', 0),
				collectorSet: number(fields, 'collector_set_id', 0),
				obsDomain: number(fields, 'obs_domain_id', 0),
				obsPoint: number(fields, 'obs_point_id', 0),
				output: output(),
			};
		default:
			return unmodelled(reading, `userspace(${text})`);
	}
}
