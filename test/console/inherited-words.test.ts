/** Names that every object of JavaScript has are words like any other at the prompt, wherever a tool looks one up in a table. */
import {describe, expect, it} from 'vitest';
import {complete} from '../../source/console/complete.js';
import {execute} from '../../source/console/console.js';
import {createHistory} from '../../source/engine/history.js';
import {TOOL_LAB, worldOf} from './tool-lab.js';

/** `X` is the word. */
const LINES = [
	'X',
	'echo $X',
	'set -o X',
	'kill -s X 1',
	'echo a | grep "[[:X:]]"',
	'echo a | tr "[:X:]" b',
	'test 1 X 2',
	'date +%X',
	'ip link add name x0 type X',
	'ip link set dev eth0 type X',
	'ip link add name x0 type bridge X 1',
	'ip link add name x0 type bridge vlan_protocol X',
	'ip link add link eth0 name x0 type vlan protocol X id 1',
	'ip link add name x0 type vxlan id 1 tos X',
	'ip link show type X',
	'ip address show X',
	'ip address show scope X',
	'ip route add 10.9.0.0/16 via X',
	'bridge fdb flush dev eth0 X',
	'nft X',
	'nft add table X',
	'nft add table ip a; nft add chain ip a b; nft add rule ip a b X',
	'nft add table ip a; nft add chain ip a b; nft add rule ip a b tcp dport X accept',
	'nft add table ip a; nft add chain ip a b; nft add rule ip a b ip protocol X accept',
	'nft add table ip a; nft add chain ip a b; nft add rule ip a b icmp type X accept',
	'iptables -t X -L',
	'iptables -t nat -A X -j ACCEPT',
	'iptables -t nat -P X ACCEPT',
	'iptables -t nat -N X',
	'iptables -t nat -L X',
	'iptables -t nat -A POSTROUTING -p X -j ACCEPT',
	'iptables -t nat -A POSTROUTING -p tcp --dport X -j ACCEPT',
	'iptables -t nat -A POSTROUTING -p icmp --icmp-type X -j ACCEPT',
	'iptables -t nat -A POSTROUTING -j X',
	'tcpdump -c 1 X',
	'tcpdump -c 1 host X',
	'tcpdump -c 1 port X',
	'tcpdump -c 1 X port 1',
	'tcpdump -c 1 proto X',
	'tcpdump -c 1 "tcp[X] = 1"',
	'curl -w %{X} http://10.0.0.2/',
	'govc X',
	'esxcli X',
	'ovs-vsctl X',
	'ovs-vsctl list X',
	'ovs-vsctl get Bridge br0 X',
	'ovs-ofctl X br0',
	'ovs-ofctl add-flow br0 X=1,actions=drop',
	'ovs-ofctl add-flow br0 actions=X',
	'ovs-appctl X',
	'ovs-appctl ofproto/trace br0 X',
	'ovs-appctl dpctl/X',
	'ovs-dpctl X',
	'conntrack -L -p X',
	'ethtool -K eth0 X on',
	'cat X',
	'man X',
	'which X',
	'help X',
	'trace X',
	'X=1',
	'sleep 1X',
	'timeout 1X true',
	'sysctl X',
];

/** The answer to a line, and what Tab offers behind it, with the word masked. */
function said(line: string, word: string): string {
	const history = createHistory(worldOf(TOOL_LAB));
	const typed = line.replaceAll('X', word);
	const offered = complete(history.world, {machine: 0}, `${typed} `).words;
	const {stdout, stderr, status} = execute(history, {machine: 0}, typed);
	return `${stdout}${stderr}${status} ${offered.join(' ')}`.replaceAll(new RegExp(word, 'gi'), 'WORD');
}

// Each beside a word of the same length that no object has.
describe.each([
	['constructor', 'construqtor'],
	['__proto__', '__qroto__'],
	['toString', 'toStrinq'],
])('the word %s', (word, stranger) => {
	it.each(LINES)('is a word like any other in: %s', (line) => expect(said(line, word)).toBe(said(line, stranger)));
});
