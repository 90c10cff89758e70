/**
 * Plays recordings of flow export: what a real Open vSwitch 3.1 sent to a collector (dummy datapath, stopped clock), beside what
 * the switch of a lab sends that has the same commands and frames.
 */
import {buildWorld} from '../../source/engine/build-world.js';
import {ETHERTYPE, etherType, payloadOffset} from '../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import {type LabFile, labSchema} from '../../source/engine/lab.js';
import type {DeviceId} from '../../source/engine/netdev.js';
import {createVswitchd} from '../../source/engine/ovs/configure/create-vswitchd.js';
import {parseIpv4Packet} from '../../source/engine/protocol/ipv4.js';
import {parseUdp} from '../../source/engine/protocol/udp.js';
import type {TraceNode} from '../../source/engine/trace.js';
import {deviceAtPath, type Machine, machineNamed} from '../../source/engine/world.js';
import {runOn} from '../../source/replay/shell.js';

export interface ExportRecording {
	name: string;
	about: string;
	/** NICs of the host that are dummy devices of the switch. */
	ports: Record<string, unknown>;
	setup: string[];
	steps: ExportStep[];
}

export interface ExportStep {
	/** A frame, in hex, that comes in by a port, so many times. */
	from?: string;
	frame?: string;
	times?: number;
	/** ms of the stopped clock, or s of the wall clock. */
	warp?: number;
	sleep?: number;
	run?: string;
	/** What came, in hex. */
	datagrams?: string[];
}

const COLLECTOR = '10.9.0.9';
const PORT = 2055;
const MICROSECOND = 1000;

/** Plays a recording; returns what the collector had after each step, as a datagram in hex. */
export function playExport(recording: ExportRecording): string[][] {
	const {history, stations, collector} = start(recording);
	const {world} = history;
	let time = world.now;
	const pass = (duration: number): void => {
		time += duration;
		input(history, {kind: 'wait', duration: time - Math.max(world.now, world.until)});
		settle(history);
	};
	const sent: string[][] = [];
	for (const step of recording.steps) {
		const before = world.ticks;
		if (step.frame !== undefined) {
			const device = stations.get(step.from ?? '');
			if (device === undefined) throw new Error(`no station at ${step.from}`);
			for (let count = 0; count < (step.times ?? 1); count++) {
				input(history, {kind: 'frame', device, frame: {bytes: Uint8Array.from(Buffer.from(step.frame, 'hex'))}});
				settle(history);
				review(history);
			}
		} else if (step.run !== undefined) {
			type(history, step.run);
			review(history);
		}
		pass((step.warp ?? 0) * 1_000_000 + (step.sleep ?? 0) * 1_000_000_000 + MICROSECOND);
		const nodes = history.trace.filter(({id}) => id >= before);
		sent.push(datagramsIn(nodes, collector));
	}
	return sent;
}

/** The revalidator goes round, as it did when a frame had come; and again, for what the frame had taught. */
function review(history: History): void {
	for (let round = 0; round < 3; round++) type(history, 'ovs-appctl revalidator/wait');
}

/** Payloads of the UDP datagrams among the frames that a device received, in hex. */
function datagramsIn(nodes: readonly TraceNode[], device: DeviceId): string[] {
	return nodes.flatMap(({step, device: at, frame}) => {
		if (step !== 'receive' || at !== device || !frame || etherType(frame) !== ETHERTYPE.ipv4) return [];
		const packet = parseIpv4Packet(frame.bytes.subarray(payloadOffset(frame)));
		const udp = packet.kind === 'ok' ? parseUdp(packet.value.payload, packet.value) : packet;
		if (udp.kind !== 'ok') throw new Error('a datagram that nobody can read');
		return [Buffer.from(udp.value.payload).toString('hex')];
	});
}

function start({ports, setup}: ExportRecording): {history: History; stations: Map<string, DeviceId>; collector: DeviceId} {
	const names = Object.keys(ports);
	const link = {kind: 'virtual', latency: 0} as const;
	const lab: LabFile = {
		machines: [
			{
				name: 'host',
				role: 'host',
				devices: [...names.map((name) => ({kind: 'nic' as const, name})), {kind: 'nic', name: 'eth0', addresses: ['10.9.0.8/24']}],
			},
			{name: 'collector', role: 'vm', collects: [PORT], devices: [{kind: 'nic', name: 'eth0', addresses: [`${COLLECTOR}/24`]}]},
			...names.map((name) => ({name: `${name}-end`, role: 'vm' as const, devices: [{kind: 'nic' as const, name: 'eth0'}]})),
		],
		links: [
			{ends: ['host/eth0', 'collector/eth0'], ...link},
			...names.map((name): NonNullable<LabFile['links']>[number] => ({ends: [`host/${name}`, `${name}-end/eth0`], ...link})),
		],
	};
	const built = buildWorld(labSchema.parse(lab));
	if (built.kind !== 'built') throw new Error(JSON.stringify(built.problems));
	const {world} = built;
	const host = machineNamed(world, 'host') as Machine;
	host.vswitchd = createVswitchd(world, {release: 301, datapathOverride: 'netdev'});
	const history = createHistory(world);
	input(history, {kind: 'wait', duration: 5_000_000_000});
	settle(history);
	for (const line of setup) type(history, line);
	const deviceAt = (path: string) => deviceAtPath(world, path)?.id as DeviceId;
	return {history, stations: new Map(names.map((name) => [name, deviceAt(`${name}-end/eth0`)])), collector: deviceAt('collector/eth0')};
}

function type(history: History, line: string): void {
	const answer = runOn(history, 'host', line.replaceAll('{collector}', `${COLLECTOR}:${PORT}`));
	if (typeof answer === 'string') throw new Error(`${line}: ${answer}`);
	if (answer.rc !== 0) throw new Error(`${line}: ${answer.stderr}`);
	settle(history);
}
