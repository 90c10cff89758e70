/** Why TCP does as it does. */
import type {TcpConnectionState, TcpFault} from './tcp-state.js';

/** `server`, `client`, `peer` are IPv4 addresses. */
export type TcpCause =
	/** A program asks for a connection. */
	| {kind: 'tcp-connecting'; server: number; port: number}
	/** Somebody asks for one, and a program listens. */
	| {kind: 'tcp-asked'; port: number; client: number}
	| {kind: 'tcp-established'; port: number; peer: number; peerPort: number}
	/** A segment leaves; `flags` as in the header, `octets` of data. */
	| {kind: 'tcp-sent'; flags: number; octets: number; state: TcpConnectionState}
	/** Not acknowledged in time, or a hole showed; `sequence` counted from the SYN. */
	| {kind: 'tcp-resent'; sequence: number; octets: number; retries: number}
	/** Nobody listens on the port, and it belongs to no connection. */
	| {kind: 'tcp-nobody'; port: number}
	| {kind: 'tcp-reset-sent'; port: number}
	| {kind: 'tcp-closed'; port: number; timeWait: boolean}
	| {kind: 'tcp-lost'; port: number; fault: TcpFault['kind']}
	| {kind: 'tcp-gave-up'; retries: number};

export const TCP_CAUSE_SOURCES: Readonly<Record<TcpCause['kind'], string>> = {
	'tcp-connecting': 'tcp_v4_connect, RFC 9293 3.5',
	'tcp-asked': 'tcp_conn_request, RFC 9293 3.5',
	'tcp-established': 'tcp_rcv_state_process, RFC 9293 3.5',
	'tcp-sent': 'tcp_write_xmit, RFC 9293 3.10',
	'tcp-resent': 'tcp_retransmit_skb, RFC 6298',
	'tcp-nobody': 'tcp_v4_rcv',
	'tcp-reset-sent': 'tcp_v4_send_reset, RFC 9293 3.5.2',
	'tcp-closed': 'tcp_time_wait, tcp_done, RFC 9293 3.6',
	'tcp-lost': 'tcp_reset, tcp_v4_err',
	'tcp-gave-up': 'tcp_write_timeout, RFC 9293 3.8.3',
};
