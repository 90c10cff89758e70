/** Laws of TCP: whatever is lost on the way, a page arrives once and whole, or the request ends with a name for why. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../../../source/engine/copy.js';
import type {WebOutcome} from '../../../../source/engine/programs/web-request.js';
import {startWebRequest} from '../../../../source/engine/programs/web-request.js';
import {startWebServer} from '../../../../source/engine/programs/web-server.js';
import {MILLISECOND, type Player, tcpPlayer} from '../../../fixtures/tcp-player.js';

const LONG = Array.from({length: 700}, (_, line) => `line ${line} of a long page\n`).join('');
const MINUTES = 20 * 60_000;

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
});
