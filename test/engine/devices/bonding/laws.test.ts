/** What holds for bonds after any changes, sense or nonsense, and any time. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {carrierOf} from '../../../../source/engine/carrier.js';
import type {Change} from '../../../../source/engine/change.js';
import {copy} from '../../../../source/engine/copy.js';
import {AD_SELECTS, BONDING_MODES, PRIMARY_RESELECTS, XMIT_HASH_POLICIES} from '../../../../source/engine/devices/bonding/bond-device.js';
import {buildFrame} from '../../../../source/engine/frame.js';
import {createHistory, input, jump, replay, settle} from '../../../../source/engine/history.js';
import {toMac} from '../../../../source/engine/mac.js';
import {deviceAtPath, type World} from '../../../../source/engine/world.js';
import {worldOf} from '../../../console/tool-lab.js';
import {faultsOfBond} from '../../../fixtures/bond-faults.js';
import {backToBack} from './bond-lab.js';

const nic = fc.constantFrom('a/eth0', 'a/eth1', 'a/eth2', 'b/eth0', 'b/eth1');
const bond = fc.constantFrom('a/bond0', 'b/bond0');
const any = fc.oneof(nic, bond, fc.constantFrom('a/bond0.7', 'a/br0'));
const flag = fc.boolean();
const some = (all: Record<string, fc.Arbitrary<unknown>>) =>
	fc.subarray(Object.entries(all), {minLength: 1, maxLength: 2}).chain((chosen) => fc.record(Object.fromEntries(chosen)));

const options = some({
	miimon: fc.constantFrom(0, 100, 300),
	updelay: fc.constantFrom(0, 500),
	downdelay: fc.constantFrom(0, 500),
	primary: fc.constantFrom('eth0', 'eth2', ''),
	primaryReselect: fc.constantFrom(...PRIMARY_RESELECTS),
	xmitHashPolicy: fc.constantFrom(...XMIT_HASH_POLICIES),
	peerNotifications: fc.constantFrom(0, 1, 3),
	allSlavesActive: flag,
	minLinks: fc.constantFrom(0, 1, 2),
	packetsPerSlave: fc.constantFrom(1, 3),
	lacpActive: flag,
	lacpFast: flag,
	adSelect: fc.constantFrom(...AD_SELECTS),
	systemPriority: fc.constantFrom(1, 7),
	actorSystem: fc.constantFrom(0, 0x0200_0000_0055),
	userPortKey: fc.constantFrom(0, 5),
});

/** Something happens to a device, named by its path. */
const event = fc.oneof(
	fc.record({kind: fc.constant('set-up' as const), path: any, up: flag}),
	fc.record({kind: fc.constant('cut' as const), path: nic, cut: flag}),
	fc.record({kind: fc.constant('enslave' as const), path: any, master: fc.oneof(bond, fc.constant('a/br0'))}),
	fc.record({kind: fc.constant('release' as const), path: any}),
	fc.record({kind: fc.constant('set-bond' as const), path: bond, options}),
	fc.record({kind: fc.constant('set-bond' as const), path: bond, options: fc.record({mode: fc.constantFrom(...BONDING_MODES)})}),
	fc.record({kind: fc.constant('active' as const), path: bond, slave: nic}),
	fc.record({kind: fc.constant('set-mac' as const), path: any, mac: fc.constantFrom(0x0200_0000_0099, 0x0200_0000_0100)}),
	fc.record({kind: fc.constant('set-mtu' as const), path: any, mtu: fc.constantFrom(1400, 9000)}),
	fc.record({kind: fc.constant('set-promisc' as const), path: any, on: flag}),
	fc.record({kind: fc.constant('delete' as const), path: fc.constantFrom('a/bond0.7', 'b/bond0')}),
	fc.record({kind: fc.constant('frame' as const), path: any}),
	fc.record({kind: fc.constant('wait' as const), seconds: fc.constantFrom(0.03, 0.35, 2, 9, 100)}),
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function changeOf(world: World, given: Event): Change | undefined {
	if (given.kind === 'wait' || given.kind === 'frame') return undefined;
	const {path, ...rest} = given;
	const device = deviceAtPath(world, path)?.id;
	if (device === undefined) return undefined;
	if (rest.kind === 'active') return {kind: 'set-bond', device, options: {activeSlave: deviceAtPath(world, rest.slave)?.id ?? -1}};
	if (rest.kind !== 'enslave') return {...rest, device} as Change;
	const master = deviceAtPath(world, rest.master)?.id;
	return master === undefined ? undefined : {kind: 'enslave', device, master};
}

function start(mode: (typeof BONDING_MODES)[number]): World {
	const lab = backToBack({mode, miimon: 100}, {mode}, 3);
	lab.machines[0]?.devices.push(
		{kind: 'bridge', name: 'br0', ports: []},
		{kind: 'vlan', name: 'bond0.7', lower: 'a/bond0', vid: 7, addresses: ['10.0.7.1/24']},
	);
	return worldOf(lab);
}

function faultsOf(world: World): string[] {
	return world.devices.flatMap((device) => {
		if (!device.present) return [];
		const own = device.kind === 'bond' ? faultsOfBond(world, device) : [];
		if (device.carrier !== carrierOf(world, device.id)) own.push('carrier');
		if (device.promiscuity < 0 || device.allmulti < 0) own.push('promiscuous less than never');
		return own.map((fault) => `${device.name}: ${fault}`);
	});
}

const frame = buildFrame({
	dst: toMac('ff:ff:ff:ff:ff:ff'),
	src: toMac('02:00:00:00:00:77'),
	etherType: 0x88b5,
	payload: new Uint8Array(46),
});

describe('for any changes of bonds', () => {
	it('they never contradict themselves, a refused change leaves all as it was, and the history is replayed to the same world', () => {
		fc.assert(
			fc.property(fc.constantFrom(...BONDING_MODES), fc.array(event, {minLength: 5, maxLength: 40}), fc.nat(), (mode, events, tick) => {
				const history = createHistory(start(mode));
				for (const given of events) {
					if (given.kind === 'wait') input(history, {kind: 'wait', duration: given.seconds * 1e9});
					else if (given.kind === 'frame') {
						const device = deviceAtPath(history.world, given.path)?.id;
						if (device !== undefined) input(history, {kind: 'frame', device, frame});
					} else {
						const change = changeOf(history.world, given);
						if (!change) continue;
						const before = copy(history.world);
						const result = input(history, {kind: 'change', change});
						if (result.kind === 'refused') expect({change, devices: history.world.devices}).toEqual({change, devices: before.devices});
					}
					expect({given, faults: faultsOf(history.world)}).toEqual({given, faults: []});
					settle(history, 3000);
					expect({given, faults: faultsOf(history.world)}).toEqual({given, faults: []});
				}
				const world = copy(history.world);
				jump(history, tick % (history.end + 1));
				jump(history, history.end);
				expect(history.world.devices).toEqual(world.devices);
				const again = replay(start(mode), history.inputs);
				while (again.world.ticks < world.ticks && settle(again, world.ticks - again.world.ticks).length > 0);
				settle(again, 0);
				expect(again.world.devices).toEqual(world.devices);
			}),
			{numRuns: 60},
		);
	});
});
