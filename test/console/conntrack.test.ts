/**
 * `conntrack -L` for known states, as conntrack-tools 1.4.7 prints them on Linux: two machines behind one address with the same
 * source port, and a ping. The real columns are padded.
 */
import {describe, expect, it} from 'vitest';
import {printConnection} from '../../source/console/print/conntrack.js';
import type {Connection, TrackedTcp} from '../../source/engine/nat/connection.js';
import {invert, type Tuple} from '../../source/engine/nat/tuple.js';
import {IP_PROTOCOL} from '../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../source/engine/protocol/ipv4-address.js';
import {labShell} from './lab-shell.js';

const SECOND = 1_000_000_000;
const SERVER = toIpv4('192.168.1.10');
const OUTSIDE = toIpv4('192.168.1.50');

/** A conversation of `source` with the server that has the host's address outside. */
function masqueraded(protocol: number, source: string, ports: [number, number], outsidePort: number, left: number): Connection {
	const original: Tuple = {protocol, source: toIpv4(source), destination: SERVER, sourcePort: ports[0], destinationPort: ports[1]};
	const reply = invert({...original, source: OUTSIDE, sourcePort: outsidePort}) as Tuple;
	return {
		id: 1,
		original,
		reply,
		seenReply: true,
		assured: protocol !== IP_PROTOCOL.icmp,
		source: 'done',
		destination: 'none',
		expires: left * SECOND + 1,
		since: 0,
	};
}

const side = {end: 0, maxEnd: 0, maxWindow: 0, scale: 0, offersScale: false, maxAcknowledgement: undefined};
const closeWait = {state: 'close-wait', original: side, reply: side, retransmissions: 0} as unknown as TrackedTcp;

describe('a line of conntrack -L', () => {
	it('of TCP, with the port that it kept', () => {
		const line = printConnection({...masqueraded(IP_PROTOCOL.tcp, '192.168.80.128', [40000, 80], 40000, 59), tcp: closeWait}, 0, false);
		expect(line).toBe(
			'tcp      6 59 CLOSE_WAIT src=192.168.80.128 dst=192.168.1.10 sport=40000 dport=80 src=192.168.1.10 dst=192.168.1.50 sport=80 dport=40000 [ASSURED] mark=0 use=1\n',
		);
	});

	it('of TCP, with the port that it got because another had its own', () => {
		const line = printConnection({...masqueraded(IP_PROTOCOL.tcp, '192.168.80.129', [40000, 80], 48300, 59), tcp: closeWait}, 0, false);
		expect(line).toBe(
			'tcp      6 59 CLOSE_WAIT src=192.168.80.129 dst=192.168.1.10 sport=40000 dport=80 src=192.168.1.10 dst=192.168.1.50 sport=80 dport=48300 [ASSURED] mark=0 use=1\n',
		);
	});

	it('of a ping, with its identifier in place of ports', () => {
		const line = printConnection(masqueraded(IP_PROTOCOL.icmp, '192.168.80.128', [11967, 8 << 8], 11967, 29), 0, false);
		expect(line).toBe(
			'icmp     1 29 src=192.168.80.128 dst=192.168.1.10 type=8 code=0 id=11967 src=192.168.1.10 dst=192.168.1.50 type=0 code=0 id=11967 mark=0 use=1\n',
		);
	});

	it('of UDP without an answer, with the family in front', () => {
		const asked = masqueraded(IP_PROTOCOL.udp, '192.168.80.128', [47401, 9999], 47401, 29);
		expect(printConnection({...asked, seenReply: false, assured: false}, 0, true)).toBe(
			'ipv4     2 udp      17 29 src=192.168.80.128 dst=192.168.1.10 sport=47401 dport=9999 [UNREPLIED] src=192.168.1.10 dst=192.168.1.50 sport=9999 dport=47401 mark=0 use=1\n',
		);
	});
});

describe('conntrack', () => {
	const HELP = "Try `conntrack -h' or 'conntrack --help' for more information.\n";
	const say = (text: string) => `conntrack v1.4.7 (conntrack-tools): ${text}\n`;

	it.each([
		['conntrack -L', 0, say('0 flow entries have been shown.')],
		['conntrack -L -p foo', 2, say("`foo' unsupported protocol") + HELP],
		['conntrack -L -Z', 2, say("unknown option `-Z'") + HELP],
		['conntrack -L --state ESTABLISHED -p tcp', 2, say("unknown option `--state'") + HELP],
		['conntrack -L foo', 2, say("unknown type `foo'") + HELP],
		['conntrack -D', 1, 'conntrack: "-D" is real, but this lab does not model it. Nearest: conntrack -L -p tcp -s ADDRESS\n'],
	])('%s ends with %i', (line, status, stderr) => {
		expect(labShell('lan-with-router').type('router', line)).toMatchObject({stdout: '', stderr, status});
	});

	it('counts, and says which it is', () => {
		const {shows} = labShell('lan-with-router');
		expect(shows('router', 'conntrack -C')).toBe('0\n');
		expect(shows('router', 'conntrack -V')).toBe('conntrack v1.4.7 (conntrack-tools)\n');
	});
});
