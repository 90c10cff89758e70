/** 802.3ad of the bonding driver (bond_3ad.c), against itself and against Open vSwitch. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {applyChange} from '../../../../source/engine/changes/apply.js';
import {copy} from '../../../../source/engine/copy.js';
import type {BondDevice} from '../../../../source/engine/devices/bonding/bond-device.js';
import {activeAggregator} from '../../../../source/engine/devices/bonding/lacp-port.js';
import {countTicks} from '../../../../source/engine/devices/bonding/lacp-tick.js';
import {buildFrame} from '../../../../source/engine/frame.js';
import type {LabFile} from '../../../../source/engine/lab.js';
import {toMac} from '../../../../source/engine/mac.js';
import {reportBonds, reportLacp} from '../../../../source/engine/ovs/bond/bond-report.js';
import type {Vswitchd} from '../../../../source/engine/ovs/vswitchd.js';
import {LACP_STATE, readSlowProtocol} from '../../../../source/engine/protocol/lacp.js';
import {createTicker} from '../../../../source/engine/tick.js';
import {crossings, type TraceNode} from '../../../../source/engine/trace.js';
import {deviceAt, deviceAtPath, type World} from '../../../../source/engine/world.js';
import {worldOf} from '../../../console/tool-lab.js';
import {hexOf} from '../../../fixtures/two-stations.js';
import {backToBack, bondBench, bondedHost, withSwitch} from './bond-lab.js';

const LACP = {mode: '802.3ad'} as const;
const FLOWING = LACP_STATE.synchronization | LACP_STATE.collecting | LACP_STATE.distributing;
const IS_LACPDU = (hex: string) => hex.slice(24, 32) === '88090101';

type Bench = ReturnType<typeof bondBench>;

/** Names of the slaves that carry frames. */
function carrying(lab: Bench, host = 'a'): string[] {
	const bond = lab.bond(`${host}/bond0`);
	return bond.slaves.flatMap(({device, backup, port}) =>
		!backup && port && (port.state & FLOWING) === FLOWING ? [deviceAt(lab.history.world, device).name] : [],
	);
}

