/** `tc filter show` (print_filter, matchall_print_opt, flower_print_opt, print_mirred, print_gact, print_sample). */
import {PARENT} from '../../engine/changes/tc.js';
import {ETHERTYPE} from '../../engine/frame.js';
import {formatMac} from '../../engine/mac.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {controlWords} from '../../engine/tc/command-lines.js';
import type {FlowerField, FlowerMatch, Masked} from '../../engine/tc/flower.js';
import type {ActionStatistics, Chain, Classifier, Filter, TcAction} from '../../engine/tc/tc-state.js';
import type {World} from '../../engine/world.js';
import {classIdText, protocolName} from '../tc-words.js';
import {SECOND} from './timer.js';

/** What a listing was asked for is left out of its lines. */
export interface FilterStyle {
	world: World;
	withStatistics: boolean;
	/** The parent, when it is not the one that was asked for. */
	parent: number | undefined;
	withPref: boolean;
	withProtocol: boolean;
	withChain: boolean;
}

/** A classifier: a line of its own, then its filters. */
export function printClassifier(chain: Chain, classifier: Classifier, style: FilterStyle): string {
	const filters = classifier.filters.map((filter) => printFilter(chain, classifier, filter, style));
	return `${head(chain, classifier, style)}\n${filters.join('')}`;
}

export function printFilter(chain: Chain, classifier: Classifier, filter: Filter, style: FilterStyle): string {
	const {match, actions, handle} = filter;
	const hits = classifier.kind === 'matchall' && style.withStatistics ? ` (rule hit ${actions[0]?.statistics.packets ?? 0})` : '';
	const shown = actions.map((action, index) => printAction(action, index + 1, style));
	return `${head(chain, classifier, style)}handle 0x${handle.toString(16)} ${match ? fieldLines(match) : ''}\n  not_in_hw${hits}${shown.join('')}\n`;
}

function head({index}: Chain, {protocol, pref, kind}: Classifier, {parent, withPref, withProtocol, withChain}: FilterStyle): string {
	return [
		'filter',
		...(parent === undefined ? [] : [parentWords(parent)]),
		...(withProtocol ? [`protocol ${protocolName(protocol)}`] : []),
		...(withPref ? [`pref ${pref}`] : []),
		kind,
		...(withChain ? [`chain ${index}`] : []),
		'',
	].join(' ');
}

function parentWords(parent: number): string {
	if (parent === PARENT.ingress) return 'ingress';
	return parent === PARENT.egress ? 'egress' : `parent ${classIdText(parent)}`;
}

/** In the order of the tool, with its words. */
const LINES: readonly (readonly [FlowerField, string, (masked: Masked) => string])[] = [
	['vlanId', 'vlan_id', plain],
	['vlanPrio', 'vlan_prio', plain],
	['vlanEthType', 'vlan_ethtype', ({value}) => protocolName(value)],
	['cvlanId', 'cvlan_id', plain],
	['cvlanPrio', 'cvlan_prio', plain],
	['cvlanEthType', 'cvlan_ethtype', ({value}) => protocolName(value)],
	['dstMac', 'dst_mac', macText],
	['srcMac', 'src_mac', macText],
	['ethType', 'eth_type', ethTypeText],
	['ipProto', 'ip_proto', ipProtocolText],
	['tos', 'ip_tos', ({value, mask}) => `${value}${mask === 0xff ? '' : `/0x${mask.toString(16)}`}`],
	['ttl', 'ip_ttl', ({value, mask}) => `${value}${mask === 0xff ? '' : `/0x${mask.toString(16)}`}`],
	['dstIp', 'dst_ip', subnetText],
	['srcIp', 'src_ip', subnetText],
	['dstPort', 'dst_port', plain],
	['srcPort', 'src_port', plain],
	// The mask without its 0x.
	['tcpFlags', 'tcp_flags', ({value, mask}) => `0x${value.toString(16)}/${mask.toString(16)}`],
	['icmpType', 'icmp_type', maskedDecimal],
	['icmpCode', 'icmp_code', maskedDecimal],
	['arpSip', 'arp_sip', subnetText],
	['arpTip', 'arp_tip', subnetText],
	['arpOp', 'arp_op', (masked) => ({1: 'request', 2: 'reply'})[masked.value] ?? maskedDecimal(masked)],
	['arpSha', 'arp_sha', macText],
	['arpTha', 'arp_tha', macText],
];

