import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, type Frame, pushTag, TPID_8021AD, TPID_8021Q, word} from '../../../source/engine/frame.js';
import {BROADCAST, type Mac, toMac} from '../../../source/engine/mac.js';
import {ARP_OPERATION, type ArpPacket, buildArp} from '../../../source/engine/protocol/arp.js';
import {buildEcho} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4, type Ipv4Parts} from '../../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {type Summary, summarise} from '../../../source/engine/protocol/summary.js';
import {causesOf, drops} from '../../../source/engine/trace.js';
import {bench} from '../../fixtures/two-stations.js';

const A = toMac('02:00:00:00:00:01');
const B = toMac('02:00:00:00:00:02');
const GHOST = toMac('02:00:00:00:00:99');
const IP = {a: toIpv4('10.0.0.1'), b: toIpv4('10.0.0.2'), c: toIpv4('10.0.0.3')};

function arp(dst: Mac, src: Mac, packet: Partial<ArpPacket>): Frame {
	const question: ArpPacket = {operation: ARP_OPERATION.request, senderMac: src, senderAddress: IP.a, targetMac: 0, targetAddress: IP.b};
	return buildFrame({dst, src, etherType: ETHERTYPE.arp, payload: buildArp({...question, ...packet})});
}

function echoRequest(dst: Mac, src: Mac, header: Partial<Ipv4Parts> = {}): Frame {
	const echo = buildEcho('request', {identifier: 7, sequence: 3, payload: Uint8Array.of(1, 2, 3)});
	const payload = buildIpv4({protocol: 1, source: IP.a, destination: IP.b, payload: echo, ...header});
	return buildFrame({dst, src, etherType: ETHERTYPE.ipv4, payload});
}

/** What `b` does about one frame that `a` sends: the drop, or what it sends itself. */
function reaction(frame: Frame): {dropped: string[]; sent: Summary['kind'][]} {
	const lab = bench();
	lab.send('a/eth0', frame);
	return {
		dropped: drops(lab.history.trace)
			.filter(({node}) => node.device === lab.device('b/eth0'))
			.map(({reason}) => reason),
		sent: lab
			.wire()
			.filter(({from}) => from === 'b')
			.map(({frame: own}) => summarise(own).kind),
	};
}

