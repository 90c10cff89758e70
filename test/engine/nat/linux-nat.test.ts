/** A Linux host as NAT: two guests, a server of the LAN, and what the server sees. */
import {describe, expect, it} from 'vitest';
import {printConnection} from '../../../source/console/print/conntrack.js';
import {srcMac} from '../../../source/engine/frame.js';
import {formatMac} from '../../../source/engine/mac.js';
import {createConnections, TIMEOUTS} from '../../../source/engine/nat/table.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {crossings} from '../../../source/engine/trace.js';
import {machineOf} from '../../../source/engine/world.js';
import {natBench} from '../../fixtures/nat-lab.js';
import {segmentOf} from '../../fixtures/tcp-lab.js';

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
		expect(lab.entries().map((entry) => masked(printConnection(entry, now)))).toEqual([
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

	it('sends the frames of a page with the host’s addresses outside and its own inside, lengths as recorded', () => {
		const lab = natBench();
		lab.serve('S');
		for (const [from, to] of [
			['A', '192.168.80.1'],
			['H', '192.168.1.10'],
		] as const)
			lab.ping(from, to, 1);
		const before = lab.history.trace.length;
		lab.web('A', '192.168.1.10', {sourcePort: 40000});
		lab.wait(0.5);
		const {world} = lab.history;
		const seen = crossings(lab.history.trace.slice(before)).flatMap(({from, to, frame}) => {
			const segment = segmentOf(frame);
			if (!segment) return [];
			const [source, destination] = [segment.source, segment.destination].map(formatIpv4);
			const ends = `${source}:${segment.sourcePort} > ${destination}:${segment.destinationPort}`;
			return [`${machineOf(world, from).name}${machineOf(world, to).name} ${ends} ${frame.bytes.length}`];
		});
		const out = (length: number): string[] => [
			`AH 192.168.80.128:40000 > 192.168.1.10:80 ${length}`,
			`HS 192.168.1.50:40000 > 192.168.1.10:80 ${length}`,
		];
		const back = (length: number): string[] => [
			`SH 192.168.1.10:80 > 192.168.1.50:40000 ${length}`,
			`HA 192.168.1.10:80 > 192.168.80.128:40000 ${length}`,
		];
		// SYN, its answer, ACK, the question, its ACK, headers, document, FINs.
		const sides = (lines: readonly string[], ...links: string[]): string[] => lines.filter((line) => links.includes(line.slice(0, 2)));
		const expected = [
			out(74),
			back(74),
			out(66),
			out(84),
			back(66),
			back(221),
			out(66),
			back(288),
			out(66),
			back(66),
			out(66),
			back(66),
		].flat();
		for (const links of [
			['AH', 'HA'],
			['HS', 'SH'],
		])
			expect(sides(seen, ...links)).toEqual(sides(expected, ...links));
		const lan = crossings(lab.history.trace.slice(before)).filter(
			({from, to}) => machineOf(world, from).name === 'H' && machineOf(world, to).name === 'S',
		);
		expect([...new Set(lan.map(({frame}) => formatMac(srcMac(frame))))]).toEqual(['02:00:00:00:00:50']);
	});

	it('has the times of Linux', () => {
		const {tcp, udp, udpStream, icmp} = TIMEOUTS;
		const seconds = [tcp.established, tcp['syn-sent'], tcp['time-wait'], tcp['close-wait'], udp, udpStream, icmp].map((time) => time / 1e9);
		expect(seconds).toEqual([432_000, 120, 120, 60, 30, 120, 30]);
		expect(createConnections().limit).toBe(262_144);
	});
});
