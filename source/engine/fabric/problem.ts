/** What is wrong with the parameters of a fabric. */
import {speakers} from './formulas.js';
import type {FabricParameters} from './parameters.js';

/** Why there can be no such fabric. `value` is what was asked for. */
type FabricProblem =
	| {kind: 'out-of-range'; parameter: string; least: number; most: number; value: number}
	/** A VLAN id has 12 bits. */
	| {kind: 'too-many-vlans'; most: number; value: number}
	/** A VXLAN network identifier has 24 bits. */
	| {kind: 'too-many-vnis'; most: number; value: number}
	| {kind: 'no-stations'}
	| {kind: 'attacker-nowhere'}
	/** More than the simulator is ready to take. */
	| {kind: 'too-large'; stations: number; most: number};

/** VLANs 1 to 4094 (IEEE 802.1Q, 9.6). */
export const MOST_VLANS = 4094;
/** RFC 7348, section 5. */
const MOST_VNIS = 16_777_216;
export const MOST_STATIONS = 2_000_000;

/** Each parameter's least and most; the names are those of the lab file. */
const RANGES: readonly (readonly [string, (parameters: FabricParameters) => number, number, number])[] = [
	['racks', ({racks}) => racks, 1, 4096],
	['hosts', ({hosts}) => hosts, 1, 1024],
	['vms', ({vms}) => vms, 0, 4096],
	['vnics', ({vnics}) => vnics, 1, 64],
	['hostMacs', ({hostMacs}) => hostMacs, 0, 64],
	['tenants', ({tenants}) => tenants, 1, Number.MAX_SAFE_INTEGER],
	['vlans', ({vlans}) => vlans, 1, Number.MAX_SAFE_INTEGER],
	['table.edge', ({tables}) => tables.edge, 1, 4_000_000],
	['table.tor', ({tables}) => tables.tor, 1, 4_000_000],
	['table.core', ({tables}) => tables.core, 1, 4_000_000],
	['ways', ({ways}) => ways, 1, 64],
	['ageing', ({ageing}) => ageing, 0, 30_000],
	['active', ({active}) => active, 0.01, 1],
	['rate', ({rate}) => rate, 1, 10_000_000],
	['frameBytes', ({frameBytes}) => frameBytes, 64, 9018],
	['seconds', ({seconds}) => seconds, 1, 30_000],
	['attack.rate', ({attack}) => attack.rate, 0, 10_000_000],
	['attack.addresses', ({attack}) => attack.addresses, 1, 4_000_000],
	['attack.start', ({attack}) => attack.start, 0, 30_000],
];

/** Everything that is wrong with the parameters. */
export function problemsOf(parameters: FabricParameters): FabricProblem[] {
	const problems: FabricProblem[] = RANGES.flatMap(([parameter, of, least, most]) => {
		const value = of(parameters);
		return value >= least && value <= most ? [] : [{kind: 'out-of-range' as const, parameter, least, most, value}];
	});
	if (problems.length > 0) return problems;
	const {racks, hosts, overlay, tenants, vlans, attack} = parameters;
	if (overlay === 'vxlan' && tenants > MOST_VNIS) problems.push({kind: 'too-many-vnis', most: MOST_VNIS, value: tenants});
	if (overlay === 'none' && vlans > MOST_VLANS) problems.push({kind: 'too-many-vlans', most: MOST_VLANS, value: vlans});
	const stations = speakers(parameters);
	if (stations === 0) problems.push({kind: 'no-stations'});
	if (stations > MOST_STATIONS) problems.push({kind: 'too-large', stations, most: MOST_STATIONS});
	if (attack.rack < 0 || attack.rack >= racks || attack.host < 0 || attack.host >= hosts) problems.push({kind: 'attacker-nowhere'});
	return problems;
}

/** A problem as a sentence. */
export function problemText(problem: FabricProblem): string {
	switch (problem.kind) {
		case 'out-of-range':
			return `"${problem.parameter}" is from ${problem.least} to ${problem.most}, not ${problem.value}`;
		case 'too-many-vlans':
			return `a VLAN id has 12 bits: there are at most ${problem.most} VLANs, not ${problem.value}`;
		case 'too-many-vnis':
			return `a VXLAN network identifier has 24 bits: there are at most ${problem.most} tenants, not ${problem.value}`;
		case 'no-stations':
			return 'nobody is there: give each host VMs, or without overlay addresses of its own';
		case 'attacker-nowhere':
			return 'the attacker is in a rack or on a host that the fabric does not have';
		case 'too-large':
			return `${problem.stations} stations are too many; the simulator takes up to ${problem.most}`;
		default:
			return problem satisfies never;
	}
}