describe('two bonds', () => {
	it('bundle both links, and say so (ad_port_selection_logic, ad_mux_machine)', () => {
		const lab = bondBench(backToBack(LACP));
		lab.wait(5);
		for (const host of ['a', 'b']) {
			const bond = lab.bond(`${host}/bond0`);
			expect(carrying(lab, host)).toEqual(['eth0', 'eth1']);
			expect(bond.carrier).toBe(true);
			expect(activeAggregator(bond)).toMatchObject({partnerSystem: toMac(host === 'a' ? '02:00:00:00:02:00' : '02:00:00:00:01:00')});
			// 1 Gb/s is number 4, full duplex the lowest bit (ad_update_actor_keys).
			expect(bond.slaves.map(({port}) => port?.key)).toEqual([9, 9]);
			// Active, may be bundled, in step, collecting, distributing; the partner is believed for 90 s.
			expect(bond.slaves.map(({port}) => port?.state)).toEqual([0x3d, 0x3d]);
		}
		expect(lab.replies('a', '10.0.0.2', 3)).toBe(3);
	});

	it('carry nothing before the partner is known to be in step: no frame goes astray', () => {
		const lab = bondBench(backToBack(LACP));
		lab.wait(0.5);
		expect(carrying(lab)).toEqual([]);
	});

	it('speak every 30 s, or every second to a partner that asks for it (ad_periodic_machine)', () => {
		for (const [options, spoken] of [
			[{...LACP}, 2],
			[{...LACP, lacpFast: true}, 60],
		] as const) {
			const lab = bondBench(backToBack(options));
			lab.wait(20);
			const since = lab.now();
			lab.wait(60);
			expect(lab.senders(since, IS_LACPDU).filter((path) => path === 'a/eth0')).toHaveLength(spoken);
		}
	});

	it('send LACPDUs from the MAC that the slave had of its own (ad_lacpdu_send)', () => {
		const lab = bondBench(backToBack(LACP));
		lab.wait(5);
		const frames = crossings(lab.history.trace).filter(({frame}) => IS_LACPDU(hexOf(frame)));
		const sources = new Set(frames.filter(({from}) => from === lab.device('a/eth1')).map(({frame}) => hexOf(frame).slice(0, 24)));
		expect(sources).toEqual(new Set(['0180c2000002020000000101']));
	});

	it('survive a cut, and bundle again (bond_3ad_handle_link_change)', () => {
		const lab = bondBench(backToBack({...LACP, xmitHashPolicy: 'layer3+4'}));
		lab.wait(5);
		lab.cut('a/eth0');
		lab.wait(0.3);
		expect([carrying(lab, 'a'), carrying(lab, 'b')]).toEqual([['eth1'], ['eth1']]);
		expect(lab.replies('a', '10.0.0.2', 3)).toBe(3);
		lab.cut('a/eth0', false);
		lab.wait(8);
		expect([carrying(lab, 'a'), carrying(lab, 'b')]).toEqual([
			['eth0', 'eth1'],
			['eth0', 'eth1'],
		]);
		expect(lab.bond('a/bond0').slaves.map(({aggregator}) => aggregator?.ports.length)).toEqual([2, 0]);
		lab.cut('a/eth0');
		lab.cut('a/eth1');
		lab.wait(1);
		expect(lab.replies('a', '10.0.0.2', 1)).toBe(0);
		lab.cut('a/eth0', false);
		lab.cut('a/eth1', false);
		lab.wait(8);
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
	});

	it('do not use a link whose partner has left, and forget it after three periods (bond_3ad_unbind_slave, ad_rx_machine)', () => {
		const lab = bondBench(backToBack({...LACP, lacpFast: true}));
		lab.wait(10);
		// What the port of b says last is that it may not be bundled. Its link comes up again before anybody looks.
		lab.must({kind: 'release', device: lab.device('b/eth0')});
		lab.up('b/eth0', true);
		lab.wait(0.5);
		expect(carrying(lab)).toEqual(['eth1']);
		expect(lab.slave('a/eth0').port).toMatchObject({rx: 'current'});
		lab.wait(3.1);
		expect(lab.slave('a/eth0').port).toMatchObject({rx: 'expired'});
		expect(carrying(lab)).toEqual(['eth1']);
		lab.wait(3.1);
		expect(lab.slave('a/eth0').port).toMatchObject({rx: 'defaulted'});
		expect(carrying(lab)).toEqual(['eth1']);
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
	});

	it('that only answer both stay silent (lacp_active off)', () => {
		const lab = bondBench(backToBack({...LACP, lacpActive: false}));
		const since = lab.now();
		lab.wait(60);
		expect(lab.senders(since + 10, IS_LACPDU)).toEqual([]);
		expect(lab.slave('a/eth0').port).toMatchObject({periodic: 'none'});
		const active = bondBench(backToBack({...LACP, lacpActive: false}, LACP));
		active.wait(5);
		expect(carrying(active)).toEqual(['eth0', 'eth1']);
	});

	it('know churn after a minute out of step (ad_churn_machine)', () => {
		const lab = bondBench(withSwitch(LACP));
		lab.wait(30);
		expect(lab.slave('a/eth1').port).toMatchObject({actorChurn: 'monitoring'});
		lab.wait(60);
		expect(lab.slave('a/eth1').port).toMatchObject({actorChurn: 'churned', actorChurns: 1, partnerChurn: 'churned'});
	});
});

describe('which links are bundled', () => {
	it('not those of different speeds: their keys differ', () => {
		const lab = bondBench({
			...backToBack(LACP),
			machines: [bondedHost('a', 1, 2, LACP, [1000, 10000]), bondedHost('b', 2, 2, LACP, [1000, 10000])],
		});
		lab.wait(10);
		expect(lab.bond('a/bond0').slaves.map(({port}) => port?.key)).toEqual([9, 15]);
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
		expect(carrying(lab)).toHaveLength(1);
	});

	/** a with three links: one to c, two to b. */
	const split = (options: Parameters<typeof bondedHost>[3]): LabFile => ({
		machines: [bondedHost('a', 1, 3, options), bondedHost('b', 2, 2, LACP), bondedHost('c', 3, 1, LACP)],
		links: [{ends: ['a/eth0', 'c/eth0']}, {ends: ['a/eth1', 'b/eth0']}, {ends: ['a/eth2', 'b/eth1']}],
	});

	it('not those to different partners: the aggregator with most bandwidth is used (ad_agg_selection_test)', () => {
		const lab = bondBench(split({...LACP, adSelect: 'bandwidth'}));
		lab.wait(10);
		expect(carrying(lab)).toEqual(['eth1', 'eth2']);
		expect(lab.replies('a', '10.0.0.2', 2)).toBe(2);
		lab.cut('a/eth1');
		lab.cut('a/eth2');
		lab.wait(10);
		expect(carrying(lab)).toEqual(['eth0']);
		expect(lab.replies('a', '10.0.0.3', 2)).toBe(2);
		lab.cut('a/eth1', false);
		lab.cut('a/eth2', false);
		lab.wait(10);
		expect(carrying(lab)).toEqual(['eth1', 'eth2']);
	});

	it('and with ad_select stable the active one stays', () => {
		const lab = bondBench(split({...LACP, adSelect: 'stable'}));
		lab.wait(10);
		lab.cut('a/eth1');
		lab.cut('a/eth2');
		lab.wait(10);
		expect(carrying(lab)).toEqual(['eth0']);
		lab.cut('a/eth1', false);
		lab.cut('a/eth2', false);
		lab.wait(10);
		expect(carrying(lab)).toEqual(['eth0']);
	});

	it('one, when the switch speaks no LACP: the bond works over it (ad_agg_selection_logic)', () => {
		const lab = bondBench(withSwitch(LACP));
		lab.wait(10);
		expect(lab.bond('a/bond0').slaves.map(({backup}) => backup)).toEqual([false, true]);
		expect(lab.replies('a', '10.0.0.2', 3)).toBe(3);
		lab.cut('a/eth0');
		lab.wait(10);
		expect(lab.bond('a/bond0').slaves.map(({backup}) => backup)).toEqual([true, false]);
	});

	it('fewer than min_links are no carrier (bond_3ad_set_carrier)', () => {
		const lab = bondBench(backToBack({...LACP, minLinks: 2}));
		lab.wait(5);
		expect(lab.at('a/bond0').carrier).toBe(true);
		lab.cut('a/eth0');
		lab.wait(1);
		expect(lab.at('a/bond0').carrier).toBe(false);
		expect(lab.set('a/bond0', {minLinks: 1})).toEqual({kind: 'done'});
		expect(lab.at('a/bond0').carrier).toBe(true);
	});
});

