import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {buildFrame, TPID_8021Q} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {type OvsLab, ovsLab, type PortDescription} from './ovs-lab.js';
import {ask, copies} from './translation-harness.js';

interface PortRow {
	mode: string;
	tag?: number;
	trunks?: number[] | 'all';
	cvlans?: number[] | 'all';
	priority_tags?: string;
	qinq_ethtype?: string;
}
interface Tags {
	tags: {vid: number; pcp: number}[];
}
interface Table {
	frame: {src: string; dst: string; inner_ethertype: string};
	ports: Record<string, PortRow>;
	rows: {in_port: string; tags_in: Tags['tags']; expect: ({port: string} & Tags)[]}[];
}

const file = join(import.meta.dirname, '../../conformance/rules/ovs-vlan.json');
const table = JSON.parse(readFileSync(file, 'utf8')) as Table;

function describePort({mode, tag, trunks, cvlans, priority_tags, qinq_ethtype}: PortRow): PortDescription {
	return {
		vlan_mode: mode,
		...(tag === undefined ? {} : {tag}),
		...(Array.isArray(trunks) ? {trunks} : {}),
		...(Array.isArray(cvlans) ? {cvlans} : {}),
		other_config: {
			...(priority_tags ? {'priority-tags': priority_tags} : {}),
			...(qinq_ethtype ? {'qinq-ethtype': qinq_ethtype} : {}),
		},
	};
}

function lab(): OvsLab {
	const ports = Object.entries(table.ports).filter(([name]) => name !== 'br0');
	return ovsLab({bridges: {br0: {ports: Object.fromEntries(ports.map(([name, row]) => [name, describePort(row)]))}}});
}

describe('VLAN modes agree with the table of 90 broadcasts over 13 ports', () => {
	const {dst, src, inner_ethertype} = table.frame;

	it('has all rows', () => {
		expect(table.rows).toHaveLength(90);
		expect(Object.keys(table.ports)).toHaveLength(13);
	});

	it.each(table.rows.map((row) => [`${row.in_port} ${JSON.stringify(row.tags_in)}`, row] as const))('%s', (_, row) => {
		const tags = row.tags_in.map((tag) => ({...tag, tpid: TPID_8021Q, dei: false}));
		const frame = buildFrame({dst: toMac(dst), src: toMac(src), tags, etherType: Number(inner_ethertype), payload: new Uint8Array(46)});
		const bridge = lab();
		const answer = ask(bridge, frame, row.in_port);
		const byPort = (a: {port: string}, b: {port: string}): number => a.port.localeCompare(b.port);
		expect(copies(bridge, answer.actions, tags).sort(byPort)).toEqual(row.expect.toSorted(byPort));
	});
});
