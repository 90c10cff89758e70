/** What two Linux 6.18 stations put on a link of some milliseconds, segment by segment, and when. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import type {Frame} from '../../source/engine/frame.js';
import {startWebRequest} from '../../source/engine/programs/web-request.js';
import {startWebServer} from '../../source/engine/programs/web-server.js';
import {toIpv4} from '../../source/engine/protocol/ipv4-address.js';
import {TCP_FLAG} from '../../source/engine/protocol/tcp.js';
import {tcpClose, tcpConnect, tcpSend, tcpShutdown} from '../../source/engine/stack/tcp/tcp.js';
import {type SeenSegment, segmentOf, segmentsOf} from '../fixtures/tcp-lab.js';
import {listen, MILLISECOND, type Player, tcpPlayer} from '../fixtures/tcp-player.js';

interface Recorded extends SeenSegment {
	ms: number;
	options: string[];
	lost?: boolean;
}

function recorded(name: string): Recorded[] {
	const url = new URL(`./linux-tcp/${name}.json`, import.meta.url);
	return (JSON.parse(readFileSync(url, 'utf8')) as {frames: Recorded[]}).frames;
}

/** How a PSH flag comes about depends on how the sender's buffers were filled; it means nothing to a receiver. */
function line({from, flags, seq, ack, octets, payload}: SeenSegment): string {
	return `${from} ${flags.replace('P', '')} ${seq} ${ack} ${octets} ${payload}`;
}

const never = (): boolean => false;
const withData = (from: 'a' | 'b', ...nths: number[]) => {
	return (side: 'a' | 'b', _: Frame, __: number, nth: number): boolean => side === from && nths.includes(nth);
};

function connect(player: Player): void {
	const options = {destination: toIpv4('10.0.0.2'), port: 80, sourcePort: 40000, owner: {kind: 'bystander'} as const};
	tcpConnect(player.world, player.machine('a'), options, player.sink);
}

function say(player: Player, name: 'a' | 'b', octets: number): void {
	tcpSend(player.world, player.machine(name), (player.socket(name) as {id: number}).id, new Uint8Array(octets).fill(120), player.sink);
}

function close(player: Player, name: 'a' | 'b'): void {
	const socket = player.socket(name);
	if (socket) tcpClose(player.world, player.machine(name), socket.id, player.sink);
}

/** Does something once, as soon as it can be done. */
function once(condition: (player: Player) => boolean, action: (player: Player) => void): (player: Player) => void {
	let done = false;
	return (player) => {
		if (done || !condition(player)) return;
		done = true;
		action(player);
	};
}

const isIn =
	(name: 'a' | 'b', ...states: string[]) =>
	(player: Player) =>
		states.includes(player.socket(name)?.state ?? '');
const heard = (name: 'a' | 'b', octets: number) => (player: Player) => {
	const socket = player.socket(name);
	return socket !== undefined && ((socket.receive.next - socket.receive.initial) | 0) > octets;
};
const all =
	(...reactions: ((player: Player) => void)[]) =>
	(player: Player) => {
		for (const reaction of reactions) reaction(player);
	};

/** The server answers the first 18 octets with so many and closes; the client reads and closes a second after it was connected. */
function transfer(octets: number): (player: Player) => void {
	return all(
		once(isIn('a', 'established'), (player) => say(player, 'a', 18)),
		once(heard('b', 18), (player) => {
			say(player, 'b', octets);
			close(player, 'b');
		}),
		once(
			({world, socket}) => world.now >= 1020 * MILLISECOND && socket('a')?.state === 'close-wait',
			(player) => close(player, 'a'),
		),
	);
}

interface Scenario {
	name: string;
	latency?: number;
	lost?: Parameters<typeof tcpPlayer>[1];
	/** ms */
	duration?: number;
	begin?: (player: Player) => void;
	react?: (player: Player) => void;
	/** Both do the same at one moment: who comes first is chance. */
	bothAtOnce?: boolean;
	/** Times are compared with this much grace, ms and share. */
	grace?: number;
}

