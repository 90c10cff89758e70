/** A page is asked for and comes, segment by segment. */
import {describe, expect, it} from 'vitest';
import {webLogText} from '../../../../source/engine/programs/web-server.js';
import {toIpv4} from '../../../../source/engine/protocol/ipv4-address.js';
import {linesOf, segmentsOf} from '../../../fixtures/tcp-lab.js';
import {bench} from '../../../fixtures/two-stations.js';

function labWithServer() {
	const lab = bench();
	expect(lab.change({kind: 'start-web-server', machine: lab.machine('b').id, port: 80})).toEqual({kind: 'done'});
	const ask = (port: number, sourcePort: number) =>
		lab.change({kind: 'web-request', machine: lab.machine('a').id, host: '10.0.0.2', port, path: '/', sourcePort});
	return {...lab, ask};
}

describe('a web request', () => {
	it('is answered: handshake 74 74 66, question 84, answer 221 and 288, a FIN from each side', () => {
		const lab = labWithServer();
		lab.ask(80, 40000);
		lab.wait(1);
		expect(linesOf(segmentsOf(lab.wire()))).toEqual([
			'a S 0 0 74',
			'b S. 0 1 74',
			'a . 1 1 66',
			'a P. 1 1 84',
			'b . 1 19 66',
			'b P. 1 19 221',
			'a . 19 156 66',
			'b P. 156 19 288',
			'a . 19 378 66',
			'b F. 378 19 66',
			'a F. 19 379 66',
			'b . 379 20 66',
		]);
		const [request] = lab.machine('a').programs?.webRequests ?? [];
		expect(request?.outcome).toMatchObject({kind: 'answered', status: 200, reason: 'OK'});
		expect(lab.machine('b').programs?.webServers[0]?.log.map(webLogText)).toEqual([
			'10.0.0.1 - - [01/Jan/2026 00:00:00] "GET / HTTP/1.0" 200 -',
		]);
	});

	it('to a name asks the resolver first', () => {
		const lab = labWithServer();
		const server = {kind: 'start-dns-server' as const, machine: lab.machine('b').id, forwardTo: []};
		lab.change({...server, records: [{name: 'www.example.com', address: toIpv4('10.0.0.2')}]});
		lab.change({kind: 'set-resolver', machine: lab.machine('a').id, servers: [toIpv4('10.0.0.2')]});
		const ask = (host: string) => lab.change({kind: 'web-request', machine: lab.machine('a').id, host, port: 80, path: '/hello'});
		ask('www.example.com');
		ask('nobody.example.com');
		lab.wait(1);
		expect(lab.machine('a').programs?.webRequests.map(({outcome}) => outcome)).toMatchObject([
			{kind: 'answered', status: 200, body: 'Hello.\n'},
			{kind: 'name-unknown'},
		]);
	});

	it('that nobody can answer says why', () => {
		const lab = labWithServer();
		const outcomes = (): unknown[] => lab.machine('a').programs?.webRequests.map(({outcome}) => outcome?.kind) ?? [];
		lab.ask(81, 40000);
		lab.wait(1);
		const {id: machine} = lab.machine('a');
		lab.change({kind: 'web-request', machine, host: '192.0.2.1', port: 80, path: '/'});
		lab.change({kind: 'web-request', machine, host: '10.0.0.9', port: 80, path: '/'});
		lab.wait(4);
		lab.change({kind: 'set-up', device: lab.device('b/eth0'), up: false});
		lab.change({kind: 'neigh-add', device: lab.device('a/eth0'), address: toIpv4('10.0.0.7'), mac: 0x0200_0000_0007});
		lab.change({kind: 'web-request', machine, host: '10.0.0.7', port: 80, path: '/'});
		lab.wait(130);
		expect(outcomes()).toEqual(['refused', 'no-route', 'unreachable', undefined]);
		lab.wait(2);
		expect(outcomes().at(-1)).toBe('timeout');
	});

	it('of a machine to itself goes by lo, and no frame leaves', () => {
		const lab = labWithServer();
		lab.change({kind: 'web-request', machine: lab.machine('b').id, host: '10.0.0.2', port: 80, path: '/'});
		lab.wait(1);
		expect(lab.machine('b').programs?.webRequests[0]?.outcome).toMatchObject({kind: 'answered'});
		expect(lab.wire()).toEqual([]);
	});

	it('is stopped by hand, and the server with it', () => {
		const lab = labWithServer();
		const {id: machine} = lab.machine('a');
		lab.change({kind: 'web-request', machine, host: '10.0.0.2', port: 80, path: '/', hold: true});
		lab.wait(1);
		expect(lab.change({kind: 'stop-web-request', machine, request: 1}).kind).toBe('done');
		expect(lab.change({kind: 'stop-web-request', machine, request: 1})).toMatchObject({errno: 'ENOENT'});
		expect(lab.machine('a').programs?.webRequests[0]?.outcome).toMatchObject({kind: 'answered'});
		const server = {machine: lab.machine('b').id, port: 80};
		expect(lab.change({kind: 'start-web-server', ...server})).toMatchObject({errno: 'EADDRINUSE'});
		expect(lab.change({kind: 'stop-web-server', ...server}).kind).toBe('done');
		expect(lab.change({kind: 'stop-web-server', ...server})).toMatchObject({errno: 'ENOENT'});
		lab.wait(60);
		expect(lab.machine('a').stack.tcp?.connections.size).toBe(0);
	});
});
