/*
 * The revalidator: keeps cached flows true (ofproto-dpif-upcall.c)
 *
 * A cached flow is an answer that was right when it was given. In rounds, the revalidator fetches
 * from the datapath how much each flow was used, credits that to whoever had a part in the answer, and
 * takes away what nobody uses. When something has changed that answers depend on (a table, a port,
 * where a station is), it asks every question again: an answer that reads otherwise is changed in
 * place; one that now depends on more bits than its mask has is deleted, and the next frame
 * comes up and gets a narrower one.
 *
 * When
 * ----
 * A round begins every 500 ms (max-revalidator), and soon after a change, but
 * not within 5 ms of the last one. Rounds in which there would be nothing to do are left out; those that
 * are made keep the beat.
 *
 * An order (`ovs-ofctl`, `ovs-vsctl`, `ovs-appctl`) takes no time in this world. On a real host the
 * start of the tool alone takes longer than those 5 ms, so that no frame that comes after the tool has ended finds an answer
 * from before. So after an order the round comes at once, and it is obeyed before the next frame.
 *
 * How many, how long
 * ------------------
 * A flow that was idle for 10 s (max-idle) goes. There is a limit to the number of flows that moves with the time a
 * round takes; above it nothing is installed and flows go after 100 ms, above twice of it all go at once. And when rounds take long,
 * a flow that sees fewer than 5 packets a second is deleted rather than asked again.
 * Nothing takes time in this world, so a round is said to take `roundTime`, 1 ms, which Open vSwitch
 * takes for the least: the limit then grows by 1000 a round while more than a few flows are there. A lesson may
 * say otherwise.
 *
 * Rules: udpif_revalidator, revalidate, push_dp_ops, xlate_push_stats; `review-flow.ts` asks the question again.
 *
 * Not modelled: several threads; that the number of flows is counted only every 100 ms.
 */
import type {Datapath} from '../devices/datapath/datapath-device.js';
import {type FlowIndex, flowId, keyOf, removeFlow, statsOf} from '../devices/datapath/flow-cache.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceOfKind, type World} from '../world.js';
import {type CoverageEvent, countEvent} from './coverage.js';
import {endConnectionOf, endConnections} from './export/end-connections.js';
import {adaptFlowLimit, batchesOf} from './flow-limit.js';
import {reviewFlow} from './review-flow.js';
import {pushCredits} from './translate/credits.js';
import {dropRecirculations} from './translate/recirculate.js';
import type {Answer, Credit} from './translate/translation.js';
import type {Vswitchd} from './vswitchd.js';

const MILLISECOND = 1_000_000;
/** Rounds follow each other no faster. */
const SHORTEST_PAUSE = 5 * MILLISECOND;
/** Above the flow limit a flow that was idle for so long goes. */
const IDLE_ABOVE_LIMIT = 100 * MILLISECOND;
const FIRST_FLOW_LIMIT = 10_000;

/** What the daemon knows of a flow that it has installed (struct udpif_key). */
export interface Ukey {
	datapath: DeviceId;
	/** Row in the cache of the datapath, and the id that the flow has there. */
	flow: FlowIndex;
	id: number;
	credits: Credit[];
	/** Recirculation ids that the actions mention. */
	recirculations: number[];
	/** World time, ns. */
	created: number;
	/** State of the world that the answer is right for. */
	sequence: number;
	/** Credited already. */
	packets: number;
	bytes: number;
	/** When it was last used as far as the last round knew, world time in ns; -1 never. */
	used: number;
	/** A round has credited it, or asked again: from then on its credits are what ends with it (`xcache`). */
	credited: boolean;
}

export interface Revalidator {
	/** Flows that may be installed now; adapts between 1000 and the limit that is configured. */
	flowLimit: number;
	/** What a round takes, ms: nothing here takes time, so somebody has to say it. */
	roundTime: number;
	/** Off: an answer is cached for frames that are equal in all fields (upcall/disable-megaflows). */
	megaflows: boolean;
	/** Flows installed, oldest first, by datapath and id. */
	ukeys: Map<number, Ukey>;
	/** World time at which the last round began, ns. */
	lastRound: number;
	/** Counts what makes cached answers doubtful. */
	sequence: number;
	/** What that was in the last round. */
	checked: number;
	/** An order made cached answers doubtful: the next round does not wait. */
	ordered: boolean;
	/** Versions of everything that answers depend on, when they were last looked at. */
	versions: number[];
}