describe('a stack', () => {
	it('answers ARP for its address', () => {
		expect(reaction(arp(BROADCAST, A, {}))).toEqual({dropped: [], sent: ['arp-reply']});
	});

	it('answers an echo request, asking for the MAC of the sender first', () => {
		expect(reaction(echoRequest(B, A)).sent).toEqual(['arp-request', 'echo-reply']);
	});

	it('numbers its packets', () => {
		const lab = bench();
		for (let count = 0; count < 3; count++) lab.send('a/eth0', echoRequest(B, A));
		const replies = lab.wire().filter(({frame}) => summarise(frame).kind === 'echo-reply');
		expect(replies.map(({frame}) => word(frame.bytes, 18))).toEqual([1, 2, 3]);
	});

	it('answers unicast IPv4 that came in a broadcast frame', () => {
		expect(reaction(echoRequest(BROADCAST, A)).sent).toEqual(['arp-request', 'echo-reply']);
	});

	it.each([
		['a frame for another MAC', 'other-host', echoRequest(GHOST, A)],
		['ARP in a frame for another MAC', 'other-host', arp(GHOST, A, {})],
		['ARP for somebody else', 'not-for-us', arp(BROADCAST, A, {targetAddress: IP.c})],
		['a reply it did not ask for, from a stranger', 'not-for-us', arp(B, A, {operation: ARP_OPERATION.reply})],
		['RARP', 'not-for-us', arp(BROADCAST, A, {operation: 3})],
		['IPv4 for somebody else', 'not-for-us', echoRequest(B, A, {destination: IP.c})],
		['IPv4 that claims to be from itself', 'not-for-us', echoRequest(B, A, {source: IP.b})],
		['IPv4 from 127.0.0.1', 'not-for-us', echoRequest(B, A, {source: toIpv4('127.0.0.1')})],
		['IPv4 from a group', 'not-for-us', echoRequest(B, A, {source: toIpv4('224.0.0.1')})],
		['an echo request to the broadcast address', 'not-for-us', echoRequest(BROADCAST, A, {destination: toIpv4('10.0.0.255')})],
		['an echo request to a group', 'not-for-us', echoRequest(toMac('01:00:5e:00:00:01'), A, {destination: toIpv4('224.0.0.1')})],
		['UDP that contradicts itself', 'malformed', echoRequest(B, A, {protocol: 17})],
		['an EtherType it does not know', 'not-for-us', buildFrame({dst: B, src: A, etherType: 0x88b5, payload: new Uint8Array(46)})],
		['its own broadcast, reflected', 'own-broadcast', arp(BROADCAST, B, {senderAddress: IP.b, targetAddress: IP.c})],
		['half an ARP packet', 'malformed', {bytes: arp(BROADCAST, A, {}).bytes.slice(0, 30)}],
		['a wrong checksum', 'malformed', {bytes: echoRequest(B, A).bytes.map((octet, at) => (at === 44 ? octet + 1 : octet))}],
		['less than an Ethernet header', 'malformed', {bytes: arp(BROADCAST, A, {}).bytes.slice(0, 13)}],
		['a tag that no VLAN device takes', 'no-vlan-device', pushTag(arp(BROADCAST, A, {}), {tpid: TPID_8021Q, pcp: 0, dei: false, vid: 10})],
	])('drops %s as %s', (_, reason, frame) => {
		expect(reaction(frame)).toEqual({dropped: [reason], sent: []});
	});

	it('takes a priority tag off, and another behind it', () => {
		const once = pushTag(arp(BROADCAST, A, {}), {tpid: TPID_8021Q, pcp: 5, dei: false, vid: 0});
		expect(reaction(once).sent).toEqual(['arp-reply']);
		expect(reaction(pushTag(once, {tpid: TPID_8021AD, pcp: 0, dei: false, vid: 0})).sent).toEqual(['arp-reply']);
	});

	it('says why', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {}));
		const received = lab.history.trace.find((node) => node.step === 'receive' && node.device === lab.device('b/eth0'));
		expect(received && causesOf(received)).toEqual([
			{kind: 'nic-accepts', type: 'broadcast'},
			{kind: 'arp-learned', address: IP.a, mac: A},
			{kind: 'arp-answered', address: IP.b, mac: B},
		]);
	});
});

