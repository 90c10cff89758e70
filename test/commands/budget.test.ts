import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {budget, openBudget} from '../../source/commands/budget.js';
import type {Given} from '../../source/commands/command-line.js';
import {parseCommandLine} from '../../source/commands/command-line.js';
import {openSandbox} from '../../source/commands/sandbox.js';
import {UsageError} from '../../source/commands/usage-error.js';
import {READY_PATHS} from '../../source/engine/budget/ready-paths.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';

const LAB = join(import.meta.dirname, '../../lessons/labs/budget-kernel-or-poll.yaml');

const parse = (line: string): {words: readonly string[]; given: Given} =>
	parseCommandLine(['budget', ...line.split(' ').filter(Boolean)], {});

function sheet(line: string) {
	const {words, given} = parse(line);
	const opened = openBudget(words, given);
	if (opened.kind === 'wrong') throw new Error(opened.problems.join('\n'));
	return opened.sheet;
}

function run(line: string, {json = false, words = en, signs = UNICODE, width = 80} = {}): string {
	const out: string[] = [];
	expect(budget(sheet(line), {json, words, signs, width}, (text) => out.push(text))).toBe(0);
	return out.join('\n');
}

function mistake(line: string): string {
	try {
		sheet(line);
	} catch (error) {
		expect(error).toBeInstanceOf(UsageError);
		expect((error as Error).message).not.toContain('\n');
		return (error as Error).message;
	}
	throw new Error(`"${line}" was understood`);
}

describe('budget of one path', () => {
	const text = run('ovs-kernel');

	it('says what the link asks for, what the path costs and whether that fits', () => {
		expect(text).toContain('10G, 64 octets: a packet every 67.2 ns, 14.88 Mpps, 202 cycles at 3 GHz.');
		expect(text).toContain('together               581.4✗ ');
		expect(text).toContain('Too slow: 581.4 ns where 67.2 are there, 8.7 times. 9 cores, if it scaled.');
	});

	it('says what became of the packets, and what was published', () => {
		expect(text).toMatch(/handled {3}1\.72 Mpps/);
		expect(text).toContain(
			'Published: 1.72 Mpps (M. Challa, Open vSwitch performance measurements &\nanalysis, OVS Fall Conference 2014).',
		);
		expect(text).toMatch(/The simulation differs by 0\.\d+ % \(stated margin 1 %\)\./);
	});

	it('names each price with its evidence and source', () => {
		expect(text).toMatch(/- cache miss 32 ns \(32-100\), measured: J\. D\. Brouer/);
		expect(text).toMatch(/- rest 341\.1 ns, calibrated: chosen to meet a published total: M\. Challa/);
	});

	it('warns of what is only recalled', () => {
		expect(run('ovs-kernel-miss')).toMatch(/- system call 41\.9 ns \(41\.9-75\.3\), RECALLED, not checked: do not rely on it/);
	});

	it('compares with nothing once it was changed', () => {
		const changed = run('linux-bridge --set cache-miss=70');
		expect(changed).toContain('Yours: no published total is its own.');
		expect(changed).toContain('- cache miss 70 ns, yours');
		expect(changed).toContain('721.2');
	});

	it('says that the published total had other conditions', () => {
		expect(run('linux-bridge --frame 1518')).toContain('That was with 64 octets, one core and 10G.');
	});

	it('fits 80 columns in both languages, but for the list of costs', () => {
		for (const words of [en, italian])
			for (const id of READY_PATHS)
				for (const row of run(id, {words}).split('\n').slice(0, -1)) expect([row, row.length <= 80]).toEqual([row, true]);
	});

	it('contains nothing outside ASCII when asked', () => {
		const plain = run('bridge-vhost', {words: italian, signs: ASCII});
		expect([...plain].filter((sign) => sign !== '\n' && (sign < ' ' || sign > '~'))).toEqual([]);
		expect(plain).toContain('####');
	});
});

