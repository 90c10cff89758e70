/*
 * Learning: the source address of a frame teaches the bridge where its sender is
 *
 * A port that does not learn, a bridge without hold time (a hub), and the FDB's own
 * reasons (own address, sticky entry, limit) leave the table as it was; the frame
 * goes on all the same. On a locked port it is the other way round: the table says
 * whether the frame may enter at all, and nothing is learned from it unless MAB
 * keeps the unknown station's name, marked as locked.
 *
 * Rules: br_handle_frame_finish (br_input.c), br_fdb_update (br_fdb.c).
 *
 * Not modelled: the rate limit on the kernel's "own address as source" warning.
 */
import {hasFlag, type Learned, LOCAL, LOCKED, learn, lookUp, portAt} from '../../fdb.js';
import type {Mac} from '../../mac.js';
import type {DeviceId} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {holdTime, portNumbered} from './ports.js';

/** Learns the source (`high`, `low`) of a frame that came by `port` in `vid`. */
export function learnSource(bridge: Bridge, port: BridgePort, high: number, low: number, vid: number, now: number, out: Sink): void {
	if (out.tracing) {
		learnAndTell(bridge, port, high, low, vid, now, out);
		return;
	}
	if (port.learning && holdTime(bridge) > 0) learn(bridge.fdb, high, low, vid, port.number, now, bridge.fdbMaxLearned);
}

/** May a frame with this source enter by a locked port? Drops it if not. */
export function isAuthorised(bridge: Bridge, port: BridgePort, high: number, low: number, vid: number, now: number, out: Sink): boolean {
	const {fdb} = bridge;
	const slot = lookUp(fdb, high, low, vid);
	const known = slot !== -1 && portAt(fdb, slot) === port.number && !hasFlag(fdb, slot, LOCAL);
	if (known && !hasFlag(fdb, slot, LOCKED)) return true;
	// MAB remembers a stranger and keeps the age of one that it remembers; a station known elsewhere does not move.
	if ((slot === -1 ? port.mab : known) && holdTime(bridge) > 0) {
		const found = learn(fdb, high, low, vid, port.number, now, bridge.fdbMaxLearned, LOCKED);
		if (out.tracing) tell(found, macOf(high, low), vid, port.device, -1, out);
	} else if (out.tracing) out.note({kind: 'fdb-not-learned', mac: macOf(high, low), why: 'locked'});
	out.drop('port-locked');
	return false;
}

function learnAndTell(bridge: Bridge, port: BridgePort, high: number, low: number, vid: number, now: number, out: Sink): void {
	const mac = macOf(high, low);
	if (!port.learning) {
		out.note({kind: 'fdb-not-learned', mac, why: 'learning-off'});
		return;
	}
	if (holdTime(bridge) === 0) {
		out.note({kind: 'fdb-not-learned', mac, why: 'hub'});
		return;
	}
	const slot = lookUp(bridge.fdb, high, low, vid);
	const from = slot === -1 ? undefined : portNumbered(bridge, portAt(bridge.fdb, slot));
	const found = learn(bridge.fdb, high, low, vid, port.number, now, bridge.fdbMaxLearned);
	tell(found, mac, vid, port.device, from?.device ?? bridge.id, out);
}

function tell(found: Learned, mac: Mac, vid: number, port: DeviceId, from: DeviceId, out: Sink): void {
	switch (found) {
		case 'learned':
			out.note({kind: 'fdb-learned', mac, vid, port});
			return;
		case 'refreshed':
			out.note({kind: 'fdb-refreshed', mac, vid, port});
			return;
		case 'moved':
			out.note({kind: 'fdb-moved', mac, vid, port, from});
			return;
		case 'own-address':
		case 'sticky':
		case 'limit':
			out.note({kind: 'fdb-not-learned', mac, why: found});
			return;
		default:
			found satisfies never;
	}
}

function macOf(high: number, low: number): Mac {
	return high * 0x1_0000_0000 + (low >>> 0);
}
