/*
 * The words of a filter expression (scanner.l of libpcap 1.10.3)
 *
 * The longest match wins, and of two that are as long the one that stands first there: a keyword before a
 * MAC before a number before an address before a name.
 */
import {entryOf} from '../../../../engine/entry-of.js';

/** What went wrong with an expression: libpcap's own sentence. */
export class FilterFault {
	constructor(readonly message: string) {}
}

export type Token =
	/** A keyword, an operator or a bracket, in its first spelling. */
	{kind: 'word'; word: string} | {kind: 'number'; value: number} | {kind: 'name' | 'mac' | 'address' | 'address6'; text: string};

/** Other spellings of keywords; `ether` stands for everything that means the link. */
const SAME: Readonly<Record<string, string>> = {
	link: 'ether',
	ppp: 'ether',
	slip: 'ether',
	fddi: 'ether',
	tr: 'ether',
	wlan: 'ether',
	'&&': 'and',
	'||': 'or',
	not: '!',
	length: 'len',
	'==': '=',
	'es-is': 'esis',
	'is-is': 'isis',
	direction: 'dir',
	address1: 'addr1',
	address2: 'addr2',
	address3: 'addr3',
	address4: 'addr4',
	ifname: 'on',
	ruleset: 'rset',
	rulenum: 'rnr',
	subrulenum: 'srnr',
	lsu: 'lssu',
};
const KEYWORDS: ReadonlySet<string> = new Set(
	`dst src ether arp rarp ip sctp tcp udp icmp igmp igrp pim vrrp carp radio ip6 icmp6 ah esp atalk aarp decnet lat sca moprc mopdl
	iso esis isis l1 l2 iih lsp snp csnp psnp clnp stp ipx netbeui host net mask port portrange proto protochain gateway type subtype dir
	addr1 addr2 addr3 addr4 ra ta less greater byte broadcast multicast and or len inbound outbound ifindex vlan mpls pppoed pppoes geneve
	lane llc metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci connectmsg metaconnect on rset rnr srnr reason action
	fisu lssu msu hfisu hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls`.split(/\s+/),
);
/** Names of numbers. */
const NUMBERS: Readonly<Record<string, number>> = {
	icmptype: 0,
	icmpcode: 1,
	'icmp-echoreply': 0,
	'icmp-unreach': 3,
	'icmp-sourcequench': 4,
	'icmp-redirect': 5,
	'icmp-echo': 8,
	'icmp-routeradvert': 9,
	'icmp-routersolicit': 10,
	'icmp-timxceed': 11,
	'icmp-paramprob': 12,
	'icmp-tstamp': 13,
	'icmp-tstampreply': 14,
	'icmp-ireq': 15,
	'icmp-ireqreply': 16,
	'icmp-maskreq': 17,
	'icmp-maskreply': 18,
	icmp6type: 0,
	icmp6code: 1,
	'icmp6-echo': 128,
	'icmp6-echoreply': 129,
	'icmp6-multicastlistenerquery': 130,
	'icmp6-multicastlistenerreportv1': 131,
	'icmp6-multicastlistenerdone': 132,
	'icmp6-routersolicit': 133,
	'icmp6-routeradvert': 134,
	'icmp6-neighborsolicit': 135,
	'icmp6-neighboradvert': 136,
	'icmp6-redirect': 137,
	'icmp6-multicastlistenerreportv2': 143,
	tcpflags: 13,
	'tcp-fin': 0x01,
	'tcp-syn': 0x02,
	'tcp-rst': 0x04,
	'tcp-push': 0x08,
	'tcp-ack': 0x10,
	'tcp-urg': 0x20,
	'tcp-ece': 0x40,
	'tcp-cwr': 0x80,
};

const OCTET = '[0-9A-Fa-f]{1,2}';
const NUMBER = '(?:0[xX][0-9A-Fa-f]+|[0-9]+)';
/** In the order of the scanner. */
const PATTERNS: readonly (readonly [
	kind: 'operator' | 'word' | 'mac' | 'number' | 'address' | 'bogus' | 'address6' | 'name' | 'escaped',
	pattern: RegExp,
])[] = [
	['operator', /(?:&&|\|\||>=|<=|!=|==|<<|>>|[-+*/%:[\]!<>()&|^=])/y],
	['word', /es-is|is-is|[a-z][a-z0-9]*/y],
	[
		'mac',
		new RegExp(
			`(?:${OCTET}(?::${OCTET}){5}|${OCTET}(?:-${OCTET}){5}|${OCTET}(?:\\.${OCTET}){5}|[0-9A-Fa-f]{4}(?:\\.[0-9A-Fa-f]{4}){2}|[0-9A-Fa-f]{12})`,
			'y',
		),
	],
	['number', new RegExp(NUMBER, 'y')],
	['address', new RegExp(`${NUMBER}(?:\\.${NUMBER}){1,3}`, 'y')],
	['bogus', /[0-9A-Fa-f]{1,2}:+(?:[0-9A-Fa-f]{1,2}:+)+/y],
	['address6', /(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9]+(?:\.[0-9]+){3}|[0-9A-Fa-f]{0,4})/y],
	['name', /[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?/y],
	['escaped', /\\[^ !()\n\t]+/y],
];

/** Cuts an expression into tokens; `undefined` at the place of a character that none begins with. */
export function* scanFilter(text: string): Generator<Token | undefined> {
	for (let at = 0; at < text.length; ) {
		if (/\s/.test(text[at] as string)) {
			at++;
			continue;
		}
		const found = longest(text, at);
		if (!found) {
			yield undefined;
			return;
		}
		at += found.text.length;
		yield tokenOf(found.kind, found.text);
	}
}

type Kind = (typeof PATTERNS)[number][0];

function longest(text: string, at: number): {kind: Kind; text: string} | undefined {
	let best: {kind: Kind; text: string} | undefined;
	for (const [kind, pattern] of PATTERNS) {
		pattern.lastIndex = at;
		const matched = pattern.exec(text)?.[0];
		if (matched === undefined || matched.length <= (best?.text.length ?? 0)) continue;
		if (kind === 'word' && !KEYWORDS.has(matched) && !Object.hasOwn(SAME, matched)) continue;
		best = {kind, text: matched};
	}
	return best;
}

function tokenOf(kind: Kind, text: string): Token {
	switch (kind) {
		case 'operator':
		case 'word':
			return {kind: 'word', word: entryOf(SAME, text) ?? text};
		case 'number':
			return {kind: 'number', value: readNumber(text)};
		case 'name': {
			const value = entryOf(NUMBERS, text);
			return value === undefined ? {kind: 'name', text} : {kind: 'number', value};
		}
		case 'escaped':
			return {kind: 'name', text: text.slice(1)};
		case 'bogus':
			throw new FilterFault(`bogus ethernet address ${text}`);
		default:
			return {kind, text};
	}
}

/** Decimal, `0x` hexadecimal, `0` octal, 32 bits (stou). */
export function readNumber(text: string): number {
	const isHex = /^0x/i.test(text);
	const isOctal = !isHex && text.length > 1 && text.startsWith('0');
	const digits = isHex ? text.slice(2) : text;
	if (isOctal && /[89]/.test(text)) throw new FilterFault(`number ${text} contains non-octal digit`);
	const value = Number.parseInt(digits, isHex ? 16 : isOctal ? 8 : 10);
	if (value > 0xffff_ffff) throw new FilterFault(`number ${text} overflows 32 bits`);
	return value;
}
