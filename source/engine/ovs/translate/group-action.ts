/*
 * Groups
 *
 * A bucket is an action set that runs on a copy. `all` and `indirect` run every bucket; `select` one of
 * those that are live, by a hash, so that a flow keeps its way; `fast_failover` the
 * first that is live. A bucket is live when the port or group that it watches is, or when it watches none.
 *
 * The hash of a `select` group is the datapath's, if its weights allow it: the frame is hashed there and
 * comes back once more, and the answer to its second lookup depends on the bits of the hash that were used, and on no header.
 *
 * Follows xlate_group_action__, pick_*_select_group, bucket_is_alive (ofproto-dpif-xlate.c).
 */
import {OFPP} from '../../flow/action.js';
import {type Bucket, type Group, watches} from '../../flow/group.js';
import {selectBucket} from '../../flow/select-bucket.js';
import {orderActionSet} from './action-set.js';
import {finishFreezing, freezeForHash} from './recirculate.js';
import {note, type Translation} from './translation.js';
import {mayGoOn} from './walk-table.js';

/** Groups may watch groups; further than this it is a mistake. */
const MAX_LIVENESS_DEPTH = 128;
const NO_GROUP = 0xffff_ffff;
/** From this release on a trace tells a frame that is to come back from one that no bucket takes. */
const RECIRCULATION_IS_SAID = 303;

/** Sends the frame to a group. False when there is no such group: then the actions behind it do not run either. */
export function runGroup(translation: Translation, id: number, isLast: boolean): boolean {
	if (!mayGoOn(translation)) return true;
	const group = translation.bridge.groups.groups.get(id);
	if (!group) {
		note(translation, {kind: 'ovs-remark', text: `output to nonexistent group ${id}`, level: 'warning'});
		return false;
	}
	if (group.type === 'all' || group.type === 'indirect') {
		for (const [index, bucket] of group.buckets.entries()) runBucket(translation, bucket, isLast && index === group.buckets.length - 1);
		credit(translation, group, -1);
		return true;
	}
	const bucket = group.type === 'select' ? select(translation, group) : firstLive(translation, group, 0);
	if (!bucket) {
		// 3.1 says so too when the frame is to come back.
		if (!translation.freezing || translation.request.switchd.release < RECIRCULATION_IS_SAID)
			note(translation, {kind: 'ovs-remark', text: 'no live bucket'});
		return true;
	}
	note(translation, {kind: 'ovs-remark', text: `using bucket ${bucket.id}`});
	runBucket(translation, bucket, isLast);
	credit(translation, group, group.buckets.indexOf(bucket));
	return true;
}

/** Runs a bucket on a copy: what it did to the frame is gone afterwards (xlate_group_bucket). */
function runBucket(translation: Translation, bucket: Bucket, isLast: boolean): void {
	const {flow, depth, actionSetOutput} = translation;
	const before = flow.slice();
	note(translation, {kind: 'ovs-remark', text: `bucket ${bucket.id}`, level: 'bucket'});
	translation.depth = depth + 1;
	translation.recursion++;
	translation.run(translation, orderActionSet(bucket.actions), isLast, true);
	translation.recursion--;
	if (translation.freezing) finishFreezing(translation);
	flow.set(before);
	translation.actionSetOutput = actionSetOutput;
	translation.exit = false;
	translation.depth = depth;
}

function credit({credits, bridge}: Translation, group: Group, bucket: number): void {
	credits.push({kind: 'group', bridge: bridge.name, group: group.id, bucket});
}

function select(translation: Translation, group: Group): Bucket | undefined {
	const {flow, mask, request} = translation;
	const choice = selectBucket(group, flow, mask, (bucket) => isLive(translation, group, bucket, 0));
	if (choice.kind === 'recirculate') {
		if (request.switchd.release >= RECIRCULATION_IS_SAID)
			note(translation, {kind: 'ovs-remark', text: 'selection method in use: dp_hash, recirculating'});
		freezeForHash(translation, {algorithm: choice.algorithm, basis: choice.basis});
		return undefined;
	}
	for (const [index, {bucket, score}] of choice.scores.entries()) {
		if (score === undefined) noteDead(translation, group.buckets[index] as Bucket);
		else note(translation, {kind: 'ovs-remark', text: `bucket ${bucket}: score ${score}`});
	}
	return choice.bucket;
}

function firstLive(translation: Translation, group: Group, depth: number): Bucket | undefined {
	for (const bucket of group.buckets) {
		if (isLive(translation, group, bucket, depth)) return bucket;
		noteDead(translation, bucket);
	}
	return undefined;
}

/** bucket_is_alive */
function isLive(translation: Translation, group: Group, bucket: Bucket, depth: number): boolean {
	if (depth >= MAX_LIVENESS_DEPTH) {
		note(translation, {kind: 'ovs-remark', text: `bucket chaining exceeded ${MAX_LIVENESS_DEPTH} links`, level: 'error'});
		return false;
	}
	if (group.type === 'select' && bucket.weight === 0) return false;
	if (!watches(bucket)) return true;
	const {bridge} = translation;
	if (bucket.watchPort === OFPP.controller) return bridge.control.alive;
	if (bucket.watchPort !== OFPP.none && bridge.ofPorts.get(bucket.watchPort)?.up) return true;
	const watched = bucket.watchGroup === NO_GROUP ? undefined : bridge.groups.groups.get(bucket.watchGroup);
	return watched !== undefined && firstLive(translation, watched, depth + 1) !== undefined;
}

function noteDead(translation: Translation, {id, watchPort, watchGroup}: Bucket): void {
	const reasons = [
		...(watchPort === OFPP.none ? [] : [`port ${watchPort}`]),
		// The real program calls a group a port here.
		...(watchGroup === NO_GROUP ? [] : [`port ${watchGroup}`]),
	];
	note(translation, {kind: 'ovs-remark', text: `bucket ${id}: not live due to ${reasons.join(' and ')}`});
}
