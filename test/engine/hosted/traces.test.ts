/**
 * The exact traces of the course: a guest gets an address and fetches a page, bridged, behind NAT, host-only. Order, lengths and addresses are those
 * of udhcpc, dnsmasq and Python's http.server on Linux; the table of the NAT is checked after every frame that changes it.
 */
import {describe, expect, it} from 'vitest';
import {srcMac} from '../../../source/engine/frame.js';
import {input, step} from '../../../source/engine/history.js';
import type {Connection} from '../../../source/engine/nat/connection.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {crossings} from '../../../source/engine/trace.js';
import {deviceAtPath, machineNamed, pathOf, type World} from '../../../source/engine/world.js';
import {contentOf, sentLines} from '../../fixtures/frame-lines.js';
import {courseHistory, fetchPage, lease, machineId, wait} from '../../fixtures/hosted-course.js';

const S = '192.168.1.10';

function exchange(client: string, inside = client): {up: string[]; ends: {from: string; to: string}} {
	return {up: [], ends: {from: `${inside}:40000 > ${S}:80`, to: `${S}:80 > ${inside}:40000`}};
}

function logOf(world: World, name: string): string[] {
	return (machineNamed(world, name)?.programs?.webServers[0]?.log ?? []).map(({client, request}) => `${formatIpv4(client)} ${request}`);
}

function tableOf(world: World): Connection[] {
	return [...(machineNamed(world, 'vmnet8.nat')?.natService?.connections.entries.values() ?? [])];
}

function rows(world: World): string[] {
	return tableOf(world).map(({original, reply, tcp}) => {
		const ends = `${formatIpv4(original.source)}:${original.sourcePort} is ${formatIpv4(reply.destination)}:${reply.destinationPort}`;
		return `${ends} for ${formatIpv4(original.destination)}:${original.destinationPort}, ${tcp?.state}`;
	});
}

describe('T-BRIDGED', () => {
	const history = courseHistory(['br1']);
	lease(history, 'br1');
	fetchPage(history, 'br1', S);
	const {from, to} = exchange('192.168.1.77').ends;

	it('is this, frame by frame', () => {
		expect(sentLines(history.world, history.trace)).toEqual([
			'br1 > all: 0.0.0.0:68 > 255.255.255.255:67 DHCP discover, 342',
			'R > all: ARP who-has 192.168.1.77 tell 192.168.1.1, 42',
			'R > br1: 192.168.1.1:67 > 192.168.1.77:68 DHCP offer, 342',
			'br1 > all: 0.0.0.0:68 > 255.255.255.255:67 DHCP request, 342',
			'R > br1: 192.168.1.1:67 > 192.168.1.77:68 DHCP ack, 342',
			'br1 > all: ARP who-has 192.168.1.10 tell 192.168.1.77, 42',
			'S > br1: ARP 192.168.1.10 is-at, 42',
			`br1 > S: ${from} SYN, 74`,
			`S > br1: ${to} SYN,ACK, 74`,
			`br1 > S: ${from} ACK, 66`,
			`br1 > S: ${from} PSH,ACK, 84`,
			`S > br1: ${to} ACK, 66`,
			`S > br1: ${to} PSH,ACK, 221`,
			`br1 > S: ${from} ACK, 66`,
			`S > br1: ${to} PSH,ACK, 288`,
			`br1 > S: ${from} ACK, 66`,
			`S > br1: ${to} FIN,ACK, 66`,
			`br1 > S: ${from} FIN,ACK, 66`,
			`S > br1: ${to} ACK, 66`,
		]);
	});

	it('the log of the server shows the address of the guest, and no table rewrites anything', () => {
		expect(logOf(history.world, 'S')).toEqual(['192.168.1.77 GET / HTTP/1.0']);
		expect(tableOf(history.world)).toEqual([]);
	});
});

