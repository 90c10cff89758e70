/** A frame in a few words, as it stands beside its sign in the picture. */
import {dstMac, type Frame, tags} from '../../engine/frame.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {type Summary, summarise} from '../../engine/protocol/summary.js';
import {TCP_FLAG} from '../../engine/protocol/tcp.js';
import type {World} from '../../engine/world.js';
import {holderName} from './device-names.js';

/** Destination unreachable by code, in short. */
const UNREACHABLE: Readonly<Record<number, string>> = {
	0: 'ICMP net unreachable',
	1: 'ICMP host unreachable',
	2: 'ICMP protocol unreachable',
	3: 'ICMP port unreachable',
	4: 'ICMP frag needed',
};

/** EtherTypes that say enough: who is where, said for a station by its host, and VMware's probes. */
const NAMED: Readonly<Record<number, string>> = {32821: 'RARP', 35106: 'beacon'};

/** What it is, then its VLAN, outermost first. The words are those of the tools and the same in every language. */
export function frameName(world: World, frame: Frame): string {
	const vlans = tags(frame).map(({vid}) => vid);
	const name = summaryName(world, summarise(frame), frame);
	return vlans.length > 0 ? `${name}, VLAN ${vlans.join('/')}` : name;
}

/** What a segment is there for: it opens, ends or refuses, carries octets, or only acknowledges. */
function segmentName({flags, length}: {flags: number; length: number}): string {
	const isAck = (flags & TCP_FLAG.ack) !== 0;
	if ((flags & TCP_FLAG.rst) !== 0) return 'RST';
	if ((flags & TCP_FLAG.syn) !== 0) return isAck ? 'SYN,ACK' : 'SYN';
	if (length > 0) return `${length} B`;
	return (flags & TCP_FLAG.fin) !== 0 ? 'FIN' : 'ACK';
}

function summaryName(world: World, summary: Summary, frame: Frame): string {
	switch (summary.kind) {
		case 'arp-request':
		case 'arp-probe':
			return `ARP who-has ${formatIpv4(summary.target)}`;
		case 'arp-announcement':
			return `ARP announce ${formatIpv4(summary.sender)}`;
		case 'arp-reply':
			return `ARP ${formatIpv4(summary.sender)} is-at`;
		case 'echo-request':
			return `ICMP echo request ${summary.sequence}`;
		case 'echo-reply':
			return `ICMP echo reply ${summary.sequence}`;
		case 'unreachable':
			return UNREACHABLE[summary.code] ?? 'ICMP unreachable';
		case 'time-exceeded':
			return 'ICMP time exceeded';
		case 'icmp':
			return `ICMP type ${summary.type}`;
		case 'igmp':
			return 'IGMP';
		case 'dhcp':
			return summary.message === 'bootp' ? 'BOOTP' : `DHCP ${summary.message.toUpperCase()}`;
		case 'dns-query':
			return `DNS ${summary.name}?`;
		case 'dns-answer':
			return `DNS ${summary.name}: ${summary.addresses.map(formatIpv4).join(', ') || (summary.code === 0 ? 'nothing' : 'no')}`;
		case 'udp':
			return `UDP port ${summary.destinationPort}`;
		case 'tcp':
			return `TCP ${segmentName(summary)} port ${summary.destinationPort}`;
		case 'ipv4':
			return `IPv4 protocol ${summary.protocol}`;
		case 'tunnel':
			return `${`${summary.type === 'vxlan' ? 'VXLAN' : 'GRE'} ${summary.id ?? ''}`.trimEnd()}: ${innerName(world, summary.inner, frame)}`;
		case 'flow-export':
			return {netflow: 'NetFlow', sflow: 'sFlow', ipfix: 'IPFIX'}[summary.protocol];
		case 'bpdu':
			return summary.bpdu.kind === 'tcn' ? 'BPDU TCN' : 'BPDU';
		case 'lacp':
			return summary.message.kind === 'lacpdu' ? 'LACPDU' : 'LACP marker';
		case 'other':
			return NAMED[summary.etherType] ?? `frame > ${holderName(world, dstMac(frame))}`;
		case 'malformed':
			return '???';
		default:
			return summary satisfies never;
	}
}

/** The frame inside has another destination than the one around it. */
function innerName(world: World, inner: Summary, frame: Frame): string {
	return inner.kind === 'other' ? 'frame' : summaryName(world, inner, frame);
}
