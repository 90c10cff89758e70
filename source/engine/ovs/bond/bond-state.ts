/*
 * State of a bond of Open vSwitch (struct bond, struct bond_member)
 *
 * Members go by their OpenFlow port number; name, MAC and carrier are those of
 * the port. The rules are in `bonds.ts` (which member takes a frame),
 * `bond-run.ts` (which members may) and `bond-rebalance.ts` (how load moves).
 *
 * Where the real program walks its members in the order of a hash of addresses
 * in memory, which differs from run to run, they are walked here in the order
 * of the port.
 */
import type {Mac} from '../../mac.js';

export const BOND_MODES = ['active-backup', 'balance-slb', 'balance-tcp'] as const;
export type BondMode = (typeof BOND_MODES)[number];

/** Hashes are cut to 8 bits (BOND_BUCKETS, BOND_MASK). */
export const BOND_BUCKETS = 256;

/** Off: no LACP; configured: not agreed with anybody yet. */
const LACP_STATUSES = ['off', 'configured', 'negotiated'] as const;
export type LacpStatus = (typeof LACP_STATUSES)[number];

/** What the database asks of a bond (struct bond_settings). Times in ns. */
export interface BondSettings {
	mode: BondMode;
	/** How long a link must be up, down, before it counts. */
	updelay: number;
	downdelay: number;
	/** Seed of the hash (bond-hash-basis), uint32. */
	basis: number;
	/** 0: load stays where it is. */
	rebalanceInterval: number;
	/** Name of the interface that is preferred in active-backup. */
	primary: string | undefined;
	/** Without a partner a bond with LACP works as active-backup. */
	lacpFallback: boolean;
	/** balance-tcp: the datapath itself looks the member up by hash. */
	lbOutput: boolean;
	/** balance-slb: every member may receive groups. */
	allMembersActive: boolean;
	/** How often links are polled; 0: the carrier itself tells. */
	miimon: number;
}

export interface BondMember {
	/** OpenFlow port number. */
	port: number;
	/** May be chosen, and is listened to. */
	enabled: boolean;
	/** Carrier, and LACP agrees. */
	mayEnable: boolean;
	/** Carrier as it was last seen: with miimon, at the last poll. */
	link: boolean;
	/** World times, ns, Infinity while nothing waits: when `link` follows the carrier, and when `enabled` follows the link. */
	pollAt: number;
	delayExpires: number;
}

export interface Bond extends BondSettings {
	/** Counts changes that matter to cached flows. */
	version: number;
	members: BondMember[];
	/** Ports of the enabled members; the first one gets the next bucket. */
	enabled: number[];
	/** The port of the active member. */
	active: number | undefined;
	/** MAC of the active member, by which it is found again; 0 is none. */
	activeMac: Mac;
	lacpStatus: LacpStatus;
	/** One a hash: the port of the member, or -1. Empty where nothing is balanced. */
	bucketMembers: Int32Array;
	/** Octets that left by each hash; halved at every rebalancing. */
	bucketBytes: Float64Array;
	/** World time, ns. */
	nextRebalance: number;
	/** Stations behind other ports are to be announced (send_learning_packets). */
	announce: boolean;
	/** World time from which miimon counts its polls, ns. */
	miimonStart: number;
	/** Recirculation id of balance-tcp; 0 is none. */
	recirculation: number;
}

export function createBond(settings: BondSettings, now: number): Bond {
	return {
		...settings,
		version: 0,
		members: [],
		enabled: [],
		active: undefined,
		activeMac: 0,
		lacpStatus: 'off',
		bucketMembers: new Int32Array(0),
		bucketBytes: new Float64Array(0),
		nextRebalance: 0,
		announce: false,
		miimonStart: now,
		recirculation: 0,
	};
}

export function memberOf(bond: Bond, port: number | undefined): BondMember | undefined {
	return bond.members.find((member) => member.port === port);
}

/** LACP found no partner, and the bond makes do without (bond_is_falling_back_to_ab). */
export function fallsBack(bond: Bond): boolean {
	return bond.lacpFallback && bond.mode !== 'active-backup' && bond.lacpStatus === 'configured';
}

/** Does load move between members (bond_is_balanced)? */
export function isBalanced(bond: Bond): boolean {
	return bond.rebalanceInterval > 0 && bond.mode !== 'active-backup' && !fallsBack(bond);
}

/** balance-tcp leaves the choice to a second pass of the datapath (bond_may_recirc). */
export function mayRecirculate(bond: Bond): boolean {
	return bond.mode === 'balance-tcp' && bond.recirculation !== 0 && !fallsBack(bond);
}

/** Empty buckets, or none where nothing is balanced (bond_entry_reset). */
export function resetBuckets(bond: Bond, now: number): void {
	const balances = bond.mode !== 'active-backup' && !fallsBack(bond);
	bond.bucketMembers = new Int32Array(balances ? BOND_BUCKETS : 0).fill(-1);
	bond.bucketBytes = new Float64Array(balances ? BOND_BUCKETS : 0);
	if (balances) bond.nextRebalance = now + bond.rebalanceInterval;
}
