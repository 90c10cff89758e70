/** A page is asked for and comes, segment by segment. */
import {describe, expect, it} from 'vitest';
import {webLogText} from '../../../../source/engine/programs/web-server.js';
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
});