describe('the bond', () => {
	it('answers a marker (ad_marker_info_received)', () => {
		const lab = bondBench(backToBack(LACP));
		lab.wait(5);
		const since = lab.now();
		const marker = Uint8Array.from([2, 1, 1, 16, 0, 1, 2, 0, 0, 0, 2, 0, 0, 0, 0, 7, 0, 0, 0, 0, ...Array(90).fill(0)]);
		lab.send('b/eth0', buildFrame({dst: toMac('01:80:c2:00:00:02'), src: toMac('02:00:00:00:02:00'), etherType: 0x8809, payload: marker}));
		const answers = crossings(lab.history.trace)
			.filter(({node, from}) => node.time >= since * 1e9 && from === lab.device('a/eth0'))
			.map(({frame}) => readSlowProtocol(frame));
		expect(answers).toMatchObject([{kind: 'marker', type: 'response', transaction: 7}]);
	});

	it('waits eight seconds when slaves come while it is up (AD_AGGREGATOR_SELECTION_TIMER)', () => {
		const lab = bondBench(backToBack(LACP));
		for (const index of [0, 1]) lab.release(`a/eth${index}`);
		for (const index of [0, 1]) lab.enslave(`a/eth${index}`, 'a/bond0');
		lab.wait(7.5);
		expect(carrying(lab)).toEqual([]);
		lab.wait(2);
		expect(carrying(lab)).toEqual(['eth0', 'eth1']);
	});
});

describe('a bond of the kernel and a bond of Open vSwitch', () => {
	const lab = (
		ovs: {mode?: 'balance-tcp' | 'balance-slb' | 'active-backup'; lacp: 'active' | 'passive'},
		options: object = {},
	): LabFile => ({
		machines: [
			bondedHost('a', 1, 2, {...LACP, ...options}),
			{
				name: 'b',
				role: 'host',
				devices: [
					{kind: 'nic', name: 'eth0', mac: '02:00:00:00:02:00'},
					{kind: 'nic', name: 'eth1', mac: '02:00:00:00:02:01'},
					{
						kind: 'ovs-bridge',
						name: 'br0',
						mac: '02:00:00:00:0b:00',
						addresses: ['10.0.0.2/24'],
						ports: [{name: 'lag', bond: {members: ['eth0', 'eth1'], mode: ovs.mode ?? 'balance-tcp'}, lacp: ovs.lacp}],
					},
				],
			},
		],
		links: [{ends: ['a/eth0', 'b/eth0']}, {ends: ['a/eth1', 'b/eth1']}],
	});
	const members = (under: Bench): unknown[] => {
		const [report] = reportBonds(under.machine('b').vswitchd as Vswitchd, under.history.world.now);
		return (report?.members ?? []).map(({name, enabled}) => [name, enabled]);
	};

	it('negotiate, whoever begins', () => {
		for (const [ovs, options] of [
			[{lacp: 'active'}, {}],
			[{lacp: 'passive'}, {}],
			[{lacp: 'active'}, {lacpActive: false}],
			[{lacp: 'active', mode: 'balance-slb'}, {lacpFast: true}],
		] as const) {
			const under = bondBench(lab(ovs, options));
			under.wait(10);
			expect(carrying(under)).toEqual(['eth0', 'eth1']);
			expect(reportLacp(under.machine('b').vswitchd as Vswitchd)).toMatchObject([
				{
					negotiated: true,
					members: [
						{status: 'current', attached: true},
						{status: 'current', attached: true},
					],
				},
			]);
			expect(members(under)).toEqual([
				['eth0', true],
				['eth1', true],
			]);
			expect(under.replies('a', '10.0.0.2', 3)).toBe(3);
		}
	});

	it('survive a cut of either link', () => {
		for (const index of [0, 1]) {
			const under = bondBench(lab({lacp: 'active'}));
			under.wait(10);
			expect(under.replies('a', '10.0.0.2', 1)).toBe(1);
			under.cut(`a/eth${index}`);
			under.wait(1);
			expect(carrying(under)).toEqual([`eth${1 - index}`]);
			expect(members(under)).toContainEqual([`eth${index}`, false]);
			expect(under.replies('a', '10.0.0.2', 3)).toBe(3);
			under.cut(`a/eth${index}`, false);
			under.wait(15);
			expect(carrying(under)).toEqual(['eth0', 'eth1']);
			expect(under.replies('a', '10.0.0.2', 3)).toBe(3);
		}
	});
});

