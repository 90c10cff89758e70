import {describe, expect, it} from 'vitest';
import type {Change, ChangeResult} from '../../../source/engine/change.js';
import {applyChange} from '../../../source/engine/changes/apply.js';
import {buildFrame, etherType, type Frame} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {reportBonds, reportLacp} from '../../../source/engine/ovs/bond/bond-report.js';
import {addBridge, addPort, settings} from '../../../source/engine/ovs/configure/configuration.js';
import {createVswitchd} from '../../../source/engine/ovs/configure/create-vswitchd.js';
import type {Vswitchd} from '../../../source/engine/ovs/vswitchd.js';
import {buildIpv4, IP_PROTOCOL} from '../../../source/engine/protocol/ipv4.js';
import {SLOW_PROTOCOLS_ETHERTYPE} from '../../../source/engine/protocol/lacp.js';
import {createTicker, inject, type Ticker} from '../../../source/engine/tick.js';
import type {TraceNode} from '../../../source/engine/trace.js';
import {createWorld, deviceAt, deviceAtPath, type Machine, type World} from '../../../source/engine/world.js';
import {addMachine, addStation, values} from './ovs-lab.js';

const SECOND = 1_000_000_000;

interface Pair {
	world: World;
	ticker: Ticker;
	apply(change: Change): ChangeResult;
	left: Vswitchd;
	right: Vswitchd;
	/** Runs until this world time, s; the nodes of all ticks. */
	run(until: number): TraceNode[];
}

/** Two hosts, each with a bond of eth1 and eth2, joined by two cables, and a station vm1 or vm2 on another port. */
function pair(bond: {mode: string; lacp?: [string, string]; otherConfig?: Record<string, string>; dummy?: boolean}): Pair {
	const world = createWorld();
	const ticker = createTicker(world, true);
	const apply = (change: Change): ChangeResult => {
		const result = applyChange(world, change, ticker.sink);
		if (result.kind === 'refused') throw new Error(`${change.kind}: ${result.errno} ${result.message ?? ''}`);
		return result;
	};
	const hosts = ['left', 'right'].map((name, side) => {
		const machine = addMachine(world, name, 'host');
		machine.vswitchd = createVswitchd(world, {release: 301, ...(bond.dummy ? {datapathOverride: 'netdev' as const} : {})});
		for (const index of [1, 2]) {
			const mac = toMac(`02:00:00:00:b${side}:0${index}`);
			apply({kind: 'add-nic', machine: machine.id, name: `eth${index}`, mac});
			apply({kind: 'set-up', device: idOf(world, `${name}/eth${index}`), up: true});
		}
		return machine;
	}) as [Machine, Machine];
	for (const index of [1, 2]) {
		const ends: [number, number] = [idOf(world, `left/eth${index}`), idOf(world, `right/eth${index}`)];
		apply({kind: 'connect', ends, link: 'cable'});
	}
	for (const [side, machine] of hosts.entries()) {
		const {database} = machine.vswitchd as Vswitchd;
		const mac = `02:00:00:00:a${side}:00`;
		const transact = (operations: ReturnType<typeof addBridge>) => apply({kind: 'ovsdb-transact', machine: machine.id, operations});
		transact(addBridge(database, 'br0', {other_config: settings({hwaddr: mac})}));
		addStation(world, machine, `vm${side + 1}`, apply);
		transact(addPort(database, 'br0', `vm${side + 1}`, {}, [{name: `vm${side + 1}`}]));
		const lacp = bond.lacp?.[side];
		const columns = values({
			bond_mode: bond.mode,
			...(lacp === undefined ? {} : {lacp}),
			...(bond.otherConfig ? {other_config: bond.otherConfig} : {}),
		});
		transact(addPort(database, 'br0', 'bond0', columns, [{name: 'eth1'}, {name: 'eth2'}]));
	}
	const run = (until: number): TraceNode[] => {
		world.until = until * SECOND;
		const nodes: TraceNode[] = [];
		while (ticker.tick()) nodes.push(ticker.lastNode() as TraceNode);
		return nodes;
	};
	const [left, right] = hosts.map(({vswitchd}) => vswitchd) as [Vswitchd, Vswitchd];
	return {world, ticker, apply, left, right, run};
}

function idOf(world: World, path: string): number {
	const device = deviceAtPath(world, path);
	if (!device) throw new Error(`no ${path}`);
	return device.id;
}

function states(switchd: Vswitchd): [string, string, boolean, boolean][] {
	return reportLacp(switchd).flatMap(({members}) =>
		members.map(({name, status, attached, mayEnable}): [string, string, boolean, boolean] => [name, status, attached, mayEnable]),
	);
}

