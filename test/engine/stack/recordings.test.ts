/** What two real namespaces put on the veth between them, frame by frame and octet by octet, against what two stations here do. */
import {describe, expect, it} from 'vitest';
import type {Frame} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {formatIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import type {Ping} from '../../../source/engine/stack/stack-state.js';
import {bench, type FrameRecording, frameOf, hexOf, recording, TWO_STATIONS} from '../../fixtures/two-stations.js';

type Bench = ReturnType<typeof bench>;

/** What no two runs share: IPv4 identification and checksum, ICMP checksum and identifier, the time in the payload. */
const FREE: readonly [number, number][] = [
	[18, 20],
	[24, 26],
	[36, 40],
	[42, 58],
];

function comparable(frame: Frame): string {
	const bytes = frame.bytes.slice();
	const isIpv4 = bytes[12] === 0x08 && bytes[13] === 0x00;
	if (isIpv4) for (const [from, to] of FREE) bytes.fill(0, from, to);
	return hexOf({bytes});
}

/** Sender, octets, and the second in which it was sent; real time drifts some ms in each second. */
function recorded({frames}: FrameRecording): string[] {
	return frames.map(({t, from, hex}) => `${Math.floor(t)} s ${from} ${comparable(frameOf(hex))}`);
}

function played(lab: Bench): string[] {
	return lab.wire().map(({t, from, frame}) => `${Math.floor(t)} s ${from} ${comparable(frame)}`);
}

/** The lines of a ping's output that do not depend on how fast the machine is. */
function lines(ping: Ping): string[] {
	return ping.events.map((event) => {
		const from = formatIpv4(event.from);
		return event.kind === 'reply'
			? `${event.octets} bytes from ${from}: icmp_seq=${event.sequence} ttl=${event.ttl}`
			: `From ${from} icmp_seq=${event.sequence} Destination Host Unreachable`;
	});
}

function recordedLines({output}: FrameRecording): string[] {
	return output.filter((line) => line.includes('icmp_seq')).map((line) => line.replace(/ time=.*/, ''));
}

describe('two stations do what two namespaces did', () => {
	it('when one pings the other twice', () => {
		const real = recording('ping');
		const lab = bench();
		lab.ping('a', '10.0.0.2', 2);
		lab.wait(2);
		expect({a: lab.neighbours('a'), b: lab.neighbours('b')}).toEqual(real.neighbours.rightAfter);
		lab.wait(5);
		expect({a: lab.neighbours('a'), b: lab.neighbours('b')}).toEqual(real.neighbours['6sLater']);
		expect(played(lab)).toEqual(recorded(real));
		expect(lines(lab.lastPing('a'))).toEqual(recordedLines(real));
	});

	it('when nobody has the address', () => {
		const real = recording('ping-unanswered');
		const lab = bench();
		lab.ping('a', '10.0.0.9', 5);
		lab.wait(7);
		expect(played(lab)).toEqual(recorded(real));
		expect(lines(lab.lastPing('a'))).toEqual(recordedLines(real));
		expect({a: lab.neighbours('a'), b: lab.neighbours('b')}).toEqual(real.neighbours.after);
	});

	it('when the pinging one has a permanent neighbour', () => {
		const real = recording('ping-static-neighbour');
		const lab = bench();
		lab.neigh('add', 'a/eth0', '10.0.0.2', '02:00:00:00:00:02');
		lab.ping('a', '10.0.0.2', 1);
		lab.wait(1);
		expect(played(lab)).toEqual(recorded(real));
		expect(lines(lab.lastPing('a'))).toEqual(recordedLines(real));
		expect({a: lab.neighbours('a'), b: lab.neighbours('b')}).toEqual(real.neighbours.after);
	});

	it('when a stale neighbour is gone', () => {
		const real = recording('ping-silent-neighbour');
		const lab = bench();
		lab.neigh('add', 'a/eth0', '10.0.0.3', '02:00:00:00:00:99', 'stale');
		lab.ping('a', '10.0.0.3', 10);
		lab.wait(13);
		// The real failure came 0.26 s late, so that a request more was sent in the eighth second; order and octets agree.
		const withoutTime = (line: string): string => line.replace(/^\d+ s /, '');
		expect(played(lab).map(withoutTime)).toEqual(recorded(real).map(withoutTime));
		expect(lines(lab.lastPing('a'))).toEqual(recordedLines(real));
		expect(lab.neighbours('a')).toBe(real.neighbours.after?.a);
	});

	it('when a stale neighbour has the wrong MAC until the other station asks', () => {
		const real = recording('ping-wrong-neighbour');
		const lab = bench();
		lab.ping('a', '10.0.0.2', 1);
		lab.wait(1.524);
		lab.neigh('replace', 'a/eth0', '10.0.0.2', '02:00:00:00:00:99', 'stale');
		expect({a: lab.neighbours('a'), b: lab.neighbours('b')}).toEqual(real.neighbours.stale);
		lab.ping('a', '10.0.0.2', 6);
		lab.wait(5.1);
		expect(played(lab)).toEqual(recorded(real));
		expect(lines(lab.lastPing('a'))).toEqual(recordedLines(real).slice(1));
		expect({a: lab.neighbours('a'), b: lab.neighbours('b')}).toEqual(real.neighbours.after);
	});

	it('when the address is on another NIC of the machine', () => {
		const real = recording('weak-host');
		const [a, b] = TWO_STATIONS.machines;
		const nobody = {name: 'eth1', kind: 'nic' as const, mac: '02:00:00:00:00:12', addresses: ['10.5.0.1/24']};
		const lab = bench({
			machines: [
				{name: 'a', role: 'host', devices: [{...a?.devices[0], kind: 'nic', name: 'eth0', addresses: ['10.0.0.1/24', '10.5.0.9/24']}]},
				{name: 'b', role: 'host', devices: [...(b?.devices ?? []), nobody]},
				{name: 'void', role: 'external', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:13'}]},
			],
			links: [{ends: ['a/eth0', 'b/eth0'], kind: 'virtual'}, {ends: ['b/eth1', 'void/eth0']}],
		});
		lab.ping('a', '10.5.0.1', 1, {linger: 1_000_000_000});
		lab.wait(1);
		const viaEth1 = lab.wire().filter(({frame}) => hexOf(frame).slice(12, 24) === '020000000012');
		const onVeth = played(lab).filter((line) => !viaEth1.some(({frame}) => line.endsWith(comparable(frame))));
		expect(onVeth).toEqual(recorded(real));
		expect(viaEth1.length).toBeGreaterThan(0);
		expect(lines(lab.lastPing('a'))).toEqual([]);
		expect(lab.lastPing('a').done).toBe(true);
		const sorted = (text: string): string[] =>
			text
				.split('\n')
				.map((line) => line.trim())
				.sort();
		expect(lab.neighbours('a')).toBe(real.neighbours.after?.a);
		expect(sorted(lab.neighbours('b'))).toEqual(sorted(real.neighbours.after?.b ?? ''));
	});

	it('when one announces itself, probes for a double, and changes its MAC', () => {
		const real = recording('gratuitous-arp');
		const said = real.frames.filter(({from, t}) => from === 'b' && t > 1 && t < 6);
		const lab = bench();
		const states: {a: string; b: string}[] = [];
		const look = () => states.push({a: lab.neighbours('a'), b: lab.neighbours('b')});
		lab.ping('a', '10.0.0.2', 1);
		for (const {hex} of said) {
			lab.wait(1);
			lab.send('b/eth0', frameOf(hex));
			look();
		}
		const b = lab.device('b/eth0');
		lab.change({kind: 'set-up', device: b, up: false});
		lab.change({kind: 'set-mac', device: b, mac: toMac('02:00:00:00:00:22')});
		lab.change({kind: 'set-up', device: b, up: true});
		lab.neigh('replace', 'a/eth0', '10.0.0.2', '02:00:00:00:00:02', 'stale');
		look();
		lab.wait(1.5);
		lab.send('b/eth0', frameOf(real.frames.at(-1)?.hex ?? ''));
		look();
		expect(states).toEqual(real.neighbours.states);
		expect(lab.wire().map(({frame}) => comparable(frame))).toEqual(real.frames.map(({hex}) => comparable(frameOf(hex))));
	});
});

describe('the comparison', () => {
	it('sees a single octet that differs', () => {
		const [first] = recording('ping').frames;
		const frame = frameOf(first?.hex ?? '');
		const other = {bytes: frame.bytes.slice()};
		other.bytes[41] = 99;
		expect(comparable(other)).not.toBe(comparable(frame));
	});
});