/** What can be seen of a bond: everything but when it looks next. */
function seen(world: World, path: string): unknown {
	const bond = copy(deviceAtPath(world, path) as BondDevice);
	countTicks(bond, world.now);
	const {tickAt: _, pollAt: __, wakeAt: ___, tickedAt: ____, pollsFrom: _____, ...rest} = bond;
	return rest;
}

describe('laws', () => {
	const step = 100_000_000;
	const event = fc.record({
		at: fc.integer({min: 1, max: 600}),
		what: fc.constantFrom('cut', 'mend', 'down', 'up', 'priority', 'leave', 'join'),
		path: fc.constantFrom('a/eth0', 'a/eth1', 'b/eth0', 'b/eth1'),
	});
	const options = fc.record({
		lacpFast: fc.boolean(),
		lacpActive: fc.boolean(),
		miimon: fc.constantFrom(100, 70, 250),
		adSelect: fc.constantFrom('stable' as const, 'count' as const),
	});

	/** Runs a minute; `everyTick`: the machines run ten times a second, as the kernel's do. */
	function run(lab: LabFile, events: {at: number; what: string; path: string}[], everyTick: boolean) {
		const world = worldOf(lab);
		const ticker = createTicker(world, true);
		const nodes: TraceNode[] = [];
		const states: unknown[] = [];
		for (let at = 1; at <= 620; at++) {
			for (const {what, path} of events.filter((found) => found.at === at)) {
				const device = deviceAtPath(world, path)?.id as number;
				const machine = path.split('/')[0];
				const bond = deviceAtPath(world, `${machine}/bond0`)?.id as number;
				const change = {
					cut: {kind: 'cut', device, cut: true},
					mend: {kind: 'cut', device, cut: false},
					down: {kind: 'set-up', device, up: false},
					up: {kind: 'set-up', device, up: true},
					priority: {kind: 'set-bond', device: bond, options: {systemPriority: at + 1}},
					leave: {kind: 'release', device},
					join: {kind: 'enslave', device, master: bond},
				} as const;
				applyChange(world, change[what as keyof typeof change], ticker.sink);
			}
			if (everyTick) {
				for (const device of world.devices) {
					if (device.kind !== 'bond' || device.tickAt === Number.POSITIVE_INFINITY) continue;
					device.tickAt = device.tickedAt + step;
					device.wakeAt = Math.min(device.wakeAt, device.tickAt);
					ticker.sink.wake(device.id, device.tickAt);
				}
			}
			world.until = at * step + 33_000_000;
			while (ticker.tick()) nodes.push(ticker.lastNode() as TraceNode);
			states.push([seen(world, 'a/bond0'), seen(world, 'b/bond0')]);
		}
		// Two bonds that tick in the same moment do so in any order.
		const wire = crossings(nodes).map(({node, from, frame}) => `${node.time} ${from} ${hexOf(frame)}`);
		return {states, wire: wire.sort()};
	}

	it('ticks at which nothing happens may be left out', () => {
		fc.assert(
			fc.property(options, options, fc.array(event, {maxLength: 8}), (left, right, events) => {
				const lab = backToBack({...LACP, ...left}, {...LACP, ...right});
				const skipping = run(lab, events, false);
				const ticking = run(lab, events, true);
				for (const [index, state] of skipping.states.entries()) expect([index, state]).toEqual([index, ticking.states[index]]);
				expect(skipping.wire).toEqual(ticking.wire);
			}),
			{numRuns: 8},
		);
	});
});
