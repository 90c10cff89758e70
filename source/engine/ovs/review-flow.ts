/*
 * Is a cached flow still right? (ofproto-dpif-upcall.c, revalidate_ukey, revalidate_ukey__, should_revalidate)
 *
 * The question that made it is asked again, with the key of the frame that it was made for. Other actions are written in their place.
 * A mask that would have to be narrower cannot be: frames that are none of its business would go on to match it.
 */
import type {DatapathAction} from '../devices/datapath/datapath-action.js';
import type {Datapath} from '../devices/datapath/datapath-device.js';
import {keyOf, maskOf, setActions, statsOf} from '../devices/datapath/flow-cache.js';
import {type FlowKey, WORD} from '../flow/key.js';
import {ETHER_TYPE, etherTypeOf, IP_PROTOCOL, protocolOf} from '../flow/key-parts.js';
import {isEqual} from '../flow/plain-equal.js';
import {countEvent} from './coverage.js';
import {endConnectionOf, endConnections} from './export/end-connections.js';
import type {Ukey} from './revalidator.js';
import {slowPath} from './slow-path.js';
import {bridgeOf} from './translate/key-bridge.js';
import {translate} from './translate/translate.js';
import type {Answer} from './translate/translation.js';
import type {Vswitchd} from './vswitchd.js';

const MILLISECOND = 1_000_000;

/** Is the flow still right? Changes it in place where only its actions are not. */
export function reviewFlow(switchd: Vswitchd, datapath: Datapath, ukey: Ukey, now: number): 'kept' | 'changed' | 'delete' {
	const {cache} = datapath;
	const packets = statsOf(cache, ukey.flow).packets - ukey.packets;
	if (ukey.sequence === switchd.revalidator.checked) {
		ukey.credited ||= packets > 0;
		return 'kept';
	}
	if (!isWorthAsking(switchd, packets, ukey.used, now)) return 'delete';
	if (ukey.credited) endConnections(switchd, ukey.credits, now);
	ukey.credited = true;
	ukey.credits = [];
	ukey.recirculations = [];
	const key = keyOf(cache, ukey.flow);
	const answer = askAgain(switchd, datapath, key, now);
	if (!answer) return 'delete';
	ukey.credits = answer.credits;
	// A walk that fails has looked at more than a cached flow can say, and leaves it in its mask (xlate_wc_finish).
	if (answer.uncacheable || answer.error !== undefined || isWider(maskOf(cache, ukey.flow), answer.mask)) {
		endConnectionOf(switchd, datapath, keyOf(cache, ukey.flow), now);
		return 'delete';
	}
	ukey.recirculations = answer.recirculations;
	const actions: readonly DatapathAction[] = answer.slow.length > 0 ? slowPath(answer.slow) : answer.actions;
	cache.drops[ukey.flow] = answer.drop;
	if (isEqual(actions, cache.actions[ukey.flow])) return 'kept';
	setActions(cache, ukey.flow, actions);
	countEvent(switchd.coverage, 'dpif_flow_put', now);
	return 'changed';
}

function askAgain(switchd: Vswitchd, datapath: Datapath, key: FlowKey, now: number): Answer | undefined {
	const from = bridgeOf(switchd, datapath.id, key);
	if (!from) return undefined;
	key[WORD.inPort] = from.port;
	// Keys of the datapath do not say what kind of IGMP message it was (flow_to_odp).
	if (etherTypeOf(key) === ETHER_TYPE.ipv4 && protocolOf(key) === IP_PROTOCOL.igmp) key[WORD.tp] = 0;
	return translate({switchd, bridge: from.bridge, key, frame: undefined, now, stats: undefined, tracing: false, keep: true});
}

/** When rounds take long, what is hardly used is deleted rather than asked again (should_revalidate). */
function isWorthAsking({revalidator, settings}: Vswitchd, packets: number, used: number, now: number): boolean {
	if (used < 0 || revalidator.roundTime < milliseconds(settings.maxRevalidator) / 2) return true;
	const each = (milliseconds(now) - milliseconds(used)) / Math.max(1, packets);
	return each < 1000 / settings.minRevalidatePps;
}

/** Does the installed mask leave out a bit that the new one has? */
function isWider(installed: FlowKey, wanted: FlowKey): boolean {
	for (let word = 0; word < WORD.metadata; word++) {
		if (word !== WORD.inPort && ((wanted[word] as number) & ~(installed[word] as number)) !== 0) return true;
	}
	return false;
}

function milliseconds(time: number): number {
	return Math.floor(time / MILLISECOND);
}
