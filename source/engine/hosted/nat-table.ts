/**
 * The table of a NAT device, empty. Times are those of Linux, but for UDP, which vmnetnat.conf sets to 30 s.
 *
 * Source: nf_conntrack-sysctl (nf_conntrack_tcp_timeout_*, nf_conntrack_icmp_timeout); sample vmnetnat.conf, [udp] timeout.
 */
import {createAlarms} from '../nat/alarms.js';
import type {Connections} from '../nat/connection.js';

const SECOND = 1_000_000_000;
/** Most entries (nf_conntrack_max of a host with much memory). */
const LIMIT = 262_144;

export function createNatTable(): Connections {
	return {
		entries: new Map(),
		tuples: new Map(),
		nextId: 1,
		alarms: createAlarms(),
		limit: LIMIT,
		timeouts: {
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
			udpStream: 30 * SECOND,
			icmp: 30 * SECOND,
			generic: 600 * SECOND,
		},
		counters: {invalid: 0, insertFailed: 0, dropped: 0, earlyDropped: 0},
	};
}
