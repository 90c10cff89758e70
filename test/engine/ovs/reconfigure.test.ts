import {describe, expect, it} from 'vitest';
import {ovsLab} from './ovs-lab.js';

describe('a bridge made of the database', () => {
	it('has a local port and one port a NIC', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {tag: 10}, p2: {}}}}});
		expect([...lab.bridge().ofPorts.values()].map(({name, number, datapathPort}) => [name, number, datapathPort])).toEqual([
			['br0', 65534, 100],
			['p1', 1, 1],
			['p2', 2, 2],
		]);
	});
});
