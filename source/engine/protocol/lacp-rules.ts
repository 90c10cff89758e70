/*
 * What every LACP machine does alike (IEEE 802.1AX-2014 6.4)
 *
 * Open vSwitch has a short machine of its own, the Linux bonding driver the one
 * of the standard. Both speak at the rate that the *partner* asked for, believe
 * the partner for three periods of the rate that they asked for *themselves*,
 * then wait three seconds more with short timeout before they give it up, and
 * speak at once when the partner has a wrong idea of them.
 */
import {LACP_STATE, type LacpInfo} from './lacp.js';

const SECOND = 1_000_000_000;

/** Between frames, for a partner that wants them fast or slow (Fast_Periodic_Time, Slow_Periodic_Time), ns. */
export const FAST_PERIOD = SECOND;
export const SLOW_PERIOD = 30 * SECOND;
/** A partner is believed for this many periods (Short_Timeout_Time, Long_Timeout_Time). */
export const TIMEOUT_PERIODS = 3;

/** How often frames are sent to a partner with this state, ns. */
export function periodFor(partnerState: number): number {
	return (partnerState & LACP_STATE.timeout) !== 0 ? FAST_PERIOD : SLOW_PERIOD;
}

/** How long a partner is believed, ns. */
export function timeoutFor(fast: boolean): number {
	return TIMEOUT_PERIODS * (fast ? FAST_PERIOD : SLOW_PERIOD);
}

/** What is left of the partner's state once it has been silent for too long: it shall speak fast, and is not in step. */
export function expiredState(partnerState: number): number {
	return (partnerState | LACP_STATE.timeout) & ~LACP_STATE.synchronization;
}

const TOLD = LACP_STATE.activity | LACP_STATE.timeout | LACP_STATE.synchronization | LACP_STATE.aggregation;

/** Does the partner know us as we are? If not, it must be told (update_NTT). */
export function isKnownTo(actor: LacpInfo, told: LacpInfo): boolean {
	return (
		((actor.state ^ told.state) & TOLD) === 0 &&
		actor.port === told.port &&
		actor.portPriority === told.portPriority &&
		actor.key === told.key &&
		actor.systemPriority === told.systemPriority &&
		actor.system === told.system
	);
}

export function sameInfo(a: LacpInfo, b: LacpInfo): boolean {
	return isKnownTo(a, b) && a.state === b.state;
}
