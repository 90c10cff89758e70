/** DHCP as real clients and servers spoke it: the codec writes their octets again, the engine's client and server say the same. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {etherType, type Frame, srcMac} from '../../source/engine/frame.js';
import {toMac} from '../../source/engine/mac.js';
import {buildDhcp, parseDhcp} from '../../source/engine/protocol/dhcp.js';
import {messageType} from '../../source/engine/protocol/dhcp-options.js';
import {client, dhcpBench, server} from '../fixtures/dhcp-lab.js';
import {frameOf, hexOf} from '../fixtures/two-stations.js';

interface Exchange {
	name: string;
	frames: {t: number; hex: string}[];
}

const {exchanges} = JSON.parse(readFileSync(new URL('linux-routing/dhcp.json', import.meta.url), 'utf8')) as {exchanges: Exchange[]};
const CLIENT = toMac('00:0c:29:00:00:01');
const DHCP_AT = 42;

const messages = ({frames}: Exchange): Frame[] => frames.map(({hex}) => frameOf(hex)).filter((frame) => isMessage(frame));
const named = (name: string): Exchange => exchanges.find((exchange) => exchange.name === name) as Exchange;
const fromClient = (frame: Frame): boolean => srcMac(frame) === CLIENT;

function isMessage(frame: Frame): boolean {
	return etherType(frame) === 0x0800 && frame.bytes[23] === 17;
}

function typeOf(frame: Frame): string | undefined {
	const parsed = parseDhcp(frame.bytes.subarray(DHCP_AT));
	return parsed.kind === 'ok' ? messageType(parsed.value) : undefined;
}

/** Without identification, transaction and seconds, and the checksums over them. */
function plain(frame: Frame): string {
	const bytes = frame.bytes.slice();
	for (const [from, to] of [
		[18, 20],
		[24, 26],
		[40, 42],
		[46, 52],
	] as const)
		bytes.fill(0, from, to);
	return hexOf({bytes});
}

/** A veth leaves the UDP checksum of its own stack for the hardware that is not there: none is as good. */
function mended({bytes}: Frame): Frame {
	return {bytes: bytes.slice().fill(0, 40, 42)};
}

describe('a recorded DHCP message', () => {
	it.each(exchanges.map((exchange) => [exchange.name, exchange] as const))('of %s is written again, octet by octet', (_, exchange) => {
		const frames = messages(exchange);
		expect(frames.length).toBeGreaterThanOrEqual(4);
		for (const {bytes} of frames) {
			const octets = bytes.subarray(DHCP_AT);
			const parsed = parseDhcp(octets);
			expect(parsed.kind === 'ok' && Buffer.from(buildDhcp(parsed.value)).toString('hex')).toBe(Buffer.from(octets).toString('hex'));
		}
	});
});

describe('the DHCP client', () => {
	it('says what udhcpc says: DISCOVER, REQUEST, and the unicast REQUEST at half of the lease', () => {
		const net = dhcpBench([client('a', 1), server({lease: 120})]);
		net.wait(70);
		const own = net
			.wire()
			.filter(({from, frame}) => from === 'a' && isMessage(frame))
			.map(({frame}) => frame);
		const recorded = messages(named('renew')).filter(fromClient);
		const first = (frames: Frame[], index: number, type: string): string =>
			plain(frames.filter((frame) => typeOf(frame) === type)[index] as Frame);
		expect(first(own, 0, 'discover')).toBe(first(recorded, 0, 'discover'));
		expect(first(own, 0, 'request')).toBe(first(recorded, 0, 'request'));
		expect(first(own, 1, 'request')).toBe(first(recorded, 1, 'request'));
	});
});

describe('the DHCP server', () => {
	it('answers udhcpc as dnsmasq does, times in the lease and renewal included', () => {
		const exchange = named('renew');
		const silent = {
			...client('a', 1),
			devices: [{kind: 'nic' as const, name: 'eth0', mac: '00:0c:29:00:00:01', addresses: ['192.168.80.188/24']}],
		};
		const net = dhcpBench([silent, server({lease: 120, probe: 0})]);
		const asked: string[] = [];
		for (const frame of messages(exchange).filter(fromClient)) {
			const type = typeOf(frame) as string;
			if (asked.at(-1) === 'discover' && type === 'discover') continue;
			asked.push(type);
			net.send('a/eth0', mended(frame));
		}
		expect(asked).toEqual(['discover', 'request', 'request']);
		const own = net
			.wire()
			.filter(({from, frame}) => from === 's' && isMessage(frame))
			.map(({frame}) => frame);
		const answers = messages(exchange).filter((frame) => !fromClient(frame));
		expect(own.map(typeOf)).toEqual(['offer', 'ack', 'ack']);
		expect(plain(own[0] as Frame)).toBe(plain(answers.find((frame) => typeOf(frame) === 'offer') as Frame));
		expect(plain(own[1] as Frame)).toBe(plain(answers.find((frame) => typeOf(frame) === 'ack') as Frame));
	});

	it('asks who has the address between DISCOVER and OFFER, as dhcpd and dnsmasq do', () => {
		for (const {frames} of exchanges) {
			const [discover, probe] = frames.map(({hex}) => frameOf(hex)) as [Frame, Frame];
			expect(typeOf(discover)).toBe('discover');
			const net = dhcpBench([client('a', 1), server()]);
			net.wait(3);
			expect(net.wire().filter(({from}) => from === 's')[0]).toMatchObject({frame: {bytes: Uint8Array.from(probe.bytes)}});
		}
	});
});
