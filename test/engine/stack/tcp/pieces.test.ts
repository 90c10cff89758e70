/** The small pieces of TCP and HTTP: sequence numbers, options, dates, answers. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {answerTo, logDateOf, readReply, toOctets} from '../../../../source/engine/programs/http.js';
import {IP_PROTOCOL, ipv4Packet} from '../../../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../../../source/engine/protocol/ipv4-address.js';
import {buildTcp, TCP_FLAG} from '../../../../source/engine/protocol/tcp.js';
import {receiveTcp} from '../../../../source/engine/stack/tcp/input.js';
import {buildOptions, parseOptions, type TcpOptions} from '../../../../source/engine/stack/tcp/options.js';
import {ahead, distance, isAfter} from '../../../../source/engine/stack/tcp/sequence.js';
import {tcpConnect} from '../../../../source/engine/stack/tcp/tcp.js';
import type {TcpConnection} from '../../../../source/engine/stack/tcp/tcp-state.js';
import {segmentsOf} from '../../../fixtures/tcp-lab.js';
import {listen, tcpPlayer} from '../../../fixtures/tcp-player.js';
import {bench} from '../../../fixtures/two-stations.js';

const SECOND = 1_000_000_000;
const word = fc.integer({min: 0, max: 0xffff_ffff});

describe('sequence numbers', () => {
	it('run in a circle', () => {
		fc.assert(
			fc.property(word, fc.integer({min: 1, max: 0x7fff_ffff}), (start, octets) => {
				const end = ahead(start, octets);
				expect([isAfter(end, start), isAfter(start, end), distance(start, end)]).toEqual([true, false, octets]);
			}),
		);
	});
});

describe('options', () => {
	const options: fc.Arbitrary<TcpOptions> = fc.record(
		{
			segment: fc.integer({min: 1, max: 65535}),
			windowScale: fc.integer({min: 0, max: 14}),
			selectiveAllowed: fc.constant(true),
			timestamps: fc.record({value: word, echo: word}),
		},
		{requiredKeys: []},
	);

	it('are read as they were written, in multiples of four octets', () => {
		fc.assert(
			fc.property(options, (given) => {
				const bytes = buildOptions(given);
				expect(bytes.length % 4).toBe(0);
				expect(parseOptions(bytes)).toEqual(given);
			}),
		);
	});

	it('of Linux: 20 octets in a SYN, 12 afterwards, 24 with one block of SACK', () => {
		const timestamps = {value: 1, echo: 2};
		const syn = buildOptions({segment: 1460, selectiveAllowed: true, timestamps, windowScale: 7});
		expect(Buffer.from(syn).toString('hex')).toBe('020405b40402080a000000010000000201030307');
		expect(buildOptions({timestamps}).length).toBe(12);
		expect(buildOptions({timestamps, selective: [[3, 4]]}).length).toBe(24);
		expect(parseOptions(buildOptions({timestamps, selective: [[3, 4]]})).selective).toEqual([[3, 4]]);
	});

	it('are never read beyond their end', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 40}), (bytes) => {
				expect(() => parseOptions(bytes)).not.toThrow();
			}),
		);
	});
});

describe('HTTP', () => {
	it('answers 155 octets of headers, and a list of 222 for a directory with one file', () => {
		const {status, headers, body} = answerTo('/', [{name: 'hello', content: 'Hello.\n'}], 0);
		expect([status, headers.length, body.length]).toEqual([200, 155, 222]);
		expect(headers).toContain('Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n');
	});

	it('finds files, shows index.html, and says what it does not find', () => {
		const files = [
			{name: 'index.html', content: '<p>hi</p>\n'},
			{name: 'a.txt', content: 'text\n'},
		];
		expect(answerTo('/', files, 0)).toMatchObject({status: 200, body: '<p>hi</p>\n'});
		expect(answerTo('/a.txt', files, 0).headers).toContain('Content-type: text/plain\r\n');
		const {status, headers, body} = answerTo('/nothing', files, 0);
		expect([status, headers.length, body.length]).toEqual([404, 185, 335]);
	});

	it('reads back what it answers, and nothing that is not whole', () => {
		const {headers, body} = answerTo('/', [], 5 * SECOND);
		expect(readReply(toOctets(headers + body))).toMatchObject({status: 200, reason: 'OK', body});
		expect(readReply(toOctets((headers + body).slice(0, -1)))).toBeUndefined();
		expect(readReply(toOctets(headers.slice(0, -2)))).toBeUndefined();
	});

	it('knows the calendar, leap years too', () => {
		const day = 86_400 * SECOND;
		expect(logDateOf(0)).toBe('01/Jan/2026 00:00:00');
		expect(logDateOf(31 * day + 3_723 * SECOND)).toBe('01/Feb/2026 01:02:03');
		expect(logDateOf((365 + 365 + 59) * day)).toBe('29/Feb/2028 00:00:00');
		expect(logDateOf((365 + 365 + 60) * day)).toBe('01/Mar/2028 00:00:00');
	});
});

describe('a machine whose first device goes', () => {
	it('still gives up what nobody answers', () => {
		const lab = bench({
			machines: [
				{
					name: 'a',
					role: 'host',
					devices: [
						{kind: 'nic', name: 'eth1'},
						{kind: 'nic', name: 'eth0', addresses: ['10.0.0.1/24']},
					],
				},
				{name: 'b', role: 'switch', devices: [{kind: 'nic', name: 'eth0'}]},
			],
			links: [{ends: ['a/eth0', 'b/eth0']}],
		});
		const {id: machine} = lab.machine('a');
		lab.change({kind: 'neigh-add', device: lab.device('a/eth0'), address: 0x0a00_0002, mac: 0x0200_0000_0002});
		lab.change({kind: 'web-request', machine, host: '10.0.0.2', port: 80, path: '/'});
		lab.wait(3);
		lab.change({kind: 'delete', device: lab.device('a/eth1')});
		lab.wait(130);
		expect(lab.machine('a').programs?.webRequests[0]?.outcome?.kind).toBe('timeout');
	});
});

describe('a segment out of place', () => {
	const lab = () => {
		const player = tcpPlayer(1000, () => false);
		listen(player);
		const options = {destination: toIpv4('10.0.0.2'), port: 80, sourcePort: 40000, owner: {kind: 'bystander'} as const};
		tcpConnect(player.world, player.machine('a'), options, player.sink);
		player.run(100);
		/** Somebody forges a segment of a's. */
		const forge = (flags: number, ahead: number): void => {
			const socket = player.socket('b') as TcpConnection;
			const ends = {source: toIpv4('10.0.0.1'), destination: toIpv4('10.0.0.2')};
			const parts = {sourcePort: 40000, destinationPort: 80, flags, acknowledgement: socket.send.next};
			const payload = buildTcp({...parts, sequence: (socket.receive.next + ahead) >>> 0}, ends);
			receiveTcp(
				player.world,
				player.machine('b'),
				ipv4Packet({...ends, protocol: IP_PROTOCOL.tcp, payload}),
				player.world.now,
				player.sink,
			);
			player.run(1);
		};
		return {player, forge, sent: () => segmentsOf(player.frames).filter(({from}) => from === 'b').length};
	};

	it('is answered at most twice a second when it is empty', () => {
		const {player, forge, sent} = lab();
		const before = sent();
		for (let count = 0; count < 5; count++) forge(TCP_FLAG.ack, 1_000_000);
		expect(sent()).toBe(before + 1);
		player.run(600);
		forge(TCP_FLAG.syn, 0);
		expect(sent()).toBe(before + 2);
		expect(player.socket('b')?.state).toBe('established');
	});

	it('resets only with the very number that is due', () => {
		const {player, forge} = lab();
		for (const ahead of [1, 5000, -1]) forge(TCP_FLAG.rst, ahead);
		expect(player.socket('b')?.state).toBe('established');
		forge(TCP_FLAG.rst, 0);
		expect(player.socket('b')).toBeUndefined();
	});
});
