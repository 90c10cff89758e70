import {describe, expect, it} from 'vitest';
import type {Bridge, BridgePort} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {disableBridge, disablePort, enablePort} from '../../../../source/engine/devices/bridge/stp-port.js';
import {roleOf, shownAgeing} from '../../../../source/engine/devices/bridge/stp-report.js';
import {setBridgePriority, setStp} from '../../../../source/engine/devices/bridge/stp-settings.js';
import {bridgeHasCarrier} from '../../../../source/engine/devices/bridge/stp-state.js';
import {addLocal, createEntry, findEntry, STATIC} from '../../../../source/engine/fdb.js';
import {buildBpdu, type ConfigBpdu, readBpdu} from '../../../../source/engine/protocol/bpdu.js';
import {addBridge, addPort, bringUp, createSegments, deliver, run, SECOND, type Segments, setCarrier, statesOf} from './segments.js';

interface Triangle {
	segments: Segments;
	bridges: [Bridge, Bridge, Bridge];
	/** Ports of the triangle by `from-to`. */
	port: Record<'0-1' | '0-2' | '1-0' | '1-2' | '2-0' | '2-1', BridgePort>;
}

/** Three bridges, each linked to both others; the first has the lowest id. */
function triangle(secondsBetween = 0): Triangle {
	const segments = createSegments();
	const bridges = [0, 1, 2].map((index) => addBridge(segments, `br${index}`, 0x0200_0000_b000 + index * 0x100)) as Triangle['bridges'];
	const port = {} as Triangle['port'];
	for (const [from, to] of [
		[0, 1],
		[0, 2],
		[1, 0],
		[1, 2],
		[2, 0],
		[2, 1],
	] as const) {
		const segment = [from, to].toSorted().join('=');
		port[`${from}-${to}` as keyof Triangle['port']] = addPort(segments, bridges[from], `to${to}`, segment);
	}
	for (const bridge of bridges) {
		bringUp(segments, bridge);
		run(segments, secondsBetween);
	}
	return {segments, bridges, port};
}

/** A root with one port, up, and the ids of a stranger that is better than any bridge. */
function lonely(stp = true): {segments: Segments; bridge: Bridge; port: BridgePort} {
	const segments = createSegments();
	const bridge = addBridge(segments, 'br0', 0x0200_0000_b000, {stp});
	const port = addPort(segments, bridge, 'p1', 'a');
	addPort(segments, bridge, 'p2', 'b');
	bringUp(segments, bridge);
	return {segments, bridge, port};
}

const STRANGER = {priority: 0x1000, mac: 0x0200_0000_0a00};

function hello(changes: Partial<ConfigBpdu> = {}): ConfigBpdu {
	return {
		kind: 'config',
		topologyChange: false,
		topologyChangeAck: false,
		root: STRANGER,
		rootPathCost: 0,
		bridge: STRANGER,
		port: 0x8001,
		messageAge: 0,
		maxAge: 20 * SECOND,
		helloTime: 2 * SECOND,
		forwardDelay: 15 * SECOND,
		...changes,
	};
}

function sentBy(segments: Segments, port: BridgePort): ({time: number} & ReturnType<typeof readBpdu>)[] {
	return segments.sent.flatMap(({time, port: device, frame}) => {
		const bpdu = readBpdu(frame);
		return device === port.device && bpdu ? [{time: time / SECOND, ...bpdu}] : [];
	});
}

