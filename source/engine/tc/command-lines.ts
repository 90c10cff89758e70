/** The commands that would configure what `tc` has configured on a device, for saving and export. */
import {formatMac} from '../mac.js';
import type {Netdev} from '../netdev.js';
import {formatIpv4} from '../protocol/ipv4-address.js';
import {deviceAt, type World} from '../world.js';
import {FLOWER_FIELDS, type FlowerField, type FlowerMatch, type Masked} from './flower.js';
import {ALL_PROTOCOLS, type Chain, type Classifier, type Control, type Filter, type Hook, type TcAction} from './tc-state.js';

/** What `tc` calls a field; those that it works out from the protocol have no word. */
export const FLOWER_WORDS: Readonly<Record<FlowerField, string | undefined>> = {
	dstMac: 'dst_mac',
	srcMac: 'src_mac',
	ethType: undefined,
	vlanTpid: undefined,
	vlanId: 'vlan_id',
	vlanPrio: 'vlan_prio',
	vlanEthType: undefined,
	cvlanTpid: undefined,
	cvlanId: 'cvlan_id',
	cvlanPrio: 'cvlan_prio',
	cvlanEthType: undefined,
	ipProto: 'ip_proto',
	tos: 'ip_tos',
	ttl: 'ip_ttl',
	srcIp: 'src_ip',
	dstIp: 'dst_ip',
	srcPort: 'src_port',
	dstPort: 'dst_port',
	tcpFlags: 'tcp_flags',
	icmpType: 'type',
	icmpCode: 'code',
	arpSip: 'arp_sip',
	arpTip: 'arp_tip',
	arpOp: 'arp_op',
	arpSha: 'arp_sha',
	arpTha: 'arp_tha',
};

const ALL_48 = 0xffff_ffff_ffff;

/** Lines for `tc` at the prompt of the device's machine. */
export function tcCommands(world: World, device: Netdev): string[] {
	const {tc, name} = device;
	if (!tc) return [];
	const hooks: readonly Hook[] = tc.kind === 'ingress' ? ['ingress'] : ['ingress', 'egress'];
	return [
		`tc qdisc add dev ${name} ${tc.kind}`,
		...hooks.flatMap((hook) => tc[hook].flatMap((chain) => chain.classifiers.flatMap((each) => linesOf(world, name, hook, chain, each)))),
	];
}

function linesOf(world: World, name: string, hook: Hook, chain: Chain, classifier: Classifier): string[] {
	const {pref, protocol, kind, filters} = classifier;
	return filters.map((filter) =>
		[
			`tc filter add dev ${name} ${hook}`,
			...(chain.index === 0 ? [] : [`chain ${chain.index}`]),
			`pref ${pref} protocol ${protocol === ALL_PROTOCOLS ? 'all' : `0x${protocol.toString(16)}`} handle ${filter.handle} ${kind}`,
			...wordsOf(filter),
			...filter.actions.map((action) => `action ${actionWords(world, action)}`),
		].join(' '),
	);
}

function wordsOf({match}: Filter): string[] {
	if (!match) return [];
	return [...vlanTypes(match), ...FLOWER_FIELDS.flatMap((field) => wordFor(field, match[field]))];
}

/** The EtherType behind a tag must be said before what stands behind it. */
function vlanTypes({vlanEthType, cvlanEthType}: FlowerMatch): string[] {
	const hex = ({value}: Masked) => `0x${value.toString(16)}`;
	return [...(vlanEthType ? [`vlan_ethtype ${hex(vlanEthType)}`] : []), ...(cvlanEthType ? [`cvlan_ethtype ${hex(cvlanEthType)}`] : [])];
}

function wordFor(field: FlowerField, masked: Masked | undefined): string[] {
	const word = FLOWER_WORDS[field];
	if (!masked || word === undefined) return [];
	const {value, mask} = masked;
	switch (field) {
		case 'dstMac':
		case 'srcMac':
		case 'arpSha':
		case 'arpTha':
			return [`${word} ${formatMac(value)}${mask === ALL_48 ? '' : `/${formatMac(mask)}`}`];
		case 'srcIp':
		case 'dstIp':
		case 'arpSip':
		case 'arpTip':
			return [`${word} ${formatIpv4(value)}/${mask.toString(2).replaceAll('0', '').length}`];
		case 'tos':
		case 'ttl':
			return [`${word} ${value}/0x${mask.toString(16)}`];
		// Read as hexadecimal, unless it has a name.
		case 'ipProto':
			return [`${word} ${value.toString(16)}`];
		case 'tcpFlags':
			return [`${word} 0x${value.toString(16)}/0x${mask.toString(16)}`];
		default:
			return [`${word} ${value}`];
	}
}

function actionWords(world: World, action: TcAction): string {
	switch (action.kind) {
		case 'mirred': {
			const to = action.to === -1 ? 'lo' : deviceAt(world, action.to).name;
			const control = action.redirect ? '' : ` ${controlWords(action.control)}`;
			return `mirred ${action.way} ${action.redirect ? 'redirect' : 'mirror'} dev ${to}${control}`;
		}
		case 'gact':
			return controlWords(action.control);
		case 'sample': {
			const cut = action.truncate === undefined ? '' : ` trunc ${action.truncate}`;
			return `sample rate ${action.rate} group ${action.group}${cut} ${controlWords(action.control)}`;
		}
		default:
			return action satisfies never;
	}
}

/** `drop`, `goto chain 5` */
export function controlWords(control: Control): string {
	return control.verdict === 'goto' ? `goto chain ${control.chain}` : control.verdict;
}
