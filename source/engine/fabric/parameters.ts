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
interface Attack {
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
const TABLE_SIZES = {edge: 8192, tor: 32_768, core: 32_768} as const;

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
