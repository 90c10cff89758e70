/** What holds on hosted networks whatever is sent. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {applyChange} from '../../../source/engine/changes/apply.js';
import {copy} from '../../../source/engine/copy.js';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {buildFrame, ETHERTYPE, etherType, type Frame, payloadOffset} from '../../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import {buildEcho} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4, IP_PROTOCOL, parseIpv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {isInSubnet, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {buildTcp, TCP_FLAG} from '../../../source/engine/protocol/tcp.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {createTicker} from '../../../source/engine/tick.js';
import {crossings, deliveries, drops} from '../../../source/engine/trace.js';
import {deviceAt, machineOf, pathOf, type World} from '../../../source/engine/world.js';
import {HOSTED_MAC, hostedLab} from '../../fixtures/hosted-lab.js';
import {idOf, worldOf} from '../../fixtures/macvlan-lab.js';

const SECOND = 1_000_000_000;
/** More than usual, to look for faults. */
const numRuns = Number(process.env.FC_RUNS ?? 100);
const forwards = [{port: 8888, to: '192.168.80.128:80'}];
const START = worldOf(hostedLab({vmnet8: {service: {nat: {forwards}}}}));
const PRIVATE = [toIpv4('192.168.80.0'), toIpv4('192.168.56.0')];
const NETWORKS: Readonly<Record<string, readonly string[]>> = {
	vmnet0: ['br1', 'br2', 'H', 'R', 'S', 'sw0'],
	vmnet1: ['ho1', 'ho2', 'H', 'vmnet1.dhcp'],
	vmnet8: ['nat1', 'nat2', 'H', 'vmnet8.dhcp', 'vmnet8.nat'],
};
const guests = ['br1', 'br2', 'ho1', 'ho2', 'nat1', 'nat2'] as const;
const anyGuest = fc.constantFrom(...guests);
const macs = fc.constantFrom(
	...Object.values(HOSTED_MAC),
	'ff:ff:ff:ff:ff:ff',
	'01:00:5e:00:00:fb',
	'00:50:56:c0:00:08',
	'00:50:56:c0:00:01',
	'00:50:56:e0:00:08',
	'00:50:56:f0:00:01',
	'02:00:00:00:99:99',
);
const addresses = fc
	.constantFrom(
		'192.168.80.128',
		'192.168.80.1',
		'192.168.80.2',
		'192.168.80.254',
		'192.168.56.128',
		'192.168.56.1',
		'192.168.1.77',
		'192.168.1.50',
		'192.168.1.10',
		'192.168.1.99',
		'203.0.113.80',
		'192.168.80.255',
		'255.255.255.255',
	)
	.map(toIpv4);
const ports = fc.constantFrom(53, 67, 68, 80, 8888, 40_000, 48_300);

interface AnyIp {
	protocol: 'tcp' | 'udp' | 'icmp' | 'other';
	source: number;
	destination: number;
	from: number;
	to: number;
	flags: number;
}

const anyIp = fc.record<AnyIp>({
	protocol: fc.constantFrom('tcp', 'udp', 'icmp', 'other'),
	source: addresses,
	destination: addresses,
	from: ports,
	to: ports,
	flags: fc.constantFrom(TCP_FLAG.syn, TCP_FLAG.syn | TCP_FLAG.ack, TCP_FLAG.ack, TCP_FLAG.rst),
});

function packetOf({protocol, source, destination, from, to, flags}: AnyIp): Uint8Array {
	const ends = {source, destination};
	const payload = new Uint8Array(8);
	switch (protocol) {
		case 'tcp':
			return buildIpv4({...ends, protocol: IP_PROTOCOL.tcp, payload: buildTcp({sourcePort: from, destinationPort: to, flags}, ends)});
		case 'udp':
			return buildIpv4({...ends, protocol: IP_PROTOCOL.udp, payload: buildUdp({sourcePort: from, destinationPort: to, payload}, ends)});
		case 'icmp':
			return buildIpv4({...ends, protocol: IP_PROTOCOL.icmp, payload: buildEcho('request', {identifier: from, sequence: 1, payload})});
		default:
			return buildIpv4({...ends, protocol: 50, payload});
	}
}

function start(): History {
	return createHistory(copy(START));
}

function send(history: History, from: string, frame: Frame): void {
	input(history, {kind: 'frame', device: idOf(history.world, `${from}/eth0`), frame});
	input(history, {kind: 'wait', duration: SECOND});
	settle(history);
}

function addressesIn(frame: Frame): number[] {
	if (etherType(frame) !== ETHERTYPE.ipv4) return [];
	const packet = parseIpv4Packet(frame.bytes.subarray(payloadOffset(frame)));
	return packet.kind === 'ok' ? [packet.value.source, packet.value.destination] : [];
}