describe('T-HOST-ONLY', () => {
	const history = courseHistory(['ho1']);
	lease(history, 'ho1');

	it('the lease has no gateway', () => {
		expect(sentLines(history.world, history.trace)).toEqual([
			'ho1 > all: 0.0.0.0:68 > 255.255.255.255:67 DHCP discover, 342',
			'vmnet1.dhcp > all: ARP who-has 192.168.56.128 tell 192.168.56.254, 42',
			'vmnet1.dhcp > ho1: 192.168.56.254:67 > 192.168.56.128:68 DHCP offer, 342',
			'ho1 > all: 0.0.0.0:68 > 255.255.255.255:67 DHCP request, 342',
			'vmnet1.dhcp > ho1: 192.168.56.254:67 > 192.168.56.128:68 DHCP ack, 342',
		]);
		const granted = machineNamed(history.world, 'ho1')?.programs?.dhcpClients[0]?.lease;
		expect(granted).toMatchObject({address: toIpv4('192.168.56.128'), prefix: 24, server: toIpv4('192.168.56.254'), routers: [], dns: []});
		expect(machineNamed(history.world, 'ho1')?.stack.routes.map(({prefix}) => prefix)).toEqual([24]);
	});

	it('the host answers at .1, and its page comes', () => {
		const before = history.end;
		fetchPage(history, 'ho1', '192.168.56.1');
		const lines = sentLines(
			history.world,
			history.trace.filter(({id}) => id >= before),
		);
		expect(lines.slice(0, 4)).toEqual([
			'ho1 > all: ARP who-has 192.168.56.1 tell 192.168.56.128, 42',
			'H > ho1: ARP 192.168.56.1 is-at, 42',
			'ho1 > H: 192.168.56.128:40000 > 192.168.56.1:80 SYN, 74',
			'H > ho1: 192.168.56.1:80 > 192.168.56.128:40000 SYN,ACK, 74',
		]);
		expect(logOf(history.world, 'H')).toEqual(['192.168.56.128 GET / HTTP/1.0']);
	});

	it('a page from outside: network is unreachable, and no frame leaves', () => {
		const before = history.end;
		fetchPage(history, 'ho1', S, {sourcePort: 40_001});
		expect(machineNamed(history.world, 'ho1')?.programs?.webRequests.at(-1)?.outcome).toMatchObject({kind: 'no-route'});
		expect(
			sentLines(
				history.world,
				history.trace.filter(({id}) => id >= before),
			),
		).toEqual([]);
	});
});

