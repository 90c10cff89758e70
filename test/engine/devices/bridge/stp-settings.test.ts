import {describe, expect, it} from 'vitest';
import type {Bridge, BridgePort} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {
	bridgeIdChanged,
	pathCostForSpeed,
	setBridgePriority,
	setPathCost,
	setPortPriority,
	setPortState,
	setStp,
	setTimers,
} from '../../../../source/engine/devices/bridge/stp-settings.js';
import {bridgeHasCarrier, bridgeIdOf, isRootBridge, portIdOf} from '../../../../source/engine/devices/bridge/stp-state.js';
import {compareBridgeIds} from '../../../../source/engine/devices/bridge/stp-vector.js';
import {addBridge, addPort, bringUp, createSegments, run, SECOND, type Segments} from './segments.js';

const DONE = {kind: 'done'};
const OUT_OF_RANGE = {kind: 'refused', errno: 'ERANGE'};

function bridgeWithPort(stp: boolean): {segments: Segments; bridge: Bridge; port: BridgePort} {
	const segments = createSegments();
	const bridge = addBridge(segments, 'br0', 0x0200_0000_b000, {stp});
	const port = addPort(segments, bridge, 'p1', 'a');
	bringUp(segments, bridge);
	return {segments, bridge, port};
}

describe('bridge timers', () => {
	it.each([
		['helloTime', 1, 10],
		['maxAge', 6, 40],
		['forwardDelay', 2, 30],
	] as const)('%s goes from %d to %d s', (name, lowest, highest) => {
		const {bridge} = bridgeWithPort(true);
		expect(setTimers(bridge, {[name]: lowest * SECOND})).toEqual(DONE);
		expect(bridge.stp[name]).toBe(lowest * SECOND);
		expect(setTimers(bridge, {[name]: highest * SECOND})).toEqual(DONE);
		expect(setTimers(bridge, {[name]: lowest * SECOND - 10_000_000})).toEqual(OUT_OF_RANGE);
		expect(setTimers(bridge, {[name]: highest * SECOND + 10_000_000})).toEqual(OUT_OF_RANGE);
		expect(bridge.stp[name]).toBe(highest * SECOND);
	});

	it('with the protocol off the forward delay is free, and switching it on brings it into range', () => {
		const {segments, bridge} = bridgeWithPort(false);
		expect(setTimers(bridge, {forwardDelay: 0})).toEqual(DONE);
		expect(bridge.stp.forwardDelay).toBe(0);
		setStp(bridge, true, segments.world.now, segments.out);
		expect(bridge.stp.bridgeForwardDelay).toBe(2 * SECOND);
		setStp(bridge, false, segments.world.now, segments.out);
		setTimers(bridge, {forwardDelay: 60 * SECOND});
		setStp(bridge, true, segments.world.now, segments.out);
		expect(bridge.stp.forwardDelay).toBe(30 * SECOND);
	});

	it('sets nothing when one is refused', () => {
		const {bridge} = bridgeWithPort(true);
		expect(setTimers(bridge, {helloTime: 3 * SECOND, maxAge: 99 * SECOND})).toEqual(OUT_OF_RANGE);
		expect(bridge.stp.bridgeHelloTime).toBe(2 * SECOND);
	});
});

