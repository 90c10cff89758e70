/** `curl` against a web server of the lab: what it prints and how it ends. Texts are those of curl 7.88, asked of the real one. */
import {describe, expect, it} from 'vitest';
import {input, settle} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';
import {type LabShell, labShell} from './lab-shell.js';

const PAGE = 'hello\n';

function withServer(): LabShell {
	const shell = labShell('lan-with-router');
	const machine = machineNamed(shell.history.world, 'server')?.id as number;
	input(shell.history, {kind: 'change', change: {kind: 'stop-web-server', machine, port: 80}});
	const files = [{name: 'index.html', content: PAGE}];
	input(shell.history, {kind: 'change', change: {kind: 'start-web-server', machine, port: 80, files}});
	settle(shell.history);
	shell.shows('pc', 'udhcpc -nq');
	return shell;
}

describe('curl', () => {
	it('prints the page', () => {
		const {type} = withServer();
		expect(type('pc', 'curl http://192.168.1.10/')).toMatchObject({stdout: PAGE, stderr: '', status: 0});
		expect(type('pc', 'curl server.lan').stdout).toBe(PAGE);
		expect(type('pc', 'curl -s http://server:80').stdout).toBe(PAGE);
	});

	it('with -i prints the headers before it', () => {
		const {shows} = withServer();
		expect(shows('pc', 'curl -i server.lan')).toMatch(/^HTTP\/1\.0 200 OK\nServer: .*\n(?:.*: .*\n)+\nhello\n$/);
	});

	it.each([
		['curl http://nobody.lan/', 6, 'curl: (6) Could not resolve host: nobody.lan\n'],
		['curl http://192.168.1.10:81/', 7, "curl: (7) Failed to connect to 192.168.1.10 port 81 after 0 ms: Couldn't connect to server\n"],
		['curl http://192.168.1.99/', 7, "curl: (7) Failed to connect to 192.168.1.99 port 80 after 3000 ms: Couldn't connect to server\n"],
		['curl -m 2 http://192.168.1.99/', 28, 'curl: (28) Connection timed out after 2000 milliseconds\n'],
		[
			'curl --connect-timeout 1.5 http://192.168.1.99/',
			28,
			'curl: (28) Failed to connect to 192.168.1.99 port 80 after 1500 ms: Timeout was reached\n',
		],
		['curl -s http://192.168.1.10:81/', 7, ''],
		['curl -sS http://nobody.lan/', 6, 'curl: (6) Could not resolve host: nobody.lan\n'],
		['curl -f http://server.lan/nope', 22, 'curl: (22) The requested URL returned error: 404\n'],
		['curl', 2, "curl: try 'curl --help' or 'curl --manual' for more information\n"],
		['curl -s', 2, "curl: no URL specified!\ncurl: try 'curl --help' or 'curl --manual' for more information\n"],
		['curl --bogus foo', 2, "curl: option --bogus: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n"],
		['curl -m', 2, "curl: option -m: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n"],
		['curl -sS foo://192.168.1.10/', 1, 'curl: (1) Protocol "foo" not supported or disabled in libcurl\n'],
		['curl -sS http://', 3, 'curl: (3) URL using bad/illegal format or missing URL\n'],
		['curl -sS http://1.2.3.4:99999/', 3, 'curl: (3) URL using bad/illegal format or missing URL\n'],
		['curl https://server.lan/', 1, 'curl: https:// is real, but this lab does not model it. Nearest: curl http://HOST[:PORT]/PATH\n'],
	])('%s ends with %i', (line, status, stderr) => {
		expect(withServer().type('pc', line)).toMatchObject({status, stderr, stdout: ''});
	});

	it('a page of the server that tells of an error is a page', () => {
		const {type} = withServer();
		const {stdout, status} = type('pc', 'curl http://server.lan/nope');
		expect(status).toBe(0);
		expect(stdout).toContain('<p>Error code: 404</p>');
	});

	it('sends nothing where there is no route', () => {
		const {type, history} = labShell('lan-with-router');
		const before = history.trace.length;
		expect(type('pc', 'curl http://203.0.113.80/')).toMatchObject({
			status: 7,
			stderr: "curl: (7) Failed to connect to 203.0.113.80 port 80 after 0 ms: Couldn't connect to server\n",
		});
		expect(history.trace.slice(before).filter(({frame}) => frame !== undefined)).toEqual([]);
	});

	it('says how long it took until TCP gave up', () => {
		const {type} = withServer();
		// A neighbour that is there for ARP and deaf for TCP.
		type('pc', 'ip neigh add 192.168.1.200 lladdr 02:00:00:00:00:99 dev eth0');
		const {stderr, status} = type('pc', 'curl http://192.168.1.200/');
		expect(status).toBe(28);
		expect(stderr).toMatch(
			/^curl: \(28\) Failed to connect to 192\.168\.1\.200 port 80 after 1[23]\d{4} ms: Couldn't connect to server\n$/,
		);
	});
});

describe('curl at its end', () => {
	it('writes what -w asks for, without the page', () => {
		const {shows, type} = labShell('linux-nat');
		shows('vm1', 'ping -c 6 192.168.1.10');
		expect(
			shows('vm1', "curl -s -o /dev/null -w '%{http_code} %{size_download} %{remote_ip}:%{remote_port} 100%%\\n' http://192.168.1.10/"),
		).toMatch(/^200 [1-9]\d* 192\.168\.1\.10:80 100%\n$/);
		expect(type('vm1', "curl -s -o /dev/null -w '%{http_code}' http://192.168.1.10:81/")).toMatchObject({status: 7, stdout: '000'});
		expect(type('vm1', 'curl -o page.html http://192.168.1.10/')).toMatchObject({
			status: 1,
			stderr: 'curl: "-o page.html" is real, but this lab does not model it. Nearest: curl URL > FILE, -o /dev/null\n',
		});
	});

	it('says with -v whom it asked, and which headers came', () => {
		const {shows, type} = labShell('linux-nat');
		shows('vm1', 'ping -c 6 192.168.1.10');
		const {stderr} = type('vm1', 'curl -v -o /dev/null http://192.168.1.10/');
		expect(stderr.split('\n').slice(0, 5)).toEqual([
			'*   Trying 192.168.1.10:80...',
			'* Connected to 192.168.1.10 (192.168.1.10) port 80 (#0)',
			'> GET / HTTP/1.0',
			'> ',
			'< HTTP/1.0 200 OK',
		]);
		expect(stderr.endsWith('< \n* Closing connection 0\n')).toBe(true);
	});
});
