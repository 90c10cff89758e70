/*
 * The other machines of LACP in the kernel (bond_3ad.c; IEEE 802.1AX-2014 6.4.13 to 6.4.17)
 *
 * They run ten times a second, port after port, each machine once; what one changes,
 * those behind it see at once and those before it at the next tick.
 *
 * periodic  says when it is time to speak: every second, or every 30 s, as the partner asks
 * mux       detached; waiting, two seconds, for others to join; attached, until the partner is in step;
 *           then collecting and distributing: frames flow
 * transmit  sends when there is need, at most three times a second
 * churn     notices a port that is not in step for a minute
 *
 * Not modelled: collecting before distributing (`coupled_control off`), standby.
 */

import {buildLacpdu, LACP_STATE} from '../../protocol/lacp.js';
import {FAST_PERIOD, SLOW_PERIOD} from '../../protocol/lacp-rules.js';
import type {Sink} from '../../sink.js';
import type {World} from '../../world.js';
import type {AdPort, BondDevice, MuxState, PeriodicState, Slave} from './bond-device.js';
import {actorOf, aggregatorOf, TX_TICKS} from './lacp-port.js';
import {TICK} from './lacp-receive.js';
import {enable, updateReady} from './lacp-selection.js';
import {makeInactive, slaveIsUp} from './slaves.js';

const WAIT_TICKS = 20;
const CHURN_TICKS = 600;
const FLOWING = LACP_STATE.collecting | LACP_STATE.distributing;

/** Is there anybody who would speak (neither end begins by itself)? */
function isSilent({begin, lacpEnabled, enabled, state, partner}: AdPort): boolean {
	return begin || !lacpEnabled || !enabled || ((state | partner.state) & LACP_STATE.activity) === 0;
}

export function runPeriodic(port: AdPort): void {
	const before = port.periodic;
	port.periodic = nextPeriodic(port);
	if (port.periodic === before) return;
	switch (port.periodic) {
		case 'start':
		case 'none':
			port.periodicTimer = 0;
			return;
		// One tick was spent on sending.
		case 'fast':
			port.periodicTimer = FAST_PERIOD / TICK - 1;
			return;
		case 'slow':
			port.periodicTimer = SLOW_PERIOD / TICK - 1;
			return;
		case 'transmit':
			port.needToTransmit = true;
			return;
		default:
			port.periodic satisfies never;
	}
}

function nextPeriodic(port: AdPort): PeriodicState {
	const wantsFast = (port.partner.state & LACP_STATE.timeout) !== 0;
	if (isSilent(port)) return 'none';
	if (port.periodicTimer > 0) {
		if (--port.periodicTimer === 0) return 'transmit';
		if (port.periodic === 'fast' && !wantsFast) return 'slow';
		if (port.periodic === 'slow' && wantsFast) {
			port.periodicTimer = 0;
			return 'transmit';
		}
		return port.periodic;
	}
	if (port.periodic === 'none') return 'fast';
	if (port.periodic === 'transmit') return wantsFast ? 'fast' : 'slow';
	return port.periodic;
}

export function runMux(world: World, bond: BondDevice, slave: Slave, port: AdPort): void {
	const before = port.mux;
	port.mux = nextMux(world, bond, slave, port);
	if (port.mux !== before) enterMux(world, bond, slave, port);
}

function nextMux(world: World, bond: BondDevice, slave: Slave, port: AdPort): MuxState {
	const aggregator = aggregatorOf(bond, port);
	const partnerInStep = (port.partner.state & LACP_STATE.synchronization) !== 0;
	if (port.begin) return 'detached';
	switch (port.mux) {
		case 'start':
			return 'start';
		case 'detached':
			return port.selected ? 'waiting' : 'detached';
		case 'waiting':
			if (!port.selected) {
				port.readyN = false;
				if (aggregator) updateReady(bond, aggregator);
				return 'detached';
			}
			if (port.muxTimer > 0 && --port.muxTimer === 0) port.readyN = true;
			if (aggregator) updateReady(bond, aggregator);
			return port.ready && port.muxTimer === 0 ? 'attached' : 'waiting';
		case 'attached':
			if (port.selected && partnerInStep && bond.selectTimer === 0) return aggregator?.active ? 'collecting-distributing' : 'attached';
			if (!port.selected) {
				port.readyN = false;
				if (aggregator) updateReady(bond, aggregator);
				return 'detached';
			}
			if (aggregator?.active) port.state |= LACP_STATE.synchronization;
			return 'attached';
		case 'collecting-distributing':
			if (!port.selected || !partnerInStep || (port.state & LACP_STATE.synchronization) === 0) return 'attached';
			if (aggregator?.active && slave.backup) enable(world, slave);
			return 'collecting-distributing';
		default:
			return port.mux satisfies never;
	}
}

