import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {fromHex} from '../../protocol/hex.js';
import {command, createSnooper, deliver, mdbOf, passTime, routersOf} from './snooper.js';

interface Step {
	/** s */
	t: number;
	from?: string;
	what?: string;
	frame?: string;
	delivered?: string[];
	cmd?: string;
	rc?: number;
	output?: string;
	/** Left out when it is as before. */
	mdb?: {group: string; port: string; state: string}[];
	routerPorts?: string[];
}

function read(name: string): {about: string; recordedFrom: string; steps: Step[]} {
	return JSON.parse(readFileSync(join(import.meta.dirname, `../../../conformance/snooping/${name}.json`), 'utf8'));
}

/** Groups as they are listed, newest first; the members of one group stand in the order of their addresses in the kernel's memory. */
function ordered(rows: NonNullable<Step['mdb']>): NonNullable<Step['mdb']> {
	const groups = [...new Set(rows.map(({group}) => group))];
	return groups.flatMap((group) => rows.filter((row) => row.group === group).toSorted((a, b) => a.port.localeCompare(b.port)));
}

describe('deliveries, database, router ports and errors are those that the kernel recorded', () => {
	it.each(['snooping-querier', 'snooping-own-querier', 'snooping-commands'])('%s', (name) => {
		const {recordedFrom, steps} = read(name);
		const snooper = createSnooper({querier: recordedFrom.includes('mcast_querier 1')});
		let known: Required<Pick<Step, 'mdb' | 'routerPorts'>> = {mdb: [], routerPorts: []};
		expect(steps.length).toBeGreaterThan(100);
		for (const [index, step] of steps.entries()) {
			passTime(snooper, step.t);
			known = {mdb: step.mdb ?? known.mdb, routerPorts: step.routerPorts ?? known.routerPorts};
			const seen =
				step.cmd === undefined
					? {delivered: deliver(snooper, step.from ?? '', fromHex(step.frame ?? ''))}
					: {output: command(snooper, step.cmd)};
			const expected = step.cmd === undefined ? {delivered: step.delivered} : {output: step.output};
			const at = {index, t: step.t, what: step.what ?? step.cmd, from: step.from};
			expect({...at, ...seen, mdb: ordered(mdbOf(snooper)), routerPorts: routersOf(snooper)}).toEqual({
				...at,
				...expected,
				...known,
				mdb: ordered(known.mdb),
			});
		}
	});
});
