import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, type Frame, outerTag} from '../../../source/engine/frame.js';
import {formatMac} from '../../../source/engine/mac.js';
import {buildBpdu} from '../../../source/engine/protocol/bpdu.js';
import {describeFrame} from '../../../source/engine/protocol/describe.js';
import {buildIpv4} from '../../../source/engine/protocol/ipv4.js';
import {formatIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import type {Layer} from '../../../source/engine/protocol/layer.js';
import {type Summary, summarise} from '../../../source/engine/protocol/summary.js';
import {frameOf, recording} from '../../fixtures/two-stations.js';

const NAMES = ['ping', 'ping-unanswered', 'ping-static-neighbour', 'gratuitous-arp', 'protocols'];
const CAPTURED = NAMES.flatMap((name) => recording(name).frames);

/** `kind: name=value …` a layer. */
function outline(frame: Frame): string[] {
	return describeFrame(frame).map(({kind, fields, fault}) => {
		const values = fields.map(({name, value, format}) => {
			if (format === 'mac') return `${name}=${formatMac(value)}`;
			if (format === 'ipv4') return `${name}=${formatIpv4(value)}`;
			return `${name}=${format === 'hex' ? value.toString(16) : value}`;
		});
		return `${kind}${fault ? ` (${fault})` : ''}: ${values.join(' ')}`;
	});
}

/** Are the layers, in order, all the octets of the frame and nothing else, and every field inside its layer? */
function tiles(layers: readonly Layer[], length: number): boolean {
	const starts = layers.map(({from}) => from);
	const ends = layers.map(({to}) => to);
	const areAdjacent = starts.every((from, index) => from === (index === 0 ? 0 : ends[index - 1]));
	const areInside = layers.every(({from, to, fields}) => fields.every((field) => field.from >= from && field.to <= to));
	return areAdjacent && ends.at(-1) === length && areInside;
}

/** The line that tcpdump printed, without what depends on its own state or names (relative sequences, options, service names). */
function asTcpdump(summary: Summary): string {
	switch (summary.kind) {
		case 'arp-request':
			return `ARP, Request who-has ${formatIpv4(summary.target)} tell ${formatIpv4(summary.sender)}, length 28`;
		case 'arp-probe':
			return `ARP, Request who-has ${formatIpv4(summary.target)} tell 0.0.0.0, length 28`;
		case 'arp-announcement':
			return `ARP, announcement of ${formatIpv4(summary.sender)}`;
		case 'arp-reply':
			return `ARP, Reply ${formatIpv4(summary.sender)} is-at ${formatMac(summary.mac)}, length 28`;
		case 'echo-request':
		case 'echo-reply': {
			const {identifier, sequence, length} = summary;
			return `${between(summary)}: ICMP ${summary.kind.replace('-', ' ')}, id ${identifier}, seq ${sequence}, length ${length}`;
		}
		case 'unreachable':
			return `${between(summary)}: ICMP unreachable ${summary.code}, length ${summary.length}`;
		case 'igmp':
			return `${between(summary)}: igmp v3 report, ${summary.message.kind === 'records' ? summary.message.records.length : 'no'} group record(s)`;
		case 'udp':
			return `IP ${formatIpv4(summary.source)}.${summary.sourcePort} > ${formatIpv4(summary.destination)}.${summary.destinationPort}: UDP, length ${summary.length}`;
		case 'tcp': {
			const letters = [...'FSRP.U'].filter((_, bit) => (summary.flags & (1 << bit)) !== 0).join('');
			return `IP ${formatIpv4(summary.source)}.${summary.sourcePort} > ${formatIpv4(summary.destination)}.${summary.destinationPort}: Flags [${letters}], length ${summary.length}`;
		}
		default:
			return JSON.stringify(summary);
	}
}

function between({source, destination}: {source: number; destination: number}): string {
	return `IP ${formatIpv4(source)} > ${formatIpv4(destination)}`;
}

function simplified(line: string): string {
	return line
		.replace(/Request who-has (\S+) (?:\(\S+\) )?tell \1, length 28/, 'announcement of $1')
		.replace(/ \(ff:ff:ff:ff:ff:ff\)/, '')
		.replace(/\], .*, length (\d+).*/, '], length $1')
		.replace(/ICMP \S+ udp port \d+ unreachable/, 'ICMP unreachable 3')
		.replace('domain [length 5 < 12] (invalid)', 'UDP, length 5');
}

describe('a captured frame', () => {
	it.each(CAPTURED.map(({tcpdump, hex}) => [tcpdump, hex]))('is described octet for octet without fault: %s', (_, hex) => {
		const frame = frameOf(hex);
		const layers = describeFrame(frame);
		expect(tiles(layers, frame.bytes.length)).toBe(true);
		expect(layers.map(({fault}) => fault)).toEqual(layers.map(() => undefined));
	});

	it('says in one line what tcpdump says', () => {
		// A reply that announces: tcpdump prints the same line for both.
		const isAnnouncingReply = ({hex}: {hex: string}) => hex === recording('gratuitous-arp').frames[5]?.hex;
		const frames = CAPTURED.filter((frame) => !isAnnouncingReply(frame));
		expect(frames.map(({hex}) => asTcpdump(summarise(frameOf(hex))))).toEqual(frames.map(({tcpdump}) => simplified(tcpdump)));
		expect(CAPTURED.length - frames.length).toBe(1);
	});
});

