/** Datapath actions as `dpctl/dump-flows` and `ofproto/trace` write them (lib/odp-util.c, format_odp_actions). */
import {
	type DatapathAction,
	PACKET_IN_REASONS,
	type SetHeader,
	type TunnelKey,
	type Userspace,
} from '../../devices/datapath/datapath-action.js';
import {formatMac} from '../../mac.js';
import {formatIpv4} from '../../protocol/ipv4-address.js';
import {formatMaskedIpv6} from '../syntax/addresses.js';
import {formatFlagList, TUNNEL_FLAGS} from '../syntax/flags.js';
import {hex} from '../syntax/numbers.js';
import {NO_PORT_NAMES, type PortNames} from '../syntax/reading.js';
import {tciText} from './key-format.js';

const PROBABILITY_ONE = 0xffff_ffff;
const TPID_VLAN = 0x8100;
const VLAN_PRESENT = 0x1000;

/** Actions with commas between them; none is `drop`. */
export function formatDatapathActions(actions: readonly DatapathAction[], ports: PortNames = NO_PORT_NAMES): string {
	return actions.length === 0 ? 'drop' : actions.map((action) => formatDatapathAction(action, ports)).join(',');
}

function formatDatapathAction(action: DatapathAction, ports: PortNames): string {
	switch (action.kind) {
		case 'output':
			return portText(action.port, ports);
		case 'push-vlan': {
			const tpid = action.tpid === TPID_VLAN ? '' : `tpid=0x${action.tpid.toString(16).padStart(4, '0')},`;
			return `push_vlan(${tpid}${tciText(action.vid | (action.pcp << 13) | VLAN_PRESENT, 0xffff)})`;
		}
		case 'pop-vlan':
			return 'pop_vlan';
		case 'set':
			return `set(${formatHeader(action.header)})`;
		case 'set-priority':
			return `set(skb_priority(${hex(action.priority)}))`;
		case 'set-tunnel':
			return `set(tunnel(${formatTunnel(action.tunnel)}))`;
		case 'userspace':
			return `userspace(pid=0${formatUserspace(action.why, ports)})`;
		case 'sample': {
			const percent = ((100 * action.probability) / PROBABILITY_ONE).toFixed(1);
			return `sample(sample=${percent}%,actions(${formatDatapathActions(action.actions, ports)}))`;
		}
		case 'clone':
			return `clone(${formatDatapathActions(action.actions, ports)})`;
		case 'truncate':
			return `trunc(${action.length})`;
		case 'hash':
			return `hash(${action.algorithm === 'l4' ? 'l4' : 'sym_l4'}(${action.basis}))`;
		case 'recirculate':
			return `recirc(${hex(action.id)})`;
		case 'check-packet-length': {
			const [greater, other] = [action.greater, action.lessOrEqual].map((branch) => formatDatapathActions(branch, ports));
			return `check_pkt_len(size=${action.length},gt(${greater}),le(${other}))`;
		}
		default:
			return action satisfies never;
	}
}

function portText(port: number, ports: PortNames): string {
	return ports.nameOf(port) ?? String(port);
}

function formatHeader(header: SetHeader): string {
	switch (header.layer) {
		case 'eth':
			return `eth(${join([mac('src', header.src, header.srcMask), mac('dst', header.dst, header.dstMask)])})`;
		case 'vlan':
			return `vlan(${tciText(header.vid | (header.pcp << 13) | VLAN_PRESENT, 0xffff)})`;
		case 'ipv4':
			return `ipv4(${join([
				ipv4('src', header.src, header.srcMask),
				ipv4('dst', header.dst, header.dstMask),
				octet('tos', header.tos, header.tosMask),
				header.ttl === undefined ? undefined : `ttl=${header.ttl}`,
			])})`;
		case 'ipv6':
			return `ipv6(${join([
				ipv6('src', header.src, header.srcMask),
				ipv6('dst', header.dst, header.dstMask),
				octet('tclass', header.tclass, header.tclassMask),
				header.hlimit === undefined ? undefined : `hlimit=${header.hlimit}`,
			])})`;
		case 'tcp':
		case 'udp':
			return `${header.layer}(${join([port('src', header.src, header.srcMask), port('dst', header.dst, header.dstMask)])})`;
		case 'icmp':
			return `icmp(${join([port('type', header.type, undefined), port('code', header.code, undefined)])})`;
		case 'arp':
			return `arp(${join([
				ipv4('sip', header.spa, header.spaMask),
				ipv4('tip', header.tpa, header.tpaMask),
				port('op', header.op, undefined),
				mac('sha', header.sha, header.shaMask),
				mac('tha', header.tha, header.thaMask),
			])})`;
		default:
			return header satisfies never;
	}
}

