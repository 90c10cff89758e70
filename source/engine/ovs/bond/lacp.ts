/*
 * LACP as Open vSwitch runs it (lib/lacp.c)
 *
 * A simplification of the standard: no mux machine, no selection of aggregators.
 * A member is current while its partner speaks, expired for three seconds after
 * it fell silent, then defaulted. Of the members that have a partner one leads,
 * the one with the best priority as the better system counts it; members that
 * have the same partner and key as the leader are attached, all others wait.
 * A member may carry traffic when it is attached and its partner says that it is
 * in step too.
 *
 * Once a member works, another one whose partner is a different switch does not
 * take the lead from it.
 */

import type {Frame} from '../../frame.js';
import {LACP_STATE, type LacpInfo, noPartner, readSlowProtocol} from '../../protocol/lacp.js';
import {expiredState, FAST_PERIOD, isKnownTo, periodFor, sameInfo, TIMEOUT_PERIODS, timeoutFor} from '../../protocol/lacp-rules.js';
import {createLacp, type Lacp, type LacpMember, type LacpMemberSettings, type LacpSettings} from './lacp-state.js';

/** Configures LACP of a port, with its members in order; what was negotiated stays where settings stay (lacp_configure, lacp_member_register). */
export function configureLacp(old: Lacp | undefined, settings: LacpSettings, members: readonly LacpMemberSettings[], now: number): Lacp {
	const lacp = old ?? createLacp(settings);
	if (lacp.system !== settings.system || lacp.systemPriority !== settings.systemPriority || lacp.fallback !== settings.fallback) {
		lacp.update = true;
	}
	Object.assign(lacp, settings);
	const gone = lacp.members.filter(({member}) => !members.some((wanted) => wanted.member === member));
	if (gone.length > 0) lacp.update = true;
	lacp.members = members.map((wanted) => lacpMember(lacp, wanted.member) ?? newMember(wanted.member));
	if (!lacpMember(lacp, lacp.keyMember)) lacp.keyMember = lacp.members[0]?.member;
	for (const [at, {portId, portPriority, key}] of members.entries()) {
		const member = lacp.members[at] as LacpMember;
		if (member.portId === portId && member.portPriority === portPriority && member.key === key) continue;
		Object.assign(member, {portId, portPriority, key});
		lacp.update = true;
		if (lacp.active || lacp.negotiated) expire(member, now);
	}
	return lacp;
}

/** An LACPDU or marker came in by `port`; true when the member may carry traffic from now on (lacp_process_packet). */
export function receiveLacpdu(lacp: Lacp, port: number, frame: Frame, now: number): boolean {
	const member = lacpMember(lacp, port);
	if (!member) return false;
	member.counters.rxPdus++;
	const pdu = readSlowProtocol(frame);
	if (pdu?.kind !== 'lacpdu') {
		if (pdu) member.counters.rxMarker++;
		else member.counters.rxBad++;
		return false;
	}
	// The carrier is reported late: the frame is no proof of a link.
	if (!member.carrier) return false;
	member.status = 'current';
	member.believeUntil = now + timeoutFor(lacp.fast);
	member.told = pdu.partner;
	if (!sameInfo(member.partner, pdu.actor)) {
		lacp.update = true;
		member.partner = pdu.actor;
	}
	return lacpMayEnable(lacp, member);
}

/** The link of `member` is as said; a change makes LACP begin again with it (lacp_member_carrier_changed). */
export function seeCarrier(lacp: Lacp, member: LacpMember, carrier: boolean, now: number): void {
	const before = member.carrier;
	if (before === carrier) return;
	member.carrier = carrier;
	if (before === undefined) return;
	if (member.status === 'current' || lacp.active) expire(member, now);
	member.counters.carrierChanged++;
}

/** Attached, and the partner is in step; or nobody is there and that will do (member_may_enable__). */
export function lacpMayEnable(lacp: Lacp, member: LacpMember): boolean {
	if (!member.attached) return false;
	return (member.partner.state & LACP_STATE.synchronization) !== 0 || (lacp.fallback && member.status === 'defaulted');
}

/** Does what is due at `now`; `send` gets what the partner of a member must be told. True when something changed (lacp_run). */
export function runLacp(lacp: Lacp, now: number, send: (member: LacpMember, actor: LacpInfo) => void): boolean {
	let changed = false;
	for (const member of lacp.members) {
		if (now < member.believeUntil || member.status === 'defaulted') continue;
		changed = true;
		if (member.status === 'current') {
			expire(member, now);
			member.counters.expired++;
		} else {
			giveUp(lacp, member);
			member.counters.defaulted++;
		}
	}
	if (lacp.update) {
		updateAttached(lacp);
		changed = true;
	}
	for (const member of lacp.members) {
		if (!mayTransmit(lacp, member)) continue;
		const actor = actorOf(lacp, member);
		if (now < member.transmitAt && isKnownTo(actor, member.told)) continue;
		member.told = actor;
		member.counters.txPdus++;
		member.transmitAt = now + periodFor(member.partner.state);
		send(member, actor);
	}
	return changed;
}

