/*
 * Credits: what every later packet owes to whom
 *
 * A cached flow forwards frames of which the daemon sees nothing. Now and then the
 * revalidator fetches how many there were, and everyone who had a part in the answer
 * gets his share: the flows of the tables that were walked, groups, mirrors, bonds, patch ports;
 * and the source of the frames counts as seen again, or its entry in the MAC table would age
 * under traffic. None of that translates anything again: the answer has a list.
 *
 * Follows ofproto-dpif-xlate-cache.c.
 */
import {countLookup, creditRule, reduceTimeouts} from '../../flow/flow-tables.js';
import type {Group} from '../../flow/group.js';
import {creditBond} from '../bond/bonds.js';
import {countConnection} from '../export/netflow.js';
import {learnCounted} from '../mac/counted-learning.js';
import {creditMirrors} from '../mirror/mirrors.js';
import {bridgeNamed, type OvsBridge, type Vswitchd} from '../vswitchd.js';
import {learnFlow} from './learn-action.js';
import type {Credit, Stats} from './translation.js';

const TCP_FIN = 1;
const TCP_RST = 4;

/** Credits further packets to an answer that is cached (xlate_push_stats). `now` is world time, ns. */
export function pushCredits(switchd: Vswitchd, credits: readonly Credit[], stats: Stats, now = stats.used): void {
	if (stats.packets === 0) return;
	for (const credit of credits) {
		const bridge = bridgeNamed(switchd, credit.bridge);
		if (!bridge) continue;
		switch (credit.kind) {
			case 'learn':
				learnCounted(switchd, bridge, credit, stats.used);
				break;
			case 'learned-flow':
				learnFlow(bridge, credit.action, credit.key, stats.used);
				break;
			case 'fin-timeout':
				finTimeout(bridge, credit, stats);
				break;
			default:
				count(bridge, credit, stats, now);
		}
	}
}

/** Only counts: what a translation that has stats does with its own credits when it ends. */
export function countCredits(switchd: Vswitchd, credits: readonly Credit[], stats: Stats): void {
	if (stats.packets === 0) return;
	for (const credit of credits) {
		if (credit.kind === 'learn' || credit.kind === 'learned-flow' || credit.kind === 'fin-timeout') continue;
		const bridge = bridgeNamed(switchd, credit.bridge);
		if (bridge) count(bridge, credit, stats, stats.used);
	}
}

/** A TCP segment that ends its connection shortens the life of the flow (xlate_fin_timeout__). */
export function finTimeout(bridge: OvsBridge, credit: Extract<Credit, {kind: 'fin-timeout'}>, {tcpFlags}: Stats): void {
	if ((tcpFlags & (TCP_FIN | TCP_RST)) !== 0) reduceTimeouts(bridge.tables, credit.rule, credit.idleTimeout, credit.hardTimeout);
}

type Counting = Exclude<Credit, {kind: 'learn' | 'learned-flow' | 'fin-timeout'}>;

function count(bridge: OvsBridge, credit: Counting, stats: Stats, now: number): void {
	const {packets, bytes} = stats;
	switch (credit.kind) {
		case 'table':
			countLookup(bridge.tables, credit.table, credit.matched, packets);
			return;
		case 'rule':
			creditRule(bridge.tables, credit.rule, stats);
			return;
		case 'mirror':
			creditMirrors(bridge, credit.mirrors, packets, bytes);
			return;
		case 'of-port': {
			const counters = bridge.ofPorts.get(credit.port)?.counters;
			if (!counters) return;
			if (credit.direction === 'rx') {
				counters.rxPackets += packets;
				counters.rxBytes += bytes;
			} else {
				counters.txPackets += packets;
				counters.txBytes += bytes;
			}
			return;
		}
		case 'bond': {
			const bond = bridge.ports.find(({name}) => name === credit.port)?.bond;
			if (bond) creditBond(bond, credit.hash, bytes);
			return;
		}
		case 'group': {
			const group = bridge.groups.groups.get(credit.group);
			if (group) creditGroup(group, credit.bucket, packets, bytes);
			return;
		}
		case 'flow-export':
			countConnection(bridge.exports, credit.key, credit.output, stats, now);
			return;
		default:
			credit satisfies never;
	}
}

/** group_dpif_credit_stats */
function creditGroup(group: Group, bucket: number, packets: number, bytes: number): void {
	group.packets += packets;
	group.bytes += bytes;
	for (const [index, each] of group.buckets.entries()) {
		if (bucket !== -1 && bucket !== index) continue;
		each.packets += packets;
		each.bytes += bytes;
	}
}
