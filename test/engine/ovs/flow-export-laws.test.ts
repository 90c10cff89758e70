import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import {createHistory, input, settle} from '../../../source/engine/history.js';
import {exportLab, flowSamples, IPFIX, NETFLOW, netflowRecords, SECOND, SFLOW} from './flow-export-lab.js';

describe('laws of flow export', () => {
	it('one frame in so many is sampled, and the pool says how many there were', () => {
		const it = exportLab();
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
				const it = exportLab();
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
		const it = exportLab();
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
		const it = exportLab();
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