function fieldLines(match: FlowerMatch): string {
	return LINES.flatMap(([field, word, text]) => {
		const masked = match[field];
		return masked ? [`\n  ${word} ${text(masked)}`] : [];
	}).join('');
}

function plain({value}: Masked): string {
	return String(value);
}

function maskedDecimal({value, mask}: Masked): string {
	return `${value}${mask === 0xff ? '' : `/${mask}`}`;
}

function macText({value, mask}: Masked): string {
	const bits = mask.toString(2).padStart(48, '0');
	const [ones = ''] = /^1*/.exec(bits) ?? [];
	if (bits.lastIndexOf('1') + 1 !== ones.length) return `${formatMac(value)}/${formatMac(mask)}`;
	return ones.length === 48 ? formatMac(value) : `${formatMac(value)}/${ones.length}`;
}

function subnetText({value, mask}: Masked): string {
	const bits = mask.toString(2).replaceAll('0', '').length;
	return bits === 32 ? formatIpv4(value) : `${formatIpv4(value)}/${bits}`;
}

function ethTypeText({value}: Masked): string {
	const names: Readonly<Record<number, string>> = {
		[ETHERTYPE.ipv4]: 'ipv4',
		[ETHERTYPE.ipv6]: 'ipv6',
		[ETHERTYPE.arp]: 'arp',
		32821: 'rarp',
	};
	return names[value] ?? value.toString(16).padStart(4, '0');
}

function ipProtocolText({value}: Masked): string {
	const names: Readonly<Record<number, string>> = {1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', 132: 'sctp'};
	return names[value] ?? value.toString(16).padStart(2, '0');
}

function printAction(action: TcAction, order: number, style: FilterStyle): string {
	const {world, withStatistics} = style;
	const indent = action.kind === 'mirred' ? '\t' : '\t ';
	const tail = `${indent}index ${action.index} ref 1 bind 1${withStatistics ? ages(action.statistics, world.now) : ''}\n`;
	return `\n\taction order ${order}: ${actionText(world, action)}\n${tail}${withStatistics ? counters(action.statistics) : ''}`;
}

function actionText(world: World, action: TcAction): string {
	switch (action.kind) {
		case 'mirred': {
			const to = world.devices[action.to];
			const name = to?.present ? to.name : '*';
			const what = `${action.way === 'egress' ? 'Egress' : 'Ingress'} ${action.redirect ? 'Redirect' : 'Mirror'}`;
			return `mirred (${what} to device ${name}) ${controlWords(action.control)}`;
		}
		case 'gact':
			return `gact action ${controlWords(action.control)}\n\t random type none pass val 0`;
		case 'sample': {
			const cut = action.truncate === undefined ? '' : ` trunc_size ${action.truncate}`;
			return `sample rate 1/${action.rate} group ${action.group}${cut} ${controlWords(action.control)}`;
		}
		default:
			return action satisfies never;
	}
}

/** print_tm */
function ages({installed, lastUsed, firstUsed}: ActionStatistics, now: number): string {
	const seconds = (time: number) => Math.floor((now - time) / SECOND);
	const first = firstUsed === -1 ? '' : ` firstused ${seconds(firstUsed)} sec`;
	return ` installed ${seconds(installed)} sec used ${seconds(lastUsed)} sec${first}`;
}

function counters({bytes, packets, drops, overlimits}: ActionStatistics): string {
	const line = `\tSent ${bytes} bytes ${packets} pkt (dropped ${drops}, overlimits ${overlimits} requeues 0) \n\tbacklog 0b 0p requeues 0\n`;
	return `\tAction statistics:\n${line}`;
}
