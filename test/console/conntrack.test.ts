/**
 * `conntrack -L` for known states, as conntrack-tools 1.4.7 prints them on Linux: two machines behind one address with the same
 * source port, and a ping. The real columns are padded.
 */
import {describe, expect, it} from 'vitest';
import {printConnection} from '../../source/console/print/conntrack.js';
import {input} from '../../source/engine/history.js';
import type {Connection, TrackedTcp} from '../../source/engine/nat/connection.js';
import {invert, type Tuple} from '../../source/engine/nat/tuple.js';
import {IP_PROTOCOL} from '../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../source/engine/protocol/ipv4-address.js';
import {machineNamed} from '../../source/engine/world.js';
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
		const line = printConnection({...masqueraded(IP_PROTOCOL.tcp, '192.168.80.128', [40000, 80], 40000, 59), tcp: closeWait}, 0);
		expect(line).toBe(
			'tcp      6 59 CLOSE_WAIT src=192.168.80.128 dst=192.168.1.10 sport=40000 dport=80 src=192.168.1.10 dst=192.168.1.50 sport=80 dport=40000 [ASSURED] mark=0 use=1\n',
		);
	});

	it('of TCP, with the port that it got because another had its own', () => {
		const line = printConnection({...masqueraded(IP_PROTOCOL.tcp, '192.168.80.129', [40000, 80], 48300, 59), tcp: closeWait}, 0);
		expect(line).toBe(
			'tcp      6 59 CLOSE_WAIT src=192.168.80.129 dst=192.168.1.10 sport=40000 dport=80 src=192.168.1.10 dst=192.168.1.50 sport=80 dport=48300 [ASSURED] mark=0 use=1\n',
		);
	});

	it('of a ping, with its identifier in place of ports', () => {
		const line = printConnection(masqueraded(IP_PROTOCOL.icmp, '192.168.80.128', [11967, 8 << 8], 11967, 29), 0);
		expect(line).toBe(
			'icmp     1 29 src=192.168.80.128 dst=192.168.1.10 type=8 code=0 id=11967 src=192.168.1.10 dst=192.168.1.50 type=0 code=0 id=11967 mark=0 use=1\n',
		);
	});

	it('of UDP without an answer, with the family in front', () => {
		const asked = masqueraded(IP_PROTOCOL.udp, '192.168.80.128', [47401, 9999], 47401, 29);
		expect(printConnection({...asked, seenReply: false, assured: false}, 0, {extended: true, id: false})).toBe(
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
		['conntrack -D', 1, 'conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted.\n'],
		['conntrack -I -p tcp', 1, 'conntrack: "-I" is real, but this lab does not model it. Nearest: conntrack -L -p tcp -s ADDRESS\n'],
		['conntrack -L -o xml', 1, 'conntrack: "-o xml" is real, but this lab does not model it. Nearest: -o extended,id,timestamp\n'],
	])('%s ends with %i', (line, status, stderr) => {
		expect(labShell('two-routers').type('r1', line)).toMatchObject({stdout: '', stderr, status});
	});

	it('counts, and says which it is', () => {
		const {shows} = labShell('two-routers');
		expect(shows('r1', 'conntrack -C')).toBe('0\n');
		expect(shows('r1', 'conntrack -V')).toBe('conntrack v1.4.7 (conntrack-tools)\n');
	});
});

