/** The options of iptables, as far as the nat table of a lab goes, and those that are real beside them. */
import type {Keyword} from '../../command.js';

const NEAREST = 'iptables -t nat -A POSTROUTING -o DEVICE -j MASQUERADE';

const absent = (word: string, help: string, instead = NEAREST): Keyword => ({word, help, takes: 'text', instead});

/** What is done; the first argument is the chain. */
export const COMMAND_OPTIONS: readonly Keyword[] = [
	{word: '-A', also: ['--append'], takes: 'chain', help: 'a rule at the end of a chain'},
	{word: '-I', also: ['--insert'], takes: 'chain', help: 'a rule at a number, or at the beginning'},
	{word: '-R', also: ['--replace'], takes: 'chain', help: 'another rule in the place of one, by number'},
	{word: '-D', also: ['--delete'], takes: 'chain', help: 'remove a rule, by number or as typed'},
	{word: '-C', also: ['--check'], takes: 'chain', help: 'is there such a rule?'},
	{word: '-L', also: ['--list'], help: 'the rules, as a table'},
	{word: '-S', also: ['--list-rules'], help: 'the rules, as they are typed'},
	{word: '-F', also: ['--flush'], help: 'remove all rules, of a chain or of all'},
	{word: '-Z', also: ['--zero'], help: 'counters begin anew'},
	{word: '-N', also: ['--new-chain', '--new'], takes: 'chain', help: 'a chain of your own'},
	{word: '-X', also: ['--delete-chain'], help: 'remove a chain of your own, or all that are empty'},
	{word: '-E', also: ['--rename-chain'], takes: 'chain', help: 'another name for a chain of your own'},
	{word: '-P', also: ['--policy'], takes: 'chain', help: 'what becomes of packets that no rule fits: ACCEPT'},
];

export const RULE_OPTIONS: readonly Keyword[] = [
	{word: '-t', also: ['--table'], takes: 'table', help: 'nat'},
	{word: '-p', also: ['--protocol', '--proto'], takes: 'protocol', help: 'tcp, udp or icmp'},
	{word: '-s', also: ['--source', '--src'], takes: 'address', help: 'from a subnet, or from several'},
	{word: '-d', also: ['--destination', '--dst'], takes: 'address', help: 'to a subnet, or to several'},
	{word: '-i', also: ['--in-interface'], takes: 'device', help: 'came in by a device'},
	{word: '-o', also: ['--out-interface'], takes: 'device', help: 'goes out by a device'},
	{word: '-m', also: ['--match'], takes: 'protocol', help: 'tcp, udp, icmp or comment'},
	{word: '--sport', also: ['--source-port'], takes: 'number', after: ['tcp', 'udp'], help: 'from a port, or first:last'},
	{word: '--dport', also: ['--destination-port'], takes: 'number', after: ['tcp', 'udp'], help: 'to a port, or first:last'},
	{word: '--icmp-type', takes: 'text', after: ['icmp'], help: 'behind -p icmp: the type, by number or name'},
	{word: '--comment', takes: 'text', after: ['comment'], help: 'behind -m comment: for whoever reads the rule'},
	{word: '-j', also: ['--jump'], takes: 'target', help: 'what becomes of the packet, or the chain to ask'},
	{word: '-g', also: ['--goto'], takes: 'target', help: 'the chain to ask, without coming back'},
	{word: '--to-source', takes: 'address', after: ['SNAT'], help: 'of SNAT: ADDRESS[:PORT]'},
	{word: '--to-destination', takes: 'address', after: ['DNAT'], help: 'of DNAT: ADDRESS[:PORT]'},
	{word: '--to-ports', takes: 'number', after: ['MASQUERADE', 'REDIRECT'], help: 'of MASQUERADE and REDIRECT'},
	{word: '--random', after: ['SNAT', 'DNAT', 'MASQUERADE', 'REDIRECT'], help: 'a port by chance'},
	{word: '-c', also: ['--set-counters'], takes: 'number', help: 'PACKETS BYTES that the rule has counted'},
	{word: '-n', also: ['--numeric'], help: 'numbers for names'},
	{word: '-v', also: ['--verbose'], help: 'counters and devices too'},
	{word: '-x', also: ['--exact'], help: 'whole numbers'},
	{word: '--line-numbers', help: 'number the rules'},
	{word: '-w', also: ['--wait'], help: 'nothing: nobody else is at it'},
	{word: '-4', also: ['--ipv4'], help: 'IPv4, as always here'},
	{word: '-V', also: ['--version'], help: 'version'},
	...['-f', '--fragment', '-W', '--modprobe'].map((word) => absent(word, 'beside NAT')),
	absent('-6', 'IPv6'),
	absent('--ipv6', 'IPv6'),
	...['--persistent', '--random-fully'].map((word) => absent(word, 'which ports', '--random')),
	...['--ctstate', '--state', '--dst-type', '--mac-source', '--tcp-flags', '--syn'].map((word) =>
		absent(word, 'beside addresses and ports'),
	),
	...['--dports', '--sports', '--ports'].map((word) => absent(word, 'several ports', 'one rule a port, or --dport FIRST:LAST')),
];

export const TARGETS = ['MASQUERADE', 'SNAT', 'DNAT', 'REDIRECT', 'ACCEPT', 'RETURN'] as const;

/** The table may stand behind it, so what is wrong with it is said in the end. */
export const DROP = 'DROP';

/** Targets that are real and no matter of addresses. */
export const OTHER_TARGETS: readonly string[] = [
	'LOG',
	'MARK',
	'NETMAP',
	'CONNMARK',
	'TPROXY',
	'TRACE',
	'NFLOG',
	'NFQUEUE',
	'TCPMSS',
	'CT',
	'QUEUE',
	'REJECT',
];

/** Modules of `-m` that are real and look at something else. */
export const OTHER_MODULES: readonly string[] = [
	'addrtype',
	'connmark',
	'conntrack',
	'ipvs',
	'iprange',
	'limit',
	'mac',
	'mark',
	'multiport',
	'owner',
	'physdev',
	'policy',
	'recent',
	'set',
	'state',
	'statistic',
	'string',
	'time',
	'u32',
];
