/** Words of the grammar of nft, which are no names. */
const WORDS =
	'add insert replace create delete flush rename list reset monitor describe import export include define undefine table tables chain chains rule rules ruleset handle position index comment ' +
	'set sets map maps element flowtable flowtables counter counters quota quotas limit limits meter meters secmark secmarks synproxy synproxys helpers ' +
	'ip ip6 inet arp bridge netdev ether vlan tcp udp icmp icmpv6 igmp sctp dccp esp ah comp udplite th dst rt hbh frag mh saddr daddr sport dport protocol version ttl type code length ' +
	'meta iif iifname oif oifname l4proto nfproto mark skuid skgid ct fib socket osf numgen jhash symhash hook device priority policy ' +
	'accept drop continue return jump goto queue log reject masquerade snat dnat redirect random persistent fully-random to packets bytes fwd dup notrack tproxy last';

export const KEYWORDS: ReadonlySet<string> = new Set(WORDS.split(' '));

export const TOKEN_NAMES: Readonly<Record<string, string>> = {
	';': 'semicolon',
	',': 'comma',
	':': 'colon',
	'-': 'dash',
	'/': 'slash',
	'@': 'at',
	'*': 'asterisk',
	'.': 'dot',
};
