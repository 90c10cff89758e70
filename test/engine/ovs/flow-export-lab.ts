/** A host with Open vSwitch, two VMs and a collector, and the commands that turn flow export on. */
import {buildWorld} from '../../../source/engine/build-world.js';
import {buildFrame} from '../../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../../source/engine/history.js';
import {type LabFile, labSchema} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {createVswitchd} from '../../../source/engine/ovs/configure/create-vswitchd.js';
import {bridgeNamed, type OvsBridge} from '../../../source/engine/ovs/vswitchd.js';
import {buildIpv4, IP_PROTOCOL, ipv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {parseIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {type Collected, collectedBy} from '../../../source/engine/stack/collector.js';
import type {TraceNode} from '../../../source/engine/trace.js';
import {deviceAtPath, type Machine, machineNamed} from '../../../source/engine/world.js';
import {runOn} from '../../../source/replay/shell.js';

export const SECOND = 1_000_000_000;
export const ipv4 = (text: string): number => parseIpv4(text) as number;

export interface Lab {
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
export function exportLab({seed = 1, inBand = false} = {}): Lab {
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
export const SFLOW =
	'ovs-vsctl -- set bridge br0 sflow=@s -- --id=@s create sflow agent=eth0 target=\\"10.0.0.9:6343\\" header=128 sampling=64 polling=10';
export const NETFLOW = 'ovs-vsctl -- set Bridge br0 netflow=@nf -- --id=@nf create NetFlow targets=\\"10.0.0.9:2055\\" active-timeout=30';
export const IPFIX =
	'ovs-vsctl -- set Bridge br0 ipfix=@i -- --id=@i create IPFIX targets=\\"10.0.0.9:4739\\" obs_domain_id=123 obs_point_id=456 sampling=1';

export function netflowRecords(all: readonly Collected[]) {
	return all.flatMap((one) => (one.protocol === 'netflow' ? one.datagram.records : []));
}

export function flowSamples(all: readonly Collected[]) {
	return all
		.flatMap((one) => (one.protocol === 'sflow' ? one.datagram.samples : []))
		.flatMap((sample) => (sample.kind === 'flow' ? [sample] : []));
}
