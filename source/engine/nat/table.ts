/*
 * The table of connections
 *
 * Both tuples of an entry lead to it, so that a packet of either direction is found at once. An entry ends when nothing
 * was heard of it for the time that its state allows; every packet begins that time anew. A full table makes room by giving
 * up the first entry that is not assured.
 *
 * Follows nf_conntrack_core.c (nf_conntrack_hash_insert, nf_ct_is_expired, early_drop). Not modelled: zones, helpers, expectations, the hash
 * itself: early_drop of the kernel looks into eight buckets only.
 */
import {createAlarms, firstAlarm, setAlarm, takeAlarm} from './alarms.js';
import type {Connection, Connections, Direction, Timeouts} from './connection.js';
import {type Tuple, tupleKey} from './tuple.js';

const SECOND = 1_000_000_000;

/** sysctl net.netfilter.nf_conntrack_*_timeout */
export const TIMEOUTS: Timeouts = {
	tcp: {
		'syn-sent': 120 * SECOND,
		'syn-recv': 60 * SECOND,
		established: 432_000 * SECOND,
		'fin-wait': 120 * SECOND,
		'close-wait': 60 * SECOND,
		'last-ack': 30 * SECOND,
		'time-wait': 120 * SECOND,
		close: 10 * SECOND,
		'syn-sent2': 120 * SECOND,
	},
	tcpRetransmitted: 300 * SECOND,
	tcpUnacknowledged: 300 * SECOND,
	udp: 30 * SECOND,
	udpStream: 120 * SECOND,
	icmp: 30 * SECOND,
	generic: 600 * SECOND,
};

/** nf_conntrack_max of a machine with much memory. */
const LIMIT = 262_144;

interface Limits {
	limit?: number;
	timeouts?: Partial<Timeouts>;
}

export function createConnections({limit = LIMIT, timeouts = {}}: Limits = {}): Connections {
	return {
		entries: new Map(),
		tuples: new Map(),
		sources: new Map(),
		nextId: 1,
		alarms: createAlarms(),
		limit,
		timeouts: {...TIMEOUTS, ...timeouts, tcp: {...TIMEOUTS.tcp, ...timeouts.tcp}},
		counters: {invalid: 0, insertFailed: 0, dropped: 0, earlyDropped: 0},
	};
}

/** The entry that has `tuple` in one of its directions; one whose time is over is taken off the table. */
export function findConnection(table: Connections, tuple: Tuple, now: number): {connection: Connection; direction: Direction} | undefined {
	const key = tupleKey(tuple);
	const id = table.tuples.get(key);
	const connection = id === undefined ? undefined : table.entries.get(id);
	if (!connection) return undefined;
	if (connection.expires <= now) {
		removeConnection(table, connection);
		return undefined;
	}
	return {connection, direction: tupleKey(connection.original) === key ? 'original' : 'reply'};
}

/** Puts a new entry in (__nf_conntrack_confirm); false when one of its tuples is taken by now. */
export function insertConnection(table: Connections, connection: Connection): boolean {
	const keys = [tupleKey(connection.original), tupleKey(connection.reply)];
	if (keys.some((key) => table.tuples.has(key))) {
		table.counters.insertFailed++;
		return false;
	}
	const {id} = connection;
	table.entries.set(id, connection);
	for (const key of keys) table.tuples.set(key, id);
	if (connection.source !== 'undecided') {
		const key = sourceKey(connection.original);
		const others = table.sources.get(key);
		if (others) others.push(id);
		else table.sources.set(key, [id]);
	}
	setAlarm(table.alarms, connection.expires, id);
	return true;
}

export function removeConnection(table: Connections, {id, original, reply}: Connection): void {
	table.entries.delete(id);
	table.tuples.delete(tupleKey(original));
	table.tuples.delete(tupleKey(reply));
	const key = sourceKey(original);
	const left = table.sources.get(key)?.filter((other) => other !== id);
	if (left && left.length > 0) table.sources.set(key, left);
	else table.sources.delete(key);
}

/** Is there room for one more? If not, the oldest that is not assured goes (early_drop). */
export function makeRoom(table: Connections): boolean {
	if (table.entries.size < table.limit) return true;
	for (const connection of table.entries.values()) {
		if (connection.assured) continue;
		removeConnection(table, connection);
		table.counters.earlyDropped++;
		return true;
	}
	table.counters.dropped++;
	return false;
}

/** Takes off what has ended by `now`; the next time to ask, ns, or Infinity. */
export function expireConnections(table: Connections, now: number): number {
	for (let id = takeAlarm(table.alarms, now); id !== undefined; id = takeAlarm(table.alarms, now)) {
		const connection = table.entries.get(id);
		if (!connection) continue;
		if (connection.expires <= now) removeConnection(table, connection);
		else setAlarm(table.alarms, connection.expires, id);
	}
	return firstAlarm(table.alarms);
}

/** Forgets everything (`conntrack -F`). */
export function flushConnections(table: Connections): void {
	table.entries.clear();
	table.tuples.clear();
	table.sources.clear();
	table.alarms = createAlarms();
}

/** When an entry ends: from now on so long, and when it was told earlier than before, the alarm is for that. */
export function prolong(table: Connections, connection: Connection, time: number, now: number): void {
	const expires = now + time;
	const isEarlier = expires < connection.expires;
	connection.expires = expires;
	if (isEarlier && table.entries.has(connection.id)) setAlarm(table.alarms, expires, connection.id);
}

export function sourceKey({protocol, source, sourcePort}: Tuple): string {
	return `${protocol} ${source} ${sourcePort}`;
}