describe('a triangle of bridges', () => {
	it('listens at 0 s, blocks the redundant link with the first hello, learns at 15 s and forwards at 30 s', () => {
		const {segments, port} = triangle(0.01);
		run(segments, 60);
		expect(statesOf(segments, port['0-1'])).toEqual([
			[0, 'blocking'],
			[0, 'listening'],
			[15, 'learning'],
			[30, 'forwarding'],
		]);
		expect(statesOf(segments, port['2-1'])).toEqual([
			[0.02, 'blocking'],
			[0.02, 'listening'],
			[2.000002, 'blocking'],
		]);
	});

	it('needs one hold time more when all begin at the same instant, because all have just spoken', () => {
		const {segments, port} = triangle();
		run(segments, 60);
		expect(statesOf(segments, port['2-1']).at(-1)).toEqual([3.000001, 'blocking']);
	});

	it('blocks on the segment far from the root, at the bridge with the higher id', () => {
		const {segments, bridges, port} = triangle();
		run(segments, 60);
		expect(Object.entries(port).map(([name, candidate]) => [name, roleOf(bridges[Number(name[0])] as Bridge, candidate)])).toEqual([
			['0-1', 'designated'],
			['0-2', 'designated'],
			['1-0', 'root'],
			['1-2', 'designated'],
			['2-0', 'root'],
			['2-1', 'alternate'],
		]);
	});

	it('listens on the blocked port at once when the root port loses its link, and forwards 30 s later', () => {
		const {segments, bridges, port} = triangle();
		run(segments, 60);
		setCarrier(segments, bridges[2], port['2-0'], false);
		setCarrier(segments, bridges[0], port['0-2'], false);
		run(segments, 60);
		expect(statesOf(segments, port['2-1']).slice(3)).toEqual([
			[60, 'listening'],
			[75, 'learning'],
			[90, 'forwarding'],
		]);
		expect(bridges[2].stp.rootPathCost).toBe(4);
	});

	it('waits out the message age first when the loss is silent', () => {
		const {segments, port} = triangle();
		run(segments, 60);
		segments.plugged.set(port['0-2'].device, 'nowhere');
		run(segments, 60);
		const [[listeningAt] = []] = statesOf(segments, port['2-1']).slice(3);
		// The last hello came at 60 s, and max age is 20 s.
		expect(listeningAt).toBeGreaterThanOrEqual(78);
		expect(listeningAt).toBeLessThanOrEqual(80.001);
	});

	it('makes the bridge with the better priority the root while it runs', () => {
		const {segments, bridges} = triangle();
		run(segments, 60);
		setBridgePriority(bridges[1], 0x7000, segments.world.now, segments.out);
		run(segments, 60);
		expect(bridges.map((bridge) => bridge.stp.designatedRoot)).toEqual(Array(3).fill({priority: 0x7000, mac: bridges[1].mac}));
		expect(bridges.map((bridge) => bridge.stp.rootPort)).toEqual([1, 0, 2]);
	});

	it('tells the trace of roots, states and changes', () => {
		const {segments, bridges, port} = triangle();
		run(segments, 3);
		const roots = segments.notes.filter(({cause}) => cause.kind === 'stp-root').map(({cause}) => cause);
		expect(roots).toContainEqual({kind: 'stp-root', priority: 0x8000, mac: bridges[0].mac, port: port['1-0'].device});
		expect(segments.notes.map(({cause}) => cause)).toContainEqual({kind: 'bpdu-received', port: port['1-0'].device, superior: true});
		run(segments, 30);
		expect(segments.notes.some(({cause}) => cause.kind === 'stp-topology-change')).toBe(true);
	});
});

describe('BPDUs', () => {
	it('leave the root every hello time, by every port', () => {
		const {segments, port} = lonely();
		run(segments, 7);
		expect(sentBy(segments, port).map(({time}) => time)).toEqual([2, 4, 6]);
	});

	it('are held back for a second, and then sent once', () => {
		const {segments, bridge, port} = lonely();
		run(segments, 2);
		const worse = buildBpdu(hello({root: {priority: 0xffff, mac: 1}, bridge: {priority: 0xffff, mac: 1}}), 1);
		for (let times = 0; times < 3; times++) deliver(segments, port.device, worse);
		expect(port.stp.configPending).toBe(true);
		run(segments, 1.5);
		expect(sentBy(segments, port).map(({time}) => time)).toEqual([2, 3]);
		expect(bridge.stp.designatedRoot).toEqual({priority: 0x8000, mac: bridge.mac});
	});

	it('age by what they lay here and a tick for the passage', () => {
		const {segments, bridge, port} = lonely();
		run(segments, 10.5);
		deliver(segments, port.device, buildBpdu(hello({messageAge: SECOND}), 1));
		const other = bridge.ports[1] as BridgePort;
		run(segments, 1);
		const last = sentBy(segments, other).at(-1);
		// Held back until 11 s, half a second: 1 + 0.5 + 1/256.
		expect(last).toMatchObject({time: 11, rootPathCost: 2, messageAge: (1.5 + 1 / 256) * SECOND});
	});

	it('are not passed on once they have reached max age', () => {
		const {segments, bridge, port} = lonely();
		run(segments, 10.5);
		deliver(segments, port.device, buildBpdu(hello({messageAge: 19.9 * SECOND}), 1));
		run(segments, 0.05);
		expect(bridge.stp.designatedRoot).toEqual(STRANGER);
		run(segments, 5);
		expect(
			sentBy(segments, bridge.ports[1] as BridgePort).filter((bpdu) => bpdu.kind === 'config' && bpdu.root.priority === 0x1000),
		).toEqual([]);
		expect(bridge.stp.designatedRoot).toEqual({priority: 0x8000, mac: bridge.mac});
	});

	it('older than their own max age are ignored', () => {
		const {segments, bridge, port} = lonely();
		deliver(segments, port.device, buildBpdu(hello({messageAge: 21 * SECOND}), 1));
		expect(bridge.stp.rootPort).toBe(0);
		expect(segments.drops).toEqual(['bpdu-consumed']);
	});

	it('bring the timers of the root', () => {
		const {segments, bridge, port} = lonely();
		deliver(segments, port.device, buildBpdu(hello({maxAge: 6 * SECOND, helloTime: SECOND, forwardDelay: 2 * SECOND}), 1));
		const {maxAge, helloTime, forwardDelay, bridgeMaxAge} = bridge.stp;
		expect({maxAge, helloTime, forwardDelay, bridgeMaxAge}).toEqual({
			maxAge: 6 * SECOND,
			helloTime: SECOND,
			forwardDelay: 2 * SECOND,
			bridgeMaxAge: 20 * SECOND,
		});
	});

	it('that are none are dropped as malformed', () => {
		const {segments, port} = lonely();
		const rapid = buildBpdu(hello(), 1);
		const bytes = rapid.bytes.slice();
		bytes[19] = 2;
		deliver(segments, port.device, {bytes});
		expect(segments.drops).toEqual(['malformed']);
	});
});

