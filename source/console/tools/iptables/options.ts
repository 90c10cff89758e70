/** The options of iptables, as far as the nat table of a lab goes, and those that are real beside them. */
import type {Keyword} from '../../command.js';

const NEAREST = 'iptables -t nat -A POSTROUTING -o DEVICE -j MASQUERADE';

const absent = (word: string, help: string): Keyword => ({word, help, takes: 'text', instead: NEAREST});

/** What is done; the first argument is the chain. */
export const COMMAND_OPTIONS: readonly Keyword[] = [
	{word: '-A', also: ['--append'], takes: 'chain', help: 'a rule at the end of a chain'},
	{word: '-I', also: ['--insert'], takes: 'chain', help: 'a rule at a number, or at the beginning'},
	{word: '-D', also: ['--delete'], takes: 'chain', help: 'remove a rule, by number or as typed'},
	{word: '-C', also: ['--check'], takes: 'chain', help: 'is there such a rule?'},
	{word: '-L', also: ['--list'], help: 'the rules, as a table'},
	{word: '-S', also: ['--list-rules'], help: 'the rules, as they are typed'},
	{word: '-F', also: ['--flush'], help: 'remove all rules, of a chain or of all'},
	...['-R', '--replace', '-Z', '--zero', '-N', '--new-chain', '-X', '--delete-chain', '-P', '--policy', '-E', '--rename-chain'].map(
		(word) => absent(word, 'chains and counters'),
	),
];

export const RULE_OPTIONS: readonly Keyword[] = [
	{word: '-t', also: ['--table'], takes: 'table', help: 'nat'},
	{word: '-p', also: ['--protocol', '--proto'], takes: 'protocol', help: 'tcp, udp or icmp'},
	{word: '-s', also: ['--source', '--src'], takes: 'address', help: 'from a subnet'},
	{word: '-d', also: ['--destination', '--dst'], takes: 'address', help: 'to a subnet'},
	{word: '-i', also: ['--in-interface'], takes: 'device', help: 'came in by a device'},
	{word: '-o', also: ['--out-interface'], takes: 'device', help: 'goes out by a device'},
	{word: '-m', also: ['--match'], takes: 'protocol', help: 'tcp or udp: ports'},
	{word: '--sport', also: ['--source-port'], takes: 'number', help: 'from a port, or first:last'},
	{word: '--dport', also: ['--destination-port'], takes: 'number', help: 'to a port, or first:last'},
	{word: '-j', also: ['--jump'], takes: 'target', help: 'what becomes of the packet'},
	{word: '--to-source', takes: 'address', help: 'of SNAT: ADDRESS[:PORT]'},
	{word: '--to-destination', takes: 'address', help: 'of DNAT: ADDRESS[:PORT]'},
	{word: '--to-ports', takes: 'number', help: 'of MASQUERADE and REDIRECT'},
	{word: '--random', help: 'a port by chance'},
	{word: '-n', also: ['--numeric'], help: 'numbers for names'},
	{word: '-v', also: ['--verbose'], help: 'counters and devices too'},
	{word: '-x', also: ['--exact'], help: 'whole numbers'},
	{word: '--line-numbers', help: 'number the rules'},
	{word: '-w', also: ['--wait'], help: 'nothing: nobody else is at it'},
	{word: '-V', also: ['--version'], help: 'version'},
	...['-g', '--goto', '-f', '--fragment', '-c', '--set-counters', '-6', '--ipv6', '-W', '--modprobe'].map((word) =>
		absent(word, 'beside NAT'),
	),
	...['--persistent', '--random-fully', '--icmp-type', '--comment', '--ctstate', '--dports', '--sports', '--tcp-flags', '--syn'].map(
		(word) => absent(word, 'beside NAT'),
	),
];

export const TARGETS = ['MASQUERADE', 'SNAT', 'DNAT', 'REDIRECT', 'ACCEPT', 'RETURN'] as const;
