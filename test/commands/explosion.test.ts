/** `explosion` without a screen: what flags and files ask for, the report, progress for who watches. */
import {describe, expect, it} from 'vitest';
import {parseCommandLine} from '../../source/commands/command-line.js';
import {type ExplosionOutput, explosion, openExplosion} from '../../source/commands/explosion.js';
import {openSandbox} from '../../source/commands/sandbox.js';
import {DEFAULTS, type FabricParameters} from '../../source/engine/fabric/parameters.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';

function asked(line: string): FabricParameters {
	const {command, words, given} = parseCommandLine(line.split(' '), {});
	expect(command).toBe('explosion');
	const opened = openExplosion(words, given);
	if (opened.kind === 'wrong') throw new Error(opened.problems.join('\n'));
	return opened.parameters;
}

function output(watched = true): ExplosionOutput & {texts: string[]; steps: string[]; rests: number} {
	const texts: string[] = [];
	const steps: string[] = [];
	const made = {
		texts,
		steps,
		rests: 0,
		out: (text: string) => void texts.push(text),
		progress: watched ? (text: string) => void steps.push(text) : undefined,
		rest: () => {
			made.rests++;
			return Promise.resolve();
		},
	};
	return made;
}

const SMALL: FabricParameters = {...DEFAULTS, racks: 2, hosts: 4, vms: 5, rate: 100, seconds: 10};
const plain = {json: false, words: en, signs: UNICODE, width: 80};

describe('the fabric that is asked for', () => {
	it('is the usual one without flags', () => {
		expect(asked('explosion')).toEqual(DEFAULTS);
	});

	it('has what the flags say', () => {
		const line =
			'explosion --racks 4 --hosts 10 --vms 20 --vnics 2 --table 4096 --policy evict-fairly --ageing 60 --seconds 5 --rate 100 --attack 1000 --seed 9';
		expect(asked(line)).toEqual({
			...DEFAULTS,
			racks: 4,
			hosts: 10,
			vms: 20,
			vnics: 2,
			tables: {edge: 8192, tor: 4096, core: 4096},
			policy: 'evict-fairly',
			ageing: 60,
			seconds: 5,
			rate: 100,
			attack: {...DEFAULTS.attack, rate: 1000, addresses: 4096},
			seed: 9,
		});
	});

	it('with VXLAN has tenants of twenty, unless a flag says how many', () => {
		expect(asked('explosion --overlay vxlan').tenants).toBe(2000);
		expect(asked('explosion --overlay vxlan --tenants 3').tenants).toBe(3);
	});

	it('comes from a lab file, and flags change it', () => {
		const file = 'lessons/labs/explosion-flat.yaml';
		expect(asked(`explosion ${file}`)).toMatchObject({racks: 16, seconds: 60});
		expect(asked('explosion explosion-flat')).toEqual(asked(`explosion ${file}`));
		expect(asked(`explosion ${file} --seconds 1`)).toMatchObject({racks: 16, seconds: 1});
	});

	it.each([
		['explosion --racks many', '--racks is a whole number, not "many".'],
		['explosion --racks 0', 'There is no such fabric: "racks" is from 1 to 4096, not 0.'],
		['explosion --policy random', '--policy is one of first-kept, evict-fairly, evict-by-hash, not "random".'],
		['explosion --overlay gre', '--overlay is one of none, vxlan, not "gre".'],
		['explosion no-such.yaml', 'There is no lab and no file "no-such.yaml". See vswitch-lab list labs.'],
		['explosion a.yaml b.yaml', 'explosion LAB takes no more words; "b.yaml" is one too many. See vswitch-lab --help.'],
		[
			'explosion lessons/labs/ovs-patch.yaml',
			'The lab lessons/labs/ovs-patch.yaml has no "fabric"; vswitch-lab sandbox lessons/labs/ovs-patch.yaml opens it.',
		],
	])('%s is a mistake: %s', (line, message) => {
		expect(() => asked(line)).toThrow(message);
	});
});

it('the sandbox, which has no use for a lab without machines, says who opens it', async () => {
	await expect(openSandbox(['explosion-flat'])).rejects.toThrow(
		'The lab explosion-flat has no machines; vswitch-lab explosion explosion-flat opens it.',
	);
});

describe('the report', () => {
	it('is parameters, arithmetic, tables and a verdict', async () => {
		const {texts, ...rest} = output();
		expect(await explosion(SMALL, plain, {...rest})).toBe(0);
		const [text = ''] = texts;
		for (const wanted of ['Parameters:', '56 stations.', 'foretold  measured', 'refused', 'It fits: 56 stations'])
			expect(text).toContain(wanted);
	});

	it('is JSON when that is asked for, and nothing else', async () => {
		const made = output();
		await explosion(SMALL, {...plain, json: true}, made);
		expect(JSON.parse(made.texts.join(''))).toMatchObject({stations: 56, verdict: 'fits', parameters: {racks: 2}, progress: 1});
	});

	it('says in text and JSON, in both languages, whether the attack or the fabric itself is to blame', async () => {
		const attack = {...DEFAULTS.attack, rate: 50, addresses: 64};
		const crowded: FabricParameters = {...SMALL, tables: {edge: 20, tor: 20, core: 20}, attack};
		const roomy: FabricParameters = {...SMALL, tables: {edge: 64, tor: 64, core: 64}, attack: {...attack, rate: 500, addresses: 1000}};
		const said = async (parameters: FabricParameters, change: Partial<typeof plain>): Promise<string> => {
			const made = output();
			await explosion(parameters, {...plain, ...change}, made);
			return made.texts.join('').replaceAll('\u00A0', ' ').replace(/\s+/g, ' ');
		};
		expect(await said(crowded, {})).toContain(
			'It overflows by itself: 56 stations, room for 20 (keep the first). Without the attack about 64.3 %',
		);
		expect(await said(crowded, {words: italian})).toContain('Trabocca da sé: 56 stazioni, posto per 20');
		expect(JSON.parse(await said(crowded, {json: true}))).toMatchObject({verdict: 'overflows-attacked', floodedAlone: 1 - 20 / 56});
		expect(await said(roomy, {})).toContain('The attack works');
		expect(await said(roomy, {words: italian})).toContain('L’attacco riesce');
		expect(JSON.parse(await said(roomy, {json: true}))).toMatchObject({verdict: 'attack-wins', floodedAlone: 0});
	});

	it('has ASCII only where the terminal has no more, in Italian too', async () => {
		const made = output();
		await explosion(SMALL, {...plain, words: italian, signs: ASCII}, made);
		expect(made.texts.join('')).toMatch(/^[\x20-\x7e\n]*$/);
	});
});

describe('progress', () => {
	const long: FabricParameters = {...DEFAULTS, racks: 4, seconds: 60};

	it('is told to who watches, and taken away at the end', async () => {
		const made = output();
		await explosion(long, plain, made);
		expect(made.steps.length).toBeGreaterThan(1);
		expect(made.steps[0]).toMatch(/^\d+ % {2}second \d+ of 70$/);
		expect(made.steps.at(-1)).toBe('');
		expect(made.rests).toBe(made.steps.length - 1);
	});

	it('is not told to a file, and the report is the same', async () => {
		const [watched, unwatched] = [output(), output(false)];
		await explosion(long, plain, watched);
		await explosion(long, plain, unwatched);
		expect(unwatched.texts).toEqual(watched.texts);
		expect(unwatched.steps).toEqual([]);
	});
});
