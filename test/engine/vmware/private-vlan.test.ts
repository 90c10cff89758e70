/** Private VLANs: who reaches whom, on one host and across two, and what is on the wire between them. */
import {describe, expect, it} from 'vitest';
import {tags} from '../../../source/engine/frame.js';
import {crossings} from '../../../source/engine/trace.js';
import {privateVlanProblem} from '../../../source/engine/vmware/private-vlan.js';
import {pathOf} from '../../../source/engine/world.js';
import {type EsxLab, macOf, opened, reaches, sendFrame} from '../../fixtures/esx-lab.js';

const TABLE = [
	{primary: 100, secondary: 100, type: 'promiscuous' as const},
	{primary: 100, secondary: 101, type: 'isolated' as const},
	{primary: 100, secondary: 102, type: 'community' as const},
	{primary: 100, secondary: 103, type: 'community' as const},
];
const GROUPS = {p: 100, i: 101, c: 102, d: 103};
const NAMES = ['p1', 'i1', 'i2', 'c1', 'c2', 'd1'];

/** A router p1, two isolated guests, two of community c, one of d; every second one on the other host where there are two. */
function privateLab(hosts: 1 | 2): ReturnType<typeof opened> {
	const names = ['esx1', 'esx2'].slice(0, hosts);
	const lab: EsxLab = {
		managers: [
			{
				name: 'vcenter',
				manager: {
					kind: 'vcenter',
					switches: [
						{name: 'dvs', privateVlans: TABLE, groups: Object.entries(GROUPS).map(([name, vlan]) => ({name, vlan, private: true}))},
					],
				},
			},
		],
		hosts: names.map((name) => ({
			name,
			nics: 1,
			switches: [{kind: 'distributed-switch', name: 'dvs', of: 'vcenter/dvs', uplinks: ['vmnic0']}],
		})),
		guests: NAMES.map((name, index) => ({name, group: name[0] as string, at: `esx${hosts === 2 ? (index % 2) + 1 : 1}/dvs`})),
		serverVlan: 0,
	};
	return opened(lab);
}

/** Promiscuous ones talk to all, communities to themselves, isolated ones to nobody else. */
function mayTalk(a: string, b: string): boolean {
	return a[0] === 'p' || b[0] === 'p' || (a[0] === b[0] && a[0] !== 'i');
}

describe.each([1, 2] as const)('private VLANs on %i host(s)', (hosts) => {
	it('let everybody talk to promiscuous ports, and else only to the own community', () => {
		const history = privateLab(hosts);
		for (const [from, a] of NAMES.entries())
			for (const [to, b] of NAMES.entries())
				if (from !== to) expect([a, b, reaches(history, a, `10.0.0.${to + 1}`)]).toEqual([a, b, mayTalk(a, b)]);
	});
});

describe('on the wire', () => {
	it('a frame has the VLAN of the port that sent it: secondary towards the router, primary back', () => {
		const history = privateLab(2);
		const onWire = (from: string, to: number): (number | undefined)[] =>
			crossings(sendFrame(history, from, macOf(to)))
				.filter((crossing) => pathOf(history.world, crossing.from).endsWith('vmnic0'))
				.map(({frame}) => tags(frame)[0]?.vid);
		// i1 and c1 are on the other host than p1.
		expect([onWire('i1', 1), onWire('c1', 1), onWire('p1', 2), onWire('p1', 4)]).toEqual([[101], [102], [100], [100]]);
	});
});

describe('the table of private VLANs', () => {
	it('has one isolated VLAN for each primary, no VLAN twice, and no secondary without primary', () => {
		expect(privateVlanProblem(TABLE)).toBe(undefined);
		expect(privateVlanProblem([...TABLE, {primary: 100, secondary: 104, type: 'isolated'}])).toBe(
			'VLAN 100 has more than one isolated VLAN',
		);
		expect(privateVlanProblem([...TABLE, {primary: 100, secondary: 102, type: 'community'}])).toBe('VLAN 102 is in the table twice');
		expect(privateVlanProblem([{primary: 200, secondary: 201, type: 'community'}])).toBe('VLAN 200 is no primary VLAN');
		expect(privateVlanProblem([{primary: 200, secondary: 201, type: 'promiscuous'}])).toBe(
			'the promiscuous VLAN is the primary one itself',
		);
	});
});