/** World time at which `runLacp` has something to do, ns; Infinity for never (lacp_wait). */
export function nextLacp(lacp: Lacp): number {
	if (lacp.update) return 0;
	let next = Number.POSITIVE_INFINITY;
	for (const member of lacp.members) {
		if (member.status !== 'defaulted') next = Math.min(next, member.believeUntil);
		if (!mayTransmit(lacp, member)) continue;
		next = Math.min(next, isKnownTo(actorOf(lacp, member), member.told) ? member.transmitAt : 0);
	}
	return next;
}

export function lacpMember(lacp: Lacp, port: number | undefined): LacpMember | undefined {
	return lacp.members.find((member) => member.member === port);
}

/** What `member` says of itself (member_get_actor). */
export function actorOf(lacp: Lacp, member: LacpMember): LacpInfo {
	const {status, attached} = member;
	const state =
		(lacp.active ? LACP_STATE.activity : 0) |
		(lacp.fast ? LACP_STATE.timeout : 0) |
		(attached ? LACP_STATE.synchronization : 0) |
		(status === 'defaulted' ? LACP_STATE.defaulted : 0) |
		(status === 'expired' ? LACP_STATE.expired : 0) |
		(lacp.members.length > 1 ? LACP_STATE.aggregation : 0) |
		(attached || !lacp.negotiated ? LACP_STATE.collecting | LACP_STATE.distributing : 0);
	return {
		systemPriority: lacp.systemPriority,
		system: lacp.system,
		key: aggregationKey(lacp) ?? 0,
		portPriority: member.portPriority,
		port: member.portId,
		state,
	};
}

/** The key of all members: that of the first one, or its number. `undefined` without members. */
export function aggregationKey(lacp: Lacp): number | undefined {
	const first = lacpMember(lacp, lacp.keyMember);
	return first && (first.key || first.portId);
}

/** Who is attached, and is anybody (lacp_update_attached)? */
function updateAttached(lacp: Lacp): void {
	lacp.update = false;
	const working = best(
		lacp,
		lacp.members.filter(({status, attached}) => status === 'current' && attached),
	);
	for (const member of lacp.members) {
		const own = member.partner.system === lacp.system;
		const agrees = !working || member.partner.system === working.partner.system;
		// A member that is plugged into its own bond has no partner.
		member.attached = !own && (member.status === 'defaulted' ? lacp.fallback : agrees);
	}
	const candidates = lacp.members.filter(({status, attached}) => status !== 'defaulted' && attached);
	const lead = working ?? best(lacp, candidates);
	lacp.negotiated = lead !== undefined;
	if (!lead) return;
	for (const member of lacp.members) {
		const unlike = member.partner.key !== lead.partner.key || member.partner.system !== lead.partner.system;
		if (unlike || (lacp.fallback && member.status === 'defaulted')) member.attached = false;
	}
}

/** The member with the best priority; of equals the first. */
function best(lacp: Lacp, members: readonly LacpMember[]): LacpMember | undefined {
	return members.reduce<LacpMember | undefined>(
		(lead, member) => (!lead || precedes(priorityOf(lacp, member), priorityOf(lacp, lead)) ? member : lead),
		undefined,
	);
}

/** What orders members: port priority and number as the better system counts them, behind that system itself (member_get_priority). */
function priorityOf(lacp: Lacp, member: LacpMember): number[] {
	const {partner} = member;
	const ours =
		lacp.systemPriority < partner.systemPriority || (lacp.systemPriority === partner.systemPriority && lacp.system < partner.system);
	return ours
		? [lacp.systemPriority, lacp.system, member.portPriority, member.portId]
		: [partner.systemPriority, partner.system, partner.portPriority, partner.port];
}

function precedes(a: readonly number[], b: readonly number[]): boolean {
	for (const [at, value] of a.entries()) {
		const other = b[at] as number;
		if (value !== other) return value < other;
	}
	return false;
}

function mayTransmit(lacp: Lacp, member: LacpMember): boolean {
	return member.carrier === true && (lacp.active || member.status !== 'defaulted');
}

function expire(member: LacpMember, now: number): void {
	member.status = 'expired';
	member.partner = {...member.partner, state: expiredState(member.partner.state)};
	member.believeUntil = now + TIMEOUT_PERIODS * FAST_PERIOD;
}

function giveUp(lacp: Lacp, member: LacpMember): void {
	member.partner = noPartner();
	member.status = 'defaulted';
	lacp.update = true;
}

function newMember(member: number): LacpMember {
	return {
		member,
		portId: 0,
		portPriority: 0,
		key: 0,
		status: 'defaulted',
		attached: false,
		carrier: undefined,
		partner: noPartner(),
		told: noPartner(),
		transmitAt: 0,
		believeUntil: 0,
		counters: {txPdus: 0, rxPdus: 0, rxBad: 0, rxMarker: 0, expired: 0, defaulted: 0, carrierChanged: 0},
	};
}
