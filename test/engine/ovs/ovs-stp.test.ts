import {describe, expect, it} from 'vitest';
import type {Bridge} from '../../../source/engine/devices/bridge/bridge-device.js';
import {buildFrame, type Frame} from '../../../source/engine/frame.js';
import {BROADCAST} from '../../../source/engine/mac.js';
import {addPort, deletePort, setColumns, settings} from '../../../source/engine/ovs/configure/configuration.js';
import {setTimes} from '../../../source/engine/ovs/stp/configure.js';
import {takeBpdus} from '../../../source/engine/ovs/stp/ovs-stp.js';
import {deviceAt, deviceAtPath} from '../../../source/engine/world.js';
import {fdb, warp} from './normal-harness.js';
import {addMachine, type OvsLab, ovsLab} from './ovs-lab.js';
import {ask, copies} from './translation-harness.js';

const BR0 = {columns: {stp_enable: true, other_config: {hwaddr: '02:00:00:00:b0:10'}}};

/** A switch with two ports, both cabled to a Linux bridge with the spanning tree on, which has a better priority. */
function withLinuxBridge(): {lab: OvsLab; linux: Bridge} {
	const lab = ovsLab({bridges: {br0: BR0}});
	const {world, apply} = lab;
	const other = addMachine(world, 'other', 'switch');
	const created = apply({kind: 'add-bridge', machine: other.id, name: 'sw0', options: {stp: true, priority: 0x1000}});
	const linux = created.kind === 'done' ? (created.device as number) : -1;
	apply({kind: 'set-up', device: linux, up: true});
	for (const name of ['p1', 'p2']) {
		const near = apply({kind: 'add-nic', machine: lab.host.id, name});
		const far = apply({kind: 'add-nic', machine: other.id, name});
		const [a, b] = [near, far].map((result) => (result.kind === 'done' ? result.device : undefined)) as [number, number];
		apply({kind: 'connect', ends: [a, b], link: 'cable'});
		for (const device of [a, b]) apply({kind: 'set-up', device, up: true});
		apply({kind: 'enslave', device: b, master: linux});
	}
	for (const name of ['p1', 'p2']) plugIn(lab, name);
	return {lab, linux: deviceAt(world, linux) as Bridge};
}

function plugIn({switchd, transact}: OvsLab, name: string): void {
	transact(addPort(switchd.database, 'br0', name, {}, [{name}]));
}

function states(lab: OvsLab): Record<string, string> {
	return Object.fromEntries(lab.bridge().stp?.ports.map(({name, state}) => [name, state]) ?? []);
}

function broadcast(): Frame {
	return buildFrame({dst: BROADCAST, src: 0x5054_0000_0001, etherType: 0x88b5, payload: new Uint8Array(46)});
}

function outputs(lab: OvsLab, from: string): string[] {
	return copies(lab, ask(lab, broadcast(), from).actions, []).map(({port}) => port);
}

