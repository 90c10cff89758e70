/** Which way, by which rule: what `ip route` makes and what the kernel does with it. */
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import type {ChangeResult} from '../../../source/engine/change.js';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {type LabFile, labSchema} from '../../../source/engine/lab.js';
import {parseCidr, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {mtuTo} from '../../../source/engine/stack/path-mtu.js';
import {wayTo} from '../../../source/engine/stack/route.js';
import {deviceAt} from '../../../source/engine/world.js';
import {labFile} from '../../fixtures/lab-files.js';
import {bench} from '../../fixtures/two-stations.js';

const LAB: LabFile = {
	machines: [
		{
			name: 'a',
			role: 'host',
			devices: [
				{kind: 'nic', name: 'eth0', addresses: ['10.0.0.1/24']},
				{kind: 'nic', name: 'eth1', addresses: ['10.1.0.1/24', '10.1.0.2/24']},
			],
		},
		{
			name: 'b',
			role: 'host',
			devices: [
				{kind: 'nic', name: 'eth0'},
				{kind: 'nic', name: 'eth1'},
			],
		},
	],
	links: [{ends: ['a/eth0', 'b/eth0']}, {ends: ['a/eth1', 'b/eth1']}],
};

function routeBench() {
	const net = bench(LAB);
	const machine = net.machine('a');
	return {
		...net,
		add(to: string, via: string, more: object = {}): ChangeResult {
			const {address: network, prefix} = parseCidr(to) ?? {address: 0, prefix: 0};
			return net.change({kind: 'add-route', machine: machine.id, network, prefix, gateway: toIpv4(via), ...more});
		},
		way: (to: string) => {
			const way = wayTo(net.history.world, machine, toIpv4(to));
			return way.kind === 'link' ? [deviceAt(net.history.world, way.device).name, way.nextHop, way.source] : way.kind;
		},
	};
}

const at = toIpv4;

describe('a route', () => {
	it('by a gateway asks for the gateway, and the packet has the address that is near it', () => {
		const net = routeBench();
		expect(net.way('172.16.0.1')).toBe('none');
		net.add('0.0.0.0/0', '10.1.0.254');
		expect(net.way('172.16.0.1')).toEqual(['eth1', at('10.1.0.254'), at('10.1.0.1')]);
		expect(net.way('10.0.0.7')).toEqual(['eth0', at('10.0.0.7'), at('10.0.0.1')]);
	});

	it('wins by prefix, then by metric, then by place', () => {
		const net = routeBench();
		net.add('0.0.0.0/0', '10.1.0.254', {metric: 20});
		net.add('0.0.0.0/0', '10.0.0.254', {metric: 10});
		net.add('172.16.0.0/16', '10.1.0.253');
		expect([net.way('8.8.8.8')[1], net.way('172.16.0.1')[1]]).toEqual([at('10.0.0.254'), at('10.1.0.253')]);
		expect(net.add('172.16.0.0/16', '10.1.0.252')).toEqual({kind: 'refused', errno: 'EEXIST'});
		net.add('172.16.0.0/16', '10.1.0.251', {verb: 'append'});
		expect(net.way('172.16.0.1')[1]).toBe(at('10.1.0.253'));
		net.add('172.16.0.0/16', '10.1.0.250', {verb: 'prepend'});
		expect(net.way('172.16.0.1')[1]).toBe(at('10.1.0.250'));
	});

	it('needs a gateway that is a neighbour', () => {
		const net = routeBench();
		const refusal = {kind: 'refused', errno: 'ENETUNREACH', message: 'Nexthop has invalid gateway'};
		expect(net.add('172.16.0.0/16', '192.0.2.1')).toEqual(refusal);
		net.add('192.0.2.0/24', '10.0.0.254');
		// Behind a gateway is not near.
		expect(net.add('172.16.0.0/16', '192.0.2.1')).toEqual(refusal);
		expect(net.add('172.16.0.0/16', '192.0.2.1', {device: net.device('a/eth0'), onLink: true})).toEqual({kind: 'done'});
	});

	it('goes with its device, and with the address that its packets carry', () => {
		const net = routeBench();
		net.add('172.16.0.0/16', '10.1.0.254', {source: at('10.1.0.2')});
		expect(net.way('172.16.0.1')[2]).toBe(at('10.1.0.2'));
		net.change({kind: 'del-address', device: net.device('a/eth1'), address: at('10.1.0.2'), prefix: 24});
		expect(net.way('172.16.0.1')).toBe('none');
		net.add('172.16.0.0/16', '10.1.0.254');
		net.change({kind: 'set-up', device: net.device('a/eth1'), up: false});
		net.change({kind: 'set-up', device: net.device('a/eth1'), up: true});
		expect(net.way('172.16.0.1')).toBe('none');
	});

	it('of a lab comes back when the lab is described', () => {
		for (const name of ['two-routers', 'lan-with-router']) {
			const lab = labFile(name);
			const built = buildWorld(lab);
			if (built.kind === 'wrong') throw new Error(JSON.stringify(built.problems));
			const told = describeWorld(built.world, lab.seed, lab.rows);
			for (const [index, machine] of lab.machines.entries()) {
				const {devices, routes = [], web: _, ...rest} = machine;
				const {devices: again, routes: found = [], web: __, ...others} = told.machines[index] as typeof machine;
				expect(others).toEqual(rest);
				expect(found).toMatchObject(routes);
				expect(again.map(({addresses, dhcp}) => [addresses, dhcp])).toEqual(devices.map(({addresses, dhcp}) => [addresses, dhcp]));
			}
		}
	});

	it('that the kernel would refuse is a problem of the lab, with its place', () => {
		const [a, b] = LAB.machines;
		const wrong = {...LAB, machines: [{...a, gateway: '192.0.2.1', routes: [{to: '172.16.0.0/16', via: '10.0.0.254', dev: 'eth7'}]}, b]};
		expect(buildWorld(labSchema.parse(wrong))).toEqual({
			kind: 'wrong',
			problems: [
				{path: 'machines[0].gateway', message: 'Nexthop has invalid gateway'},
				{path: 'machines[0].routes[0].dev', message: 'there is no device "eth7" in a'},
			],
		});
	});
});

describe('the path MTU', () => {
	it('is learned from a router, kept for ten minutes, and only for that destination', () => {
		const net = bench(labFile('two-routers'));
		const vm1 = net.machine('vm1');
		const mtu = (to: string): number =>
			mtuTo(vm1.stack, deviceAt(net.history.world, net.device('vm1/eth0')), at(to), net.history.world.now);
		net.ping('vm1', '10.0.2.2', 1, {payload: 1472});
		net.wait(1);
		expect(net.lastPing('vm1').events).toMatchObject([{kind: 'unreachable', from: at('10.0.1.254'), code: 4, mtu: 1400}]);
		expect([mtu('10.0.2.2'), mtu('10.0.2.3')]).toEqual([1400, 1500]);
		net.wait(599);
		expect(mtu('10.0.2.2')).toBe(1500);
	});
});
