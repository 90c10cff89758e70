/*
 * What links and the clock do to ports with a bond or LACP (ofproto-dpif.c, port_run and bundle_run)
 *
 * One thing leads to the next at the same moment: a link comes up, LACP tells its
 * partner, the partner's answer attaches the member, the bond enables it. So a
 * port is run until nothing changes any more: links, LACP, bond, and then the
 * stations are announced when the active member is another one.
 *
 * Load is moved apart from that, after the revalidator has brought in what the
 * datapath has counted.
 */
import type {Frame} from '../../frame.js';
import {buildLacpdu} from '../../protocol/lacp.js';
import type {OfPort, OvsBridge, OvsPort, Vswitchd} from '../vswitchd.js';
import {learningPackets} from './bond-announce.js';
import {rebalanceBond, type Shift} from './bond-rebalance.js';
import {accountRecirculated, syncBondRecirculations} from './bond-recirculation.js';
import {nextBond, runBond, seeLinks} from './bond-run.js';
import {isBalanced, memberOf} from './bond-state.js';
import {nextLacp, runLacp, seeCarrier} from './lacp.js';

/** Sends a frame of the switch itself by an OpenFlow port (ofproto_dpif_send_packet). */
export type SendFrame = (bridge: OvsBridge, port: OfPort, frame: Frame) => void;

/** More rounds than anything real needs: a change that undoes itself must not hang. */
const MAX_ROUNDS = 16;

/** Runs all bonds and LACP of the daemon; call it when a link or setting changed and after an LACPDU. */
export function runAggregations(switchd: Vswitchd, now: number, send: SendFrame): void {
	for (const bridge of switchd.bridges) runAggregationsOf(switchd, bridge, now, send);
}

/** Runs those of one bridge; also to be called at `nextAggregation`. */
export function runAggregationsOf(switchd: Vswitchd, bridge: OvsBridge, now: number, send: SendFrame): void {
	for (const port of bridge.ports) {
		if (!port.bond && !port.lacp) continue;
		const version = port.bond?.version;
		for (let round = 0; round < MAX_ROUNDS && runPort(switchd, bridge, port, now, send); round++);
		if (port.bond?.version !== version) bridge.version++;
	}
	syncBondRecirculations(switchd, now);
}

/** World time at which a bond or LACP of the bridge has something to do, ns; Infinity for never. */
export function nextAggregation(bridge: OvsBridge): number {
	let next = Number.POSITIVE_INFINITY;
	for (const {bond, lacp} of bridge.ports) {
		if (bond) next = Math.min(next, bond.announce ? 0 : nextBond(bond));
		if (lacp) next = Math.min(next, nextLacp(lacp));
	}
	return next;
}

/** Moves load between the members of bonds where it is time, by port; call it after the counters were brought in. */
export function rebalanceBonds(switchd: Vswitchd, bridge: OvsBridge, now: number): {port: string; shifts: Shift[]}[] {
	const moved = [];
	for (const {name, bond} of bridge.ports) {
		if (!bond || !isBalanced(bond) || now < bond.nextRebalance) continue;
		accountRecirculated(switchd, bridge, bond);
		const shifts = rebalanceBond(bond, now);
		if (shifts.length > 0) moved.push({port: name, shifts});
	}
	if (moved.length > 0) {
		bridge.version++;
		syncBondRecirculations(switchd, now);
	}
	return moved;
}

/** World time of the next rebalancing on the bridge, ns; Infinity when no bond balances. */
export function nextRebalancing(bridge: OvsBridge): number {
	let next = Number.POSITIVE_INFINITY;
	for (const {bond} of bridge.ports) if (bond && isBalanced(bond)) next = Math.min(next, bond.nextRebalance);
	return next;
}

/** True when something changed and the port must be run once more. */
function runPort(switchd: Vswitchd, bridge: OvsBridge, port: OvsPort, now: number, send: SendFrame): boolean {
	const {bond, lacp} = port;
	if (bond) seeLinks(bridge, bond, now);
	let changed = false;
	if (lacp) {
		for (const member of lacp.members) {
			const link = (bond && memberOf(bond, member.member)?.link) ?? bridge.ofPorts.get(member.member)?.up ?? false;
			// Dummy devices do not count how often their carrier changed, and LACP does not hear of it.
			if (switchd.datapathOverride) member.carrier = link || member.carrier === true;
			else seeCarrier(lacp, member, link, now);
		}
		changed = runLacp(lacp, now, ({member, partner}, actor) => {
			const out = bridge.ofPorts.get(member);
			if (out) send(bridge, out, buildLacpdu({actor, partner}, out.mac));
		});
	}
	if (bond) {
		changed = runBond(bridge, port, now) || changed;
		for (const {member, frame} of learningPackets(bridge, port, now)) {
			const out = bridge.ofPorts.get(member);
			if (out) send(bridge, out, frame);
		}
	}
	return changed;
}