const SCENARIOS: Scenario[] = [
	{
		name: 'exchange',
		begin: (player) => {
			startWebServer(player.machine('b'), 80, [{name: 'a.txt', content: 'x\n'}]);
			const options = {host: '10.0.0.2', port: 80, path: '/', sourcePort: 40000};
			startWebRequest(player.world, player.machine('a'), options, player.sink);
		},
	},
	{name: 'refused', begin: connect},
	{
		name: 'half-close',
		react: all(
			once(isIn('a', 'established'), (player) => {
				say(player, 'a', 18);
				tcpShutdown(player.world, player.machine('a'), (player.socket('a') as {id: number}).id, player.sink);
			}),
			once(
				({world, socket}) => socket('b')?.state === 'close-wait' && world.now >= 131 * MILLISECOND,
				(player) => {
					say(player, 'b', 100);
					close(player, 'b');
				},
			),
		),
	},
	{
		name: 'simultaneous-close',
		latency: 50,
		react: once(
			({world}) => world.now >= 650 * MILLISECOND,
			(player) => {
				close(player, 'a');
				close(player, 'b');
			},
		),
		grace: 90,
		bothAtOnce: true,
	},
	{name: 'transfer', react: transfer(14480)},
	{name: 'transfer-third-lost', lost: withData('b', 3), react: transfer(14480)},
	{name: 'transfer-last-lost', lost: withData('b', 10), react: transfer(14480)},
	{name: 'transfer-two-lost', lost: withData('b', 3, 6), react: transfer(14480)},
	{name: 'first-lost-twice', lost: withData('b', 1, 3), react: transfer(2896), grace: 75},
	{
		name: 'data-lost-once',
		lost: withData('a', 1),
		react: all(
			once(isIn('a', 'established'), (player) => say(player, 'a', 18)),
			once(heard('b', 18), (player) => {
				say(player, 'b', 100);
				close(player, 'b');
			}),
			once(isIn('a', 'close-wait'), (player) => close(player, 'a')),
		),
	},
	{name: 'syn-lost', lost: (from) => from === 'a', duration: 140_000},
	{
		name: 'data-lost',
		lost: (from, _, __, nth) => from === 'a' && nth > 0,
		react: once(isIn('a', 'established'), (player) => say(player, 'a', 18)),
		duration: 139_000,
	},
	{
		name: 'fin-lost',
		lost: (from, frame) => from === 'a' && ((segmentOf(frame)?.flags ?? 0) & TCP_FLAG.fin) !== 0,
		react: all(
			once(isIn('a', 'established'), (player) => close(player, 'a')),
			once(
				({world}) => world.now >= 139_875 * MILLISECOND,
				(player) => close(player, 'b'),
			),
		),
		duration: 140_000,
	},
	{
		name: 'fin-wait-2',
		react: all(
			once(isIn('a', 'established'), (player) => close(player, 'a')),
			once(
				({world}) => world.now >= 65_031 * MILLISECOND,
				(player) => close(player, 'b'),
			),
		),
		duration: 72_000,
	},
];

function play({name, latency = 10, lost = never, duration = 2400, begin = connect, react = never}: Scenario) {
	const player = tcpPlayer(latency * MILLISECOND, lost);
	if (name !== 'refused' && name !== 'exchange') listen(player);
	begin(player);
	// A program that waits for a moment needs the world to get there.
	for (let at = 0; at < duration; at += 1) player.run(1, react);
	return segmentsOf(player.frames);
}

describe.each(SCENARIOS)('$name', (scenario) => {
	const real = recorded(scenario.name);
	const seen = play(scenario);

	it('has the same segments in the same order', () => {
		for (const side of scenario.bothAtOnce ? ['a', 'b'] : [undefined]) {
			const wanted = ({from}: SeenSegment): boolean => side === undefined || from === side;
			expect(seen.filter(wanted).map(line)).toEqual(real.filter(wanted).map(line));
		}
	});

	it('has them at the same times, as far as the clocks of a real machine go', () => {
		const {grace = 45} = scenario;
		for (const [index, {ms}] of real.entries()) {
			const here = seen[index]?.ms ?? Number.NaN;
			expect(Math.abs(here - ms), `segment ${index} at ${here}, in reality at ${ms}`).toBeLessThan(grace + 0.13 * ms);
		}
	});
});

it('a SYN and ACK that nobody answers is sent six times in all', () => {
	const player = tcpPlayer(10 * MILLISECOND, (from, _, nth) => from === 'b' || (from === 'a' && nth > 1));
	listen(player);
	connect(player);
	player.run(75_000);
	const times = (segments: {from: string; ms: number}[]): number[] => segments.filter(({from}) => from === 'b').map(({ms}) => ms);
	const real = times(recorded('synack-lost'));
	const here = times(segmentsOf(player.frames));
	expect(here.length).toBe(real.length);
	for (const [index, ms] of real.entries()) expect(Math.abs((here[index] as number) - ms)).toBeLessThan(50 + 0.06 * ms);
	expect(player.machine('b').stack.tcp?.connections.size).toBe(0);
});

interface RandomLosses {
	/** Which segments of a and of b never arrived, from 1. */
	lost: {a: number[]; b: number[]};
	/** What the server says. */
	octets: number;
	frames: string[];
}

describe('segments lost at random', () => {
	const recordings = JSON.parse(readFileSync(new URL('./linux-tcp/random-losses.json', import.meta.url), 'utf8')) as RandomLosses[];

	it.each(recordings)('a: $lost.a, b: $lost.b, of $octets octets', ({lost, octets, frames}) => {
		const player = tcpPlayer(10 * MILLISECOND, (from, _, nth) => lost[from].includes(nth));
		listen(player);
		connect(player);
		player.run(
			2900,
			all(
				once(
					({socket}) => ![undefined, 'syn-sent'].includes(socket('a')?.state),
					(here) => say(here, 'a', 18),
				),
				once(heard('b', 18), (here) => {
					say(here, 'b', octets);
					close(here, 'b');
				}),
			),
		);
		expect(segmentsOf(player.frames).map(line)).toEqual(frames);
	});
});
