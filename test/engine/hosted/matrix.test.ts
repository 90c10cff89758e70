/** Who reaches whom, tried by the engine: ICMP and TCP, every row and every column of the course's table. */
import {describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {reachMatrix} from '../../../source/engine/reach/matrix.js';
import {addDefaultRoute, change, courseHistory, machineId, reaches, userCourse} from '../../fixtures/hosted-course.js';

const ICMP = undefined;
const HTTP = 80;

/** Columns: VM on the same network, host, server on the LAN, Internet, and back: LAN to VM, host to VM. */
const TABLE: [string, string, {own: string; other: string; host: string}, string][] = [
	['bridged', 'br1', {own: '192.168.1.77', other: '192.168.1.78', host: '192.168.1.50'}, 'yes yes yes yes yes yes'],
	['NAT', 'nat1', {own: '192.168.80.128', other: '192.168.80.129', host: '192.168.80.1'}, 'yes yes yes yes no yes'],
	['host-only', 'ho1', {own: '192.168.56.128', other: '192.168.56.129', host: '192.168.56.1'}, 'yes yes no no no yes'],
];

describe.each([
	['ICMP', ICMP],
	['TCP', HTTP],
])('%s', (_, port) => {
	const history = courseHistory();
	const answer = (from: string, to: string): string => (reaches(history, from, to, port).kind === 'yes' ? 'yes' : 'no');

	it.each(TABLE)('%s', (_name, guest, {own, other, host}, expected) => {
		const cells = [
			answer(guest, other),
			answer(guest, host),
			answer(guest, '192.168.1.10'),
			answer(guest, '203.0.113.80'),
			answer('S', own),
			answer('H', own),
		];
		expect(cells.join(' ')).toBe(expected);
	});

	it('VMnet1 and VMnet8 do not reach each other', () => {
		expect([answer('nat1', '192.168.56.128'), answer('ho1', '192.168.80.128')]).toEqual(['no', 'no']);
	});

	it('VMnet1 and VMnet8 reach each other when the host routes', () => {
		const routed = courseHistory();
		change(routed, {kind: 'set-forwarding', machine: machineId(routed.world, 'H'), on: true});
		const net = (address: string) => ({network: toIpv4(address), prefix: 24});
		change(routed, {kind: 'add-route', machine: machineId(routed.world, 'nat1'), ...net('192.168.56.0'), gateway: toIpv4('192.168.80.1')});
		addDefaultRoute(routed, 'ho1', '192.168.56.1');
		expect(reaches(routed, 'nat1', '192.168.56.128', port).kind).toBe('yes');
		expect(reaches(routed, 'ho1', '192.168.80.128', port).kind).toBe('yes');
	});

	it('per-VM NAT: out, and nothing else', () => {
		const alone = userCourse();
		const cells = [
			['vm1', '10.0.2.16'],
			['vm1', '10.0.2.2'],
			['vm1', '192.168.1.10'],
			['vm1', '203.0.113.80'],
			['S', '10.0.2.15'],
			['H', '10.0.2.15'],
		].map(([from = '', to = '']) => (reaches(alone, from, to, port).kind === 'yes' ? 'yes' : 'no'));
		expect(cells.join(' ')).toBe('no yes yes yes no no');
	});
});

describe('a "no" has its reason and its place', () => {
	const history = courseHistory();
	const place = (device: number | undefined) => (device === undefined ? undefined : history.world.devices[device]?.name);

	it('host-only: no route, nothing sent', () => {
		expect(reaches(history, 'ho1', '192.168.1.10')).toEqual({kind: 'no-route'});
	});

	it('the LAN does not know the way to a private network', () => {
		expect(reaches(history, 'S', '192.168.80.128')).toEqual({kind: 'no-route'});
	});

	it('a route on the LAN does not help: the host does not forward, and NAT lets nothing in', () => {
		const routed = courseHistory();
		const machine = machineId(routed.world, 'S');
		change(routed, {kind: 'add-route', machine, network: toIpv4('192.168.80.0'), prefix: 24, gateway: toIpv4('192.168.1.50')});
		expect(reaches(routed, 'S', '192.168.80.128')).toMatchObject({kind: 'silence', lost: {reason: 'not-for-us'}});
	});

	it('from VMnet8 to VMnet1 the NAT device does not go', () => {
		const reach = reaches(history, 'nat1', '192.168.56.128');
		expect(reach).toMatchObject({kind: 'silence', lost: {reason: 'nat-service-not-outside'}});
		expect(place(reach.kind === 'silence' ? reach.lost?.device : undefined)).toBe('eth0');
	});

	it('nobody listens on a port', () => {
		expect(reaches(history, 'nat1', '192.168.1.10', 81)).toEqual({kind: 'refused'});
	});
});

describe('the matrix', () => {
	it('is tried on copies: the world stays as it was', () => {
		const {world} = courseHistory();
		const before = copy(world);
		const names = ['br1', 'nat1', 'ho1', 'S'];
		const targets = ['192.168.1.10', '192.168.1.77'].map(toIpv4);
		const matrix = reachMatrix(
			world,
			names.map((name) => machineId(world, name)),
			targets,
			{kind: 'icmp'},
		);
		expect(matrix.map(({cells}) => cells.map(({kind}) => kind))).toEqual([
			['yes', 'yes'],
			['yes', 'yes'],
			['no-route', 'no-route'],
			['yes', 'yes'],
		]);
		expect(world).toEqual(before);
	});
});
