/** NAT of a Linux host at the prompt: two guests behind one address, a forwarded port, what the table says. */
import {describe, expect, it} from 'vitest';
import {type LabShell, labShell} from './lab-shell.js';

/** The bridge of the lab has spanning tree on, and forwards after some seconds. */
function settled(): LabShell {
	const shell = labShell('linux-nat');
	shell.type('vm1', 'ping -c 6 192.168.1.10');
	shell.shows('host', 'conntrack -F');
	return shell;
}

const TIME_WAIT = (original: string, reply: string) => `tcp      6 119 TIME_WAIT ${original} ${reply} [ASSURED] mark=0 use=1\n`;

describe('two guests with the same source port', () => {
	it('the first keeps it outside, the second gets another; both have their page', () => {
		const {shows, type} = settled();
		shows('vm1', 'curl --local-port 40000 http://192.168.1.10/');
		shows('vm2', 'curl --local-port 40000 http://192.168.1.10/');
		const {stdout, stderr} = type('host', 'conntrack -L -p tcp');
		expect(stdout.replace(/dport=(?!40000|80\b)\d+/g, 'dport=?')).toBe(
			TIME_WAIT('src=192.168.122.11 dst=192.168.1.10 sport=40000 dport=80', 'src=192.168.1.10 dst=192.168.1.50 sport=80 dport=40000') +
				TIME_WAIT('src=192.168.122.12 dst=192.168.1.10 sport=40000 dport=80', 'src=192.168.1.10 dst=192.168.1.50 sport=80 dport=?'),
		);
		expect(stderr).toBe('conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.\n');
	});

	it('the filters of conntrack find one of them', () => {
		const {shows, type} = settled();
		shows('vm1', 'curl --local-port 40000 http://192.168.1.10/');
		shows('vm2', 'ping -c 1 192.168.1.10');
		const shown = (line: string) => type('host', line).stdout.split('\n').length - 1;
		expect([
			shown('conntrack -L'),
			shown('conntrack -L -p icmp'),
			shown('conntrack -L -s 192.168.122.11'),
			shown('conntrack -L -p tcp --dport 80'),
			shown('conntrack -L -p tcp --state ESTABLISHED'),
			shown('conntrack -L -j'),
			shown('conntrack -L -g'),
			shown('conntrack -L -q 192.168.1.50'),
		]).toEqual([2, 1, 1, 1, 0, 2, 0, 2]);
		expect(shows('host', 'conntrack -C')).toBe('2\n');
		expect(shows('host', 'sysctl -n net.netfilter.nf_conntrack_count')).toBe('2\n');
	});
});

describe('rules', () => {
	it('count the first packets of conversations', () => {
		const {shows} = settled();
		shows('host', 'iptables -t nat -F');
		shows('host', 'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE');
		shows('vm1', 'ping -c 2 192.168.1.10');
		expect(shows('host', 'iptables -t nat -nvL POSTROUTING').split('\n')[2]).toBe(
			'    1    84 MASQUERADE  0    --  *      eth0    0.0.0.0/0            0.0.0.0/0           ',
		);
	});

	it('a forwarded port leads inside; without the rule nobody answers there', () => {
		const {shows, type} = settled();
		expect(shows('server', 'curl http://192.168.1.50:8888/')).toContain('Directory listing for /');
		shows('host', 'iptables -t nat -D PREROUTING 1');
		expect(type('server', 'curl http://192.168.1.50:8888/')).toMatchObject({
			status: 7,
			stderr: "curl: (7) Failed to connect to 192.168.1.50 port 8888 after 0 ms: Couldn't connect to server\n",
		});
	});

	it('NAT is no firewall: with a route the server reaches the guest itself', () => {
		const {shows, type} = settled();
		expect(type('server', 'ping -c 1 192.168.122.11').stderr).toBe('ping: connect: Network is unreachable\n');
		shows('server', 'ip route add 192.168.122.0/24 via 192.168.1.50');
		expect(shows('server', 'ping -c 1 192.168.122.11')).toContain('1 received');
	});

	it('without forwarding nothing passes, and the guest hears nothing', () => {
		const {shows, type} = settled();
		shows('host', 'sysctl -w net.ipv4.ip_forward=0');
		expect(type('vm1', 'ping -c 1 192.168.1.10').stdout).toContain('1 packets transmitted, 0 received, 100% packet loss');
	});
});

describe('a rule that drops', () => {
	it.each([
		[
			'iptables -A INPUT -j DROP',
			'iptables: the table filter is real, but this lab does not model it. Nearest: iptables -t nat -L; between ports of a bridge: bridge link set dev PORT isolated on\n',
		],
		[
			'iptables -t raw -A PREROUTING -j DROP',
			'iptables: the table raw is real, but this lab does not model it. Nearest: iptables -t nat -L\n',
		],
	])('is no matter of addresses: %s', (line, stderr) => {
		expect(labShell('linux-nat').type('host', line)).toMatchObject({stdout: '', stderr});
	});

	it.each(['iptables -t nat -A POSTROUTING -j DROP', 'iptables -A POSTROUTING -j DROP -t nat'])(
		'has no place in the table nat: %s',
		(line) => {
			expect(labShell('linux-nat').type('host', line)).toMatchObject({
				stdout: '',
				stderr: expect.stringContaining('not intended for filtering'),
				status: 2,
			});
		},
	);
});
