/** Error numbers and texts as Linux 6.18 gave them to iproute2 6.1 for the same commands. */
import {describe, expect, it} from 'vitest';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {wayTo} from '../../../source/engine/stack/route.js';
import {deviceAt} from '../../../source/engine/world.js';
import {bench} from '../../fixtures/two-stations.js';

type Bench = ReturnType<typeof bench>;

function address(lab: Bench, verb: 'add' | 'del', cidr: string, path = 'a/eth0') {
	const [quad = '', prefix] = cidr.split('/');
	return lab.change({kind: `${verb}-address`, device: lab.device(path), address: toIpv4(quad), prefix: Number(prefix)});
}

function addresses(lab: Bench): string[] {
	return deviceAt(lab.history.world, lab.device('a/eth0')).addresses.map((own) => `${formatIpv4(own.address)}/${own.prefix}`);
}

/** `ip route`, in the order in which the kernel would try equal prefixes. */
function routes(lab: Bench): string[] {
	const {world} = lab.history;
	return lab
		.machine('a')
		.stack.routes.map(
			({network, prefix, device, source}) =>
				`${formatIpv4(network)}/${prefix} dev ${deviceAt(world, device).name} src ${formatIpv4(source)}`,
		);
}

describe('ip addr', () => {
	it('refuses the same address twice', () => {
		const lab = bench();
		expect(address(lab, 'add', '10.0.0.1/24')).toEqual({kind: 'refused', errno: 'EEXIST', message: 'ipv4: Address already assigned'});
	});

	it('refuses a prefix of 33', () => {
		expect(address(bench(), 'add', '10.0.0.1/33')).toEqual({kind: 'refused', errno: 'EINVAL', message: 'ipv4: Invalid prefix length'});
	});

	it('refuses to delete what is not there, also with another prefix', () => {
		const lab = bench();
		const missing = {kind: 'refused', errno: 'EADDRNOTAVAIL', message: 'ipv4: Address not found'};
		expect(address(lab, 'del', '10.0.0.9/24')).toEqual(missing);
		expect(address(lab, 'del', '10.0.0.1/16')).toEqual(missing);
		expect(addresses(lab)).toEqual(['10.0.0.1/24']);
	});

	it('lists a second address of a subnet behind the first of another, and gives it no route', () => {
		const lab = bench();
		for (const cidr of ['10.0.0.1/25', '10.0.0.7/24', '10.0.0.8/24', '10.1.0.8/24']) address(lab, 'add', cidr);
		expect(addresses(lab)).toEqual(['10.0.0.1/24', '10.0.0.1/25', '10.1.0.8/24', '10.0.0.7/24', '10.0.0.8/24']);
		expect(routes(lab)).toEqual([
			'10.0.0.0/24 dev eth0 src 10.0.0.1',
			'10.0.0.0/25 dev eth0 src 10.0.0.1',
			'10.1.0.0/24 dev eth0 src 10.1.0.8',
		]);
	});

	it('takes the second addresses away with the first, and its route', () => {
		const lab = bench();
		for (const cidr of ['10.0.0.1/25', '10.0.0.7/24', '10.1.0.8/24']) address(lab, 'add', cidr);
		address(lab, 'del', '10.0.0.1/24');
		expect(addresses(lab)).toEqual(['10.0.0.1/25', '10.1.0.8/24']);
		expect(routes(lab)).toEqual(['10.0.0.0/25 dev eth0 src 10.0.0.1', '10.1.0.0/24 dev eth0 src 10.1.0.8']);
	});

	it('deletes a second address alone', () => {
		const lab = bench();
		address(lab, 'add', '10.0.0.7/24');
		address(lab, 'del', '10.0.0.7/24');
		expect(addresses(lab)).toEqual(['10.0.0.1/24']);
		expect(routes(lab)).toHaveLength(1);
	});

	it('makes no route for a /32 and for 0.0.0.0/8', () => {
		const lab = bench();
		address(lab, 'add', '10.8.0.1/32');
		address(lab, 'add', '10.0.0.1/0');
		address(lab, 'add', '0.0.0.5/24');
		expect(routes(lab)).toEqual(['10.0.0.0/24 dev eth0 src 10.0.0.1']);
	});
});