describe('the ARP of a stack', () => {
	it('puts the asker into the table of the one that is asked', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {}));
		expect(lab.neighbours('b')).toBe('10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 STALE');
	});

	it('learns nothing from a question to somebody else', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {targetAddress: IP.c}));
		expect(lab.neighbours('b')).toBe('');
	});

	it('answers a probe and learns nothing from it', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {senderAddress: 0}));
		expect(lab.wire().map(({frame}) => summarise(frame).kind)).toEqual(['arp-probe', 'arp-reply']);
		expect(lab.neighbours('b')).toBe('');
	});

	it('answers the MAC that the packet names, not the one of the frame', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {senderMac: GHOST}));
		const [, reply] = lab.wire();
		expect(reply?.frame.bytes.slice(0, 6)).toEqual(Uint8Array.of(2, 0, 0, 0, 0, 0x99));
	});

	it('does not answer for an address that the asker claims too', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {senderAddress: IP.b, targetAddress: IP.b}));
		expect(lab.wire()).toHaveLength(1);
	});

	it('believes a new MAC, but not within a second of the last', () => {
		const lab = bench();
		const claim = (mac: Mac) => lab.send('a/eth0', arp(B, A, {operation: ARP_OPERATION.reply, senderMac: mac}));
		lab.send('a/eth0', arp(BROADCAST, A, {}));
		lab.wait(0.9);
		claim(GHOST);
		expect(lab.neighbours('b')).toContain('02:00:00:00:00:01');
		lab.wait(0.2);
		claim(GHOST);
		expect(lab.neighbours('b')).toBe('10.0.0.1 dev eth0 lladdr 02:00:00:00:00:99 REACHABLE');
	});

	it('believes an announcement at once', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {}));
		lab.send('a/eth0', arp(BROADCAST, A, {senderMac: GHOST, targetAddress: IP.a}));
		expect(lab.neighbours('b')).toBe('10.0.0.1 dev eth0 lladdr 02:00:00:00:00:99 STALE');
	});

	it('lets an announcement start the second again', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {}));
		lab.wait(2);
		lab.send('a/eth0', arp(BROADCAST, A, {senderMac: GHOST, targetAddress: IP.a}));
		lab.wait(0.5);
		lab.send('a/eth0', arp(B, A, {operation: ARP_OPERATION.reply}));
		expect(lab.neighbours('b')).toContain('02:00:00:00:00:99');
	});

	it('takes a broadcast reply for hearsay', () => {
		const lab = bench();
		lab.send('a/eth0', arp(BROADCAST, A, {}));
		lab.wait(2);
		lab.send('a/eth0', arp(BROADCAST, A, {operation: ARP_OPERATION.reply, senderMac: GHOST}));
		expect(lab.neighbours('b')).toBe('10.0.0.1 dev eth0 lladdr 02:00:00:00:00:99 STALE');
	});

	it('asks with the address that the waiting packet carries', () => {
		const lab = bench();
		lab.change({kind: 'add-address', device: lab.device('b/eth0'), address: toIpv4('10.0.0.7'), prefix: 24});
		lab.send('a/eth0', echoRequest(B, A, {destination: toIpv4('10.0.0.7')}));
		expect(summarise(lab.wire()[1]?.frame as Frame)).toEqual({kind: 'arp-request', target: IP.a, sender: toIpv4('10.0.0.7')});
	});

	it('lets nothing change a permanent entry', () => {
		const lab = bench();
		lab.neigh('add', 'b/eth0', '10.0.0.1', '02:00:00:00:00:77');
		lab.wait(2);
		lab.send('a/eth0', arp(BROADCAST, A, {}));
		lab.send('a/eth0', arp(BROADCAST, A, {targetAddress: IP.a}));
		expect(lab.neighbours('b')).toBe('10.0.0.1 dev eth0 lladdr 02:00:00:00:00:77 PERMANENT');
	});
});

describe('a neighbour', () => {
	it('is doubted after 30 s, and only when it is used', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 1);
		lab.wait(29.9);
		expect(lab.neighbours('a')).toContain('REACHABLE');
		lab.wait(0.2);
		expect(lab.neighbours('a')).toContain('STALE');
		const before = lab.wire().length;
		lab.wait(100);
		expect(lab.wire().length).toBe(before);
		lab.ping('a', '10.0.0.2', 1);
		expect(lab.neighbours('a')).toContain('DELAY');
		lab.wait(5);
		expect(lab.neighbours('a')).toContain('REACHABLE');
	});

	it('is trusted for 30 s more after every reply', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.2', 1);
		lab.wait(20);
		lab.send('b/eth0', arp(A, B, {operation: ARP_OPERATION.reply, senderAddress: IP.b, targetAddress: IP.a}));
		lab.wait(29.9);
		expect(lab.neighbours('a')).toContain('REACHABLE');
		lab.wait(0.2);
		expect(lab.neighbours('a')).toContain('STALE');
	});

	it('keeps 101 packets waiting and drops the oldest', () => {
		const lab = bench();
		const interval = 10_000_000;
		lab.ping('a', '10.0.0.9', 110, {interval});
		lab.wait(4);
		const count = (reason: string) => drops(lab.history.trace).filter((drop) => drop.reason === reason).length;
		expect(count('neighbour-queue-full')).toBe(9);
		expect(count('neighbour-failed')).toBe(101);
		expect(lab.lastPing('a').events.map(({sequence}) => sequence)).toEqual(Array.from({length: 101}, (_, index) => index + 10));
	});

	it('sends what waited in the order it came', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.9', 3, {interval: 100_000_000});
		lab.wait(0.5);
		lab.neigh('replace', 'a/eth0', '10.0.0.9', '02:00:00:00:00:99');
		const sequences = lab
			.wire()
			.map(({frame}) => summarise(frame))
			.flatMap((line) => (line.kind === 'echo-request' ? [line.sequence] : []));
		expect(sequences).toEqual([1, 2, 3]);
	});
});
