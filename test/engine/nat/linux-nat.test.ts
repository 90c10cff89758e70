/** A Linux host as NAT: two guests, a server of the LAN, and what the server sees. */
import {describe, expect, it} from 'vitest';
import {printConnection} from '../../../source/console/print/conntrack.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {natBench} from '../../fixtures/nat-lab.js';

describe('a guest behind MASQUERADE', () => {
	it('is the host for the server', () => {
		const lab = natBench();
		lab.serve('S');
		lab.web('A', '192.168.1.10');
		lab.wait(1);
		expect(lab.outcome('A')).toMatchObject({kind: 'answered', status: 200});
		expect(lab.clients('S')).toEqual(['192.168.1.50']);
	});

	it('shares the address with another guest: the first keeps its port, the second gets another', () => {
		const lab = natBench();
		lab.serve('S');
		for (const guest of ['A', 'B']) lab.web(guest, '192.168.1.10', {sourcePort: 40000, hold: true});
		lab.wait(0.5);
		lab.ping('A', '192.168.1.10', 1);
		lab.wait(0.05);
		const {now} = lab.history.world;
		const masked = (line: string): string => line.replace(/dport=(?!40000|80\b)\d+/, 'dport=*').replace(/id=\d+/g, 'id=*');
		expect(lab.entries().map((entry) => masked(printConnection(entry, now, false)))).toEqual([
			'tcp      6 59 CLOSE_WAIT src=192.168.80.128 dst=192.168.1.10 sport=40000 dport=80 src=192.168.1.10 dst=192.168.1.50 sport=80 dport=40000 [ASSURED] mark=0 use=1\n',
			'tcp      6 59 CLOSE_WAIT src=192.168.80.129 dst=192.168.1.10 sport=40000 dport=80 src=192.168.1.10 dst=192.168.1.50 sport=80 dport=* [ASSURED] mark=0 use=1\n',
			'icmp     1 29 src=192.168.80.128 dst=192.168.1.10 type=8 code=0 id=* src=192.168.1.10 dst=192.168.1.50 type=0 code=0 id=* mark=0 use=1\n',
		]);
	});

	it('is reached by whoever has a route: NAT is no filter', () => {
		const lab = natBench();
		lab.ping('S', '192.168.80.128', 1);
		expect(lab.machine('S').stack.pings).toEqual([]);
		const route = {network: toIpv4('192.168.80.0'), prefix: 24, gateway: toIpv4('192.168.1.50')};
		expect(lab.change({kind: 'add-route', machine: lab.machine('S').id, ...route}).kind).toBe('done');
		lab.ping('S', '192.168.80.128', 1);
		lab.wait(1);
		expect(lab.lastPing('S').events).toMatchObject([{kind: 'reply', from: toIpv4('192.168.80.128'), ttl: 63}]);
	});
});