function enabled(switchd: Vswitchd): string[] {
	return reportBonds(switchd, 0).flatMap(({members}) => members.filter((member) => member.enabled).map(({name}) => name));
}

describe('LACP between two bonds', () => {
	it('is negotiated at once: both members are attached', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'active'], otherConfig: {'lacp-time': 'fast'}});
		lab.run(1);
		for (const switchd of [lab.left, lab.right]) {
			expect(states(switchd)).toEqual([
				['eth1', 'current', true, true],
				['eth2', 'current', true, true],
			]);
			expect(reportLacp(switchd)[0]?.negotiated).toBe(true);
			expect(reportBonds(switchd, lab.world.now)[0]?.lacpStatus).toBe('negotiated');
			expect(enabled(switchd)).toEqual(['eth1', 'eth2']);
		}
	});

	it('says what lacp/show of Open vSwitch 3.1 says of such a pair', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'active'], otherConfig: {'lacp-time': 'fast'}});
		lab.run(5);
		const [report] = reportLacp(lab.left);
		// activity timeout aggregation synchronized collecting distributing
		const state = 0x3f;
		expect(report).toMatchObject({active: true, negotiated: true, systemPriority: 65534, fast: true});
		expect(report?.system).toBe(toMac('02:00:00:00:a0:00'));
		expect(report?.members[0]).toMatchObject({
			portPriority: 65535,
			actor: {systemPriority: 65534, portPriority: 65535, state},
			partner: {system: toMac('02:00:00:00:a1:00'), systemPriority: 65534, portPriority: 65535, state},
		});
	});

	it('speaks every second when fast, every 30 s when slow', () => {
		const count = (time: string) => {
			const lab = pair({mode: 'active-backup', lacp: ['active', 'active'], otherConfig: {'lacp-time': time}});
			lab.run(10);
			const before = reportLacp(lab.left)[0]?.members[0]?.counters.txPdus ?? 0;
			lab.run(130);
			return (reportLacp(lab.left)[0]?.members[0]?.counters.txPdus ?? 0) - before;
		};
		expect(count('fast')).toBe(120);
		expect(count('slow')).toBe(4);
	});

	it('begins with an active end; two passive ends never speak', () => {
		const one = pair({mode: 'active-backup', lacp: ['active', 'passive'], otherConfig: {'lacp-time': 'fast'}});
		one.run(2);
		expect(states(one.right).every(([, status, attached]) => status === 'current' && attached)).toBe(true);
		const none = pair({mode: 'active-backup', lacp: ['passive', 'passive']});
		none.run(100);
		expect(states(none.left)).toEqual([
			['eth1', 'defaulted', false, false],
			['eth2', 'defaulted', false, false],
		]);
		expect(reportLacp(none.left)[0]?.members[0]?.counters.txPdus).toBe(0);
		expect(enabled(none.left)).toEqual([]);
	});

	it('does not hear that the carrier of a dummy device comes back, for those do not count', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'off'], otherConfig: {'lacp-fallback-ab': 'true'}, dummy: true});
		lab.run(5);
		const change = {kind: 'set-up', device: idOf(lab.world, 'left/eth1')} as const;
		lab.apply({...change, up: false});
		expect(enabled(lab.left)).toEqual(['eth2']);
		lab.apply({...change, up: true});
		expect(states(lab.left).map(([, status]) => status)).toEqual(['defaulted', 'defaulted']);
		expect(enabled(lab.left).sort()).toEqual(['eth1', 'eth2']);
	});

	it('survives the cut of a cable and takes it back', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'active'], otherConfig: {'lacp-time': 'fast'}});
		lab.run(2);
		lab.apply({kind: 'cut', device: idOf(lab.world, 'left/eth1'), cut: true});
		expect(enabled(lab.left)).toEqual(['eth2']);
		expect(enabled(lab.right)).toEqual(['eth2']);
		lab.run(10);
		expect(states(lab.left)).toEqual([
			['eth1', 'defaulted', false, false],
			['eth2', 'current', true, true],
		]);
		lab.apply({kind: 'cut', device: idOf(lab.world, 'left/eth1'), cut: false});
		lab.run(12);
		for (const switchd of [lab.left, lab.right]) expect(enabled(switchd).sort()).toEqual(['eth1', 'eth2']);
	});

	it('expires a partner that falls silent after three periods, and gives it up three seconds later', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'active'], otherConfig: {'lacp-time': 'fast'}});
		lab.run(10);
		lab.right.running = false;
		const status = () => reportLacp(lab.left)[0]?.members[0]?.status;
		const seen: [number, string | undefined][] = [];
		for (let at = 10; at <= 20; at++) {
			lab.run(at);
			if (seen.at(-1)?.[1] !== status()) seen.push([at, status()]);
		}
		expect(seen.map(([, name]) => name)).toEqual(['current', 'expired', 'defaulted']);
		const [, [expired] = [0], [defaulted] = [0]] = seen;
		expect(defaulted - expired).toBe(3);
		expect(enabled(lab.left)).toEqual([]);
		expect(reportBonds(lab.left, lab.world.now)[0]?.lacpStatus).toBe('configured');
	});

	it('without a partner works as active-backup where that is allowed', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'off'], otherConfig: {'lacp-fallback-ab': 'true'}});
		lab.run(100);
		expect(reportBonds(lab.left, lab.world.now)[0]).toMatchObject({lacpStatus: 'configured', recirculation: undefined});
		expect(enabled(lab.left)).toEqual(['eth1', 'eth2']);
	});
});

