/** The end of a query, for whoever wanted to know. */
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import type {DnsQuery, QueryOutcome} from './dns-state.js';
import {webRequestNamed} from './web-request.js';

/** Tells the owner of `query` how it ended. */
export function queryDone(world: World, machine: Machine, {owner}: DnsQuery, outcome: QueryOutcome, out: Sink): void {
	switch (owner.kind) {
		case 'user':
			return;
		case 'web-request':
			webRequestNamed(world, machine, owner.request, outcome, out);
			return;
		default:
			owner satisfies never;
	}
}
