/** `udhcpc`, `host` and names in `ping`, in a LAN with a router. Texts are those of BusyBox 1.35, BIND 9.18 and iputils 20221126, asked of the real ones. */
import {describe, expect, it} from 'vitest';
import {labShell} from './lab-shell.js';

const LEASE = [
	'udhcpc: started, v1.35.0',
	'udhcpc: broadcasting discover',
	'udhcpc: broadcasting select for 192.168.1.77, server 192.168.1.1',
	'udhcpc: lease of 192.168.1.77 obtained from 192.168.1.1, lease time 86400',
	'',
].join('\n');

describe('udhcpc', () => {
	it('says what it does on the way to a lease, and ends with it', () => {
		const {type} = labShell('lan-with-router');
		expect(type('pc', 'udhcpc -i eth0 -n -q')).toMatchObject({stdout: '', stderr: LEASE, status: 0});
	});

	it('leaves address, default route and name servers behind', () => {
		const {shows} = labShell('lan-with-router');
		shows('pc', 'udhcpc -nq');
		expect(shows('pc', 'ip route')).toBe(
			'default via 192.168.1.1 dev eth0 proto dhcp \n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.77 \n',
		);
		expect(shows('pc', 'host server.lan')).toBe('server.lan has address 192.168.1.10\n');
	});

	it('takes the addresses of the device away first, as its script does', () => {
		const {shows} = labShell('lan-with-router');
		shows('pc', 'ip addr add 192.168.1.66/24 dev eth0');
		shows('pc', 'udhcpc -nq');
		expect(shows('pc', 'ip -br addr show eth0')).toBe('eth0             UP             192.168.1.77/24 \n');
	});

	it('goes on in the background without -q, and hears signals', () => {
		const {type, shows} = labShell('lan-with-router');
		shows('pc', 'udhcpc');
		expect(type('pc', 'killall -USR2 udhcpc').status).toBe(0);
		expect(shows('pc', 'ip route')).toBe('');
		expect(type('pc', 'killall udhcpc').status).toBe(0);
		expect(type('pc', 'killall udhcpc')).toMatchObject({stderr: 'udhcpc: no process found\n', status: 1});
	});

	it.each([
		['-n', 1, 'udhcpc: no lease, failing\n'],
		['-b', 0, 'udhcpc: no lease, forking to background\n'],
		['', 130, '^Cudhcpc: received SIGINT\n'],
	])('with "%s" says so in the end when nobody answers', (option, status, last) => {
		const {type} = labShell('lan-with-router');
		type('router', 'ip link set lan down');
		expect(type('pc', `udhcpc ${option}`)).toMatchObject({
			status,
			stderr: `udhcpc: started, v1.35.0\n${'udhcpc: broadcasting discover\n'.repeat(3)}${last}`,
		});
	});

	it('knows no other device', () => {
		expect(labShell('lan-with-router').type('pc', 'udhcpc -i nope -n')).toMatchObject({
			stderr: 'udhcpc: SIOCGIFINDEX: No such device\n',
			status: 1,
		});
	});
});

describe('host', () => {
	it.each([
		['server', 'host server.lan', 0, 'server.lan has address 192.168.1.10\n'],
		['server', 'host -t A www.example.com', 0, 'www.example.com has address 203.0.113.80\n'],
		['server', 'host nobody.example.com', 1, 'Host nobody.example.com not found: 3(NXDOMAIN)\n'],
		[
			'internet',
			'host server.lan',
			1,
			`${';; communications error to 127.0.0.1#53: connection refused\n'.repeat(2)};; no servers could be reached\n`,
		],
	])('on %s: %s', (machine, line, status, stdout) => {
		expect(labShell('lan-with-router').type(machine, line)).toMatchObject({stdout, status});
	});

	it('asks twice in vain where nobody answers', () => {
		const {type} = labShell('lan-with-router');
		type('router', 'ip link set lan down');
		expect(type('server', 'host server.lan')).toMatchObject({
			stdout: `${';; communications error to 192.168.1.1#53: host unreachable\n'.repeat(2)};; no servers could be reached\n`,
			status: 1,
		});
	});
});

describe('ping', () => {
	it('asks DNS for names that are no machines', () => {
		const {shows} = labShell('lan-with-router');
		expect(shows('server', 'ping -c 1 www.example.com')).toContain('PING www.example.com (203.0.113.80) 56(84) bytes of data.\n');
	});

	it('tells a name that does not exist from a server that does not answer', () => {
		const {type} = labShell('lan-with-router');
		expect(type('server', 'ping nobody.example.com')).toMatchObject({
			stderr: 'ping: nobody.example.com: Name or service not known\n',
			status: 2,
		});
		type('router', 'ip link set lan down');
		expect(type('server', 'ping www.example.com')).toMatchObject({
			stderr: 'ping: www.example.com: Temporary failure in name resolution\n',
			status: 2,
		});
	});

	it('goes no further than -t says', () => {
		const {type} = labShell('lan-with-router');
		expect(type('server', 'ping -c 1 -t 1 203.0.113.80').stdout).toContain('Time to live exceeded');
	});
});
