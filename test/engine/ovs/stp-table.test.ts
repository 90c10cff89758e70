import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {
	createStp,
	createStpPort,
	disablePort,
	enablePort,
	setBridgeId,
	setPathCost,
	setPortPriority,
} from '../../../source/engine/ovs/stp/configure.js';
import {isRoot, type OvsStp, rootPortOf, type StpPort} from '../../../source/engine/ovs/stp/entity.js';
import {receive} from '../../../source/engine/ovs/stp/receive.js';
import {tick} from '../../../source/engine/ovs/stp/timer.js';
import {readBpdu} from '../../../source/engine/protocol/bpdu.js';

interface PortRow {
	lan?: string | null;
	cost?: number;
	priority?: number;
	disable?: boolean;
	unchanged?: boolean;
	state?: string;
	root_port_with_path_cost?: number;
}
interface Step {
	bridge?: number;
	mac?: string;
	priority?: number;
	ports?: PortRow[];
	run_seconds?: number;
	check_bridge?: number;
	is_root?: boolean;
	root_id?: {priority: number; mac: string};
}

const file = join(import.meta.dirname, '../../conformance/rules/stp-vectors.json');
const {cases} = JSON.parse(readFileSync(file, 'utf8')) as {cases: {name: string; steps: Step[]}[]};

/** Bridges on shared segments; a BPDU reaches every other port of its segment. */
interface Network {
	bridges: OvsStp[];
	/** Segment of each port of each bridge; null is unplugged. */
	lans: (string | null)[][];
}

function configure({bridges, lans}: Network, {bridge = 0, mac, priority, ports = []}: Step): void {
	const stp = bridges[bridge] ?? createStp({priority: 0x8000, mac: Number.parseInt(mac ?? '0', 16)}, 0);
	bridges[bridge] = stp;
	const plugs = lans[bridge] ?? [];
	lans[bridge] = plugs;
	if (mac !== undefined || priority !== undefined) {
		setBridgeId(stp, {priority: priority ?? stp.id.priority, mac: mac === undefined ? stp.id.mac : Number.parseInt(mac, 16)});
	}
	for (const [number, row] of ports.entries()) {
		if (row.unchanged) continue;
		let port = stp.ports[number];
		if (!port) {
			port = createStpPort(stp, number, number + 1, `p${number + 1}`, 0);
			stp.ports.push(port);
		}
		if (row.disable) {
			disablePort(stp, port);
			continue;
		}
		plugs[number] = row.lan ?? null;
		setPathCost(stp, port, row.cost ?? 10);
		setPortPriority(stp, port, row.priority ?? 128);
		enablePort(stp, port);
	}
}

function run(network: Network, seconds: number): void {
	const {bridges, lans} = network;
	for (let second = 0; second < seconds; second++) {
		for (const stp of bridges) tick(stp, 1000);
		for (let sender = bridges.findIndex(hasPost); sender !== -1; sender = bridges.findIndex(hasPost)) {
			const {ofPort, frame} = (bridges[sender] as OvsStp).outbox.shift() as OvsStp['outbox'][number];
			const lan = lans[sender]?.[ofPort - 1] ?? null;
			const bpdu = readBpdu(frame);
			if (!bpdu) throw new Error('an unreadable BPDU was sent');
			for (const [other, stp] of bridges.entries()) {
				for (const port of stp.ports) {
					const isSender = other === sender && port.ofPort === ofPort;
					if (!isSender && lan !== null && lans[other]?.[port.number] === lan && port.state !== 'disabled') receive(stp, port, bpdu);
				}
			}
		}
	}
}

function hasPost({outbox}: OvsStp): boolean {
	return outbox.length > 0;
}

function check(stp: OvsStp, step: Step): void {
	if (step.is_root) {
		expect(isRoot(stp)).toBe(true);
		expect(stp.rootPathCost).toBe(0);
		expect(stp.ports.every(({state}) => state === 'disabled' || state === 'forwarding')).toBe(true);
	}
	if (step.root_id) expect(stp.designatedRoot).toEqual({priority: step.root_id.priority, mac: Number.parseInt(step.root_id.mac, 16)});
	if (!step.ports) return;
	expect(stp.ports.map(({state}) => state)).toEqual(step.ports.map(({state}) => state));
	const wanted = step.ports.findIndex(({root_port_with_path_cost}) => root_port_with_path_cost !== undefined);
	const root = rootPortOf(stp) as StpPort | undefined;
	expect(root?.number ?? -1).toBe(wanted);
	if (wanted !== -1) expect(stp.rootPathCost).toBe(step.ports[wanted]?.root_port_with_path_cost);
}

describe('the spanning tree of Open vSwitch agrees with the table', () => {
	it.each(cases.map(({name, steps}, index) => [`${index + 1} ${name}`, steps] as const))('%s', (_, steps) => {
		const network: Network = {bridges: [], lans: []};
		expect(steps.some(({check_bridge}) => check_bridge !== undefined)).toBe(true);
		for (const step of steps) {
			if (step.bridge !== undefined) configure(network, step);
			else if (step.run_seconds !== undefined) run(network, step.run_seconds);
			else check(network.bridges[step.check_bridge as number] as OvsStp, step);
		}
	});
});
