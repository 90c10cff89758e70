/** Laws of TCP: whatever is lost on the way, a page arrives once and whole, or the request ends with a name for why. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../../../source/engine/copy.js';
import type {WebOutcome} from '../../../../source/engine/programs/web-request.js';
import {startWebRequest} from '../../../../source/engine/programs/web-request.js';
import {startWebServer} from '../../../../source/engine/programs/web-server.js';
import {IP_PROTOCOL, ipv4Packet} from '../../../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../../../source/engine/protocol/ipv4-address.js';
import {buildTcp} from '../../../../source/engine/protocol/tcp.js';
import {receiveTcp} from '../../../../source/engine/stack/tcp/input.js';
import {MILLISECOND, type Player, tcpPlayer} from '../../../fixtures/tcp-player.js';
import {faultsOf} from '../../../fixtures/world-faults.js';

const LONG = Array.from({length: 700}, (_, line) => `line ${line} of a long page\n`).join('');
const MINUTES = 20 * 60_000;
const A = toIpv4('10.0.0.1');
const B = toIpv4('10.0.0.2');

interface Loss {
	/** Which segments of a and of b never arrive, from 1. */
	a: number[];
	b: number[];
}

const loss: fc.Arbitrary<Loss> = fc.record({
	a: fc.uniqueArray(fc.integer({min: 1, max: 30}), {maxLength: 8}),
	b: fc.uniqueArray(fc.integer({min: 1, max: 30}), {maxLength: 8}),
});

function ask(losses: Loss, latency: number, content = LONG): Player {
	const player = tcpPlayer(latency, (from, _, nth) => losses[from].includes(nth));
	startWebServer(player.machine('b'), 80, [{name: 'index.html', content}]);
	startWebRequest(player.world, player.machine('a'), {host: '10.0.0.2', port: 80, path: '/'}, player.sink);
	player.run(MINUTES);
	return player;
}

const outcomeOf = (player: Player): WebOutcome | undefined => player.machine('a').programs?.webRequests[0]?.outcome;

describe('TCP over a link that loses', () => {
	it('delivers a page once and whole', () => {
		fc.assert(
			fc.property(loss, fc.constantFrom(1000, 10 * MILLISECOND), (losses, latency) => {
				expect(outcomeOf(ask(losses, latency))).toMatchObject({kind: 'answered', status: 200, body: LONG});
			}),
		);
	});

	it('leaves nothing behind: every connection ends on both sides', () => {
		fc.assert(
			fc.property(loss, (losses) => {
				const player = ask(losses, 1000);
				for (const name of ['a', 'b'] as const) expect(player.machine(name).stack.tcp?.connections.size).toBe(0);
				expect(player.machine('b').programs?.webServers[0]?.exchanges.size).toBe(0);
			}),
		);
	});

	it('ends with "timeout" when nothing arrives any more, from whichever segment on', () => {
		fc.assert(
			fc.property(fc.integer({min: 1, max: 7}), fc.constantFrom('a', 'b'), (first, side) => {
				const player = tcpPlayer(1000, (from, _, nth) => from === side && nth >= first);
				startWebServer(player.machine('b'), 80, [{name: 'index.html', content: LONG}]);
				startWebRequest(player.world, player.machine('a'), {host: '10.0.0.2', port: 80, path: '/'}, player.sink);
				player.run(MINUTES);
				const outcome = outcomeOf(player);
				// A client that has only to wait waits for ever, as in reality; otherwise there is an end.
				if (outcome) expect(['answered', 'timeout', 'reset', 'empty']).toContain(outcome.kind);
				else expect(player.machine('a').programs?.webRequests[0]?.state).toBe('waiting');
			}),
		);
	});

	it('is the same every time', () => {
		fc.assert(
			fc.property(loss, (losses) => {
				const [one, two] = [ask(losses, 1000), ask(losses, 1000)];
				expect(one.frames).toEqual(two.frames);
				expect(copy(one.world)).toEqual(two.world);
			}),
			{numRuns: 5},
		);
	});

	it('bears whatever strangers send into it', () => {
		const forged = fc.record({
			to: fc.constantFrom('a', 'b'),
			flags: fc.integer({min: 0, max: 63}),
			ahead: fc.constantFrom(0, 1, -1, 1448, -1448, 70_000, 0x7fff_ffff),
			acknowledged: fc.constantFrom(0, 1, -1, 1448, -1448, 70_000),
			payload: fc.constantFrom(0, 1, 1448),
			window: fc.constantFrom(0, 1, 65535),
			wait: fc.constantFrom(0, 0.05, 1, 300),
		});
		fc.assert(
			fc.property(fc.array(forged, {maxLength: 12}), (segments) => {
				const player = tcpPlayer(1000, () => false);
				startWebServer(player.machine('b'), 80, [{name: 'index.html', content: LONG}]);
				const options = {host: '10.0.0.2', port: 80, path: '/', sourcePort: 40000};
				startWebRequest(player.world, player.machine('a'), options, player.sink);
				for (const {to, flags, ahead, acknowledged, payload, window, wait} of segments) {
					const {world} = player;
					const socket = player.socket(to);
					const [source, destination] = to === 'a' ? [B, A] : [A, B];
					const parts = {
						sourcePort: to === 'a' ? 80 : 40000,
						destinationPort: to === 'a' ? 40000 : 80,
						sequence: ((socket?.receive.next ?? 7) + ahead) >>> 0,
						acknowledgement: ((socket?.send.unacknowledged ?? 7) + acknowledged) >>> 0,
						flags,
						window,
						payload: new Uint8Array(payload),
					};
					const segment = buildTcp(parts, {source, destination});
					const packet = ipv4Packet({source, destination, protocol: IP_PROTOCOL.tcp, payload: segment});
					receiveTcp(world, player.machine(to), packet, world.now, player.sink);
					player.run(wait);
					expect(faultsOf(world)).toEqual([]);
				}
				const before = player.frames.length;
				player.run(MINUTES);
				expect(player.frames.length - before).toBeLessThan(500);
				expect(faultsOf(player.world)).toEqual([]);
			}),
		);
	});
});
