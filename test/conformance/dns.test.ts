/** DNS as glibc asked and dnsmasq answered and asked on: the engine's resolver, server and proxy say the same octets. */
import {readFileSync} from 'node:fs';
import {expect, it} from 'vitest';
import type {LabFile} from '../../source/engine/lab.js';
import {bench, frameOf, hexOf} from '../fixtures/two-stations.js';

const {frames} = JSON.parse(readFileSync(new URL('linux-routing/dns.json', import.meta.url), 'utf8')) as {
	frames: {lan: string[]; wan: string[]};
};

const LAB: LabFile = {
	machines: [
		{
			name: 'client',
			role: 'host',
			resolver: ['10.0.0.2'],
			devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24']}],
		},
		{
			name: 'proxy',
			role: 'host',
			dns: {records: [{name: 'server.lan', address: '192.168.1.10'}], forwardTo: ['10.0.1.3']},
			devices: [
				{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/24']},
				{kind: 'nic', name: 'eth1', mac: '02:00:00:00:00:12', addresses: ['10.0.1.2/24']},
			],
		},
		{
			name: 'server',
			role: 'host',
			dns: {records: [{name: 'www.example.com', address: '203.0.113.80'}]},
			devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:03', addresses: ['10.0.1.3/24']}],
		},
	],
	links: [{ends: ['client/eth0', 'proxy/eth0']}, {ends: ['proxy/eth1', 'server/eth0']}],
};

/** Without what chance decides: identification, the asking port, the id of the question; and the checksums over them. */
function plain(hex: string): string {
	const {bytes} = frameOf(hex);
	const asks = bytes[36] === 0 && bytes[37] === 53;
	for (const [from, to] of [[18, 20], [24, 26], [40, 44], asks ? [34, 36] : [36, 38]] as const) bytes.fill(0, from, to);
	return hexOf({bytes});
}

it('says what glibc and dnsmasq say', () => {
	const net = bench(LAB);
	for (const name of ['server.lan', 'www.example.com', 'nobody.example.com']) {
		net.change({kind: 'resolve', machine: net.machine('client').id, name});
		net.wait(1);
	}
	const datagrams = net.wire().filter(({frame}) => frame.bytes[12] === 8 && frame.bytes[13] === 0);
	const macs = {lan: ['020000000001', '020000000002'], wan: ['020000000012', '020000000003']};
	for (const side of ['lan', 'wan'] as const) {
		const own = datagrams.map(({frame}) => hexOf(frame)).filter((hex) => macs[side].includes(hex.slice(12, 24)));
		expect(own.map(plain)).toEqual(frames[side].map(plain));
	}
	expect(frames.lan.length + frames.wan.length).toBe(10);
});
