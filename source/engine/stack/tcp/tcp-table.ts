/** The connections and listeners of a stack: finding, adding, forgetting. */
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import {nextRandom, type Seeded} from '../../random.js';
import type {Stack} from '../stack-state.js';
import type {TcpConnection, TcpOwner, TcpState} from './tcp-state.js';

/** From where Linux takes source ports (ip_local_port_range). */
const LOCAL_PORTS = {from: 32768, to: 60999} as const;
/** Before anything is measured, ns (RFC 6298 2.1). */
const FIRST_TIMEOUT = 1_000_000_000;
/** Windows are shifted by this much, as with the default of tcp_rmem (6 MB). */
export const WINDOW_SCALE = 7;
/** Segments that may be under way before the first is acknowledged (RFC 6928). */
export const FIRST_CONGESTION_WINDOW = 10;
/** How much a side takes at first, octets; this simulator's programs read at once, so it stays so. */
export const WINDOW = {connecting: 64240, accepting: 65160} as const;

export interface Ends {
	local: Ipv4Address;
	localPort: number;
	remote: Ipv4Address;
	remotePort: number;
}

export function connectionKey({local, localPort, remote, remotePort}: Ends): string {
	return `${local} ${localPort} ${remote} ${remotePort}`;
}

/** TCP of a stack, made when it is first needed. */
export function tcpOf(stack: Stack): TcpState {
	stack.tcp ??= {connections: new Map(), keys: new Map(), listeners: new Map(), nextId: 1};
	return stack.tcp;
}

/** A new connection in the table; its numbers come from `chance` (secure_tcp_seq, secure_tcp_ts_off). */
export function addConnection(tcp: TcpState, ends: Ends, owner: TcpOwner, active: boolean, segment: number, chance: Seeded): TcpConnection {
	const initial = nextRandom(chance);
	const connection: TcpConnection = {
		id: tcp.nextId++,
		...ends,
		state: active ? 'syn-sent' : 'syn-received',
		owner,
		active,
		send: {
			initial,
			unacknowledged: initial,
			next: initial,
			buffer: new Uint8Array(),
			smallEnd: initial,
			closing: false,
			fin: undefined,
			window: 0,
			scaled: false,
			windowScale: 0,
			segment,
			congestion: FIRST_CONGESTION_WINDOW,
			log: [],
			beyond: 0,
			held: [],
			recovery: undefined,
			repaired: initial,
		},
		receive: {
			segment,
			initial: 0,
			next: 0,
			acknowledged: 0,
			twice: undefined,
			early: [],
			lastData: Number.NEGATIVE_INFINITY,
			quick: 0,
			interactive: false,
			pending: false,
			corrected: Number.NEGATIVE_INFINITY,
			finished: false,
		},
		timing: {
			smoothed: undefined,
			shortest: Number.POSITIVE_INFINITY,
			deviation: 0,
			timeout: FIRST_TIMEOUT,
			retries: 0,
			repeats: 0,
			retriedSince: 0,
			probe: 'none',
			since: 0,
			sample: undefined,
			timestamps: active,
			offset: nextRandom(chance),
			recent: 0,
			selective: active,
		},
		timers: {
			retransmit: Number.POSITIVE_INFINITY,
			reorder: Number.POSITIVE_INFINITY,
			delayedAck: Number.POSITIVE_INFINITY,
			expiry: Number.POSITIVE_INFINITY,
		},
	};
	const key = connectionKey(ends);
	tcp.connections.set(key, connection);
	tcp.keys.set(connection.id, key);
	return connection;
}

/** The connection with this id, if it is still there. */
export function connectionWithId({tcp}: Stack, id: number): TcpConnection | undefined {
	const key = tcp?.keys.get(id);
	return key === undefined ? undefined : tcp?.connections.get(key);
}

export function forget({tcp}: Stack, connection: TcpConnection): void {
	tcp?.connections.delete(connectionKey(connection));
	tcp?.keys.delete(connection.id);
}

/**
 * A source port that no connection to the same remote uses (__inet_hash_connect): even ones, from a place left to chance;
 * `undefined` when all are taken.
 */
export function freePort(tcp: TcpState, ends: Omit<Ends, 'localPort'>, chance: Seeded): number | undefined {
	const {from, to} = LOCAL_PORTS;
	const half = (to - from + 1) / 2;
	const start = nextRandom(chance) % half;
	for (const odd of [0, 1]) {
		for (let step = 0; step < half; step++) {
			const localPort = from + 2 * ((start + step) % half) + odd;
			if (!tcp.connections.has(connectionKey({...ends, localPort}))) return localPort;
		}
	}
	return undefined;
}
