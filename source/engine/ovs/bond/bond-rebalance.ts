/*
 * Rebalancing a bond (ofproto/bond.c, bond_rebalance)
 *
 * Every ten seconds load moves from the member that carries most to the one that
 * carries least, in whole buckets, when the difference is worth it: more
 * than 1/32 of what the lesser one carries, and at least 100,000 octets. As much
 * moves as would make the two alike, the heaviest buckets first; nothing moves when the gain
 * is less than a tenth of that, so that load does not swing to and fro. Then
 * the other members are looked at.
 *
 * What was counted is halved each time: the past counts less and less.
 */
import {BOND_BUCKETS, type Bond, isBalanced} from './bond-state.js';

const WORTHWHILE = 100_000;

interface Load {
	port: number;
	bytes: number;
	/** Buckets that sent something, heaviest first. */
	buckets: {hash: number; bytes: number}[];
}

/** A bucket that moved, in the words of the log. */
export interface Shift {
	hash: number;
	bytes: number;
	from: number;
	to: number;
}

/** Moves load if it is time; what moved (bond_rebalance). */
export function rebalanceBond(bond: Bond, now: number): Shift[] {
	if (!isBalanced(bond) || now < bond.nextRebalance) return [];
	bond.nextRebalance = now + bond.rebalanceInterval;
	const shifts: Shift[] = [];
	const loads = sortedLoads(bond);
	while (loads.length > 1) {
		const from = loads[0] as Load;
		const to = loads[loads.length - 1] as Load;
		const overload = from.bytes - to.bytes;
		if (overload < Math.floor(to.bytes / 32) || overload < WORTHWHILE) break;
		const moving = chooseBuckets(from, to.bytes);
		if (moving.length === 0) {
			// Nothing useful can leave it.
			loads.shift();
			continue;
		}
		for (const bucket of moving) {
			from.bytes -= bucket.bytes;
			to.bytes += bucket.bytes;
			from.buckets = from.buckets.filter((other) => other !== bucket);
			bond.bucketMembers[bucket.hash] = to.port;
			bond.version++;
			shifts.push({...bucket, from: from.port, to: to.port});
			reinsert(loads, from);
			reinsert(loads, to);
		}
	}
	for (const [hash, bytes] of bond.bucketBytes.entries()) bond.bucketBytes[hash] = Math.floor(bytes / 2);
	return shifts;
}

/** Enabled members by their load, most loaded first. */
function sortedLoads(bond: Bond): Load[] {
	const byPort = new Map<number, Load>(bond.members.map(({port}) => [port, {port, bytes: 0, buckets: []}]));
	for (let hash = 0; hash < BOND_BUCKETS; hash++) {
		const bytes = bond.bucketBytes[hash] as number;
		const load = byPort.get(bond.bucketMembers[hash] as number);
		if (!load || bytes === 0) continue;
		load.bytes += bytes;
		load.buckets.push({hash, bytes});
	}
	const loads: Load[] = [];
	for (const {port, enabled} of bond.members) {
		const load = byPort.get(port);
		if (!load || !enabled) continue;
		load.buckets.sort((a, b) => b.bytes - a.bytes);
		insert(loads, load);
	}
	return loads;
}

/** Which buckets shall leave `from` for a member that carries `toBytes`; none when it is not worth it (choose_entries_to_migrate). */
function chooseBuckets(from: Load, toBytes: number): Load['buckets'] {
	// One bucket alone would only change sides.
	if (from.buckets.length < 2) return [];
	const ideal = Math.floor((from.bytes + toBytes) / 2) - toBytes;
	const threshold = Math.floor(ideal / 10);
	const chosen: Load['buckets'] = [];
	let moved = 0;
	for (const bucket of from.buckets) {
		if (moved + bucket.bytes <= ideal) {
			chosen.push(bucket);
			moved += bucket.bytes;
		}
		if (ideal - moved < threshold) break;
	}
	if (chosen.length === 0) {
		// All are too heavy: the lightest is the nearest.
		const lightest = from.buckets[from.buckets.length - 1] as Load['buckets'][number];
		chosen.push(lightest);
		moved = lightest.bytes;
	}
	const lower = Math.min(from.bytes - moved, toBytes + moved);
	return lower > toBytes && lower - toBytes >= threshold ? chosen : [];
}

function reinsert(loads: Load[], load: Load): void {
	loads.splice(loads.indexOf(load), 1);
	insert(loads, load);
}

/** Behind all that carry as much or more (insert_bal). */
function insert(loads: Load[], load: Load): void {
	const at = loads.findIndex((other) => load.bytes > other.bytes);
	loads.splice(at === -1 ? loads.length : at, 0, load);
}