describe('budget of several paths', () => {
	it('marks a path that keeps up with less than a full link', () => {
		expect(run('--rate 100 --packets 200 xdp-redirect ovs-dpdk')).toMatch(/✓ XDP redirect +115\.6 +0\.00010 +0 %/);
		expect(run('xdp-redirect ovs-dpdk --packets 2000')).toContain('✗ XDP redirect');
	});

	it('is a table of all that there are, when none is named', () => {
		const text = run('');
		for (const id of READY_PATHS) expect(text).toContain(en.budget.paths[id].name);
		expect(text).toMatch(/✗ Linux bridge +645\.2 +1\.55 +89\.\d % +10 +\d+ µs/);
		expect(text).toMatch(/✓ OVS-DPDK +67\.2 +14\.88 +0 % +1 +2 µs/);
	});

	it('comes from a lab file', () => {
		const text = run(LAB);
		expect(text).toMatch(/✗ bridge-on-server +761\.2/);
		expect(text).toMatch(/✓ stay-in-budget +66\.3 +14\.88 +0 %/);
	});

	it('is one JSON value for programs', () => {
		const value = JSON.parse(run('xdp-drop ovs-dpdk --link 25G --packets 1000', {json: true}));
		expect(value).toMatchObject({
			setup: {link: '25G', linkMegabits: 25_000, frame: 64, cores: 1},
			traffic: {packets: 1000, arrivals: 'steady'},
			paths: [
				{id: 'xdp-drop', sum: {slot: 26.88, fits: false}, outcome: {offered: 1000}},
				{id: 'ovs-dpdk', workers: [{id: 'pmd', wake: 'poll'}]},
			],
		});
		expect(value.traffic.offeredPacketsPerSecond).toBeCloseTo(37_202_381, 0);
	});
});

describe('the flags of budget', () => {
	it('change what it runs on', () => {
		expect(
			sheet('xdp-drop --link 2.5G --frame 1518 --cores 4 --ring 8 --batch 16 --rate 1.5M --arrivals poisson --seed 7 --seconds 0.5'),
		).toMatchObject({
			setup: {link: 2500, frame: 1518, cores: 4, ring: 8, batch: 16},
			// 2.5 Gb/s carries no 1.5 million long frames a second, so half a second is 101,593 packets.
			traffic: {rate: 1_500_000, arrivals: 'poisson', seed: 7, packets: 101_592},
		});
	});

	it('say how cores share the packets', () => {
		expect(run('ovs-kernel --cores 2').replaceAll('\n', ' ')).toContain('packets dealt out to the cores in turn');
		expect(run('ovs-kernel --cores 2 --flows 8').replaceAll('\n', ' ')).toContain('8 flows, each on the core of its hash');
		expect(run('ovs-kernel')).not.toContain('dealt');
	});

	it('set prices of stages that are there, and add those that are not', () => {
		const [path] = sheet('linux-bridge --set skb=10 --set syscall=75').paths;
		const stages = path?.workers[0]?.stages ?? [];
		expect(stages.find(({id}) => id === 'skb')).toMatchObject({ns: 10, evidence: 'yours'});
		expect(stages.at(-1)).toMatchObject({id: 'syscall', kind: 'batch', ns: 75});
	});

	it.each([
		['linux-brigde', 'Unknown path "linux-brigde". Did you mean "linux-bridge"?'],
		[
			'hairpin',
			`Unknown path "hairpin". The paths are ${READY_PATHS.join(', ')}; a lab is named by vswitch-lab list labs, or is a file that ends in .yaml.`,
		],
		['--link fast', '--link is a speed such as 10G, 2.5G or 100M, not "fast".'],
		['--frame 60', '--frame is a whole number from 64 to 65535, not "60".'],
		['--cores 1.5', '--cores is a whole number from 1 to 64, not "1.5".'],
		['--set cache-miss', '--set is written STAGE=NS, such as cache-miss=70, not "cache-miss".'],
		['--set cash-miss=3', 'Unknown stage "cash-miss". Did you mean "cache-miss"?'],
		['--rate fast', '--rate is packets a second, such as 100, 250k or 1.5M, not "fast".'],
		['--seconds 0', '--seconds is a time in which 1 to 100,000,000 packets come; "0" is not.'],
		['--arrivals often', '--arrivals is one of steady, poisson, bursts, not "often".'],
		['--link', '--link needs a value: --link 10G'],
		['missing.yaml', 'There is no lab and no file "missing.yaml". See vswitch-lab list labs.'],
		[`linux-bridge ${LAB}`, `budget takes paths or one lab, not both: ${LAB} and linux-bridge.`],
	])('%s is a mistake that says what to do', (line, message) => {
		expect(mistake(line)).toBe(message);
	});

	it('takes a lab of the program by its name', () => {
		expect(sheet('budget-kernel-or-poll')).toEqual(sheet(LAB));
	});

	it('says where a lab is that has no budget', () => {
		const lab = join(import.meta.dirname, '../../lessons/labs/ovs-patch.yaml');
		expect(mistake(lab)).toBe(`The lab ${lab} has no "budget"; vswitch-lab sandbox ${lab} opens it.`);
	});
});

describe('sandbox', () => {
	it('says who opens a lab that has only a budget', async () => {
		await expect(openSandbox([LAB])).rejects.toThrow(`The lab ${LAB} has no machines; vswitch-lab budget ${LAB} opens it.`);
	});
});