describe('a route', () => {
	const kindOf = (lab: Bench, target: string) => wayTo(lab.history.world, lab.machine('a'), toIpv4(target)).kind;

	it('is the one with the longest prefix', () => {
		const lab = bench();
		address(lab, 'add', '10.0.0.100/28');
		expect(wayTo(lab.history.world, lab.machine('a'), toIpv4('10.0.0.98'))).toMatchObject({source: toIpv4('10.0.0.100')});
		expect(wayTo(lab.history.world, lab.machine('a'), toIpv4('10.0.0.2'))).toMatchObject({source: toIpv4('10.0.0.1')});
	});

	it('knows no broadcast in a /31, and one in a /30', () => {
		const lab = bench();
		address(lab, 'add', '10.8.0.4/31');
		address(lab, 'add', '10.8.0.9/30');
		expect(['10.8.0.5', '10.8.0.8', '10.8.0.11'].map((target) => kindOf(lab, target))).toEqual(['link', 'link', 'broadcast']);
	});

	it('is the older of two equal ones, and a device that was down comes last', () => {
		const lab = bench();
		lab.change({kind: 'add-nic', machine: lab.machine('a').id, name: 'eth1', mac: 0x0200_0000_0011});
		lab.change({kind: 'set-up', device: lab.device('a/eth1'), up: true});
		address(lab, 'add', '10.0.0.3/24', 'a/eth1');
		const deviceFor = () => {
			const way = wayTo(lab.history.world, lab.machine('a'), toIpv4('10.0.0.2'));
			return way.kind === 'link' ? deviceAt(lab.history.world, way.device).name : way.kind;
		};
		expect(deviceFor()).toBe('eth0');
		address(lab, 'del', '10.0.0.1/24');
		address(lab, 'add', '10.0.0.1/24');
		expect(deviceFor()).toBe('eth1');
		lab.change({kind: 'set-up', device: lab.device('a/eth1'), up: false});
		lab.change({kind: 'set-up', device: lab.device('a/eth1'), up: true});
		expect(deviceFor()).toBe('eth0');
	});

	it('goes when the device goes down and comes back with it', () => {
		const lab = bench();
		const device = lab.device('a/eth0');
		lab.change({kind: 'set-up', device, up: false});
		expect([kindOf(lab, '10.0.0.2'), kindOf(lab, '10.0.0.1')]).toEqual(['none', 'local']);
		lab.change({kind: 'set-up', device, up: true});
		expect(routes(lab)).toEqual(['10.0.0.0/24 dev eth0 src 10.0.0.1']);
	});

	it('stays while the cable is out', () => {
		const lab = bench();
		lab.change({kind: 'cut', device: lab.device('a/eth0'), cut: true});
		expect(kindOf(lab, '10.0.0.2')).toBe('link');
	});
});

describe('ip neigh', () => {
	const PERMANENT = '10.0.0.9 dev eth0 lladdr 02:00:00:00:00:09 PERMANENT';
	const MAC = '02:00:00:00:00:09';

	it('adds once', () => {
		const lab = bench();
		expect(lab.neigh('add', 'a/eth0', '10.0.0.9', MAC)).toEqual({kind: 'done'});
		expect(lab.neigh('add', 'a/eth0', '10.0.0.9', MAC)).toEqual({kind: 'refused', errno: 'EEXIST'});
		expect(lab.neighbours('a')).toBe(PERMANENT);
	});

	it('does not add over an entry that failed, but changes and replaces it', () => {
		const lab = bench();
		lab.ping('a', '10.0.0.9', 1);
		lab.wait(3);
		expect(lab.neighbours('a')).toBe('10.0.0.9 dev eth0 FAILED');
		expect(lab.neigh('add', 'a/eth0', '10.0.0.9', MAC)).toEqual({kind: 'refused', errno: 'EEXIST'});
		expect(lab.neigh('change', 'a/eth0', '10.0.0.9', MAC)).toEqual({kind: 'done'});
		expect(lab.neighbours('a')).toBe(PERMANENT);
		expect(lab.neigh('replace', 'a/eth0', '10.0.0.9', '02:00:00:00:00:08', 'stale')).toEqual({kind: 'done'});
		expect(lab.neighbours('a')).toBe('10.0.0.9 dev eth0 lladdr 02:00:00:00:00:08 STALE');
	});

	it('changes nothing that is not there', () => {
		const lab = bench();
		expect(lab.neigh('change', 'a/eth0', '10.0.0.9', MAC)).toEqual({kind: 'refused', errno: 'ENOENT'});
		expect(lab.neighbours('a')).toBe('');
	});

	it('deletes what is there', () => {
		const lab = bench();
		const del = {kind: 'neigh-del' as const, device: lab.device('a/eth0'), address: toIpv4('10.0.0.9')};
		expect(lab.change(del)).toEqual({kind: 'refused', errno: 'ENOENT'});
		lab.neigh('add', 'a/eth0', '10.0.0.9', MAC);
		expect(lab.change(del)).toEqual({kind: 'done'});
		expect(lab.neighbours('a')).toBe('');
	});

	it('flushes all but permanent entries, of one device when it is named', () => {
		const lab = bench();
		lab.neigh('add', 'a/eth0', '10.0.0.9', MAC);
		lab.neigh('add', 'a/eth0', '10.0.0.8', MAC, 'reachable');
		lab.change({kind: 'neigh-flush', machine: lab.machine('a').id, device: 99});
		expect(lab.neighbours('a').split('\n')).toHaveLength(2);
		lab.change({kind: 'neigh-flush', machine: lab.machine('a').id});
		expect(lab.neighbours('a')).toBe(PERMANENT);
	});

	it('keeps permanent entries without carrier, and none when the device goes down', () => {
		const lab = bench();
		const device = lab.device('a/eth0');
		lab.neigh('add', 'a/eth0', '10.0.0.9', MAC);
		lab.neigh('add', 'a/eth0', '10.0.0.8', MAC, 'reachable');
		lab.change({kind: 'cut', device, cut: true});
		expect(lab.neighbours('a')).toBe(PERMANENT);
		lab.change({kind: 'set-up', device, up: false});
		expect(lab.neighbours('a')).toBe('');
		lab.neigh('add', 'a/eth0', '10.0.0.9', MAC);
		lab.change({kind: 'set-up', device, up: true});
		expect(lab.neighbours('a')).toBe(PERMANENT);
	});

	it('leaves nothing behind when the device moves to another machine', () => {
		const lab = bench();
		const device = lab.device('a/eth0');
		lab.neigh('add', 'a/eth0', '10.0.0.9', MAC);
		lab.change({kind: 'rename', device, name: 'moved'});
		expect(lab.change({kind: 'move', device, machine: lab.machine('b').id})).toEqual({kind: 'done'});
		expect(lab.neighbours('a')).toBe('');
		expect(routes(lab)).toEqual([]);
	});
});
