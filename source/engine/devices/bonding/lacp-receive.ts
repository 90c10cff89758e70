/*
 * What LACP knows of the partner: the receive machine (bond_3ad.c, ad_rx_machine; IEEE 802.1AX-2014 6.4.12)
 *
 *  port disabled  the link is down
 *  expired        for three seconds the partner may speak up, and is asked to speak fast
 *  defaulted      there is no partner
 *  current        the partner has spoken, and is believed for three periods
 *
 * The partner is in step with us only when it also knows us as we are (matched). One whose parameters have
 * changed is another partner: the port leaves its aggregator.
 */

import {LACP_STATE, type Lacpdu, type LacpInfo} from '../../protocol/lacp.js';
import {expiredState, FAST_PERIOD, isKnownTo, TIMEOUT_PERIODS, timeoutFor} from '../../protocol/lacp-rules.js';
import type {AdPort, BondDevice, RxState} from './bond-device.js';
import {actorOf, DUPLEX_KEY, defaultPartner} from './lacp-port.js';

/** Length of a tick, ns (AD_TIMER_INTERVAL). */
export const TICK = 100_000_000;

/** Runs the machine for a frame, or without one for a tick. */
export function runReceive(bond: BondDevice, port: AdPort, pdu: Lacpdu | undefined): void {
	const before = port.rx;
	port.rx = nextState(port, pdu);
	if (port.rx !== before || pdu) enter(bond, port, pdu);
}

function nextState(port: AdPort, pdu: Lacpdu | undefined): RxState {
	const {rx} = port;
	if (port.begin) {
		port.churning = true;
		return 'initialize';
	}
	if (!port.enabled) return 'port-disabled';
	if (pdu && (rx === 'expired' || rx === 'defaulted' || rx === 'current')) {
		if (rx !== 'current') port.churning = true;
		port.rxTimer = 0;
		return 'current';
	}
	if (port.rxTimer > 0 && --port.rxTimer === 0) {
		if (rx === 'expired') return 'defaulted';
		return rx === 'current' ? 'expired' : rx;
	}
	if (rx === 'port-disabled') return port.lacpEnabled ? 'expired' : 'lacp-disabled';
	return rx;
}

function enter(bond: BondDevice, port: AdPort, pdu: Lacpdu | undefined): void {
	switch (port.rx) {
		case 'start':
			return;
		case 'initialize':
			port.lacpEnabled = (port.key & DUPLEX_KEY) !== 0;
			port.selected = false;
			recordDefault(port);
			port.state &= ~LACP_STATE.expired;
			port.rx = 'port-disabled';
			leaveStep(port);
			return;
		case 'port-disabled':
			leaveStep(port);
			return;
		case 'lacp-disabled':
			port.selected = false;
			recordDefault(port);
			port.partner.state &= ~LACP_STATE.aggregation;
			port.matched = true;
			port.state &= ~LACP_STATE.expired;
			return;
		case 'expired':
			port.matched = false;
			port.partner.state = expiredState(port.partner.state);
			port.rxTimer = (TIMEOUT_PERIODS * FAST_PERIOD) / TICK;
			port.state |= LACP_STATE.expired;
			port.churning = true;
			return;
		case 'defaulted':
			if (isAnother(port.partner, defaultPartner())) port.selected = false;
			recordDefault(port);
			port.matched = true;
			port.state &= ~LACP_STATE.expired;
			return;
		case 'current':
			// Our own: the link comes back to this bond.
			if (!pdu || pdu.actor.system === bond.system.mac) return;
			recordPdu(bond, port, pdu);
			port.rxTimer = timeoutFor((port.state & LACP_STATE.timeout) !== 0) / TICK;
			port.state &= ~LACP_STATE.expired;
			return;
		default:
			port.rx satisfies never;
	}
}

/** __update_selected, __update_ntt, __record_pdu */
function recordPdu(bond: BondDevice, port: AdPort, pdu: Lacpdu): void {
	const actor = actorOf(bond, port);
	if (isAnother(pdu.actor, port.partner)) port.selected = false;
	if (!isKnownTo(actor, pdu.partner)) port.needToTransmit = true;
	// An individual link need not know us.
	port.matched = !isAnother(actor, pdu.partner) || (pdu.actor.state & LACP_STATE.aggregation) === 0;
	const inStep = port.matched && (pdu.actor.state & LACP_STATE.synchronization) !== 0;
	port.partner = {...pdu.actor, state: pdu.actor.state & ~(inStep ? 0 : LACP_STATE.synchronization)};
	port.state &= ~LACP_STATE.defaulted;
}

function recordDefault(port: AdPort): void {
	port.partner = defaultPartner();
	port.state |= LACP_STATE.defaulted;
}

function leaveStep(port: AdPort): void {
	port.matched = false;
	port.partner.state &= ~LACP_STATE.synchronization;
}

/** Are these two ends, and not the same one twice? Of the state only "may be bundled" counts. */
function isAnother(a: LacpInfo, b: LacpInfo): boolean {
	return (
		a.port !== b.port ||
		a.portPriority !== b.portPriority ||
		a.system !== b.system ||
		a.systemPriority !== b.systemPriority ||
		a.key !== b.key ||
		((a.state ^ b.state) & LACP_STATE.aggregation) !== 0
	);
}
