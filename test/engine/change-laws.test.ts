/** What holds after any changes, sense or nonsense. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {carrierOf} from '../../source/engine/carrier.js';
import type {Change} from '../../source/engine/change.js';
import {applyChange} from '../../source/engine/changes/apply.js';
import {copy} from '../../source/engine/copy.js';
import type {Device} from '../../source/engine/device.js';
import {slaveOf} from '../../source/engine/devices/bonding/bond-device.js';
import {bridgeHasCarrier} from '../../source/engine/devices/bridge/stp-state.js';
import {listEntries} from '../../source/engine/fdb.js';
import {createHistory, input, jump, replay, settle} from '../../source/engine/history.js';
import {isOperational} from '../../source/engine/netdev.js';
import {createTicker} from '../../source/engine/tick.js';
import {deviceAt, deviceOfKind, machineOf, macvlansOn, peerOf, type World} from '../../source/engine/world.js';
import {anyChange, fitted} from '../fixtures/any-change.js';
import {type AnyFrame, anyFrame, anyLab, anyWorld, frameOf} from '../fixtures/any-lab.js';
import {faultsOfBond} from '../fixtures/bond-faults.js';

const SECOND = 1_000_000_000;
const changes = fc.array(anyChange, {minLength: 1, maxLength: 40});

/** Each change of each run, applied by `law` itself or by nobody. */
function forAllChanges(law: (world: World, change: Change, apply: () => ReturnType<typeof applyChange>) => void): void {
	fc.assert(
		fc.property(anyLab, changes, (lab, given) => {
			const world = anyWorld(lab);
			const {sink} = createTicker(world, true);
			for (const any of given) {
				const change = fitted(world, any);
				law(world, change, () => applyChange(world, change, sink));
			}
		}),
		{numRuns: 400},
	);
}

/** What a world must never contradict itself in. */
function faultsOf(world: World): string[] {
	return world.devices
		.filter((device) => device.present)
		.flatMap((device) => faultsOfDevice(world, device).map((fault) => `${machineOf(world, device.id).name}/${device.name}: ${fault}`));
}

function faultsOfDevice(world: World, device: Device): string[] {
	const faults: string[] = [];
	const must = (holds: boolean, fault: string): void => {
		if (!holds) faults.push(fault);
	};
	must(device.promiscuity >= 0 && device.allmulti >= 0, 'promiscuous less than never');
	must(machineOf(world, device.id).devices.includes(device.id), 'not on its machine');
	must(device.carrier === carrierOf(world, device.id), 'carrier');
	for (const upper of macvlansOn(world, device)) {
		must(upper.present && upper.lower === device.id, 'carries what is not on it');
		must(upper.mtu <= device.mtu, `mtu ${upper.mtu} of ${upper.name} above its own ${device.mtu}`);
		if (upper.mode === 'passthru') must(upper.mac === device.mac, 'MAC of its passthru macvlan');
	}
	must(device.master === -1 || macvlansOn(world, device).length === 0, 'port with macvlans');
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const port = bridge?.ports.find((one) => one.device === device.id);
	const bond = deviceOfKind(world, device.master, 'bond');
	if (bond) must(slaveOf(bond, device.id) !== undefined, 'slave of a bond that does not know it');
	else must((device.master === -1) === (port === undefined), 'port of nobody');
	if (port) {
		must(port.number === device.masterPort && port.mac === device.mac && port.mtu === device.mtu, 'what its bridge knows of it');
		must(port.carrier === isOperational(device), 'carrier that its bridge knows of');
		must(device.promiscuity > 0, 'port that is not promiscuous');
	}
	const peer = peerOf(world, device.id);
	if ('link' in device && device.link !== -1) must(peer?.present === true && peer !== device, 'linked to what is gone, or to itself');
	if (device.kind === 'bond') faults.push(...faultsOfBond(world, device));
	if (device.kind !== 'bridge') return faults;
	for (const one of device.ports) must(deviceAt(world, one.device).master === device.id, 'port that is not its own');
	must(device.carrier === bridgeHasCarrier(device), 'carrier of a bridge');
	const entries = listEntries(device.fdb, Number.POSITIVE_INFINITY, world.now);
	must(entries.length === device.fdb.table.size, 'size of its FDB');
	must(
		entries.every(({port: number}) => number === 0 || device.ports.some((one) => one.number === number)),
		'FDB entry of a port that is gone',
	);
	must(
		!device.ports.some((one) => one.backupPort !== -1 && !device.ports.some(({device: id}) => id === one.backupPort)),
		'backup that is no port',
	);
	// A passthru macvlan that changes with its lower device does not tell its bridge.
	const tells = device.ports.map((one) => deviceAt(world, one.device)).every((one) => !('mode' in one) || one.mode !== 'passthru');
	if (!device.macIsFixed && tells)
		must(device.mac === (device.ports.length === 0 ? device.mac : Math.min(...device.ports.map(({mac}) => mac))), 'MAC is not the lowest');
	return faults;
}

describe('for any lab and any changes', () => {
	it('a refused change leaves the world exactly as it was', () => {
		forAllChanges((world, change, apply) => {
			const before = copy(world);
			const result = apply();
			const inAllVlans = change.kind === 'mdb-add' && (change.vid ?? 0) === 0;
			if (result.kind === 'refused' && !inAllVlans) expect({change, world}).toEqual({change, world: before});
		});
	});

	it('the world does not contradict itself', () => {
		forAllChanges((world, change, apply) => {
			apply();
			expect({change, faults: faultsOf(world)}).toEqual({change, faults: []});
		});
	});

	it('what names a device or a machine that is not there is refused', () => {
		forAllChanges((world, change, apply) => {
			const named = [change].flatMap((given) =>
				['device', 'lower', 'master', 'bridge'].flatMap((key) => (key in given ? [given[key as keyof Change] as unknown as number] : [])),
			);
			const gone = named.some((id) => world.devices[id]?.present !== true);
			const result = apply();
			if (gone && change.kind !== 'neigh-flush') expect(result).toEqual({kind: 'refused', errno: 'ENODEV'});
		});
	});

	it('frames between the changes harm nobody, and the history is replayed to the same world', () => {
		const events = fc.array(fc.oneof(anyChange, anyFrame, fc.constant(SECOND), fc.constant(40 * SECOND)), {minLength: 5, maxLength: 40});
		fc.assert(
			fc.property(anyLab, events, fc.nat(), (lab, given, tick) => {
				const history = createHistory(anyWorld(lab));
				for (const [number, event] of given.entries()) {
					if (typeof event === 'number') input(history, {kind: 'wait', duration: event});
					else if ('kind' in event) input(history, {kind: 'change', change: fitted(history.world, event)});
					else {
						const {device, frame} = frameOf(history.world, event as AnyFrame, number);
						input(history, {kind: 'frame', device, frame});
					}
					settle(history, 300);
				}
				settle(history, 2000);
				expect(faultsOf(history.world)).toEqual([]);
				const world = copy(history.world);
				const again = replay(anyWorld(lab), history.inputs);
				jump(history, tick % (history.end + 1));
				jump(history, history.end);
				expect(history.world).toEqual(world);
				while (again.world.ticks < world.ticks && settle(again, world.ticks - again.world.ticks).length > 0);
				settle(again, 0);
				expect(again.world.devices).toEqual(world.devices);
				expect(again.world.machines).toEqual(world.machines);
			}),
			{numRuns: 100},
		);
	});
});