function enterMux(world: World, bond: BondDevice, slave: Slave, port: AdPort): void {
	const aggregator = aggregatorOf(bond, port);
	switch (port.mux) {
		case 'start':
			return;
		case 'waiting':
			port.muxTimer = WAIT_TICKS;
			return;
		case 'detached':
		case 'attached': {
			const inStep = port.mux === 'attached' && aggregator?.active;
			port.state = (port.state & ~(FLOWING | LACP_STATE.synchronization)) | (inStep ? LACP_STATE.synchronization : 0);
			// A port without a partner goes on alone.
			if (aggregator && aggregator.partnerSystem !== 0) makeInactive(bond, slave);
			port.needToTransmit = true;
			return;
		}
		case 'collecting-distributing':
			port.state |= FLOWING | LACP_STATE.synchronization;
			if (aggregator?.active) enable(world, slave);
			port.needToTransmit = true;
			return;
		default:
			port.mux satisfies never;
	}
}

/** Sends what is to be sent. The source is the MAC that the slave had of its own, by which a loop would be known. */
export function runTransmit(bond: BondDevice, slave: Slave, port: AdPort, out: Sink): void {
	if (--port.txTimer > 0) return;
	port.txTimer = TX_TICKS;
	if (!port.needToTransmit || !port.lacpEnabled) return;
	port.needToTransmit = false;
	out.transmit(slave.device, buildLacpdu({actor: actorOf(bond, port), partner: port.partner}, slave.permanentMac));
}

/** ad_churn_machine */
export function runChurn(port: AdPort): void {
	if (port.churning) {
		port.churning = false;
		port.actorChurn = 'monitoring';
		port.partnerChurn = 'monitoring';
		port.actorChurnTimer = CHURN_TICKS;
		port.partnerChurnTimer = CHURN_TICKS;
		return;
	}
	if (port.actorChurnTimer > 0 && --port.actorChurnTimer === 0 && port.actorChurn === 'monitoring') {
		const inStep = (port.state & LACP_STATE.synchronization) !== 0;
		port.actorChurn = inStep ? 'none' : 'churned';
		if (!inStep) port.actorChurns++;
	}
	if (port.partnerChurnTimer > 0 && --port.partnerChurnTimer === 0 && port.partnerChurn === 'monitoring') {
		const inStep = (port.partner.state & LACP_STATE.synchronization) !== 0;
		port.partnerChurn = inStep ? 'none' : 'churned';
		if (!inStep) port.partnerChurns++;
	}
}

/** Ticks until one of the machines of this port does more than count; Infinity for never. */
export function idleTicks(world: World, bond: BondDevice, slave: Slave, port: AdPort): number {
	if (port.begin || !port.selected || port.churning) return 1;
	const aggregator = aggregatorOf(bond, port);
	const wantsFast = (port.partner.state & LACP_STATE.timeout) !== 0;
	const partnerInStep = (port.partner.state & LACP_STATE.synchronization) !== 0;
	const timers = [port.enabled ? port.rxTimer : 0, port.muxTimer, port.actorChurnTimer, port.partnerChurnTimer];
	if (port.needToTransmit && port.lacpEnabled) timers.push(port.txTimer);
	if (port.rx === 'port-disabled' ? port.enabled : !port.enabled) return 1;
	if (isSilent(port)) {
		if (port.periodic !== 'none') return 1;
	} else if (port.periodicTimer === 0 || (port.periodic === 'fast') !== wantsFast) return 1;
	else timers.push(port.periodicTimer);
	switch (port.mux) {
		case 'start':
		case 'detached':
			return 1;
		case 'waiting':
			if (port.ready && port.muxTimer === 0) return 1;
			break;
		case 'attached':
			if (aggregator?.active && (port.state & LACP_STATE.synchronization) === 0) return 1;
			if (partnerInStep && bond.selectTimer > 0) timers.push(bond.selectTimer);
			else if (partnerInStep && aggregator?.active) return 1;
			break;
		case 'collecting-distributing':
			if (!partnerInStep || (port.state & LACP_STATE.synchronization) === 0) return 1;
			if (aggregator?.active && slave.backup && slave.link === 'up' && slaveIsUp(world, slave)) return 1;
			break;
		default:
			port.mux satisfies never;
	}
	return Math.min(...timers.filter((ticks) => ticks > 0), Number.POSITIVE_INFINITY);
}

/** Counts `ticks` at which nothing happens. */
export function skipTicks(port: AdPort, ticks: number): void {
	const less = (timer: number) => (timer === 0 ? 0 : timer - ticks);
	// Of a port that is disabled it stands still.
	if (port.enabled) port.rxTimer = less(port.rxTimer);
	port.muxTimer = less(port.muxTimer);
	port.periodicTimer = less(port.periodicTimer);
	port.actorChurnTimer = less(port.actorChurnTimer);
	port.partnerChurnTimer = less(port.partnerChurnTimer);
	port.txTimer = ((((port.txTimer - 1 - ticks) % TX_TICKS) + TX_TICKS) % TX_TICKS) + 1;
}
