/** What exporters do by the clock (netflow_run, dpif_sflow_run, dpif_ipfix_run). */
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {roundAfter} from '../revalidator.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';
import {sendOutbox} from './collectors.js';
import {expireIpfix, nextIpfix} from './ipfix.js';
import {exportersOf} from './ipfix-state.js';
import {nextNetflow, runNetflow} from './netflow.js';
import {nextSflow, runSflow} from './sflow.js';
import {pollCounters} from './sflow-counters.js';

/** World time at which an exporter of the bridge has something to do, ns; Infinity for never. */
export function nextExport({exports}: OvsBridge, switchd: Vswitchd): number {
	if (exports.outbox) return 0;
	const {netflow, sflow} = exports;
	if (!netflow && !sflow && exports.ipfixId === undefined) return Number.POSITIVE_INFINITY;
	let next = Math.min(nextNetflow(exports), nextSflow(exports));
	// Nothing wakes the daemon for a flow of IPFIX: it looks when it has been woken by the revalidator.
	for (const [, exporter] of exportersOf(exports)) next = Math.min(next, roundAfter(switchd, nextIpfix(exporter)));
	return next;
}

export function runExports(
	{world, machine, switchd, out}: {world: World; machine: Machine; switchd: Vswitchd; out: Sink},
	bridge: OvsBridge,
): void {
	const {exports} = bridge;
	runNetflow(exports, world.now);
	// What it finds to send makes the loop turn at once.
	if (exports.netflow?.state?.pending) runNetflow(exports, world.now);
	runSflow(exports, world.now, (poller) => pollCounters(world, switchd, bridge, poller));
	for (const [name, exporter] of exportersOf(exports)) expireIpfix(exports, name, exporter, world.now, false);
	sendOutbox(world, machine, switchd, bridge, out);
}
