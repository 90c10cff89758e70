/*
 * Which members of a bond may be used (ofproto/bond.c, bond_run)
 *
 * A member follows its link, after `updelay` or `downdelay`; a link that changes
 * back in the meantime changes nothing. One enabled member is the active one, and it
 * stays so as long as it is enabled, unless the primary one comes back. When no
 * member is enabled, the one that would be enabled next is taken at once.
 *
 * Whoever becomes active, the switch on the other side still sends to the old link.
 * So for every station behind other ports a reverse ARP is sent in its name
 * (`bond-announce.ts`): nobody answers, but switches learn.
 *
 * Links: the carrier tells at once; with miimon it is looked at every so often.
 */

import type {OvsBridge, OvsPort} from '../vswitchd.js';
import {
	type Bond,
	type BondMember,
	type BondSettings,
	createBond,
	fallsBack,
	type LacpStatus,
	mayRecirculate,
	memberOf,
	resetBuckets,
} from './bond-state.js';
import {fillBuckets} from './bonds.js';
import {lacpMayEnable, lacpMember} from './lacp.js';

const NEVER = Number.POSITIVE_INFINITY;
/** Settings that move traffic when they change; new delays only count from the next time on. */
const MOVES_TRAFFIC = ['lacpFallback', 'rebalanceInterval', 'mode', 'basis', 'primary', 'lbOutput'] as const;

/** What a bond must know of the ports of its bridge. */
type BondPorts = Pick<OvsBridge, 'ofPorts'>;

/**
 * Makes a bond of `port`, or changes the one it has, to `settings` and to the members of the port; `undefined` takes the
 * bond away. `recirculation` makes a recirculation id. Run the port afterwards (bond_reconfigure, bond_member_register,
 * bond_member_unregister).
 */
export function configureBond(
	bridge: BondPorts,
	port: OvsPort,
	settings: BondSettings | undefined,
	recirculation: () => number,
	now: number,
): void {
	const old = port.bond;
	port.bond = settings && (old ?? createBond(settings, now));
	const {bond} = port;
	if (!bond || !settings) return;
	const changes = !old || MOVES_TRAFFIC.some((key) => bond[key] !== settings[key]);
	if (bond.miimon !== settings.miimon) bond.miimonStart = now;
	Object.assign(bond, settings);
	if (bond.mode === 'active-backup') bond.recirculation = 0;
	else if (bond.recirculation === 0) bond.recirculation = recirculation();
	if (changes) {
		bond.version++;
		resetBuckets(bond, now);
	}
	for (const member of bond.members.filter((candidate) => !port.members.includes(candidate.port))) removeMember(bridge, bond, member);
	for (const number of port.members) if (!memberOf(bond, number)) addMember(bond, number, carrierOf(bridge, number));
	bond.members.sort((a, b) => port.members.indexOf(a.port) - port.members.indexOf(b.port));
}

/** Brings members up to date with links, LACP and the clock, and chooses the active one (bond_run). True when something changed. */
export function runBond(bridge: BondPorts, port: OvsPort, now: number): boolean {
	const {bond, lacp} = port;
	if (!bond) return false;
	const {version} = bond;
	const status: LacpStatus = !lacp ? 'off' : lacp.negotiated ? 'negotiated' : 'configured';
	if (bond.lacpStatus !== status) {
		bond.lacpStatus = status;
		bond.version++;
		if (fallsBack(bond) || bond.bucketMembers.length === 0) resetBuckets(bond, now);
	}
	for (const member of bond.members) {
		const agreed = lacp && lacpMember(lacp, member.port);
		member.mayEnable = member.link && (!lacp || (agreed !== undefined && lacpMayEnable(lacp, agreed)));
		followLink(bond, member, now);
	}
	const active = memberOf(bond, bond.active);
	const primary = bond.mode === 'active-backup' ? enabledPrimary(bridge, bond) : undefined;
	if (!active?.enabled || (primary && primary !== active)) chooseActive(bridge, bond);
	if (mayRecirculate(bond)) fillBuckets(bond);
	return bond.version !== version;
}