export function createRevalidator(): Revalidator {
	return {
		flowLimit: FIRST_FLOW_LIMIT,
		roundTime: 1,
		megaflows: true,
		ukeys: new Map(),
		lastRound: -500 * MILLISECOND,
		sequence: 0,
		checked: 0,
		ordered: false,
		versions: [],
	};
}

/** The daemon has installed a flow. */
export function addUkey({revalidator}: Vswitchd, datapath: Datapath, flow: FlowIndex, answer: Answer, now: number): void {
	const id = flowId(datapath.cache, flow);
	const {credits, recirculations} = answer;
	const {sequence} = revalidator;
	revalidator.ukeys.set(ukeyNumber(datapath.id, id), {
		datapath: datapath.id,
		flow,
		id,
		credits,
		recirculations,
		created: now,
		sequence,
		packets: 0,
		bytes: 0,
		used: -1,
		credited: false,
	});
}

/** Cached answers may be wrong from now on: the next round asks again. */
function requestRevalidation({revalidator}: Vswitchd): void {
	revalidator.sequence++;
}

/** Has anything changed that answers depend on? Then they are doubtful. `now` is world time, ns. */
export function noticeChanges(switchd: Vswitchd, now: number): void {
	const {versions} = switchd.revalidator;
	let at = 0;
	let changed = false;
	let why: CoverageEvent | undefined;
	const see = (version: number, event?: CoverageEvent): void => {
		if (versions[at] !== version) {
			// One reason is counted for all; that there is a bridge more is none of these.
			if (versions[at] !== undefined) why ??= event;
			versions[at] = version;
			changed = true;
		}
		at++;
	};
	for (const {version, tables, groups, macs, snooping, stp} of switchd.bridges) {
		// Ports, their settings, mirrors and bonds.
		see(version);
		see(tables.version, 'rev_flow_table');
		see(groups.version, 'rev_flow_table');
		see(macs.version, 'rev_mac_learning');
		see(snooping?.version ?? -1, 'rev_mcast_snooping');
		see(stp?.version ?? -1, 'rev_stp');
	}
	if (versions.length !== at) {
		versions.length = at;
		changed = true;
		why = undefined;
	}
	if (why) countEvent(switchd.coverage, why, now);
	if (changed) requestRevalidation(switchd);
}

/** After an order: the round for what it changed, if it changed anything, comes at once. */
export function noticeOrder(switchd: Vswitchd, now: number): void {
	noticeChanges(switchd, now);
	const {revalidator} = switchd;
	revalidator.ordered = revalidator.sequence !== revalidator.checked;
}

/** World time of the next round, ns: at once after a change; at the beat while there are flows; Infinity for never. */
export function nextRound(switchd: Vswitchd): number {
	const {revalidator} = switchd;
	if (revalidator.sequence !== revalidator.checked && revalidator.ukeys.size > 0)
		return revalidator.lastRound + (revalidator.ordered ? 0 : SHORTEST_PAUSE);
	return revalidator.ukeys.size > 0 ? roundAfter(switchd, revalidator.lastRound) : Number.POSITIVE_INFINITY;
}

/** World time of the first round at `time` or after it; there is always one to come. */
export function roundAfter({revalidator, settings}: Vswitchd, time: number): number {
	if (time === Number.POSITIVE_INFINITY) return time;
	const period = Math.min(settings.maxIdle, settings.maxRevalidator);
	return revalidator.lastRound + period * Math.max(1, Math.ceil((time - revalidator.lastRound) / period));
}