describe('the spanning tree of an OVS bridge', () => {
	it('speaks with a Linux bridge: of two cables one is not used', () => {
		const {lab, linux} = withLinuxBridge();
		warp(lab, 10_000);
		expect(Object.values(states(lab)).sort()).toEqual(['blocking', 'listening']);
		expect(lab.bridge().stp?.designatedRoot).toEqual({priority: 0x1000, mac: linux.mac});
		warp(lab, 12_000);
		expect(Object.values(states(lab)).sort()).toEqual(['blocking', 'learning']);
		warp(lab, 15_000);
		expect(Object.values(states(lab)).sort()).toEqual(['blocking', 'forwarding']);
		expect(linux.ports.map(({state}) => state)).toEqual(['forwarding', 'forwarding']);
	});

	it('uses the other cable when the first is cut, and forgets its stations', () => {
		const {lab} = withLinuxBridge();
		warp(lab, 40_000);
		const [used] = Object.entries(states(lab)).find(([, state]) => state === 'forwarding') as [string, string];
		const spare = used === 'p1' ? 'p2' : 'p1';
		ask(lab, broadcast(), used);
		expect(fdb(lab)).toMatchObject([{port: used}]);
		lab.apply({kind: 'cut', device: deviceAtPath(lab.world, `host/${used}`)?.id as number, cut: true});
		warp(lab, 100);
		expect(states(lab)).toEqual({[used]: 'disabled', [spare]: 'listening'});
		expect(fdb(lab)).toEqual([]);
		warp(lab, 31_000);
		expect(states(lab)).toEqual({[used]: 'disabled', [spare]: 'forwarding'});
	});

	it('lets frames in only where it forwards, and learns only where it learns', () => {
		const lab = ovsLab({bridges: {br0: {...BR0, ports: {p1: {}, p2: {}}}}});
		warp(lab, 1000);
		expect(states(lab)).toEqual({p1: 'listening', p2: 'listening'});
		const listening = ask(lab, broadcast(), 'p1');
		expect([listening.actions, listening.drop, fdb(lab)]).toEqual([[], 'ovs-port-not-receiving', []]);
		warp(lab, 16_000);
		expect(states(lab)).toEqual({p1: 'learning', p2: 'learning'});
		const learning = ask(lab, broadcast(), 'p1');
		expect([learning.actions, learning.drop, fdb(lab)]).toMatchObject([[], 'ovs-port-not-receiving', [{port: 'p1'}]]);
		warp(lab, 15_000);
		expect(states(lab)).toEqual({p1: 'forwarding', p2: 'forwarding'});
		expect(outputs(lab, 'p1')).toEqual(['br0', 'p2']);
	});

	it('swallows BPDUs by ports that take no part, too', () => {
		const lab = ovsLab({bridges: {br0: {...BR0, ports: {p1: {other_config: {'stp-enable': 'false'}}, p2: {}}}}});
		warp(lab, 100);
		expect(states(lab)).toEqual({p2: 'listening'});
		const bpdu = buildFrame({dst: 0x0180_c200_0000, src: 0x5054_0000_0001, etherType: 38, payload: new Uint8Array(46)});
		const answer = ask(lab, bpdu, 'p1');
		expect([answer.actions, answer.slow]).toEqual([[], ['stp']]);
	});

	it('sends nothing by a port without address, and everything only once', () => {
		const lab = ovsLab({bridges: {br0: {...BR0, ports: {p1: {}, p2: {}}}}});
		const bridge = lab.bridge();
		const port = bridge.ofPorts.get(1);
		if (!port || !bridge.stp) throw new Error('no port');
		port.mac = 0;
		const frame = buildFrame({dst: 0x0180_c200_0000, src: 0, etherType: 38, payload: new Uint8Array(38)});
		bridge.stp.outbox = [
			{ofPort: 1, frame},
			{ofPort: 2, frame},
		];
		expect(takeBpdus(bridge).map(({port: {name}}) => name)).toEqual(['p2']);
		expect(takeBpdus(bridge)).toEqual([]);
	});

	it('moves times that are asked for into their limits', () => {
		const stp = ovsLab({bridges: {br0: BR0}}).bridge().stp;
		if (!stp) throw new Error('no spanning tree');
		const seconds = ({helloTime, maxAge, forwardDelay}: typeof stp.own) => [helloTime, maxAge, forwardDelay].map((ticks) => ticks / 256);
		setTimes(stp, {helloTime: 3, maxAge: 1000, forwardDelay: 1000});
		expect(seconds(stp.own)).toEqual([1, 6, 4]);
		setTimes(stp, {helloTime: 10_000, maxAge: 6000, forwardDelay: 60_000});
		expect(seconds(stp.own)).toEqual([10, 22, 30]);
	});

	// The real daemon of release 3.1 does so: the answer to "flood there?" is kept from before.
	it('leaves its ports out of floods when it is switched off, until they are asked for anew', () => {
		const lab = ovsLab({bridges: {br0: {...BR0, ports: {p1: {}, p2: {}, p3: {}}}}});
		const {database} = lab.switchd;
		warp(lab, 40_000);
		expect(outputs(lab, 'p1')).toEqual(['br0', 'p2', 'p3']);
		lab.transact(setColumns(database, 'Bridge', 'br0', {stp_enable: false}));
		expect(lab.bridge().stp).toBeUndefined();
		expect(outputs(lab, 'p1')).toEqual(['br0']);
		lab.transact(deletePort(database, 'br0', 'p3'));
		plugIn(lab, 'p3');
		expect(outputs(lab, 'p1')).toEqual(['br0', 'p3']);
	});

	it('numbers ports as they are told to, all or none', () => {
		const lab = ovsLab({bridges: {br0: {...BR0, ports: {p1: {}, p2: {}}}}});
		const number = (name: string, value: string) =>
			setColumns(lab.switchd.database, 'Port', name, {other_config: settings({'stp-port-num': value})});
		lab.transact(number('p1', '7'));
		expect(lab.bridge().stp).toBeUndefined();
		lab.transact(number('p2', '3'));
		expect(lab.bridge().stp?.ports.map(({name, id}) => [name, id])).toEqual([
			['p2', 0x8003],
			['p1', 0x8007],
		]);
	});
});
