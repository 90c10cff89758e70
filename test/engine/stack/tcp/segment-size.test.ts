/** Segments fit the way: the own link, the other side's, and what routers say. */
import {describe, expect, it} from 'vitest';
import type {LabFile} from '../../../../source/engine/lab.js';
import {labFile} from '../../../fixtures/lab-files.js';
import {segmentsOf} from '../../../fixtures/tcp-lab.js';
import {bench, TWO_STATIONS} from '../../../fixtures/two-stations.js';

const LONG = 'x'.repeat(5000);

function fetch(lab: ReturnType<typeof bench>, from: string, to: string, host: string): void {
	lab.change({kind: 'start-web-server', machine: lab.machine(to).id, port: 80, files: [{name: 'index.html', content: LONG}]});
	lab.change({kind: 'web-request', machine: lab.machine(from).id, host, port: 80, path: '/'});
	lab.wait(5);
	expect(lab.machine(from).programs?.webRequests[0]?.outcome).toMatchObject({kind: 'answered', body: LONG});
}

/** Octets of data in the segments of a machine, largest first. */
function sizes(lab: ReturnType<typeof bench>, name: string): number[] {
	return [...new Set(segmentsOf(lab.wire()).flatMap(({from, payload}) => (from === name ? [payload] : [])))].sort((a, b) => b - a);
}

describe('a segment', () => {
	it('is as large as an MTU of 1500 allows behind headers and timestamps', () => {
		const lab = bench();
		fetch(lab, 'a', 'b', '10.0.0.2');
		expect(sizes(lab, 'b')[0]).toBe(1448);
	});

	it('is no larger than the other side says that it takes', () => {
		const [a, b] = TWO_STATIONS.machines;
		const narrow = (machine: (typeof TWO_STATIONS.machines)[number] | undefined) => ({
			...machine,
			devices: machine?.devices.map((device) => ({...device, mtu: 1000})),
		});
		const lab = bench({...TWO_STATIONS, machines: [narrow(a), b]} as LabFile);
		fetch(lab, 'a', 'b', '10.0.0.2');
		expect(sizes(lab, 'b')[0]).toBe(948);
	});

	it('that a router cannot pass on is sent again in smaller ones, and so are all after it', () => {
		const lab = bench(labFile('two-routers'));
		fetch(lab, 'vm1', 'vm2', '10.0.2.2');
		expect(sizes(lab, 'vm2').slice(0, 2)).toEqual([1448, 1348]);
		const large = segmentsOf(lab.wire()).filter(({from, payload}) => from === 'vm2' && payload === 1448);
		const {length} = large;
		fetch(lab, 'vm1', 'vm2', '10.0.2.2');
		expect(segmentsOf(lab.wire()).filter(({from, payload}) => from === 'vm2' && payload === 1448).length).toBe(length);
	});
});
