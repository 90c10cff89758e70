import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Bridge, BridgePort} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {formatBridgeId, roleOf} from '../../../../source/engine/devices/bridge/stp-report.js';
import {setBridgePriority, setPathCost, setPortPriority} from '../../../../source/engine/devices/bridge/stp-settings.js';
import {bridgeIdOf} from '../../../../source/engine/devices/bridge/stp-state.js';
import {addBridge, addPort, bringUp, createSegments, run, type Segments, setCarrier} from './segments.js';

interface PortStep {
	lan?: string | null;
	cost?: number;
	priority?: number;
	disable?: boolean;
	unchanged?: boolean;
}

interface PortCheck {
	state: string;
	root_port_with_path_cost?: number;
}

interface Step {
	bridge?: number;
	mac?: string;
	priority?: number;
	ports?: PortStep[];
	run_seconds?: number;
	check_bridge?: number;
	is_root?: boolean;
	root_id?: {priority: number; mac: string};
}

const {cases} = JSON.parse(readFileSync(join(import.meta.dirname, '../../../conformance/rules/stp-vectors.json'), 'utf8')) as {
	cases: {name: string; steps: (Omit<Step, 'ports'> & {ports?: (PortStep | PortCheck)[]})[]}[];
};

/** The cases give 8 bits of port priority, the kernel's bridge has 6: 128, the default there, is 32 here. */
const PRIORITY_SCALE = 4;
const CHECKS = 84;

describe('the spanning tree agrees with the 802.1D unit cases', () => {
	it('has all of them', () => {
		expect(cases).toHaveLength(13);
		expect(cases.flatMap(({steps}) => steps).filter((step) => 'check_bridge' in step)).toHaveLength(CHECKS);
	});

	for (const [index, {name, steps}] of cases.entries()) {
		it(`${index + 1}: ${name}`, () => {
			expect.hasAssertions();
			const segments = createSegments();
			for (const step of steps) {
				if (step.run_seconds !== undefined) run(segments, step.run_seconds);
				else if (step.bridge !== undefined) configure(segments, step as Step);
				else check(segments, step as Step);
			}
		});
	}
});

function configure(segments: Segments, step: Step): void {
	const index = step.bridge as number;
	let bridge = segments.bridges[index];
	if (!bridge) {
		bridge = addBridge(
			segments,
			`br${index}`,
			Number.parseInt(step.mac ?? '', 16),
			step.priority === undefined ? {} : {priority: step.priority},
		);
		bringUp(segments, bridge);
	} else if (step.priority !== undefined) setBridgePriority(bridge, step.priority, segments.world.now, segments.out);
	for (const [place, port] of (step.ports ?? []).entries()) configurePort(segments, bridge, place, port);
}

function configurePort(segments: Segments, bridge: Bridge, place: number, step: PortStep): void {
	if (step.unchanged) return;
	const {world, out} = segments;
	// "Unplugged" there leaves the port enabled: a segment with nobody else on it.
	const segment = step.lan ?? `silent-${bridge.name}-${place}`;
	const port = bridge.ports[place] ?? addPort(segments, bridge, `p${place}`, segment, step.cost === undefined ? {} : {cost: step.cost});
	if (step.disable) {
		setCarrier(segments, bridge, port, false);
		return;
	}
	segments.plugged.set(port.device, segment);
	if (step.cost !== undefined) setPathCost(bridge, port, step.cost, world.now, out);
	if (step.priority !== undefined) setPortPriority(bridge, port, step.priority / PRIORITY_SCALE, world.now, out);
}

function check(segments: Segments, step: Step): void {
	const bridge = segments.bridges[step.check_bridge as number] as Bridge;
	const {stp} = bridge;
	if (step.is_root) {
		expect(formatBridgeId(stp.designatedRoot)).toBe(formatBridgeId(bridgeIdOf(bridge)));
		expect(stp.rootPathCost).toBe(0);
		for (const port of bridge.ports) expect(['forwarding', 'disabled']).toContain(port.state);
	}
	if (step.root_id) expect(stp.designatedRoot).toEqual({priority: step.root_id.priority, mac: Number.parseInt(step.root_id.mac, 16)});
	if (step.ports) {
		const expected = step.ports as PortCheck[];
		expect(bridge.ports.map((port) => port.state)).toEqual(expected.map((port) => port.state));
		expect(bridge.ports.map((port) => seen(bridge, port))).toEqual(expected.map(foreseen));
	}
}

function seen(bridge: Bridge, port: BridgePort): string {
	const role = roleOf(bridge, port);
	return role === 'root' ? `root ${bridge.stp.rootPathCost}` : role;
}

function foreseen(port: PortCheck): string {
	if (port.root_port_with_path_cost !== undefined) return `root ${port.root_port_with_path_cost}`;
	if (port.state === 'blocking') return 'alternate';
	return port.state === 'disabled' ? 'disabled' : 'designated';
}
