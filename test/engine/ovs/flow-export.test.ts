import {describe, expect, it} from 'vitest';
import {dissect} from '../../../source/engine/dissect/dissect.js';
import {summarise} from '../../../source/engine/protocol/summary.js';
import {COLLECTOR_CAPACITY} from '../../../source/engine/stack/collector.js';
import {type Machine, machineNamed} from '../../../source/engine/world.js';
import {exportLab, IPFIX, ipv4, NETFLOW, netflowRecords, SFLOW} from './flow-export-lab.js';
import {toldFlows} from './told-flows.js';

describe('an administrator turns flow export on', () => {
	it('sFlow with an agent, a rate, and counters every ten seconds', () => {
		const it = exportLab();
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
		const it = exportLab();
		it.run(NETFLOW);
		for (let count = 0; count < 5; count++) it.send();
		it.wait(15);
		expect(netflowRecords(it.collected())).toMatchObject([
			{source: ipv4('10.1.0.1'), destination: ipv4('10.1.0.2'), output: 65535, packets: 5, destinationPort: 53, protocol: 17},
		]);
	});

	it('IPFIX, a record for each sample where nothing is kept', () => {
		const it = exportLab();
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
		const it = exportLab();
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
		const it = exportLab();
		it.run(NETFLOW);
		it.send();
		it.wait(15);
		const frames = it.nodes().flatMap(({frame}) => (frame ? [frame] : []));
		const told = frames.find((frame) => summarise(frame).kind === 'flow-export');
		expect(told && summarise(told)).toMatchObject({protocol: 'netflow', records: 1});
		expect(told && dissect(told).map(({protocol}) => protocol)).toEqual(['eth', 'ip', 'udp', 'cflow']);
	});

	it('says in the trace where a frame was picked, where it counted, and where it was told of', () => {
		const it = exportLab();
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

	it('is one list for whoever reads it, whatever the protocol', () => {
		const it = exportLab();
		for (const line of [NETFLOW, IPFIX, SFLOW.replace('sampling=64', 'sampling=1')]) it.run(line);
		it.send();
		it.wait(50);
		const flows = toldFlows(machineNamed(it.history.world, 'collector') as Machine);
		const same = {
			source: ipv4('10.1.0.1'),
			destination: ipv4('10.1.0.2'),
			protocol: 17,
			sourcePort: 1000,
			destinationPort: 53,
			packets: 1,
			octets: 62,
		};
		expect(flows.map(({by}) => by).sort()).toEqual(['ipfix', 'netflow', 'sflow']);
		for (const flow of flows) expect(flow).toMatchObject(same);
	});

	it('is lost and counted when the way to the collector goes', () => {
		const it = exportLab();
		it.run(NETFLOW);
		it.send();
		it.run('ip address del 10.0.0.8/24 dev eth0');
		it.wait(15);
		expect(it.collected()).toEqual([]);
		expect(machineNamed(it.history.world, 'host')?.vswitchd?.exporting).toMatchObject({sent: 0, lost: 1});
	});

	it('is nothing when sFlow finds no address for its agent, and then nothing is sampled', () => {
		const it = exportLab();
		it.run('ip address del 10.0.0.8/24 dev eth0');
		it.run('ovs-vsctl -- set bridge br0 sflow=@s -- --id=@s create sflow agent=eth0 targets=\\"10.0.0.9\\" sampling=1');
		it.send();
		expect(it.run('ovs-appctl dpctl/dump-flows').stdout).not.toContain('sFlow');
	});

	it('stays bounded when the bridge samples its own datagrams', () => {
		const it = exportLab({inBand: true});
		it.run(IPFIX);
		it.send();
		it.wait(0.2);
		const {sent = 0, lost = 0} = machineNamed(it.history.world, 'host')?.vswitchd?.exporting ?? {};
		expect(sent).toBeLessThanOrEqual(1200);
		expect(lost).toBeGreaterThan(0);
		expect(it.collected().length).toBeLessThanOrEqual(COLLECTOR_CAPACITY);
	});
});