/** One round: credits, and what is idle or wrong goes or is changed. */
export function revalidate(world: World, switchd: Vswitchd, out: Sink): void {
	const {revalidator, settings} = switchd;
	const {ukeys, flowLimit} = revalidator;
	const doubtful = revalidator.checked !== revalidator.sequence;
	revalidator.lastRound = world.now;
	revalidator.checked = revalidator.sequence;
	revalidator.ordered = false;
	const count = ukeys.size;
	const all = count > flowLimit * 2;
	const maxIdle = count > flowLimit ? IDLE_ABOVE_LIMIT : settings.maxIdle;
	if (count >= flowLimit) countEvent(switchd.coverage, 'upcall_flow_limit_hit', world.now, batchesOf(count));
	if (all) countEvent(switchd.coverage, 'upcall_flow_limit_kill', world.now, batchesOf(count));
	const result = {kept: 0, changed: 0, deleted: 0};
	for (const ukey of [...ukeys.values()]) {
		const datapath = deviceOfKind(world, ukey.datapath, 'datapath');
		if (!datapath || flowId(datapath.cache, ukey.flow) !== ukey.id) {
			ukeys.delete(ukeyNumber(ukey.datapath, ukey.id));
			continue;
		}
		const {used} = statsOf(datapath.cache, ukey.flow);
		const idleSince = milliseconds(used < 0 ? ukey.created : used);
		const verdict = all || idleSince < milliseconds(world.now - maxIdle) ? 'delete' : reviewFlow(switchd, datapath, ukey, world.now);
		if (verdict === 'delete') {
			finish(switchd, datapath, ukey, world.now);
			ukeys.delete(ukeyNumber(ukey.datapath, ukey.id));
			result.deleted++;
			continue;
		}
		push(switchd, datapath, ukey, world.now);
		ukey.sequence = revalidator.checked;
		result[verdict]++;
	}
	adaptFlowLimit(switchd, count);
	dropRecirculations(switchd, new Set([...ukeys.values()].flatMap(({recirculations}) => recirculations)));
	// A round that only counts is not worth a word.
	if (out.tracing && count > 0 && (doubtful || result.deleted > 0)) out.note({kind: 'ovs-revalidated', ...result});
}

/** Credits what is still owed and takes all cached flows away (revalidator/purge, dpctl/del-flows; udpif_flush). */
export function purgeFlows(world: World, switchd: Vswitchd): void {
	const {ukeys} = switchd.revalidator;
	for (const ukey of ukeys.values()) {
		const datapath = deviceOfKind(world, ukey.datapath, 'datapath');
		if (!datapath || flowId(datapath.cache, ukey.flow) !== ukey.id) continue;
		finish(switchd, datapath, ukey, world.now);
	}
	ukeys.clear();
	for (const {datapath: id} of switchd.bridges) {
		const datapath = deviceOfKind(world, id, 'datapath');
		// Those of a daemon that has died since.
		if (datapath) flushDatapath(datapath);
	}
}

/** Takes all cached flows of a datapath away, and credits nobody: what a daemon does that begins. */
export function flushDatapath({cache}: Datapath): void {
	for (let flow = 0; flow < cache.rows; flow++) removeFlow(cache, flow);
}

/** Whether caching works by megaflow or by equal frames; what is cached goes (upcall/enable-megaflows, disable-megaflows). */
export function setMegaflows(world: World, switchd: Vswitchd, enabled: boolean): void {
	switchd.revalidator.megaflows = enabled;
	purgeFlows(world, switchd);
}

/** Credits what is still owed, ends what ends with the flow, and takes it away (push_dp_ops, ukey_delete). */
function finish(switchd: Vswitchd, datapath: Datapath, ukey: Ukey, now: number): void {
	const {cache} = datapath;
	push(switchd, datapath, ukey, now);
	if (ukey.credited) endConnections(switchd, ukey.credits, now);
	else endConnectionOf(switchd, datapath, keyOf(cache, ukey.flow), now);
	countEvent(switchd.coverage, 'dpif_flow_del', now);
	removeFlow(cache, ukey.flow);
}

/** Credits what frames have used the flow since the last time. */
function push(switchd: Vswitchd, {cache}: Datapath, ukey: Ukey, now: number): void {
	const {flow, credits} = ukey;
	const stats = statsOf(cache, flow);
	const packets = stats.packets - ukey.packets;
	ukey.used = stats.used;
	if (packets === 0) return;
	const bytes = stats.bytes - ukey.bytes;
	ukey.packets = stats.packets;
	ukey.bytes = stats.bytes;
	pushCredits(switchd, credits, {...stats, packets, bytes}, now);
}

function ukeyNumber(datapath: DeviceId, id: number): number {
	return datapath * 0x1_0000_0000 + id;
}

function milliseconds(time: number): number {
	return Math.floor(time / MILLISECOND);
}
