import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {sumOf} from '../../source/engine/budget/sum.js';
import {type LabFile, labSchema} from '../../source/engine/lab.js';
import {sheetOf} from '../../source/engine/lab-budget.js';
import {labFile} from '../fixtures/lab-files.js';

type BudgetFile = NonNullable<LabFile['budget']>;

function sheet(budget: BudgetFile) {
	const lab = labSchema.parse({machines: [], budget});
	if (!lab.budget) throw new Error('the lab has no budget');
	return sheetOf(lab.budget, lab.seed);
}

/** What is wrong, as text. */
function wrong(budget: BudgetFile): string[] {
	const made = sheet(budget);
	return made.kind === 'wrong' ? made.problems.map(({path, message}) => `${path}: ${message}`) : [];
}

describe('a budget in a lab file', () => {
	it('holds ready paths, changed ones and one’s own', () => {
		const {budget, seed} = labFile('budget-kernel-or-poll');
		const made = budget && sheetOf(budget, seed);
		if (made?.kind !== 'sheet') throw new Error('the lab has no budget');
		const {paths, setup} = made.sheet;
		expect(paths.map((path) => [path.id, Math.round(sumOf(path, setup).host.ns * 10) / 10, path.published !== undefined])).toEqual([
			['linux-bridge', 645.2, true],
			['ovs-dpdk', 67.2, true],
			// Two misses, each 58 ns dearer.
			['bridge-on-server', 761.2, false],
			['stay-in-budget', 66.3, false],
		]);
		expect(setup).toEqual({link: 10_000, frame: 64, cores: 1, batch: 9});
	});

	it('shows who pays for the way into a guest: with a virtual function the host does not', () => {
		const {budget, seed} = labFile('budget-into-a-guest');
		const made = budget && sheetOf(budget, seed);
		if (made?.kind !== 'sheet') throw new Error('the lab has no budget');
		const {paths, setup} = made.sheet;
		expect(
			paths.map((path) => {
				const {host, guest, fits} = sumOf(path, setup);
				return [path.id, Math.round(host.ns), Math.round(guest.ns), fits];
			}),
		).toEqual([
			['bridge-vhost', 1021, 208, false],
			['macvtap-vf', 577, 208, false],
			['sriov-vf', 0, 208, true],
			['posted-interrupts', 0, 208, true],
		]);
	});

	it('is as the guide for authors writes it', () => {
		const guide = readFileSync(join(import.meta.dirname, '../../docs/authoring.md'), 'utf8');
		const example = /```yaml\n(machines: \[\]\nbudget:\n[\s\S]*?)```/.exec(guide)?.[1] ?? '';
		const lab = labSchema.parse(parse(example));
		expect(lab.budget && sheetOf(lab.budget, lab.seed)).toMatchObject({
			kind: 'sheet',
			sheet: {paths: [{id: 'linux-bridge'}, {id: 'on-a-server'}, {id: 'my-switch'}]},
		});
	});

	it('has everything of a path that can be said', () => {
		const made = sheet({
			link: '2.5G',
			frame: 1518,
			cores: 4,
			ring: 8,
			arrivals: 'bursts',
			rate: 1000,
			packets: 10,
			burst: 5,
			flows: 3,
			paths: [
				{
					name: 'mine',
					from: 'xdp-drop',
					wake: 'poll',
					without: ['function-call', 'interrupt'],
					set: {rest: 1, atomic: 9},
					stages: [
						{cost: 'copy-cold', times: 2, share: 0.5},
						{cost: 'thing', ns: 3, exclusive: true},
					],
				},
			],
		});
		if (made.kind !== 'sheet') throw new Error('this lab is right');
		const {setup, traffic, paths} = made.sheet;
		expect(setup).toEqual({link: 2500, frame: 1518, cores: 4, ring: 8});
		expect(traffic).toEqual({arrivals: 'bursts', rate: 1000, packets: 10, burst: 5, flows: 3, seed: 1});
		const [worker] = paths[0]?.workers ?? [];
		expect(worker?.wake).toBe('poll');
		expect(worker?.stages.map(({id, ns, times, share, evidence}) => [id, ns, times, share, evidence])).toEqual([
			['nic', 1900, 1, 1, 'calibrated'],
			['moderation', 6000, 1, 1, 'calibrated'],
			['deep-sleep', 71_300, 1, 1, 'calibrated'],
			['poll-driver', 22.9, 1, 1, 'measured'],
			['rest', 1, 1, 1, 'yours'],
			['atomic', 9, 1, 1, 'yours'],
			['copy-cold', 27, 2, 0.5, 'measured'],
			['thing', 3, 1, 1, 'yours'],
		]);
	});

	it('says what is wrong, where, and what there is', () => {
		expect(
			wrong({
				paths: ['linux-bridge', 'linux-bridge', {name: 'a', set: {mist: 3}, without: ['skb'], stages: [{cost: 'magic'}]}],
			}),
		).toEqual([
			'budget.paths[2].without: the path has no stage "skb"',
			expect.stringMatching(/^budget\.paths\[2\]\.set\.mist: there is no cost "mist"; the costs are l1-hit, .*cache-miss/),
			expect.stringMatching(/^budget\.paths\[2\]\.stages\[0\]\.cost: there is no cost "magic"; .*a stage of one's own needs "ns"$/),
			'budget.paths[1]: two paths are called "linux-bridge"',
		]);
	});

	it.each([
		[{machines: [], budget: {paths: []}}, /Too small/],
		[{machines: [], budget: {paths: ['linux-bride']}}, /Invalid/],
		[{machines: [], budget: {link: 'fast', paths: ['linux-bridge']}}, /a link is written 10G or 100M/],
		[{machines: [], budget: {frame: 60, paths: ['linux-bridge']}}, /64/],
		[{machines: []}, /a lab has at least one machine/],
	])('is refused by the schema: %j', (lab, message) => {
		const checked = labSchema.safeParse(lab);
		expect(checked.success ? '' : JSON.stringify(checked.error.issues)).toMatch(message);
	});
});