describe('ports', () => {
	it('cost goes from 1 to 65535 and is then fixed', () => {
		const {segments, bridge, port} = bridgeWithPort(true);
		const set = (cost: number) => setPathCost(bridge, port, cost, segments.world.now, segments.out);
		expect([0, 65536].map(set)).toEqual([OUT_OF_RANGE, OUT_OF_RANGE]);
		expect(port.costIsFixed).toBe(false);
		expect([1, 65535].map(set)).toEqual([DONE, DONE]);
		expect({cost: port.cost, isFixed: port.costIsFixed}).toEqual({cost: 65535, isFixed: true});
	});

	it('priority goes from 0 to 63 and is the upper 6 bits of the port id', () => {
		const {segments, bridge, port} = bridgeWithPort(true);
		const set = (priority: number) => setPortPriority(bridge, port, priority, segments.world.now, segments.out);
		expect([-1, 64].map(set)).toEqual([OUT_OF_RANGE, OUT_OF_RANGE]);
		expect(portIdOf(port)).toBe(0x8001);
		expect(set(40)).toEqual(DONE);
		expect(portIdOf(port)).toBe(0xa001);
		expect(port.stp.designatedPort).toBe(0xa001);
	});

	it('cost by speed is that of the kernel', () => {
		const costs = [100_000, 40_000, 10_000, 5000, 2500, 1000, 100, 10, 0].map(pathCostForSpeed);
		expect(costs).toEqual([1, 1, 2, 3, 4, 5, 19, 100, 100]);
	});
});

describe('port states by hand', () => {
	const set = ({segments, bridge, port}: ReturnType<typeof bridgeWithPort>, state: BridgePort['state'], isUp = true) =>
		setPortState(bridge, port, state, isUp, segments.world.now, segments.out);

	it('are refused while the protocol is on', () => {
		const setup = bridgeWithPort(true);
		expect(set(setup, 'forwarding')).toEqual({kind: 'refused', errno: 'EBUSY'});
	});

	it('blocking is undone at once; listening, learning and disabled stay', () => {
		const setup = bridgeWithPort(false);
		setTimers(setup.bridge, {forwardDelay: 0});
		run(setup.segments, 60);
		expect(set(setup, 'blocking')).toEqual(DONE);
		expect(setup.port.state).toBe('forwarding');
		for (const state of ['listening', 'learning', 'disabled'] as const) {
			expect(set(setup, state)).toEqual(DONE);
			run(setup.segments, 60);
			expect(setup.port.state).toBe(state);
			expect(bridgeHasCarrier(setup.bridge)).toBe(false);
		}
	});

	it('listening goes on when the port began to forward less than a forward delay ago, because that timer still runs', () => {
		const setup = bridgeWithPort(false);
		expect(set(setup, 'listening')).toEqual(DONE);
		run(setup.segments, 15);
		expect(setup.port.state).toBe('learning');
		run(setup.segments, 15);
		expect(setup.port.state).toBe('forwarding');
	});

	it('need a device that is up, and for all but disabled carrier', () => {
		const setup = bridgeWithPort(false);
		setup.port.carrier = false;
		const down = {kind: 'refused', errno: 'ENETDOWN'};
		expect(set(setup, 'forwarding')).toEqual(down);
		expect(set(setup, 'disabled', false)).toEqual(down);
		expect(set(setup, 'disabled')).toEqual(DONE);
	});
});

describe('the bridge id', () => {
	it('is compared by priority first', () => {
		const ids = [
			{priority: 0x8000, mac: 1},
			{priority: 0x7000, mac: 9},
			{priority: 0x8000, mac: 0},
		];
		expect(ids.toSorted(compareBridgeIds).map(({priority, mac}) => [priority, mac])).toEqual([
			[0x7000, 9],
			[0x8000, 0],
			[0x8000, 1],
		]);
	});

	it('follows the MAC of the bridge, and so does the root when that is this bridge', () => {
		const {segments, bridge, port} = bridgeWithPort(true);
		bridgeIdChanged(bridge, 0x0200_0000_0001, segments.world.now, segments.out);
		expect(bridgeIdOf(bridge)).toEqual({priority: 0x8000, mac: 0x0200_0000_0001});
		expect(isRootBridge(bridge)).toBe(true);
		expect(port.stp.designatedBridge).toEqual(bridgeIdOf(bridge));
	});

	it('has 16 bits of priority', () => {
		const {segments, bridge} = bridgeWithPort(true);
		setBridgePriority(bridge, 0x1_0007, segments.world.now, segments.out);
		expect(bridgeIdOf(bridge).priority).toBe(7);
		expect(isRootBridge(bridge)).toBe(true);
	});
});