describe('a topology change', () => {
	it('at the root is flagged for forward delay and max age, 35 s', () => {
		const {segments, bridge} = lonely();
		const flagged = [29.9, 30.1, 64.9, 65.1].map((second) => {
			run(segments, second - segments.world.now / SECOND);
			return bridge.stp.topologyChange;
		});
		expect(flagged).toEqual([false, true, true, false]);
	});

	it('runs up to the root, is acknowledged on the way, and comes back as a flag', () => {
		const segments = createSegments();
		const [root, middle, leaf] = [0, 1, 2].map((index) => addBridge(segments, `br${index}`, 0x0200_0000_b000 + index)) as [
			Bridge,
			Bridge,
			Bridge,
		];
		addPort(segments, root, 'down', 'a');
		const middleUp = addPort(segments, middle, 'up', 'a');
		addPort(segments, middle, 'down', 'b');
		const leafUp = addPort(segments, leaf, 'up', 'b');
		const host = addPort(segments, leaf, 'host', 'h');
		for (const bridge of [root, middle, leaf]) bringUp(segments, bridge);
		run(segments, 120);
		expect([root, middle, leaf].map((bridge) => bridge.stp.topologyChange)).toEqual([false, false, false]);
		segments.sent.length = 0;

		setCarrier(segments, leaf, host, false);
		setCarrier(segments, leaf, host, true);
		run(segments, 29.9);
		expect(sentBy(segments, leafUp).filter(({kind}) => kind === 'tcn')).toEqual([]);
		run(segments, 2.5);
		expect(
			sentBy(segments, leafUp)
				.filter(({kind}) => kind === 'tcn')
				.map(({time}) => time),
		).toEqual([150]);
		expect(sentBy(segments, middleUp).filter(({kind}) => kind === 'tcn')).toHaveLength(1);
		expect([root, middle, leaf].map((bridge) => bridge.stp.topologyChange)).toEqual([true, true, true]);
		expect([middle, leaf].map((bridge) => bridge.stp.topologyChangeDetected)).toEqual([false, false]);
		expect(shownAgeing(leaf)).toBe(30 * SECOND);
		run(segments, 36);
		expect([root, middle, leaf].map((bridge) => bridge.stp.topologyChange)).toEqual([false, false, false]);
		expect(shownAgeing(leaf)).toBe(300 * SECOND);
	});

	it('is notified again every hello time until somebody acknowledges', () => {
		const {segments, bridge, port} = lonely();
		run(segments, 40);
		segments.sent.length = 0;
		deliver(segments, port.device, buildBpdu(hello(), 1));
		run(segments, 5);
		expect(
			sentBy(segments, port)
				.filter(({kind}) => kind === 'tcn')
				.map(({time}) => time),
		).toEqual([40, 42, 44]);
		deliver(segments, port.device, buildBpdu(hello({topologyChangeAck: true}), 1));
		run(segments, 5);
		expect(sentBy(segments, port).filter(({kind}) => kind === 'tcn')).toHaveLength(3);
		expect(bridge.stp.topologyChangeDetected).toBe(false);
	});
});