/** Names of the networks whose guests and services had a frame. */
function networksThatSaw(history: History): string[] {
	const seen = crossings(history.trace).flatMap(({from}) => /^H\/(vmnet\d)\./.exec(pathOf(history.world, from))?.[1] ?? []);
	return [...new Set(seen)].sort();
}

describe('on hosted networks', () => {
	it('a frame that is no IP never leaves its VMnet', () => {
		fc.assert(
			fc.property(anyGuest, macs, macs, (from, dst, src) => {
				const history = start();
				send(history, from, buildFrame({dst: toMac(dst), src: toMac(src), etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)}));
				const home = from.startsWith('br') ? 'vmnet0' : from.startsWith('ho') ? 'vmnet1' : 'vmnet8';
				const reached = deliveries(history.trace).map(({device}) => machineOf(history.world, device).name);
				for (const name of reached) expect(NETWORKS[home]).toContain(name);
				expect(networksThatSaw(history).filter((name) => name !== home)).toEqual([]);
			}),
			{numRuns},
		);
	});

	it('every frame ends in a delivery or in a drop', () => {
		fc.assert(
			fc.property(anyGuest, macs, (from, dst) => {
				const history = start();
				send(
					history,
					from,
					buildFrame({dst: toMac(dst), src: toMac(HOSTED_MAC[from]), etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)}),
				);
				expect(deliveries(history.trace).length + drops(history.trace).length).toBeGreaterThan(0);
			}),
			{numRuns},
		);
	});

	it('no private address appears on the wire of the host as the source of a guest on VMnet1 or VMnet8, whatever these send', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('nat1', 'nat2', 'ho1', 'ho2'),
				fc.array(fc.record({ip: anyIp, dst: macs}), {minLength: 1, maxLength: 6}),
				(from, packets) => {
					const history = start();
					for (const {ip, dst} of packets) {
						const source = deviceAt(history.world, idOf(history.world, `${from}/eth0`)).addresses[0]?.address as number;
						const payload = packetOf({...ip, source});
						send(history, from, buildFrame({dst: toMac(dst), src: toMac(HOSTED_MAC[from as 'nat1']), etherType: ETHERTYPE.ipv4, payload}));
					}
					const wire = crossings(history.trace).filter(({from: end}) => pathOf(history.world, end) === 'H/eth0');
					for (const {frame} of wire)
						for (const address of addressesIn(frame)) for (const network of PRIVATE) expect(isInSubnet(address, network, 24)).toBe(false);
				},
			),
			{numRuns},
		);
	});

	it('nothing of the LAN comes in on VMnet1 and VMnet8 but by the forward', () => {
		fc.assert(
			fc.property(fc.array(fc.record({ip: anyIp, dst: macs}), {minLength: 1, maxLength: 6}), (packets) => {
				const history = start();
				for (const {ip, dst} of packets) {
					const isForwarded = ip.protocol === 'tcp' && ip.to === 8888;
					const payload = packetOf({...ip, source: toIpv4('192.168.1.10'), ...(isForwarded ? {to: 8889} : {})});
					send(history, 'S', buildFrame({dst: toMac(dst), src: toMac(HOSTED_MAC.S), etherType: ETHERTYPE.ipv4, payload}));
				}
				expect(networksThatSaw(history).filter((name) => name !== 'vmnet0')).toEqual([]);
			}),
			{numRuns},
		);
	});

	it('what is switched off and on again is as before', () => {
		const switches = fc.constantFrom('adapter1', 'adapter8', 'dhcp1', 'dhcp8', 'nat8', 'promiscuous', 'uplink');
		fc.assert(
			fc.property(fc.array(switches, {minLength: 1, maxLength: 5}), (order) => {
				const world = copy(START);
				for (const which of order) for (const on of [false, true]) turn(world, which, on);
				expect(describeWorld(world, 1)).toEqual(describeWorld(START, 1));
			}),
			{numRuns},
		);
	});
});

function turn(world: World, which: string, on: boolean): void {
	const {sink} = createTicker(world, false);
	const vmnet = idOf(world, `H/vmnet${/\d/.exec(which)?.[0] ?? 0}`);
	const change = which.startsWith('adapter')
		? {kind: 'set-up' as const, device: vmnet, up: on}
		: which === 'promiscuous'
			? {kind: 'set-vmnet' as const, device: vmnet, promiscuous: !on}
			: which === 'uplink'
				? {kind: 'set-vmnet' as const, device: vmnet, uplink: on ? idOf(world, 'H/eth0') : -1}
				: {kind: 'set-service' as const, device: vmnet, service: which.startsWith('nat') ? ('nat' as const) : ('dhcp' as const), on};
	expect(applyChange(world, change, sink).kind).toBe('done');
}