/** Sees what the carriers of the members are: at once, or with miimon when it is time to look. */
export function seeLinks(bridge: BondPorts, bond: Bond, now: number): void {
	for (const member of bond.members) {
		const carrier = carrierOf(bridge, member.port);
		if (member.link !== carrier && bond.miimon > 0) {
			if (member.pollAt === NEVER) member.pollAt = bond.miimonStart + Math.ceil((now - bond.miimonStart) / bond.miimon) * bond.miimon;
			if (now < member.pollAt) continue;
		}
		member.link = carrier;
		member.pollAt = NEVER;
	}
}

/** World time at which `seeLinks` or `runBond` have something to do, ns; Infinity for never. Changes of links are told. */
export function nextBond(bond: Bond): number {
	return bond.members.reduce((next, {delayExpires, pollAt}) => Math.min(next, delayExpires, pollAt), NEVER);
}

/** Enables or disables a member at once, whatever its link (bond_enable_member). */
export function enableMember(bond: Bond, member: BondMember, enabled: boolean): void {
	member.delayExpires = NEVER;
	if (enabled === member.enabled) return;
	bond.version++;
	member.enabled = enabled;
	if (enabled) {
		bond.enabled.push(member.port);
		return;
	}
	bond.announce = true;
	bond.enabled = bond.enabled.filter((other) => other !== member.port);
}

/** Makes `member` the active one (bond_active_member_changed). */
export function activate(bridge: BondPorts, bond: Bond, member: BondMember | undefined): void {
	bond.active = member?.port;
	bond.activeMac = (member && bridge.ofPorts.get(member.port)?.mac) ?? 0;
	bond.version++;
}

/** The member whose port has the MAC of the member that was active last (bond_find_member_by_mac). */
export function lastActive(bridge: BondPorts, bond: Bond): BondMember | undefined {
	return bond.members.find(({port}) => bridge.ofPorts.get(port)?.mac === bond.activeMac);
}

/** `enabled` follows `mayEnable`, now or after a delay (bond_link_status_update). */
function followLink(bond: Bond, member: BondMember, now: number): void {
	const up = member.mayEnable;
	if ((up === member.enabled) !== (member.delayExpires === NEVER)) {
		member.delayExpires = up === member.enabled ? NEVER : now + (up ? bond.updelay : bond.downdelay);
	}
	if (now >= member.delayExpires) enableMember(bond, member, up);
}

function chooseActive(bridge: BondPorts, bond: Bond): void {
	const before = bond.active;
	const member = bestMember(bridge, bond);
	bond.active = member?.port;
	if (member) {
		// Nobody else is there: no delay.
		if (!member.enabled) enableMember(bond, member, true);
		bond.announce = true;
	}
	if (bond.active !== before) activate(bridge, bond, member);
}

/** bond_choose_member: the primary; the last active one; any; the one that waits least. */
function bestMember(bridge: BondPorts, bond: Bond): BondMember | undefined {
	const primary = enabledPrimary(bridge, bond);
	if (primary) return primary;
	const last = lastActive(bridge, bond);
	if (last?.enabled) return last;
	const enabled = bond.members.find((member) => member.enabled);
	if (enabled) return enabled;
	const waiting = bond.members.filter(({delayExpires, mayEnable}) => delayExpires !== NEVER && mayEnable);
	return waiting.reduce<BondMember | undefined>(
		(best, member) => (!best || member.delayExpires < best.delayExpires ? member : best),
		undefined,
	);
}

function enabledPrimary(bridge: BondPorts, bond: Bond): BondMember | undefined {
	if (bond.primary === undefined) return undefined;
	return bond.members.find(({port, enabled}) => enabled && bridge.ofPorts.get(port)?.name === bond.primary);
}

function addMember(bond: Bond, port: number, link: boolean): void {
	const member: BondMember = {port, enabled: false, mayEnable: false, link, pollAt: NEVER, delayExpires: NEVER};
	bond.members.push(member);
	bond.version++;
	enableMember(bond, member, link);
}

function removeMember(bridge: BondPorts, bond: Bond, member: BondMember): void {
	bond.version++;
	enableMember(bond, member, false);
	bond.members = bond.members.filter((other) => other !== member);
	for (const [hash, port] of bond.bucketMembers.entries()) if (port === member.port) bond.bucketMembers[hash] = -1;
	if (bond.active !== member.port) return;
	chooseActive(bridge, bond);
	bond.announce = true;
}

function carrierOf(bridge: BondPorts, port: number): boolean {
	return bridge.ofPorts.get(port)?.up ?? false;
}
