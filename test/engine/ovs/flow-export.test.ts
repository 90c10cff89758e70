import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import {copy} from '../../../source/engine/copy.js';
import {buildFrame} from '../../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../../source/engine/history.js';
import {type LabFile, labSchema} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {createVswitchd} from '../../../source/engine/ovs/create-vswitchd.js';
import {bridgeNamed, type OvsBridge} from '../../../source/engine/ovs/vswitchd.js';
import {describeFrame} from '../../../source/engine/protocol/describe.js';
import {buildIpv4, IP_PROTOCOL, ipv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {parseIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {summarise} from '../../../source/engine/protocol/summary.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {COLLECTOR_CAPACITY, type Collected, collectedBy} from '../../../source/engine/stack/collector.js';
import type {TraceNode} from '../../../source/engine/trace.js';
import {deviceAtPath, type Machine, machineNamed} from '../../../source/engine/world.js';
import {runOn} from '../../../source/replay/shell.js';

const SECOND = 1_000_000_000;
const ipv4 = (text: string): number => parseIpv4(text) as number;

interface Lab {
	history: History;
	run(line: string): {rc: number; stdout: string; stderr: string};
	/** A datagram from VM 1 to VM 2. */
	send(port?: number, payload?: number): void;
	wait(seconds: number): void;
	collected(): readonly Collected[];
	bridge(): OvsBridge;
	nodes(): readonly TraceNode[];
}

/** A host with br0 for two VMs, and a NIC towards a collector; with `inBand` the collector hangs at br0 itself. */
function lab({seed = 1, inBand = false} = {}): Lab {
	const link = {kind: 'virtual'} as const;
	const file: LabFile = {
		seed,
		machines: [
			{
				name: 'host',
				role: 'host',
				devices: ['tap1', 'tap2', 'eth0'].map((name) => ({
					kind: 'nic' as const,
					name,
					...(name === 'eth0' && !inBand ? {addresses: ['10.0.0.8/24']} : {}),
				})),
			},
			{name: 'vm1', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:01'}]},
			{name: 'vm2', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:02'}]},
			{name: 'collector', role: 'vm', collects: [2055, 6343, 4739], devices: [{kind: 'nic', name: 'eth0', addresses: ['10.0.0.9/24']}]},
		],
		links: [
			{ends: ['host/tap1', 'vm1/eth0'], ...link},
			{ends: ['host/tap2', 'vm2/eth0'], ...link},
			{ends: ['host/eth0', 'collector/eth0'], ...link},
		],
	};
	const built = buildWorld(labSchema.parse(file));
	if (built.kind !== 'built') throw new Error(JSON.stringify(built.problems));
	const {world} = built;
	const host = machineNamed(world, 'host') as Machine;
	host.vswitchd = createVswitchd(world, {release: 301});
	const history = createHistory(world);
	const run = (line: string) => {
		const answer = runOn(history, 'host', line);
		if (typeof answer === 'string') throw new Error(`${line}: ${answer}`);
		settle(history);
		return answer;
	};
	run('ovs-vsctl add-br br0 -- add-port br0 tap1 -- add-port br0 tap2');
	if (inBand) {
		run('ovs-vsctl add-port br0 eth0');
		run('ip address add 10.0.0.8/24 dev br0');
		run('ip link set br0 up');
	}
	const wait = (seconds: number) => {
		input(history, {kind: 'wait', duration: seconds * SECOND});
		settle(history);
	};
	return {
		history,
		run,
		wait,
		send(port = 53, payload = 20) {
			const between = {source: ipv4('10.1.0.1'), destination: ipv4('10.1.0.2')};
			const datagram = buildUdp({sourcePort: 1000, destinationPort: port, payload: new Uint8Array(payload)}, between);
			const packet = buildIpv4(ipv4Packet({...between, protocol: IP_PROTOCOL.udp, payload: datagram}));
			const frame = buildFrame({dst: toMac('02:00:00:00:00:02'), src: toMac('02:00:00:00:00:01'), etherType: 0x0800, payload: packet});
			const device = deviceAtPath(world, 'vm1/eth0');
			input(history, {kind: 'frame', device: device?.id ?? -1, frame});
			settle(history);
		},
		collected: () => collectedBy(machineNamed(history.world, 'collector') as Machine),
		bridge: () =>
			bridgeNamed((machineNamed(history.world, 'host') as Machine).vswitchd as NonNullable<Machine['vswitchd']>, 'br0') as OvsBridge,
		nodes: () => history.trace,
	};
}

/** As an administrator types them. */
const SFLOW =
	'ovs-vsctl -- set bridge br0 sflow=@s -- --id=@s create sflow agent=eth0 target=\\"10.0.0.9:6343\\" header=128 sampling=64 polling=10';
const NETFLOW = 'ovs-vsctl -- set Bridge br0 netflow=@nf -- --id=@nf create NetFlow targets=\\"10.0.0.9:2055\\" active-timeout=30';
const IPFIX =
	'ovs-vsctl -- set Bridge br0 ipfix=@i -- --id=@i create IPFIX targets=\\"10.0.0.9:4739\\" obs_domain_id=123 obs_point_id=456 sampling=1';

function netflowRecords(all: readonly Collected[]) {
	return all.flatMap((one) => (one.protocol === 'netflow' ? one.datagram.records : []));
}

function flowSamples(all: readonly Collected[]) {
	return all
		.flatMap((one) => (one.protocol === 'sflow' ? one.datagram.samples : []))
		.flatMap((sample) => (sample.kind === 'flow' ? [sample] : []));
}

describe('an administrator turns flow export on', () => {
	it('sFlow with an agent, a rate, and counters every ten seconds', () => {
		const it = lab();
		expect(it.run(SFLOW)).toMatchObject({rc: 0, stderr: ''});
		expect(it.bridge().exports.sflow).toMatchObject({sampling: 64, polling: 10, header: 128, probability: Math.floor(0xffff_ffff / 64)});
		it.wait(11);
		const counters = it.collected().flatMap((one) => (one.protocol === 'sflow' ? one.datagram.samples : []));
		expect(counters.length).toBeGreaterThanOrEqual(4);
		expect(counters.every(({kind}) => kind === 'counters')).toBe(true);
		expect(it.collected()[0]).toMatchObject({
			protocol: 'sflow',
			exporter: ipv4('10.0.0.8'),
			datagram: {agent: ipv4('10.0.0.8'), subAgent: 0},
		});
	});

	it('NetFlow, which tells of a connection when its cached flow goes', () => {
		const it = lab();
		it.run(NETFLOW);
		for (let count = 0; count < 5; count++) it.send();
		it.wait(15);
		expect(netflowRecords(it.collected())).toMatchObject([
			{source: ipv4('10.1.0.1'), destination: ipv4('10.1.0.2'), output: 65535, packets: 5, destinationPort: 53, protocol: 17},
		]);
	});

	it('IPFIX, a record for each sample where nothing is kept', () => {
		const it = lab();
		it.run(IPFIX);
		it.send();
		it.wait(1);
		const messages = it.collected().flatMap((one) => (one.protocol === 'ipfix' ? [one.datagram] : []));
		const data = messages.flatMap(({domain, sets}) => sets.flatMap((set) => (set.kind === 'data' && domain === 123 ? [set] : [])));
		// Where it came in, and to br0, tap2.
		expect(data.map(({records}) => records?.length)).toEqual([1, 1, 1]);
		expect(data[0]?.records?.[0]).toContainEqual({name: 'observationPointId', value: 456});
	});

	it('and the defaults are those of the manual', () => {
		const it = lab();
		it.run('ovs-vsctl -- set bridge br0 sflow=@s -- --id=@s create sflow targets=\\"10.0.0.9\\"');
		it.run('ovs-vsctl -- set bridge br0 netflow=@n -- --id=@n create netflow targets=\\"10.0.0.9:2055\\"');
		it.run('ovs-vsctl -- set bridge br0 ipfix=@i -- --id=@i create ipfix targets=\\"10.0.0.9\\"');
		const {sflow, netflow, ipfix} = it.bridge().exports;
		expect(sflow?.state).toMatchObject({rate: 400, polling: 30, header: 128, collectors: [{address: ipv4('10.0.0.9'), port: 6343}]});
		expect(netflow?.state).toMatchObject({activeTimeout: 600_000, addIdToInterface: false});
		expect(ipfix).toMatchObject({
			probability: Math.floor(0xffff_ffff / 400),
			state: {cacheActiveTimeout: 0, cacheMaxFlows: 0, collectors: [{port: 4739}]},
		});
	});
});

describe('what is exported', () => {
	it('is a frame like others, with layers that say what it is', () => {
		const it = lab();
		it.run(NETFLOW);
		it.send();
		it.wait(15);
		const frames = it.nodes().flatMap(({frame}) => (frame ? [frame] : []));
		const told = frames.find((frame) => summarise(frame).kind === 'flow-export');
		expect(told && summarise(told)).toMatchObject({protocol: 'netflow', records: 1});
		expect(told && describeFrame(told).map(({kind}) => kind)).toEqual(['ethernet', 'ipv4', 'udp', 'netflow', 'netflow-record']);
	});

	it('says in the trace where a frame was picked, where it counted, and where it was told of', () => {
		const it = lab();
		it.run(NETFLOW);
		it.run(IPFIX);
		it.send();
		it.wait(15);
		const causes = it.nodes().flatMap(({effects}) => effects.flatMap((effect) => (effect.kind === 'note' ? [effect.cause] : [])));
		expect(causes).toContainEqual({kind: 'ovs-counted', bridge: 'br0', to: 'flood', port: ''});
		expect(causes).toContainEqual({kind: 'ovs-sampled', protocol: 'ipfix', bridge: 'br0', every: 1, way: 'ingress'});
		expect(causes).toContainEqual(expect.objectContaining({kind: 'ovs-exported', protocol: 'netflow', port: 2055}));
		expect(causes).toContainEqual(expect.objectContaining({kind: 'export-collected', protocol: 'netflow', records: 1}));
	});

	it('is lost and counted when the way to the collector goes', () => {
		const it = lab();
		it.run(NETFLOW);
		it.send();
		it.run('ip address del 10.0.0.8/24 dev eth0');
		it.wait(15);
		expect(it.collected()).toEqual([]);
		expect(machineNamed(it.history.world, 'host')?.vswitchd?.exporting).toMatchObject({sent: 0, lost: 1});
	});

	it('is nothing when sFlow finds no address for its agent, and then nothing is sampled', () => {
		const it = lab();
		it.run('ip address del 10.0.0.8/24 dev eth0');
		it.run('ovs-vsctl -- set bridge br0 sflow=@s -- --id=@s create sflow agent=eth0 targets=\\"10.0.0.9\\" sampling=1');
		it.send();
		expect(it.run('ovs-appctl dpctl/dump-flows').stdout).not.toContain('sFlow');
	});

	it('stays bounded when the bridge samples its own datagrams', () => {
		const it = lab({inBand: true});
		it.run(IPFIX);
		it.send();
		it.wait(0.2);
		const {sent = 0, lost = 0} = machineNamed(it.history.world, 'host')?.vswitchd?.exporting ?? {};
		expect(sent).toBeLessThanOrEqual(1200);
		expect(lost).toBeGreaterThan(0);
		expect(it.collected().length).toBeLessThanOrEqual(COLLECTOR_CAPACITY);
	});
});

describe('laws of flow export', () => {
	it('one frame in so many is sampled, and the pool says how many there were', () => {
		const it = lab();
		it.run('ovs-vsctl -- set bridge br0 sflow=@s -- --id=@s create sflow agent=eth0 targets=\\"10.0.0.9\\" sampling=4 polling=0');
		for (let count = 0; count < 800; count++) it.send();
		it.wait(2);
		const samples = flowSamples(it.collected());
		expect(samples.length).toBeGreaterThan(150);
		expect(samples.length).toBeLessThan(250);
		expect(samples.at(-1)).toMatchObject({sequence: samples.length, pool: samples.length * 4, rate: 4});
	});

	it('every frame of a connection is in exactly one record, whatever the times', () => {
		const moment = fc.record({
			port: fc.integer({min: 1, max: 4}),
			payload: fc.integer({min: 18, max: 1000}),
			pause: fc.integer({min: 0, max: 12}),
		});
		fc.assert(
			fc.property(fc.array(moment, {minLength: 1, maxLength: 20}), (moments) => {
				const it = lab();
				it.run(NETFLOW);
				const sent = new Map<number, {packets: number; octets: number}>();
				for (const {port, payload, pause} of moments) {
					it.send(port, payload);
					const count = sent.get(port) ?? {packets: 0, octets: 0};
					sent.set(port, {packets: count.packets + 1, octets: count.octets + 14 + 28 + payload});
					it.wait(pause);
				}
				it.wait(50);
				const told = new Map<number, {packets: number; octets: number}>();
				for (const {destinationPort, packets, octets} of netflowRecords(it.collected())) {
					const count = told.get(destinationPort) ?? {packets: 0, octets: 0};
					told.set(destinationPort, {packets: count.packets + packets, octets: count.octets + octets});
				}
				expect(new Map([...told].sort())).toEqual(new Map([...sent].sort()));
			}),
			{numRuns: 15},
		);
	});

	it('sequence numbers let no record go missing', () => {
		const it = lab();
		it.run(NETFLOW);
		for (let port = 1; port <= 70; port++) it.send(port);
		it.wait(50);
		const datagrams = it.collected().flatMap((one) => (one.protocol === 'netflow' ? [one.datagram] : []));
		let records = 0;
		for (const {sequence, records: own} of datagrams) {
			records += own.length;
			expect(own.length).toBeLessThanOrEqual(30);
			expect(sequence).toBe(records - 1);
		}
		expect(records).toBe(70);
	});

	it('a copied world goes on as the one that it was copied from', () => {
		const it = lab();
		for (const line of [SFLOW, NETFLOW, IPFIX]) it.run(line);
		for (let port = 1; port <= 5; port++) it.send(port);
		const other = createHistory(copy(it.history.world));
		for (const history of [it.history, other]) {
			input(history, {kind: 'wait', duration: 60 * SECOND});
			settle(history);
		}
		expect(other.world).toEqual(it.history.world);
		expect(it.collected().length).toBeGreaterThan(10);
	});
});
