import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Bridge, BridgePort} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {type StpReport, stpReport} from '../../../../source/engine/devices/bridge/stp-report.js';
import {setBridgePriority, setPathCost, setPortPriority} from '../../../../source/engine/devices/bridge/stp-settings.js';
import {toMac} from '../../../../source/engine/mac.js';
import {addBridge, addPort, bringUp, createSegments, run, SECOND, type Segments, setCarrier} from './segments.js';

type Action =
	| {op: 'down' | 'up'; port: string}
	| {op: 'priority'; bridge: string; priority: number}
	| {op: 'cost'; port: string; cost: number}
	| {op: 'portPriority'; port: string; priority: number};

interface Recording {
	bridges: {name: string; mac: string; priority: number}[];
	ports: {bridge: string; name: string; cost: number; priority: number; mac: string}[];
	links: [string, string][];
	steps: {t: number; do?: Action; stp?: Record<string, StpReport>}[];
}

const FOLDER = join(import.meta.dirname, '../../../conformance/spanning-tree');

interface Network {
	segments: Segments;
	bridges: Map<string, Bridge>;
	ports: Map<string, [Bridge, BridgePort]>;
	links: [string, string][];
}

function build({bridges, ports, links}: Recording): Network {
	const segments = createSegments();
	const network: Network = {segments, bridges: new Map(), ports: new Map(), links};
	for (const {name, mac, priority} of bridges) {
		network.bridges.set(name, addBridge(segments, name, toMac(mac), {priority, forwardDelay: 2, helloTime: 1, maxAge: 6}));
	}
	for (const {bridge: on, name, cost, priority, mac} of ports) {
		const bridge = network.bridges.get(on) as Bridge;
		const segment = links.findIndex((ends) => ends.includes(name));
		network.ports.set(name, [bridge, addPort(segments, bridge, name, String(segment), {cost, priority, mac: toMac(mac)})]);
	}
	for (const bridge of segments.bridges) bringUp(segments, bridge);
	return network;
}

function act({segments, bridges, ports, links}: Network, action: Action): void {
	const {now} = segments.world;
	if (action.op === 'priority') {
		setBridgePriority(bridges.get(action.bridge) as Bridge, action.priority, now, segments.out);
		return;
	}
	const [bridge, port] = ports.get(action.port) as [Bridge, BridgePort];
	switch (action.op) {
		case 'down':
		case 'up':
			for (const end of links.find((ends) => ends.includes(action.port)) ?? []) {
				const [of, at] = ports.get(end) as [Bridge, BridgePort];
				setCarrier(segments, of, at, action.op === 'up');
			}
			break;
		case 'cost':
			setPathCost(bridge, port, action.cost, now, segments.out);
			break;
		case 'portPriority':
			setPortPriority(bridge, port, action.priority, now, segments.out);
			break;
		default:
			action satisfies never;
	}
}

describe('random networks end up, after every change, as the kernel’s did', () => {
	it.each(readdirSync(FOLDER))('%s', (file) => {
		const recording = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Recording;
		const network = build(recording);
		expect(recording.steps.filter(({stp}) => stp)).toHaveLength(5);
		for (const step of recording.steps) {
			run(network.segments, step.t - network.segments.world.now / SECOND);
			if (step.do) act(network, step.do);
			const seen = Object.fromEntries(network.segments.bridges.map((bridge) => [bridge.name, stpReport(bridge, network.segments.world)]));
			if (step.stp) expect({t: step.t, ...seen}).toEqual({t: step.t, ...step.stp});
		}
	});
});
