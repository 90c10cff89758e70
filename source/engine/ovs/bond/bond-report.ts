/** What `bond/show`, `bond/list` and `lacp/show` tell, as plain data; members sorted by name, times in whole milliseconds. */
import type {Mac} from '../../mac.js';
import type {LacpInfo} from '../../protocol/lacp.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';
import {type FoundBond, listBonds} from './bond-commands.js';
import {lastActive} from './bond-run.js';
import {type BondMode, isBalanced, type LacpStatus, mayRecirculate} from './bond-state.js';
import {actorOf, aggregationKey, lacpMayEnable} from './lacp.js';
import type {LacpMember, LacpMemberStatus} from './lacp-state.js';

export interface BondReport {
	name: string;
	mode: BondMode;
	/** The recirculation id, where the datapath chooses. */
	recirculation: number | undefined;
	basis: number;
	lbOutput: boolean;
	allMembersActive: boolean;
	updelay: number;
	downdelay: number;
	/** ms from now; `undefined` where load stays where it is. */
	nextRebalance: number | undefined;
	lacpStatus: LacpStatus;
	lacpFallback: boolean;
	primary: {name: string; present: boolean} | undefined;
	/** MAC 0 and no name while there is none. */
	active: {mac: Mac; name: string | undefined};
	members: {
		name: string;
		enabled: boolean;
		active: boolean;
		/** ms until it changes, while a delay runs. */
		delay: number | undefined;
		mayEnable: boolean;
		/** Buckets that carry at least 1024 octets, in kB. */
		hashes: {hash: number; load: number}[];
	}[];
}

export interface LacpReport {
	name: string;
	active: boolean;
	negotiated: boolean;
	system: Mac;
	systemPriority: number;
	key: number | undefined;
	fast: boolean;
	members: {
		name: string;
		status: LacpMemberStatus;
		attached: boolean;
		portId: number;
		portPriority: number;
		mayEnable: boolean;
		actor: LacpInfo;
		partner: LacpInfo;
		counters: LacpMember['counters'];
	}[];
}

const MILLISECOND = 1_000_000;

/** All bonds, or the one of this name: then none or one. */
export function reportBonds(switchd: Vswitchd, now: number, name?: string): BondReport[] {
	return listBonds(switchd)
		.filter((found) => name === undefined || found.name === name)
		.map((found) => reportBond(found, now));
}

/** All ports with LACP, or the one of this name. */
export function reportLacp(switchd: Vswitchd, name?: string): LacpReport[] {
	return switchd.bridges.flatMap((bridge) =>
		bridge.ports.flatMap((port) => {
			const {lacp} = port;
			if (!lacp || (name !== undefined && port.name !== name)) return [];
			const {active, negotiated, system, systemPriority, fast} = lacp;
			const members = lacp.members.map((member) => ({
				name: nameOf(bridge, member.member),
				status: member.status,
				attached: member.attached,
				portId: member.portId,
				portPriority: member.portPriority,
				mayEnable: lacpMayEnable(lacp, member),
				actor: actorOf(lacp, member),
				partner: member.partner,
				counters: member.counters,
			}));
			return [{name: port.name, active, negotiated, system, systemPriority, key: aggregationKey(lacp), fast, members: sorted(members)}];
		}),
	);
}

function reportBond({bridge, name, bond}: FoundBond, now: number): BondReport {
	const balanced = isBalanced(bond);
	const recirculates = mayRecirculate(bond);
	const members = bond.members.map((member) => ({
		name: nameOf(bridge, member.port),
		enabled: member.enabled,
		active: member.port === bond.active,
		delay: member.delayExpires === Number.POSITIVE_INFINITY ? undefined : milliseconds(member.delayExpires - now),
		mayEnable: member.mayEnable,
		hashes: balanced ? loadsOf(bond.bucketMembers, bond.bucketBytes, member.port) : [],
	}));
	const {primary, activeMac} = bond;
	return {
		name,
		mode: bond.mode,
		recirculation: recirculates ? bond.recirculation : undefined,
		basis: bond.basis,
		lbOutput: recirculates && bond.lbOutput,
		allMembersActive: bond.allMembersActive,
		updelay: milliseconds(bond.updelay),
		downdelay: milliseconds(bond.downdelay),
		nextRebalance: balanced ? milliseconds(bond.nextRebalance - now) : undefined,
		lacpStatus: bond.lacpStatus,
		lacpFallback: bond.lacpFallback,
		primary: primary === undefined ? undefined : {name: primary, present: members.some((member) => member.name === primary)},
		active: {mac: activeMac, name: activeMac === 0 ? undefined : nameOf(bridge, lastActive(bridge, bond)?.port ?? -1) || undefined},
		members: sorted(members),
	};
}

function loadsOf(bucketMembers: Int32Array, bucketBytes: Float64Array, port: number): {hash: number; load: number}[] {
	return [...bucketMembers.entries()].flatMap(([hash, member]) => {
		const load = member === port ? Math.floor((bucketBytes[hash] as number) / 1024) : 0;
		return load > 0 ? [{hash, load}] : [];
	});
}

/** As shash_sort: by the characters. */
function sorted<T extends {name: string}>(members: T[]): T[] {
	return members.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nameOf(bridge: OvsBridge, port: number): string {
	return bridge.ofPorts.get(port)?.name ?? '';
}

function milliseconds(time: number): number {
	return Math.floor(time / MILLISECOND);
}