describe('balance-tcp', () => {
	const tcp = (source: number): Frame => {
		const payload = new Uint8Array(20);
		payload.set([source >> 8, source & 0xff, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0x50]);
		const packet = buildIpv4({source: 0x0a00_0001, destination: 0x0a00_0002, protocol: IP_PROTOCOL.tcp, payload});
		return buildFrame({dst: toMac('50:54:00:00:00:07'), src: toMac('50:54:00:00:00:05'), etherType: 0x0800, payload: packet});
	};

	it('spreads connections over the members by the hash of the datapath', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'active']});
		lab.run(1);
		const [bond] = lab.left.bridges[0]?.ports.flatMap((port) => port.bond ?? []) ?? [];
		const bridge = lab.left.bridges[0];
		const vm = idOf(lab.world, 'vm1/eth0');
		// Hashes that the datapath of Open vSwitch 3.1 gave to these connections.
		for (const [source, hash] of [
			[1000, 0x31],
			[1001, 0x0d],
			[1002, 0x30],
		] as const) {
			inject(lab.world, vm, tcp(source));
			const nodes = lab.run(1);
			const sent = nodes
				.flatMap(({effects}) => effects)
				.flatMap((effect) => (effect.kind === 'sent' ? [deviceAt(lab.world, effect.device)] : []));
			const member = bridge?.ofPorts.get(bond?.bucketMembers[hash] ?? -1)?.name;
			expect(sent.filter(({machine}) => machine === 0).map(({name}) => name)).toEqual([member]);
			// The far end gives it to its station.
			expect(sent.filter(({machine}) => machine === 1).map(({name}) => name)).toEqual(['vm2']);
		}
	});

	it('sends no traffic before LACP is negotiated', () => {
		const lab = pair({mode: 'balance-tcp', lacp: ['active', 'off']});
		lab.run(1);
		inject(lab.world, idOf(lab.world, 'vm1/eth0'), tcp(1000));
		const sent = lab.run(1).flatMap(({effects}) => effects.flatMap((effect) => (effect.kind === 'sent' ? [effect] : [])));
		expect(
			sent.filter(({frame}) => etherType(frame) !== SLOW_PROTOCOLS_ETHERTYPE).map(({device}) => deviceAt(lab.world, device).name),
		).toEqual(['eth0']);
	});
});

describe('a bond whose active member changes', () => {
	it('announces the stations behind other ports on the new link', () => {
		const lab = pair({mode: 'active-backup'});
		inject(
			lab.world,
			idOf(lab.world, 'vm1/eth0'),
			buildFrame({dst: 0xffff_ffff_ffff, src: toMac('50:54:00:00:00:05'), etherType: 0x88b5, payload: new Uint8Array(46)}),
		);
		lab.run(1);
		lab.apply({kind: 'cut', device: idOf(lab.world, 'left/eth1'), cut: true});
		const sent = lab.run(1.1).flatMap(({effects}) => effects.flatMap((effect) => (effect.kind === 'sent' ? [effect] : [])));
		const [rarp] = sent.filter(({frame}) => etherType(frame) === 0x8035);
		expect(rarp && deviceAt(lab.world, rarp.device).name).toBe('eth2');
		expect([...(rarp?.frame.bytes.subarray(0, 22) ?? [])]).toEqual([
			...[255, 255, 255, 255, 255, 255, 0x50, 0x54, 0, 0, 0, 5, 0x80, 0x35, 0, 1, 8, 0, 6, 4, 0, 3],
		]);
	});
});