describe('a port', () => {
	it('with guard goes down on any BPDU', () => {
		const {segments, bridge, port} = lonely();
		port.guard = true;
		deliver(segments, port.device, buildBpdu({kind: 'tcn'}, 1));
		expect(segments.drops).toEqual(['bpdu-guard']);
		expect(port.state).toBe('disabled');
		deliver(segments, port.device, buildBpdu(hello(), 1));
		expect(segments.drops).toEqual(['bpdu-guard', 'port-not-forwarding']);
		expect(bridge.stp.rootPort).toBe(0);
	});

	it('with root_block never becomes root port, and starts to listen again', () => {
		const {segments, bridge, port} = lonely();
		run(segments, 40);
		expect(port.state).toBe('forwarding');
		port.rootBlock = true;
		deliver(segments, port.device, buildBpdu(hello(), 1));
		expect(bridge.stp.rootPort).toBe(0);
		expect(port.state).toBe('listening');
		run(segments, 30);
		expect(port.state).toBe('forwarding');
	});

	it('that is disabled forgets what it learned, and keeps what was given', () => {
		const {segments, bridge, port} = lonely();
		const now = segments.world.now;
		createEntry(bridge.fdb, 1, 0, port.number, 0, now, 0);
		createEntry(bridge.fdb, 2, 0, port.number, STATIC, now, 0);
		addLocal(bridge.fdb, port.mac, 0, port.number, now);
		disablePort(bridge, port, now, segments.out);
		expect([1, 2, port.mac].map((mac) => findEntry(bridge.fdb, mac, 0) !== -1)).toEqual([false, true, true]);
	});

	it('with a backup port forgets nothing', () => {
		const {segments, bridge, port} = lonely();
		port.backupPort = (bridge.ports[1] as BridgePort).device;
		createEntry(bridge.fdb, 1, 0, port.number, 0, segments.world.now, 0);
		disablePort(bridge, port, segments.world.now, segments.out);
		expect(findEntry(bridge.fdb, 1, 0)).not.toBe(-1);
	});
});

describe('with the protocol off', () => {
	it('a port forwards at once and nothing is sent', () => {
		const {segments, bridge, port} = lonely(false);
		expect(port.state).toBe('forwarding');
		expect(bridgeHasCarrier(bridge)).toBe(true);
		run(segments, 60);
		expect(segments.sent).toEqual([]);
	});

	it('switching it on leaves forwarding ports forwarding; a port that comes later listens', () => {
		const {segments, bridge, port} = lonely(false);
		setStp(bridge, true, segments.world.now, segments.out);
		expect(port.state).toBe('forwarding');
		disablePort(bridge, port, segments.world.now, segments.out);
		enablePort(bridge, port, segments.world.now, segments.out);
		expect(port.state).toBe('listening');
		run(segments, 3);
		expect(sentBy(segments, port).map(({time}) => time)).toEqual([2]);
	});

	it('switching it off leaves a blocked port blocked until its BPDU has aged out', () => {
		const {segments, bridges, port} = triangle();
		run(segments, 61);
		setStp(bridges[2], false, segments.world.now, segments.out);
		expect(port['2-1'].state).toBe('blocking');
		run(segments, 21);
		expect(port['2-1'].state).toBe('forwarding');
	});
});

describe('br0', () => {
	it('has no carrier while all its ports listen or learn', () => {
		const {segments, bridge} = lonely();
		run(segments, 29.9);
		expect(bridgeHasCarrier(bridge)).toBe(false);
		run(segments, 0.2);
		expect(bridgeHasCarrier(bridge)).toBe(true);
	});

	it('that goes down disables its ports and is silent', () => {
		const {segments, bridge} = lonely();
		run(segments, 31);
		bridge.up = false;
		disableBridge(bridge, segments.world.now, segments.out);
		expect(bridge.ports.map((port) => port.state)).toEqual(['disabled', 'disabled']);
		segments.sent.length = 0;
		run(segments, 60);
		expect(segments.sent).toEqual([]);
	});
});
