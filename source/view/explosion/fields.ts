/** What can be changed on the screen of the explosion: how each parameter is shown, stepped and written. */
import {type FabricParameters, OVERLAYS, POLICIES, TRAFFIC_PATTERNS, usualTenants} from '../../engine/fabric/parameters.js';
import {problemsOf} from '../../engine/fabric/problem.js';
import type {ExplosionWords, Field} from '../../locale/explosion-words.js';
import {countText} from './numbers.js';

/** What runs beside the fabric: the same stations, another policy or another overlay. */
export const BESIDES = ['nothing', 'first-kept', 'evict-fairly', 'evict-by-hash', 'none', 'vxlan'] as const;
export type Beside = (typeof BESIDES)[number];

/** Steps of numbers that grow by size. */
const ROUND = [1, 2, 4, 5, 8, 10, 15, 16, 20, 24, 32, 40, 48, 50, 64, 80, 100, 128, 150, 200, 300, 400, 500, 600, 800, 1000];
const RATES = [0, 10, 100, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
const SIZES = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 139_264, 294_912];
const TENANTS = [1, 2, 10, 50, 100, 500, 1000, 2000, 4000, 5000, 10_000];
const SHARES = [1, 5, 10, 25, 50, 75, 100];

type Numbers = Readonly<Partial<Record<Field, readonly number[]>>>;

const STEPS: Numbers = {
	racks: ROUND,
	hosts: ROUND,
	vms: [0, ...ROUND],
	vnics: [1, 2, 3, 4, 8],
	tenants: TENANTS,
	table: SIZES,
	edge: SIZES,
	ageing: [0, 15, 30, 60, 120, 300, 600, 1800],
	active: SHARES,
	rate: RATES.slice(1),
	seconds: [1, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600],
	attack: RATES,
};

/** The value of a field as a number; choices have none. */
export function numberOf(field: Field, parameters: FabricParameters): number | undefined {
	switch (field) {
		case 'overlay':
		case 'policy':
		case 'traffic':
			return undefined;
		case 'table':
			return parameters.tables.tor;
		case 'edge':
			return parameters.tables.edge;
		case 'active':
			return Math.round(parameters.active * 100);
		case 'attack':
			return parameters.attack.rate;
		case 'racks':
		case 'hosts':
		case 'vms':
		case 'vnics':
		case 'tenants':
		case 'ageing':
		case 'rate':
		case 'seconds':
			return parameters[field];
		default:
			return field satisfies never;
	}
}

/** The value of a field as it is shown. */
export function fieldText(field: Field, parameters: FabricParameters, words: ExplosionWords): string {
	const value = numberOf(field, parameters);
	if (value !== undefined) return countText(value);
	if (field === 'overlay') return words.overlays[parameters.overlay];
	return field === 'policy' ? words.policies[parameters.policy] : words.traffic[parameters.traffic];
}

/** What runs beside it, as it is shown. */
export function besideText(beside: Beside, words: ExplosionWords): string {
	if (beside === 'nothing') return words.nothing;
	return beside === 'none' || beside === 'vxlan' ? words.overlays[beside] : words.policies[beside];
}

/** The next or the previous value; the same when there is none that is possible. */
export function stepped(field: Field, parameters: FabricParameters, direction: 1 | -1): FabricParameters {
	const value = numberOf(field, parameters);
	if (value === undefined) return stepChoice(field, parameters, direction);
	const steps = STEPS[field] ?? [];
	const next = direction === 1 ? steps.find((step) => step > value) : steps.findLast((step) => step < value);
	return next === undefined ? parameters : written(field, parameters, next);
}

/** With a number that was written; the same when it is not possible. */
export function written(field: Field, parameters: FabricParameters, value: number): FabricParameters {
	const changed = withNumber(field, parameters, value);
	return problemsOf(changed).length === 0 ? changed : parameters;
}

/** The fabric that runs beside it; `undefined` for nothing, or when it would be the same. */
export function besideOf(beside: Beside, parameters: FabricParameters): FabricParameters | undefined {
	if (beside === 'nothing' || beside === parameters.policy || beside === parameters.overlay) return undefined;
	const other = beside === 'none' || beside === 'vxlan' ? withOverlay(parameters, beside) : {...parameters, policy: beside};
	return problemsOf(other).length === 0 ? other : undefined;
}

/** The next thing that can run beside it. */
export function nextBeside(beside: Beside, parameters: FabricParameters): Beside {
	for (let step = 1; step < BESIDES.length; step++) {
		const next = BESIDES[(BESIDES.indexOf(beside) + step) % BESIDES.length] as Beside;
		if (next === 'nothing' || besideOf(next, parameters)) return next;
	}
	return 'nothing';
}

function stepChoice(field: Field, parameters: FabricParameters, direction: 1 | -1): FabricParameters {
	const turn = <Choice>(choices: readonly Choice[], choice: Choice): Choice =>
		choices[(choices.indexOf(choice) + direction + choices.length) % choices.length] as Choice;
	const changed =
		field === 'overlay'
			? withOverlay(parameters, turn(OVERLAYS, parameters.overlay))
			: field === 'policy'
				? {...parameters, policy: turn(POLICIES, parameters.policy)}
				: {...parameters, traffic: turn(TRAFFIC_PATTERNS, parameters.traffic)};
	return problemsOf(changed).length === 0 ? changed : parameters;
}

/** With VXLAN tenants are small unless somebody has said how many there are. */
function withOverlay(parameters: FabricParameters, overlay: FabricParameters['overlay']): FabricParameters {
	const usual = usualTenants(parameters);
	if (overlay === 'vxlan') return {...parameters, overlay, tenants: parameters.tenants === 1 ? usual : parameters.tenants};
	return {...parameters, overlay, tenants: parameters.tenants === usual ? 1 : parameters.tenants};
}

function withNumber(field: Field, parameters: FabricParameters, value: number): FabricParameters {
	const {tables, attack} = parameters;
	switch (field) {
		case 'overlay':
		case 'policy':
		case 'traffic':
			return parameters;
		case 'table':
			return {...parameters, tables: {...tables, tor: value, core: value}, attack: {...attack, addresses: value}};
		case 'edge':
			return {...parameters, tables: {...tables, edge: value}};
		case 'active':
			return {...parameters, active: value / 100};
		case 'attack':
			return {...parameters, attack: {...attack, rate: value}};
		case 'racks':
		case 'hosts':
		case 'vms':
		case 'vnics':
		case 'tenants':
		case 'ageing':
		case 'rate':
		case 'seconds':
			return {...parameters, [field]: value};
		default:
			return field satisfies never;
	}
}
