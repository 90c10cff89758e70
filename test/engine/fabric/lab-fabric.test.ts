/** A fabric in a lab file: defaults, mistakes, and the labs of the project. */
import {describe, expect, it} from 'vitest';
import {advance, createRun} from '../../../source/engine/fabric/fabric.js';
import {DEFAULTS} from '../../../source/engine/fabric/parameters.js';
import {type FabricReport, reportOf} from '../../../source/engine/fabric/report.js';
import {type LabFile, labSchema} from '../../../source/engine/lab.js';
import {fabricParameters} from '../../../source/engine/lab-fabric.js';
import {labFile} from '../../fixtures/lab-files.js';

type FabricFile = NonNullable<LabFile['fabric']>;

function parametersOf(fabric: FabricFile, seed = 1) {
	const lab = labSchema.parse({seed, machines: [], fabric});
	return fabricParameters(lab.fabric as NonNullable<typeof lab.fabric>, lab.seed);
}

function mistakes(fabric: FabricFile): string[] {
	const checked = labSchema.safeParse({machines: [], fabric});
	return checked.success ? [] : checked.error.issues.map(({message}) => message);
}

function reportOfLab(name: string): FabricReport {
	const {fabric, seed} = labFile(name);
	if (!fabric) throw new Error(`${name} has no fabric`);
	const run = createRun(fabricParameters(fabric, seed));
	while (!advance(run, 1_000_000));
	return reportOf(run);
}

describe('a fabric in a lab file', () => {
	it('has the defaults of the program', () => {
		expect(parametersOf({}, 7)).toEqual({...DEFAULTS, seed: 7});
	});

	it('says tables in one number or tier by tier, and where the attacker is from 1', () => {
		expect(parametersOf({table: 4096}).tables).toEqual({edge: 8192, tor: 4096, core: 4096});
		expect(parametersOf({table: {edge: 100}}).tables).toEqual({...DEFAULTS.tables, edge: 100});
		expect(parametersOf({table: 4096, attack: {rate: 10, rack: 2, host: 3}}).attack).toEqual({
			rate: 10,
			addresses: 4096,
			start: 0,
			rack: 1,
			host: 2,
		});
	});

	it('with VXLAN has tenants of twenty, and with VLANs at least as many tenants', () => {
		expect(parametersOf({overlay: 'vxlan', racks: 2, hosts: 10, vms: 50}).tenants).toBe(50);
		expect(parametersOf({vlans: 8}).tenants).toBe(8);
	});

	it.each<[FabricFile, string]>([
		[{racks: 4096, hosts: 1024}, '218103808 stations are too many; the simulator takes up to 2000000'],
		[{racks: 5000}, '"racks" is from 1 to 4096, not 5000'],
		[{vlans: 5000}, 'a VLAN id has 12 bits: there are at most 4094 VLANs, not 5000'],
		[{overlay: 'vxlan', tenants: 20_000_000}, 'a VXLAN network identifier has 24 bits: there are at most 16777216 tenants, not 20000000'],
		[{overlay: 'vxlan', vms: 0}, 'nobody is there: give each host VMs, or without overlay addresses of its own'],
		[{racks: 2, attack: {rate: 1, rack: 3}}, 'the attacker is in a rack or on a host that the fabric does not have'],
	])('%j is a mistake: %s', (fabric, message) => {
		expect(mistakes(fabric)).toEqual([message]);
	});
});

describe('the labs', () => {
	it('explosion-flat: 33,280 stations do not fit 32 K, and what does not fit is flooded', () => {
		const report = reportOfLab('explosion-flat');
		expect([report.stations, report.verdict]).toEqual([33_280, 'overflows']);
		expect(report.tiers.find(({tier}) => tier === 'core')?.most).toBe(32_768);
		expect(Math.abs(report.flooded - 512 / 33_280)).toBeLessThan(0.003);
	});

	it('explosion-vxlan: 640 entries in the core, nothing flooded', () => {
		const report = reportOfLab('explosion-vxlan');
		expect([report.stations, report.verdict, report.flooded]).toEqual([32_000, 'fits-overlay', 0]);
		expect(report.tiers.filter(({tier}) => tier !== 'edge').map(({most}) => most)).toEqual([640, 640]);
	});

	it('explosion-attack: the attacker reads what the others say', () => {
		const report = reportOfLab('explosion-attack');
		expect(report.verdict).toBe('attack-wins');
		expect(report.foretold.find(({what}) => what === 'fill-time')).toMatchObject({expected: 8192 / 20_000});
	});
});
