import {describe, expect, it} from 'vitest';
import {complete} from '../../source/console/complete.js';
import {execute} from '../../source/console/console.js';
import {TOOLS} from '../../source/console/tools/tools.js';
import {createHistory, fork, settle} from '../../source/engine/history.js';
import {TOOL_LAB, type, worldOf} from './tool-lab.js';

const history = createHistory(worldOf(TOOL_LAB));
for (const line of [
	'ip link add br0 address 02:00:00:00:b0:00 type bridge',
	'ip link set tap1 master br0',
	'bridge fdb add 02:00:00:00:00:77 dev tap1 master static',
])
	type(history, line);
settle(history);

/** Lines that are right, at least one a tool. Words in braces are anybody's to choose. */
const GOOD = [
	'ip link set dev eth0 promisc on',
	'ip -brief -details link show type bridge',
	'ip link add link eth0 name {mv0} type macvlan mode vepa',
	'ip -netns sw0 link show dev swp1',
	'ip netns exec sw0 bridge fdb show br sw0',
	'ip neighbor show dev eth0',
	'ip route get {10.0.0.2}',
	'{sudo} bridge -details link show dev tap1',
	'bridge fdb delete 02:00:00:00:00:77 dev tap1 master',
	'bridge vlan add vid {10} dev tap1 pvid untagged',
	'bridge mdb show',
	'brctl showmacs br0',
	'ping -c {1} vm1',
	'ovs-vsctl --may-exist add-br {br9}',
	'ovs-ofctl dump-flows {br9}',
	'ovs-appctl fdb/show {br9}',
	'cat /proc/sys/net/ipv4/ip_forward',
	'conntrack -L -p tcp',
	'curl -s {http://10.0.0.2/}',
	'host {www}',
	'iptables -t nat -L {POSTROUTING}',
	'killall {ovs-testcontroller}',
	'sysctl net.ipv4.ip_forward',
	'tc qdisc add dev eth0 ingress',
	'udhcpc -i eth0',
	'virsh list',
	'help ip link',
	'sleep {1}',
	'echo {hello}',
	'tcpdump -n -i eth0 {arp}',
	'trace eth0 arp who-has {10.0.0.2}',
	'inspect',
	'ovs-dpctl show',
];

/** Does a tool say that it does not know this word, or the lab that it does not have it? */
function isUnknown(stderr: string, word: string): boolean {
	const named = `["'\`]?${word.replace(/[^\w]/g, '\\$&')}["'\`]?`;
	return new RegExp(
		`(?:unknown|unrecognized|invalid|not found)[^\n]* ${named}(?:[\\s,.]|$)|${named} is (?:a garbage|unknown)|"${word.replace(/[^\w]/g, '\\$&')}" is real`,
		'i',
	).test(stderr);
}

/** The line with each word that Tab offers at each place in it; a tool without its words is no line yet. */
function completedLines(line: string): [completed: string, word: string][] {
	const all = new Map<string, string>();
	for (let end = 0; end < line.length; end++) {
		const {from, words} = complete(history.world, {machine: 0}, line.slice(0, end));
		for (const word of words) if (!TOOLS.some((tool) => tool.word === word)) all.set(line.slice(0, from) + word, word);
	}
	return [...all];
}

describe('what Tab adds', () => {
	it.each(GOOD)('is a word that the tool knows, anywhere in: %s', (line) => {
		const wrong = completedLines(line.replace(/[{}]/g, '')).flatMap(([completed, word]) => {
			const {stderr} = execute(fork(history), {machine: 0}, completed);
			return isUnknown(stderr, word) ? [`${completed}: ${stderr.trim()}`] : [];
		});
		expect(wrong).toEqual([]);
	});

	it.each(GOOD)('is among others the word that stands there: %s', (line) => {
		let before = '';
		for (const word of line.split(' ')) {
			if (!word.startsWith('{')) expect(complete(history.world, {machine: 0}, before).words, `behind "${before}"`).toContain(word);
			before += `${word.replace(/[{}]/g, '')} `;
		}
	});
});
