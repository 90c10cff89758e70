/** What a fabric is made of, what its stations do, and who attacks it. */

export const POLICIES = ['first-kept', 'evict-fairly', 'evict-by-hash'] as const;
/** What a switch does with a new station when its table is full. */
export type Policy = (typeof POLICIES)[number];

export const OVERLAYS = ['none', 'vxlan'] as const;
export type Overlay = (typeof OVERLAYS)[number];

export const TRAFFIC_PATTERNS = ['uniform', 'tenant', 'gravity'] as const;
/** Who talks to whom: everybody with everybody of the VLAN, only inside the tenant, or most with a few. */
export type TrafficPattern = (typeof TRAFFIC_PATTERNS)[number];

export const PLACEMENTS = ['spread', 'packed'] as const;
/** Stations of a tenant: dealt out over all hosts like cards, or side by side. */
export type Placement = (typeof PLACEMENTS)[number];

/** A host that sends frames from addresses that nobody has. */
export interface Attack {
	/** Frames a second; 0 is no attack. */
	rate: number;
	/** Addresses that it uses, one after the other, then from the beginning. */
	addresses: number;
	/** Seconds after the start. */
	start: number;
	/** Where it is, from 0. */
	rack: number;
	host: number;
}

export interface FabricParameters {
	racks: number;
	/** In each rack. */
	hosts: number;
	/** On each host. */
	vms: number;
	/** Of each VM. */
	vnics: number;
	/** Addresses of each host's own: physical NIC, management. */
	hostMacs: number;
	overlay: Overlay;
	/** Groups of stations that talk to each other; with VXLAN each has a VNI. */
	tenants: number;
	/** Without overlay: VLANs over which the tenants are dealt out. */
	vlans: number;
	placement: Placement;
	/** Trunks carry only VLANs that somebody behind them is in. */
	pruned: boolean;
	/** Entries of each switch of a tier. */
	tables: {edge: number; tor: number; core: number};
	policy: Policy;
	/** `evict-by-hash`: places in a bucket. */
	ways: number;
	/** Seconds; 0: nothing is learned. */
	ageing: number;
	traffic: TrafficPattern;
	/** Share of the stations that ever send, over 0 and up to 1. */
	active: number;
	/** Frames a second in the whole fabric. */
	rate: number;
	/** Octets of a frame, without preamble and gap. */
	frameBytes: number;
	/** Length of the measured part of the run. */
	seconds: number;
	attack: Attack;
	seed: number;
}

/** Entries of the table of a ToR switch and of a chassis in the middle, as vendors' data sheets have them, and of Open vSwitch. */
export const TABLE_SIZES = {edge: 8192, tor: 32_768, core: 32_768} as const;

export const DEFAULTS: FabricParameters = {
	racks: 20,
	hosts: 40,
	vms: 50,
	vnics: 1,
	hostMacs: 2,
	overlay: 'none',
	tenants: 1,
	vlans: 1,
	placement: 'spread',
	pruned: false,
	tables: TABLE_SIZES,
	policy: 'first-kept',
	ways: 4,
	ageing: 300,
	traffic: 'uniform',
	active: 1,
	rate: 10_000,
	frameBytes: 64,
	seconds: 60,
	attack: {rate: 0, addresses: 32_768, start: 0, rack: 0, host: 0},
	seed: 1,
};

/** Stations of one tenant when nobody says how many tenants there are: an application with its tiers. */
const TENANT_SIZE = 20;

/** As many tenants as make them small enough that an edge need not know everybody. */
export function usualTenants({racks, hosts, vms, vnics}: Pick<FabricParameters, 'racks' | 'hosts' | 'vms' | 'vnics'>): number {
	return Math.max(1, Math.ceil((racks * hosts * vms * vnics) / TENANT_SIZE));
}

/** Why there can be no such fabric. `value` is what was asked for. */
export type FabricProblem =
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
export const MOST_VNIS = 16_777_216;
export const MOST_STATIONS = 2_000_000;

const RANGES: readonly (readonly [string, (parameters: FabricParameters) => number, number, number])[] = [
	['racks', ({racks}) => racks, 1, 4096],
	['hosts', ({hosts}) => hosts, 1, 1024],
	['vms', ({vms}) => vms, 0, 4096],
	['vnics', ({vnics}) => vnics, 1, 64],
	['hostMacs', ({hostMacs}) => hostMacs, 0, 64],
	['tenants', ({tenants}) => tenants, 1, Number.MAX_SAFE_INTEGER],
	['vlans', ({vlans}) => vlans, 1, Number.MAX_SAFE_INTEGER],
	['tables.edge', ({tables}) => tables.edge, 1, 4_000_000],
	['tables.tor', ({tables}) => tables.tor, 1, 4_000_000],
	['tables.core', ({tables}) => tables.core, 1, 4_000_000],
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
	const {racks, hosts, vms, vnics, hostMacs, overlay, tenants, vlans, attack} = parameters;
	if (overlay === 'vxlan' && tenants > MOST_VNIS) problems.push({kind: 'too-many-vnis', most: MOST_VNIS, value: tenants});
	if (overlay === 'none' && vlans > MOST_VLANS) problems.push({kind: 'too-many-vlans', most: MOST_VLANS, value: vlans});
	const perHost = vms * vnics + (overlay === 'none' ? hostMacs : 0);
	if (perHost === 0) problems.push({kind: 'no-stations'});
	const stations = racks * hosts * perHost;
	if (stations > MOST_STATIONS) problems.push({kind: 'too-large', stations, most: MOST_STATIONS});
	if (attack.rack < 0 || attack.rack >= racks || attack.host < 0 || attack.host >= hosts) problems.push({kind: 'attacker-nowhere'});
	return problems;
}