/** What was asked of the real one is in words of conntrack-tools 1.4.7 on Linux 6.18. */
describe('an order to conntrack', () => {
	const TRY = "Try `conntrack -h' or 'conntrack --help' for more information.\n";
	const says = (text: string) => `conntrack v1.4.7 (conntrack-tools): ${text}\n`;

	it.each([
		['conntrack -G', 2, says("You need to supply the `--protonum' option for this command") + TRY],
		['conntrack -G -p icmp', 2, says("you have to specify `--src' and `--dst'") + TRY],
		['conntrack -G -p icmp -s 1.1.1.1 -d 2.2.2.2', 1, says("Operation failed: such conntrack doesn't exist")],
		['conntrack -D -s 9.9.9.9', 1, says('0 flow entries have been deleted.')],
		['conntrack -L -E', 2, says('Invalid commands combination') + TRY],
		['conntrack -E foo', 2, says("unknown type `foo'") + TRY],
		['conntrack -E -e FOO', 2, says("Bad parameter `FOO'") + TRY],
		['conntrack -L -o foo', 2, says("Bad parameter `foo'") + TRY],
		['conntrack -L -p foo', 2, says("`foo' unsupported protocol") + TRY],
		['conntrack -L --src', 2, says("option `--src' requires an argument") + TRY],
		['conntrack -L -p tcp --dport 99999', 0, says('0 flow entries have been shown.')],
		['conntrack -L -f ipv6', 0, says('0 flow entries have been shown.')],
	])('%s', (line, status, stderr) => {
		expect(labShell('linux-nat').type('host', line)).toMatchObject({status, stdout: '', stderr});
	});

	it('deletes what it names, and says what that was', () => {
		const {shows, type} = labShell('linux-nat');
		shows('vm1', 'ping -c 6 192.168.1.10');
		shows('host', 'conntrack -F');
		shows('vm1', 'ping -c 1 192.168.1.10');
		shows('vm2', 'curl http://192.168.1.10/');
		const {stdout, stderr, status} = type('host', 'conntrack -D -p icmp -s 192.168.122.11');
		expect(stdout).toMatch(/^icmp {5}1 \d+ src=192\.168\.122\.11 .* mark=0 use=1\n$/);
		expect([status, stderr]).toEqual([0, says('1 flow entries have been deleted.')]);
		expect(shows('host', 'conntrack -C')).toBe('1\n');
		expect(shows('host', 'conntrack -L -o extended,id')).toMatch(/^ipv4 {5}2 tcp .* use=1 id=\d+\n/);
	});
});

describe('conntrack -E', () => {
	function heard(line: string): string {
		const shell = labShell('linux-nat');
		shell.shows('vm1', 'ping -c 6 192.168.1.10');
		shell.shows('host', 'conntrack -F');
		const machine = machineNamed(shell.history.world, 'vm2')?.id ?? -1;
		input(shell.history, {
			kind: 'change',
			change: {kind: 'web-request', machine, host: '192.168.1.10', port: 80, path: '/', sourcePort: 40000},
		});
		return shell.shows('host', line);
	}
	const WAY = 'src=192.168.122.12 dst=192.168.1.10 sport=40000 dport=80';
	const BACK = 'src=192.168.1.10 dst=192.168.1.50 sport=80 dport=40000';

	it('tells the life of a conversation, state by state', () => {
		expect(heard('conntrack -E -p tcp')).toBe(
			[
				`    [NEW] tcp      6 120 SYN_SENT ${WAY} [UNREPLIED] ${BACK}`,
				` [UPDATE] tcp      6 60 SYN_RECV ${WAY} ${BACK}`,
				` [UPDATE] tcp      6 432000 ESTABLISHED ${WAY} ${BACK} [ASSURED]`,
				` [UPDATE] tcp      6 120 FIN_WAIT ${WAY} ${BACK} [ASSURED]`,
				` [UPDATE] tcp      6 30 LAST_ACK ${WAY} ${BACK} [ASSURED]`,
				` [UPDATE] tcp      6 120 TIME_WAIT ${WAY} ${BACK} [ASSURED]`,
				'^Cconntrack v1.4.7 (conntrack-tools): 6 flow events have been shown.',
				'',
			].join('\n'),
		);
	});

	it('only what is asked for, with a stamp', () => {
		expect(heard('conntrack -E -e NEW -o timestamp').replace(/^\[\d+\.\d{6}\]\t/, '[T] ')).toBe(
			`[T]     [NEW] tcp      6 120 SYN_SENT ${WAY} [UNREPLIED] ${BACK}\n^Cconntrack v1.4.7 (conntrack-tools): 1 flow events have been shown.\n`,
		);
	});
});
