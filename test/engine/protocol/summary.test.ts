import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {dissect} from '../../../source/engine/dissect/dissect.js';
import {buildFrame, ETHERTYPE} from '../../../source/engine/frame.js';
import {formatMac} from '../../../source/engine/mac.js';
import {buildBpdu} from '../../../source/engine/protocol/bpdu.js';
import {buildIpv4} from '../../../source/engine/protocol/ipv4.js';
import {formatIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {type Summary, summarise} from '../../../source/engine/protocol/summary.js';
import {frameOf, recording} from '../../fixtures/two-stations.js';
import {tiles} from '../dissect/tiling.js';

const NAMES = ['ping', 'ping-unanswered', 'ping-static-neighbour', 'gratuitous-arp', 'protocols'];
const CAPTURED = NAMES.flatMap((name) => recording(name).frames);

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
	it.each(CAPTURED.map(({tcpdump, hex}) => [tcpdump, hex]))('is taken apart octet for octet without fault: %s', (_, hex) => {
		const frame = frameOf(hex);
		const layers = dissect(frame);
		expect(tiles(layers, frame.bytes.length)).toBe(true);
		expect(layers.filter(({protocol}) => protocol === 'malformed' || protocol === 'truncated')).toEqual([]);
		expect(layers.flatMap(({fields}) => fields).filter(({verdict}) => verdict?.kind === 'bad')).toEqual([]);
	});

	it('says in one line what tcpdump says', () => {
		// A reply that announces: tcpdump prints the same line for both.
		const isAnnouncingReply = ({hex}: {hex: string}) => hex === recording('gratuitous-arp').frames[5]?.hex;
		const frames = CAPTURED.filter((frame) => !isAnnouncingReply(frame));
		expect(frames.map(({hex}) => asTcpdump(summarise(frameOf(hex))))).toEqual(frames.map(({tcpdump}) => simplified(tcpdump)));
		expect(CAPTURED.length - frames.length).toBe(1);
	});
});

describe('a frame in one line', () => {
	it('is a BPDU behind LLC', () => {
		const id = {priority: 0x8000, mac: 0x0200_0000_b000};
		const times = {messageAge: 0, maxAge: 20e9, helloTime: 2e9, forwardDelay: 15e9};
		const flags = {topologyChange: true, topologyChangeAck: false};
		const config = {kind: 'config' as const, ...flags, root: id, rootPathCost: 4, bridge: id, port: 0x8001};
		const frame = buildBpdu({...config, ...times}, 0x0200_0000_f001);
		expect(summarise(frame)).toMatchObject({kind: 'bpdu', bpdu: {kind: 'config', port: 0x8001}});
		const values = Object.fromEntries((dissect(frame)[2]?.fields ?? []).map(({name, value}) => [name, value]));
		expect(values).toMatchObject({'stp.root.prio': 32768, 'stp.root.cost': 4, 'stp.port': 0x8001, 'stp.max_age': 20, 'stp.flags.tc': 1});
	});

	it('is malformed where a checksum is wrong', () => {
		const bytes = frameOf(recording('ping').frames[2]?.hex ?? '').bytes.slice();
		bytes[60] = 0;
		expect(summarise({bytes})).toEqual({kind: 'malformed', layer: 'icmp', fault: 'checksum'});
	});

	it('is so many octets where it is a later fragment', () => {
		const payload = buildIpv4({protocol: 17, source: 1, destination: 2, fragmentOffset: 5, payload: new Uint8Array(16)});
		const frame = buildFrame({dst: 1, src: 2, etherType: ETHERTYPE.ipv4, payload});
		expect(dissect(frame).at(-1)).toMatchObject({protocol: 'data', from: 34, to: 50});
		expect(summarise(frame)).toEqual({kind: 'ipv4', protocol: 17, length: 16, source: 1, destination: 2});
	});

	it('is something, whatever octets there are', () => {
		const heads = fc.constantFrom([0x08, 0x00], [0x08, 0x06], [0x81, 0x00], [0x88, 0xa8], [0x88, 0xb5], [0x00, 0x26]);
		const whole = fc.tuple(fc.uint8Array({minLength: 12, maxLength: 12}), heads, fc.uint8Array({maxLength: 90}));
		fc.assert(
			fc.property(whole, fc.nat({max: 120}), ([addresses, type, rest], length) => {
				const bytes = Uint8Array.of(...addresses, ...type, ...rest).subarray(0, Math.max(length, 1));
				expect(summarise({bytes}).kind).toBeTypeOf('string');
			}),
			{numRuns: 500},
		);
	});
});
