/** The Tab key for the tools of hosts and routers. */
import {expect, it} from 'vitest';
import {complete} from '../../source/console/complete.js';
import {machineNamed} from '../../source/engine/world.js';
import {labShell} from './lab-shell.js';

const {history} = labShell('lan-with-router');

function offered(machine: string, line: string): string[] {
	return complete(history.world, {machine: machineNamed(history.world, machine)?.id as number}, line).words;
}

it.each([
	['ip rou', ['route']],
	['ip route ', ['add', 'append', 'change', 'delete', 'flush', 'get', 'help', 'list', 'prepend', 'replace']],
	['ip route add 10.0.0.0/8 v', ['via']],
	['ip route add 10.0.0.0/8 dev ', ['lan', 'lo', 'wan']],
	['ip route add default via 192.168.1.10 m', ['metric']],
	['sysctl net.ipv4', ['net.ipv4.ip_forward']],
	['cat /proc/sys/net/ipv4/', ['/proc/sys/net/ipv4/ip_forward']],
	['udhcpc -i ', ['lan', 'lo', 'wan']],
	['host server', ['server.lan']],
	['curl http://s', ['http://server/']],
	['iptables -t ', ['nat']],
	['iptables -t nat -A ', ['INPUT', 'OUTPUT', 'POSTROUTING', 'PREROUTING']],
	['iptables -t nat -A POSTROUTING -p ', ['icmp', 'tcp', 'udp']],
	['iptables -t nat -A POSTROUTING -j M', ['MASQUERADE']],
	['conntrack -L -p t', ['tcp']],
	['ping -c 1 -t ', []],
	['killall -', ['-TERM', '-USR1', '-USR2']],
])('%s', (line, words) => {
	expect(offered('router', line)).toEqual(words);
});
