/** The end of a query, for whoever wanted to know. */
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import type {DnsQuery, QueryOutcome} from './dns-state.js';

/** Tells the owner of `query` how it ended. */
export function queryDone(_world: World, _machine: Machine, {owner}: DnsQuery, _outcome: QueryOutcome, _out: Sink): void {
	switch (owner.kind) {
		case 'user':
		case 'web-request':
			return;
		default:
			owner satisfies never;
	}
}