describe('T-NAT', () => {
	const history = courseHistory(['nat1']);
	lease(history, 'nat1');
	const granted = machineNamed(history.world, 'nat1')?.programs?.dhcpClients[0]?.lease;
	const machine = machineId(history.world, 'nat1');
	const request = {kind: 'web-request' as const, machine, host: S, port: 80, path: '/', sourcePort: 40_000};
	input(history, {kind: 'change', change: request});
	/** The entry as it was whenever it became another one, with the frame that did it. */
	const tables: [string, string][] = [];
	input(history, {kind: 'wait', duration: 2e9});
	for (let node = step(history); node; node = step(history)) {
		const [now = 'none'] = rows(history.world);
		if ((tables.at(-1)?.[0] ?? 'none') !== now && node.frame) tables.push([now, contentOf(node.frame)]);
	}
	const inside = exchange('192.168.80.188').ends;
	const outside = exchange('192.168.1.50').ends;

	/** Segments that pass the NAT device one after the other, seen on both sides. */
	function both(segments: readonly string[], way: 'in' | 'out'): string[] {
		return segments.flatMap((segment) =>
			way === 'out'
				? [`nat1 > vmnet8.nat: ${inside.from} ${segment}`, `H > S: ${outside.from} ${segment}`]
				: [`S > H: ${outside.to} ${segment}`, `vmnet8.nat > nat1: ${inside.to} ${segment}`],
		);
	}

	it('the lease: 30 minutes, gateway and name server .2', () => {
		expect(granted).toMatchObject({
			address: toIpv4('192.168.80.188'),
			prefix: 24,
			server: toIpv4('192.168.80.254'),
			routers: [toIpv4('192.168.80.2')],
			dns: [toIpv4('192.168.80.2')],
		});
		const {since = 0, renew = 0, rebind = 0, expiry = 0} = granted ?? {};
		expect([renew, rebind, expiry].map((time) => (time - since) / 1e9)).toEqual([900, 1575, 1800]);
	});

	it('is this, frame by frame', () => {
		expect(sentLines(history.world, history.trace)).toEqual([
			'nat1 > all: 0.0.0.0:68 > 255.255.255.255:67 DHCP discover, 342',
			'vmnet8.dhcp > all: ARP who-has 192.168.80.188 tell 192.168.80.254, 42',
			'vmnet8.dhcp > nat1: 192.168.80.254:67 > 192.168.80.188:68 DHCP offer, 342',
			'nat1 > all: 0.0.0.0:68 > 255.255.255.255:67 DHCP request, 342',
			'vmnet8.dhcp > nat1: 192.168.80.254:67 > 192.168.80.188:68 DHCP ack, 342',
			'nat1 > all: ARP who-has 192.168.80.2 tell 192.168.80.188, 42',
			'vmnet8.nat > nat1: ARP 192.168.80.2 is-at, 42',
			`nat1 > vmnet8.nat: ${inside.from} SYN, 74`,
			'H > all: ARP who-has 192.168.1.10 tell 192.168.1.50, 42',
			'S > H: ARP 192.168.1.10 is-at, 42',
			`H > S: ${outside.from} SYN, 74`,
			`S > H: ${outside.to} SYN,ACK, 74`,
			`vmnet8.nat > nat1: ${inside.to} SYN,ACK, 74`,
			`nat1 > vmnet8.nat: ${inside.from} ACK, 66`,
			`nat1 > vmnet8.nat: ${inside.from} PSH,ACK, 84`,
			`H > S: ${outside.from} ACK, 66`,
			`H > S: ${outside.from} PSH,ACK, 84`,
			...both(['ACK, 66', 'PSH,ACK, 221'], 'in'),
			...both(['ACK, 66'], 'out'),
			...both(['PSH,ACK, 288'], 'in'),
			...both(['ACK, 66'], 'out'),
			...both(['FIN,ACK, 66'], 'in'),
			...both(['FIN,ACK, 66'], 'out'),
			...both(['ACK, 66'], 'in'),
		]);
	});

	it('the log of the server shows the address of the host', () => {
		expect(logOf(history.world, 'S')).toEqual(['192.168.1.50 GET / HTTP/1.0']);
	});

	it('source IP and source MAC on the wire are those of the host, and nobody learns the guest there', () => {
		const wire = crossings(history.trace).filter(({from}) => pathOf(history.world, from) === 'H/eth0');
		const host = deviceAtPath(history.world, 'H/eth0')?.mac;
		expect(wire.length).toBe(7);
		expect(new Set(wire.map(({frame}) => srcMac(frame)))).toEqual(new Set([host]));
	});

	it('the table has one entry, and these frames change it', () => {
		const entry = '192.168.80.188:40000 is 192.168.1.50:40000 for 192.168.1.10:80';
		expect(tables).toEqual([
			[`${entry}, syn-sent`, `${inside.from} SYN`],
			[`${entry}, syn-recv`, `${outside.to} SYN,ACK`],
			[`${entry}, established`, `${inside.from} ACK`],
			[`${entry}, fin-wait`, `${outside.to} FIN,ACK`],
			[`${entry}, last-ack`, `${inside.from} FIN,ACK`],
			[`${entry}, time-wait`, `${outside.to} ACK`],
		]);
	});

	it('120 seconds after the end the entry is gone', () => {
		wait(history, 110);
		expect(rows(history.world)).toHaveLength(1);
		wait(history, 10);
		// Whoever looks at the table takes off what is over.
		expect(tableOf(history.world).filter(({expires}) => expires > history.world.now)).toEqual([]);
	});
});
