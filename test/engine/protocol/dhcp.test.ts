import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {dissect} from '../../../source/engine/dissect/dissect.js';
import {buildFrame, ETHERTYPE} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {buildDhcp, DHCP_OPTION, type DhcpMessage, parseDhcp} from '../../../source/engine/protocol/dhcp.js';
import {messageType, textOf, textOption, typeOption, wordOf, wordsOf, wordsOption} from '../../../source/engine/protocol/dhcp-options.js';
import {buildDns, DNS_TYPE} from '../../../source/engine/protocol/dns.js';
import {buildIpv4, IP_PROTOCOL} from '../../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {summarise} from '../../../source/engine/protocol/summary.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';

const anyMessage: fc.Arbitrary<DhcpMessage> = fc.record({
	operation: fc.constantFrom('request', 'reply'),
	xid: fc.nat(0xffff_ffff),
	seconds: fc.nat(0xffff),
	broadcast: fc.boolean(),
	clientAddress: fc.nat(0xffff_ffff),
	yourAddress: fc.nat(0xffff_ffff),
	nextServer: fc.nat(0xffff_ffff),
	relay: fc.nat(0xffff_ffff),
	clientMac: fc.nat({max: 2 ** 48 - 1}),
	options: fc.array(fc.record({code: fc.integer({min: 1, max: 254}), value: fc.uint8Array({maxLength: 40})}), {maxLength: 12}),
});

const CLIENT = toMac('00:0c:29:00:00:01');
const ends = {source: toIpv4('192.168.80.254'), destination: toIpv4('192.168.80.188')};

function inUdp(payload: Uint8Array, sourcePort: number, destinationPort: number) {
	const datagram = buildUdp({sourcePort, destinationPort, payload}, ends);
	return buildFrame({
		dst: CLIENT,
		src: 1,
		etherType: ETHERTYPE.ipv4,
		payload: buildIpv4({...ends, protocol: IP_PROTOCOL.udp, payload: datagram}),
	});
}

const offer = buildDhcp({
	operation: 'reply',
	xid: 7,
	clientMac: CLIENT,
	yourAddress: toIpv4('192.168.80.188'),
	options: [
		typeOption('offer'),
		wordsOption(DHCP_OPTION.leaseTime, [1800]),
		wordsOption(DHCP_OPTION.dns, [1, 2]),
		textOption(DHCP_OPTION.domainName, 'lan'),
	],
});

describe('a DHCP message', () => {
	it('is what was built', () => {
		fc.assert(fc.property(anyMessage, (message) => void expect(parseDhcp(buildDhcp(message))).toEqual({kind: 'ok', value: message})));
	});

	it('has 300 octets at least, and says its type in option 53', () => {
		expect(offer.length).toBe(300);
		const parsed = parseDhcp(offer);
		if (parsed.kind === 'malformed') throw new Error(parsed.fault);
		expect(messageType(parsed.value)).toBe('offer');
		expect(wordOf(parsed.value, DHCP_OPTION.leaseTime)).toBe(1800);
		expect(wordsOf(parsed.value, DHCP_OPTION.dns)).toEqual([1, 2]);
		expect(textOf(parsed.value, DHCP_OPTION.domainName)).toBe('lan');
		expect(wordOf(parsed.value, DHCP_OPTION.router)).toBeUndefined();
	});

	it('without cookie, for other hardware or cut off is malformed', () => {
		expect(parseDhcp(offer.subarray(0, 239))).toEqual({kind: 'malformed', fault: 'truncated'});
		expect(parseDhcp(offer.slice().fill(0, 236, 240))).toEqual({kind: 'malformed', fault: 'unsupported'});
		expect(parseDhcp(offer.slice().fill(6, 1, 2))).toEqual({kind: 'malformed', fault: 'unsupported'});
		// The last option promises more octets than there are.
		expect(parseDhcp(Uint8Array.from([...offer.subarray(0, 240), 12, 200]))).toEqual({kind: 'malformed', fault: 'truncated'});
	});

	it('never makes the parser throw, whatever its octets', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 320}), (octets) => void parseDhcp(Uint8Array.from([...offer.subarray(0, 240), ...octets]))),
		);
	});

	it('is one line and a layer of a frame, options as fields', () => {
		const frame = inUdp(offer, 67, 68);
		expect(summarise(frame)).toEqual({kind: 'dhcp', message: 'offer', address: toIpv4('192.168.80.188'), length: 300, ...ends});
		const layer = dissect(frame).at(-1);
		expect(layer).toMatchObject({protocol: 'dhcp', from: 42, to: 342});
		const named = Object.fromEntries((layer?.fields ?? []).map(({name, value}) => [name, value]));
		expect(named).toMatchObject({
			'dhcp.type': 2,
			'dhcp.ip.your': toIpv4('192.168.80.188'),
			'dhcp.hw.mac_addr': CLIENT,
			'dhcp.option.dhcp': 2,
			'dhcp.option.ip_address_lease_time': 1800,
		});
	});
});

describe('a DNS message in a frame', () => {
	const question = {
		id: 1,
		response: false,
		authoritative: false,
		recursionDesired: true,
		recursionAvailable: false,
		code: 0,
		name: 'www.example.com',
		type: DNS_TYPE.a,
		addresses: [],
	};

	it('is a question or an answer in one line, and a layer', () => {
		const asked = inUdp(buildDns(question), 40000, 53);
		expect(summarise(asked)).toEqual({kind: 'dns-query', name: 'www.example.com', type: 1, length: 33, ...ends});
		const answer = buildDns({...question, response: true, addresses: [{address: 5, ttl: 0}]});
		expect(summarise(inUdp(answer, 53, 40000))).toEqual({
			kind: 'dns-answer',
			name: 'www.example.com',
			code: 0,
			addresses: [5],
			length: 49,
			...ends,
		});
		expect(dissect(asked).map(({protocol}) => protocol)).toEqual(['eth', 'ip', 'udp', 'dns']);
	});

	it('that is none is a datagram like any other', () => {
		expect(summarise(inUdp(Uint8Array.of(1, 2, 3), 40000, 53))).toMatchObject({kind: 'udp', destinationPort: 53});
	});
});
