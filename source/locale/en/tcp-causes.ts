/** Causes and drops of TCP, web programs, connection tracking and NAT in words. */
import type {NatCauseWords, NatDropWords, TcpCauseWords, WebCauseWords} from '../names.js';

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;
const ENDS: Readonly<Record<string, string>> = {
	answered: 'an answer came',
	refused: 'refused: nobody listens there',
	reset: 'broken off by the other side',
	empty: 'closed without a whole answer',
	timeout: 'nobody answered in time',
	unreachable: 'unreachable, says somebody on the way',
	'no-route': 'the network is unreachable: no frame leaves',
	'no-port': 'no source port is free',
	'name-unknown': 'the name has no address',
	stopped: 'stopped by hand',
};
const PROTOCOLS: Readonly<Record<number, string>> = {1: 'ICMP', 6: 'TCP', 17: 'UDP'};

export const tcpCauses: TcpCauseWords = {
	'tcp-connecting': (cause, name) => `a program asks for a connection to port ${cause.port} of ${name.address(cause.server)}`,
	'tcp-asked': (cause, name) => `${name.address(cause.client)} asks for a connection, and a program listens on port ${cause.port}`,
	'tcp-established': (cause, name) => `connected: port ${cause.port} here, port ${cause.peerPort} of ${name.address(cause.peer)} there`,
	'tcp-sent': (cause) => `a segment with ${flagsOf(cause.flags)}${cause.octets > 0 ? ` and ${cause.octets} octets of data` : ''}`,
	'tcp-resent': (cause) => `lost, it seems: ${cause.octets} octets from ${cause.sequence} on are sent once more`,
	'tcp-nobody': (cause) => `nobody listens on port ${cause.port}, and no connection has it`,
	'tcp-reset-sent': (cause) => `answered with a reset: port ${cause.port} is closed for this`,
	'tcp-closed': (cause) =>
		cause.timeWait
			? `both sides have finished; port ${cause.port} remembers it for a minute, in case a last segment was lost`
			: `both sides have finished, and port ${cause.port} forgets it`,
	'tcp-lost': (cause) => `the connection of port ${cause.port} is over: ${ENDS[cause.fault] ?? cause.fault}`,
	'tcp-gave-up': (cause) => `sent ${cause.retries + 1} times and never acknowledged: given up`,
};

export const webCauses: WebCauseWords = {
	'web-served': (cause, name) => `the server answers ${name.address(cause.client)} with ${cause.status} for ${cause.path}`,
	'web-ended': (cause) => `the request to ${cause.host} ends: ${ENDS[cause.end] ?? cause.end}`,
};

export const natCauses: NatCauseWords = {
	'connection-new': (cause, name) =>
		`a new conversation (${protocol(cause.protocol)}): ${ends(name.address(cause.source), cause.sourcePort, name.address(cause.destination), cause.protocol === 1 ? 0 : cause.destinationPort)}`,
	'connection-known': (cause) =>
		cause.related
			? 'news about a conversation that is known'
			: `of a conversation that is known, ${cause.direction === 'original' ? 'from the one who began it' : 'from the one who answers'}`,
	'connection-state': (cause) =>
		`as far as one can see from here, the TCP connection is now ${state(cause.to)}, no more ${state(cause.from)}`,
	'connection-invalid': (cause) => `${protocol(cause.protocol)} that belongs to no conversation and cannot begin one: it passes as it is`,
	'nat-rule': (cause) => `rule ${cause.number} of ${cause.chain} fits: ${cause.target.toUpperCase()}`,
	'nat-rewritten': (cause, name) =>
		`${cause.side} ${end(name.address(cause.address), cause.port)} becomes ${end(name.address(cause.newAddress), cause.newPort)}`,
	'nat-port-taken': (cause) => `port ${cause.port} is another conversation’s outside: this one gets ${cause.newPort}`,
};

export const natDrops: NatDropWords = {
	'nat-no-port': {why: 'two conversations would look alike outside, and no port is left', mark: 'no port left'},
	'nat-rule-drop': {why: 'a NAT rule or the policy of its chain drops it', mark: 'dropped by rule'},
	'nat-table-full': {why: 'the table of connections is full', mark: 'table full'},
};

function flagsOf(flags: number): string {
	const names = FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
	return names.length === 0 ? 'no flags' : names.join(', ');
}

function protocol(number: number): string {
	return PROTOCOLS[number] ?? `protocol ${number}`;
}

function state(name: string): string {
	return name.toUpperCase().replace('-', '_');
}

function end(address: string, port: number): string {
	return port === 0 ? address : `${address}:${port}`;
}

function ends(source: string, sourcePort: number, destination: string, destinationPort: number): string {
	return `${end(source, sourcePort)} to ${end(destination, destinationPort)}`;
}
