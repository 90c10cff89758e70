import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Bridge, BridgePort} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {type StpReport, stpReport} from '../../../../source/engine/devices/bridge/stp-report.js';
import {toMac} from '../../../../source/engine/mac.js';
import {addBridge, addPort, bringUp, createSegments, run, SECOND, type Segments, setCarrier} from './segments.js';

interface End {
	device: string;
	port?: string;
	name?: string;
	mac: string;
	config?: {priority?: number; cost?: number};
}

interface Recording {
	device: {name: string; config: {mac: string; priority: number; forwardDelay: number; helloTime: number; maxAge: number}};
	peers: Recording['device'][];
	links: {ends: [End, End]}[];
	endpoints: {port: End}[];
	stimuli: {id: string; t: number; do?: {op: string; device: string; port: string; state: string}}[];
	expect: {id: string; stp?: Record<string, StpReport>}[];
}

const NAMES = ['bpdu-learned', 'link-failure', 'parallel-links', 'port-priority', 'triangle-cost', 'triangle-mac', 'triangle-priority'];

function read(name: string): Recording {
	return JSON.parse(readFileSync(join(import.meta.dirname, `../../../conformance/linux-bridge/lb-stp-${name}.json`), 'utf8')) as Recording;
}

function build(recording: Recording): {segments: Segments; portAt: (device: string, port: string) => [Bridge, BridgePort]} {
	const segments = createSegments();
	const bridges = new Map<string, Bridge>();
	const ports = new Map<string, BridgePort>();
	for (const {name, config} of [recording.device, ...recording.peers])
		bridges.set(name, addBridge(segments, name, toMac(config.mac), config));
	const add = (end: End, segment: string): void => {
		const name = end.port ?? end.name ?? '';
		ports.set(
			`${end.device}/${name}`,
			addPort(segments, bridges.get(end.device) as Bridge, name, segment, {...end.config, mac: toMac(end.mac)}),
		);
	};
	for (const [index, {ends}] of recording.links.entries()) for (const end of ends) add(end, `link ${index}`);
	for (const [index, {port}] of recording.endpoints.entries()) add(port, `host ${index}`);
	for (const bridge of bridges.values()) bringUp(segments, bridge);
	return {segments, portAt: (device, port) => [bridges.get(device) as Bridge, ports.get(`${device}/${port}`) as BridgePort]};
}

/** A device that is set down takes the carrier of both ends of its link. */
function cut(segments: Segments, [bridge, port]: [Bridge, BridgePort]): void {
	const segment = segments.plugged.get(port.device);
	setCarrier(segments, bridge, port, false);
	for (const other of segments.bridges) {
		for (const end of other.ports)
			if (end !== port && segments.plugged.get(end.device) === segment) setCarrier(segments, other, end, false);
	}
}

describe('roots, roles, states and costs are those that the kernel recorded', () => {
	it.each(NAMES)('%s', (name) => {
		expect.hasAssertions();
		const recording = read(name);
		const {segments, portAt} = build(recording);
		for (const [index, stimulus] of recording.stimuli.entries()) {
			run(segments, stimulus.t - segments.world.now / SECOND);
			if (stimulus.do?.op === 'linkSet') cut(segments, portAt(stimulus.do.device, stimulus.do.port));
			const expected = recording.expect[index]?.stp;
			if (!expected) continue;
			const seen = Object.fromEntries(segments.bridges.map((bridge) => [bridge.name, stpReport(bridge, segments.world)]));
			expect(seen).toEqual(expected);
		}
	});
});