describe('the layers of a frame', () => {
	const [request, reply, echo] = recording('ping').frames.map(({hex}) => frameOf(hex));

	it('name the fields of ARP', () => {
		expect(outline(request as Frame)).toEqual([
			'ethernet: destination=ff:ff:ff:ff:ff:ff source=02:00:00:00:00:01 etherType=806',
			'arp: hardwareType=1 protocolType=800 hardwareLength=6 protocolLength=4 operation=1 senderMac=02:00:00:00:00:01 senderAddress=10.0.0.1 targetMac=00:00:00:00:00:00 targetAddress=10.0.0.2',
		]);
	});

	it('point at the octets of a field', () => {
		const target = describeFrame(reply as Frame)[1]?.fields.find(({name}) => name === 'targetAddress');
		expect(target).toEqual({name: 'targetAddress', value: 0x0a00_0001, format: 'ipv4', from: 38, to: 42});
	});

	it('name the fields of an echo request', () => {
		const [ethernet, ipv4, icmp] = outline(echo as Frame);
		expect(ethernet).toBe('ethernet: destination=02:00:00:00:00:02 source=02:00:00:00:00:01 etherType=800');
		expect(ipv4).toMatch(
			/^ipv4: version=4 headerWords=5 tos=0 totalLength=84 identification=\d+ dontFragment=1 moreFragments=0 fragmentOffset=0 ttl=64 protocol=1 checksum=[\da-f]+ source=10.0.0.1 destination=10.0.0.2$/,
		);
		expect(icmp).toMatch(/^icmp: type=8 code=0 checksum=[\da-f]+ identifier=\d+ sequence=1 data=56$/);
	});

	it('show tags one by one, each with the type of what follows', () => {
		const tagged = recording('protocols').frames.filter(({hex}) => outerTag(frameOf(hex)));
		expect(tagged.map(({hex}) => outline(frameOf(hex)).slice(0, -1))).toEqual([
			['ethernet: destination=02:00:00:00:00:02 source=02:00:00:00:00:01 etherType=8100', 'vlan: pcp=5 dei=0 vid=10 etherType=806'],
			[
				'ethernet: destination=02:00:00:00:00:02 source=02:00:00:00:00:01 etherType=88a8',
				'vlan: pcp=0 dei=0 vid=20 etherType=8100',
				'vlan: pcp=0 dei=0 vid=0 etherType=806',
			],
		]);
	});

	it('show the LLC header and the fields of a BPDU', () => {
		const id = {priority: 0x8000, mac: 0x0200_0000_b000};
		const times = {messageAge: 0, maxAge: 20e9, helloTime: 2e9, forwardDelay: 15e9};
		const config = {
			kind: 'config' as const,
			topologyChange: true,
			topologyChangeAck: false,
			root: id,
			rootPathCost: 4,
			bridge: id,
			port: 0x8001,
		};
		const frame = buildBpdu({...config, ...times}, 0x0200_0000_f001);
		expect(tiles(describeFrame(frame), frame.bytes.length)).toBe(true);
		expect(outline(frame)).toEqual([
			'ethernet: destination=01:80:c2:00:00:00 source=02:00:00:00:f0:01 length=38',
			'llc: dsap=42 ssap=42 control=3',
			'bpdu: protocol=0 version=0 type=0 topologyChangeAck=0 topologyChange=1 rootPriority=32768 rootMac=02:00:00:00:b0:00 rootPathCost=4 bridgePriority=32768 bridgeMac=02:00:00:00:b0:00 port=8001 messageAge=0 maxAge=5120 helloTime=512 forwardDelay=3840',
		]);
		expect(summarise(frame)).toMatchObject({kind: 'bpdu', bpdu: {kind: 'config', port: 0x8001}});
	});

	it('keep padding apart', () => {
		const bytes = Uint8Array.of(...(request as Frame).bytes, ...new Uint8Array(18));
		expect(outline({bytes}).at(-1)).toBe('padding: data=18');
	});

	it('mark the layer that is broken and still show its fields', () => {
		const bytes = (echo as Frame).bytes.slice();
		bytes[60] = 0;
		expect(outline({bytes}).at(-1)).toMatch(/^icmp \(checksum\): type=8 code=0/);
		expect(summarise({bytes})).toEqual({kind: 'malformed', layer: 'icmp', fault: 'checksum'});
	});

	it('take a later fragment for octets', () => {
		const payload = buildIpv4({protocol: 17, source: 1, destination: 2, fragmentOffset: 5, payload: new Uint8Array(16)});
		const frame = buildFrame({dst: 1, src: 2, etherType: ETHERTYPE.ipv4, payload});
		expect(outline(frame).at(-1)).toBe('payload: data=16');
		expect(summarise(frame)).toEqual({kind: 'ipv4', protocol: 17, length: 16, source: 1, destination: 2});
	});

	it('cover whatever octets there are', () => {
		const heads = fc.constantFrom([0x08, 0x00], [0x08, 0x06], [0x81, 0x00], [0x88, 0xa8], [0x88, 0xb5], [0x00, 0x26]);
		const whole = fc.tuple(fc.uint8Array({minLength: 12, maxLength: 12}), heads, fc.uint8Array({maxLength: 90}));
		fc.assert(
			fc.property(whole, fc.nat({max: 120}), ([addresses, type, rest], length) => {
				const bytes = Uint8Array.of(...addresses, ...type, ...rest).subarray(0, Math.max(length, 1));
				expect(tiles(describeFrame({bytes}), bytes.length)).toBe(true);
				expect(summarise({bytes}).kind).toBeTypeOf('string');
			}),
			{numRuns: 500},
		);
	});
});