function mac(name: string, value: number | undefined, mask: number | undefined): string | undefined {
	if (value === undefined || mask === 0) return undefined;
	const suffix = mask === undefined || mask === 0xffff_ffff_ffff ? '' : `/${formatMac(mask)}`;
	return `${name}=${formatMac(value)}${suffix}`;
}

function ipv4(name: string, value: number | undefined, mask: number | undefined): string | undefined {
	if (value === undefined || mask === 0) return undefined;
	return `${name}=${formatIpv4(value)}${mask === undefined || mask === 0xffff_ffff ? '' : `/${formatIpv4(mask)}`}`;
}

function ipv6(name: string, value: readonly number[] | undefined, mask: readonly number[] | undefined): string | undefined {
	if (value === undefined) return undefined;
	const all = (1n << 128n) - 1n;
	const number = (words: readonly number[]): bigint => words.reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
	const text = (words: readonly number[]): string => formatMaskedIpv6({value: number(words), mask: all});
	return `${name}=${text(value)}${mask === undefined || number(mask) === all ? '' : `/${text(mask)}`}`;
}

function octet(name: string, value: number | undefined, mask: number | undefined): string | undefined {
	if (value === undefined || mask === 0) return undefined;
	return `${name}=${hex(value)}${mask === undefined || mask === 0xff ? '' : `/${hex(mask)}`}`;
}

function port(name: string, value: number | undefined, mask: number | undefined): string | undefined {
	if (value === undefined || mask === 0) return undefined;
	return `${name}=${value}${mask === undefined || mask === 0xffff ? '' : `/${hex(mask)}`}`;
}

function formatTunnel(tunnel: TunnelKey): string {
	const flags = (tunnel.dontFragment ? 2 : 0) | (tunnel.checksum ? 4 : 0) | (tunnel.id === undefined ? 0 : 8);
	return join([
		tunnel.id === undefined ? undefined : `tun_id=0x${tunnel.id.toString(16)}`,
		tunnel.src ? `src=${formatIpv4(tunnel.src)}` : undefined,
		tunnel.dst ? `dst=${formatIpv4(tunnel.dst)}` : undefined,
		tunnel.tos ? `tos=${hex(tunnel.tos)}` : undefined,
		`ttl=${tunnel.ttl}`,
		tunnel.dstPort ? `tp_dst=${tunnel.dstPort}` : undefined,
		`flags(${formatFlagList(flags, TUNNEL_FLAGS, '|')})`,
	]);
}

/** Why a frame goes up; sFlow also wants the actions. */
function formatUserspace(why: Userspace, ports: PortNames): string {
	switch (why.kind) {
		case 'slow-path':
			return `,slow_path(${why.reason})`;
		case 'controller': {
			const what = `reason=${PACKET_IN_REASONS.indexOf(why.reason)},dont_send=0,continuation=0,recirc_id=${why.recirc}`;
			return `,controller(${what},rule_cookie=${hex(why.cookie)},controller_id=${why.controllerId},max_len=${why.maxLength})`;
		}
		case 'sflow':
			return `,sFlow(vid=${why.vid},pcp=${why.pcp},output=${why.output}),actions`;
		case 'ipfix':
			return `,ipfix(output_port=${portText(why.output, ports)})`;
		case 'flow-sample': {
			const ids = `collector_set_id=${why.collectorSet},obs_domain_id=${why.obsDomain},obs_point_id=${why.obsPoint}`;
			return `,flow_sample(probability=${why.probability},${ids},output_port=${portText(why.output, ports)}${why.direction ? `,${why.direction}` : ''})`;
		}
		default:
			return why satisfies never;
	}
}

function join(parts: readonly (string | undefined)[]): string {
	return parts.filter((part) => part !== undefined).join(',');
}
