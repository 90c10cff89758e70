/*
 * What the daemon does by the clock (ofproto-dpif.c, type_run, run; vswitchd/bridge.c, bridge_run)
 *
 * The real daemon goes round a loop and lets every part look whether it is time. Here each
 * part says when it is, and one timer, that of the datapath, is set to the earliest.
 *
 * What was counted becomes known in the rounds of the revalidator, so what depends on counters follows
 * them: flows of the tables time out and bonds move their load after a round, not in between.
 */
import type {Datapath} from '../devices/datapath/datapath-device.js';
import {expireRules, nextExpiry} from '../flow/flow-tables.js';
import type {Sink} from '../sink.js';
import {deviceOfKind, type Machine, type World} from '../world.js';
import {nextAggregation, nextRebalancing, rebalanceBonds, runAggregationsOf} from './bond/aggregation.js';
import {tellPorts, tellRemoved} from './controller/async-messages.js';
import {nextControl, runControl} from './controller/controllers.js';
import {countEvent} from './coverage.js';
import {nextExport, runExports} from './export/run-exports.js';
import {expireMacs, nextMacExpiry} from './mac/mac-learning.js';
import {nextRound, noticeChanges, revalidate, roundAfter} from './revalidator.js';
import {frameSender} from './send-frame.js';
import {expireMcast, nextMcastExpiry} from './snooping/mcast-snooping.js';
import {nextStp, runStp, takeBpdus} from './stp/ovs-stp.js';
import type {OvsBridge, Vswitchd} from './vswitchd.js';

const MILLISECOND = 1_000_000;
/** More than bridges of one machine need to agree on a tree. */
const MAX_BPDU_ROUNDS = 64;

/** One turn of the loop. */
interface Turn {
	world: World;
	machine: Machine;
	switchd: Vswitchd;
	out: Sink;
}

/** Something of a bridge that runs by the clock. */
interface Part {
	/** World time at which it has something to do, ns; Infinity for never. */
	next(bridge: OvsBridge, switchd: Vswitchd): number;
	/** Does what is due at `world.now`. */
	run(turn: Turn, bridge: OvsBridge): void;
}

/** In the order of `run` in ofproto-dpif.c. */
const PARTS: readonly Part[] = [
	{
		next: nextExport,
		run: runExports,
	},
	{
		next: nextAggregation,
		run: ({world, switchd, out}, bridge) => runAggregationsOf(switchd, bridge, world.now, frameSender(world, switchd, out)),
	},
	{
		next: nextStp,
		run: runSpanningTree,
	},
	{
		next: (bridge) => nextMacExpiry(bridge.macs),
		run: ({world, switchd}, bridge) => countEvent(switchd.coverage, 'mac_learning_expired', world.now, expireMacs(bridge.macs, world.now)),
	},
	{
		next: (bridge) => (bridge.snooping ? nextMcastExpiry(bridge.snooping) : Number.POSITIVE_INFINITY),
		run: ({world}, bridge) => bridge.snooping && expireMcast(bridge.snooping, world.now),
	},
	{
		next: nextControl,
		run: (turn, bridge) => runControl({...turn, bridge}),
	},
];

/** Does what is due at `world.now`. */
export function runSwitchd(world: World, machine: Machine, out: Sink): void {
	const switchd = machine.vswitchd;
	if (!switchd?.running) return;
	const turn: Turn = {world, machine, switchd, out};
	for (const bridge of switchd.bridges) {
		for (const part of PARTS) if (part.next(bridge, switchd) <= world.now) part.run(turn, bridge);
	}
	noticeChanges(switchd, world.now);
	if (nextRoundOrTimeout(switchd) <= world.now) {
		revalidate(world, switchd, out);
		for (const bridge of switchd.bridges) afterRound(turn, bridge);
		noticeChanges(switchd, world.now);
	}
}

/** One round of the revalidator now, whatever the clock says (revalidator/wait). */
export function runRound(world: World, machine: Machine, out: Sink): void {
	const switchd = machine.vswitchd;
	if (!switchd?.running) return;
	noticeChanges(switchd, world.now);
	revalidate(world, switchd, out);
	for (const bridge of switchd.bridges) afterRound({world, machine, switchd, out}, bridge);
	noticeChanges(switchd, world.now);
}

/** Sets the timer to the earliest thing that is due; call it after whatever may have made something due earlier. */
export function armSwitchd(world: World, machine: Machine, out: Sink): void {
	setTimer(world, machine, world.now, out);
}

/** The same after a run: what is due still, or again, waits for the next turn of the loop. */
export function rearmSwitchd(world: World, machine: Machine, out: Sink): void {
	setTimer(world, machine, world.now + MILLISECOND, out);
}

function setTimer(world: World, machine: Machine, notBefore: number, out: Sink): void {
	const switchd = machine.vswitchd;
	if (!switchd?.running) return;
	for (const bridge of switchd.bridges) {
		const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
		if (datapath) datapath.vlanLimit = switchd.settings.vlanLimit === 1 ? 1 : 2;
		tellPorts({world, machine, switchd, bridge, out});
	}
	noticeChanges(switchd, world.now);
	const clock = clockOf(world, switchd);
	if (!clock) return;
	const due = Math.max(notBefore, nextDue(switchd));
	if (due >= clock.wakeAt) return;
	clock.wakeAt = due;
	out.wake(clock.id, due);
}

function nextDue(switchd: Vswitchd): number {
	let next = nextRoundOrTimeout(switchd);
	for (const bridge of switchd.bridges) for (const part of PARTS) next = Math.min(next, part.next(bridge, switchd));
	return next;
}

/** The next round of the revalidator: for cached flows, or for what waits for the end of a round. */
function nextRoundOrTimeout(switchd: Vswitchd): number {
	const waiting = earliest(switchd.bridges, (bridge) => Math.min(nextExpiry(bridge.tables), nextRebalancing(bridge)));
	return Math.min(nextRound(switchd), roundAfter(switchd, waiting));
}

/** The tree first, then what it has to say to its neighbours; a neighbour behind a patch port hears it at once, and may answer. */
function runSpanningTree({world, switchd, out}: Turn, bridge: OvsBridge): void {
	for (const cause of runStp(bridge, world.now)) if (out.tracing) out.note(cause);
	const send = frameSender(world, switchd, out);
	for (let round = 0; round < MAX_BPDU_ROUNDS && switchd.bridges.some(({stp}) => stp && stp.outbox.length > 0); round++) {
		for (const speaker of switchd.bridges) for (const {port, frame} of takeBpdus(speaker)) send(speaker, port, frame);
	}
}

function afterRound(turn: Turn, bridge: OvsBridge): void {
	const {world, switchd} = turn;
	tellRemoved({...turn, bridge}, expireRules(bridge.tables, world.now));
	rebalanceBonds(switchd, bridge, world.now);
	// Connections that ended with their cached flows.
	if (nextExport(bridge, switchd) <= world.now) runExports(turn, bridge);
}

/** The device whose timer is the daemon's: the datapath of the first bridge. */
function clockOf(world: World, switchd: Vswitchd): Datapath | undefined {
	const [first] = switchd.bridges;
	return first && deviceOfKind(world, first.datapath, 'datapath');
}

function earliest<T>(items: readonly T[], timeOf: (item: T) => number): number {
	let next = Number.POSITIVE_INFINITY;
	for (const item of items) next = Math.min(next, timeOf(item));
	return next;
}
