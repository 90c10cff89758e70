/** What NAT of a Linux 6.18 (iptables, conntrack) did with the same conversations. Ports that it left to chance are compared by their class. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {printConnection, stateText} from '../../source/console/print/conntrack.js';
import {input, step} from '../../source/engine/history.js';
import type {NatTarget} from '../../source/engine/nat/netfilter.js';
import {toIpv4} from '../../source/engine/protocol/ipv4-address.js';
import {sendUdp} from '../../source/engine/stack/udp.js';
import {createTicker} from '../../source/engine/tick.js';
import {GUESTS, natBench} from '../fixtures/nat-lab.js';
import {isSameEntry, type Row, stepsOf, trackLife} from '../fixtures/tracked-lives.js';

interface PortScenario {
	about: string;
	target: Extract<NatTarget, {kind: 'masquerade'}>;
	sends: {protocol: 'udp' | 'icmp'; from: string; port: number; to: string; toPort: number}[];
	entries: string[];
}

function file(name: string): string {
	return readFileSync(new URL(`./linux-nat/${name}`, import.meta.url), 'utf8');
}

const SCENARIOS = JSON.parse(file('ports.json')) as PortScenario[];
const SECOND = 1_000_000_000;

/** A line without what is chance: time, and a port that was chosen, of which only the class stays. */
function masked(line: string): string {
	const inside = /sport=(\d+)/.exec(line)?.[1] ?? /id=(\d+)/.exec(line)?.[1];
	return line
		.replace(/ +/g, ' ')
		.trim()
		.replace(/^(\w+ \d+) \d+/, '$1')
		.replace(/ mark=0 use=1$/, '')
		.replace(/(dport|id)=(\d+)$/, (_, key: string, port: string) => `${key}=${port === inside ? 'kept' : classOf(key, Number(port))}`);
}

function classOf(key: string, port: number): string {
	if (key === 'id') return 'other';
	if (port === 5000 || port === 5001) return 'given';
	if (port < 512) return '1-511';
	return port < 1024 ? '600-1023' : '1024-65535';
}

describe.each(SCENARIOS)('$about', ({target, sends, entries}) => {
	it('leaves the same entries', () => {
		const match = {source: GUESTS, out: {name: 'eth0'}, ...(target.ports ? {protocol: 'udp' as const} : {})};
		const lab = natBench({match, target});
		const guests: Record<string, string> = {'192.168.80.128': 'A', '192.168.80.129': 'B'};
		for (const {protocol, from, port, to, toPort} of sends) {
			const name = guests[from] as string;
			const {world} = lab.history;
			if (protocol === 'icmp') {
				lab.machine(name).stack.nextPing = port;
				lab.ping(name, to, 1);
				continue;
			}
			const datagram = {sourcePort: port, destinationPort: toPort, payload: Uint8Array.of(120)};
			sendUdp(world, lab.machine(name), datagram, toIpv4(to), createTicker(world, false).sink);
			lab.wait(0.01);
		}
		const {now} = lab.history.world;
		const here = lab.entries().map((entry) => masked(printConnection(entry, now)));
		expect(here.sort()).toEqual(entries.map(masked).sort());
	});
});

it('a conversation goes through the same states, each for as long', () => {
	const real = file('events.txt')
		.split('\n')
		.filter((line) => /tcp .*src=192\.168\.80\.128.*sport=40000/.test(line))
		.map((line) => /tcp 6 (\d+) (\w+)/.exec(line)?.slice(1, 3).join(' '));
	const lab = natBench();
	lab.serve('S');
	const seen: string[] = [];
	const watch = (): void => {
		while (step(lab.history)) {
			const [entry] = lab.entries();
			if (!entry?.tcp) continue;
			const text = `${Math.round((entry.expires - lab.history.world.now) / SECOND)} ${stateText(entry.tcp.state)}`;
			const state = text.split(' ')[1];
			// The state's own time is the one it has when it begins.
			if (seen.at(-1)?.split(' ')[1] !== state) seen.push(text);
		}
	};
	const {id: machine} = lab.machine('A');
	const change = {kind: 'web-request', machine, host: '192.168.1.10', port: 80, path: '/', sourcePort: 40000, hold: true} as const;
	input(lab.history, {kind: 'change', change});
	input(lab.history, {kind: 'wait', duration: SECOND});
	watch();
	input(lab.history, {kind: 'change', change: {kind: 'stop-web-request', machine, request: 1}});
	watch();
	expect(seen).toEqual(real);
});

it('random lives of TCP, with segments lost, old, forged and out of place, are tracked as the kernel tracks them', () => {
	const lives = (JSON.parse(file('tcp-lives.json')) as Row[][]).map(stepsOf);
	expect(lives.length).toBeGreaterThan(100);
	for (const [index, life] of lives.entries()) {
		const here = trackLife(life);
		for (const [at, {r}] of life.entries()) {
			const entry = here[at] as string;
			expect(isSameEntry(r, entry), `life ${index}, segment ${at}: ${r} in reality, ${entry} here`).toBe(true);
		}
	}
});

it('a handshake that is refused leaves no entry', () => {
	const lab = natBench();
	lab.web('A', '192.168.1.10', {port: 81, sourcePort: 41000});
	lab.wait(0.1);
	expect(lab.outcome('A')).toMatchObject({kind: 'refused'});
	expect(lab.entries()).toEqual([]);
	expect(file('events.txt')).toContain('[DESTROY] tcp 6 120 CLOSE src=192.168.80.128 dst=192.168.1.10 sport=41000');
});

it('two seconds of questions and answers by UDP make a stream', () => {
	const lab = natBench();
	const {world} = lab.history;
	const talk = (from: string, to: string, sourcePort: number, destinationPort: number): void => {
		const {sink} = createTicker(world, false);
		sendUdp(world, lab.machine(from), {sourcePort, destinationPort, payload: Uint8Array.of(1)}, toIpv4(to), sink);
		lab.wait(0.3);
	};
	// A collector takes what comes without a word.
	for (const [name, port] of [
		['S', 7],
		['A', 43000],
	] as const)
		lab.machine(name).collector = {ports: [port], datagrams: [], forgotten: 0, templates: new Map()};
	const seen: string[] = [];
	for (let round = 0; round < 6; round++) {
		for (const [from, to, source, destination] of [
			['A', '192.168.1.10', 43000, 7],
			['S', '192.168.1.50', 7, 43000],
		] as const) {
			talk(from, to, source, destination);
			const [entry] = lab.entries();
			if (!entry) throw new Error('no entry');
			const left = Math.round((entry.expires - world.now + 0.3 * SECOND) / SECOND);
			const text = `${left}${entry.seenReply ? '' : ' [UNREPLIED]'}${entry.assured ? ' [ASSURED]' : ''}`;
			if (seen.at(-1) !== text) seen.push(text);
		}
	}
	const real = file('events.txt')
		.split('\n')
		.filter((line) => line.includes('sport=43000'))
		.map(
			(line) =>
				`${/udp 17 (\d+)/.exec(line)?.[1]}${line.includes('UNREPLIED') ? ' [UNREPLIED]' : ''}${line.includes('ASSURED') ? ' [ASSURED]' : ''}`,
		);
	expect(seen).toEqual(real);
});
