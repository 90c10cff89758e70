import type {FlowKey} from '../../../source/engine/flow/key.js';
import type {Match} from '../../../source/engine/flow/match.js';
import {parseMatch} from '../../../source/engine/flow/syntax/match-text.js';
import {NO_PORT_NAMES} from '../../../source/engine/flow/syntax/reading.js';

/** A match in the syntax of ovs-ofctl. */
export function matchOf(text: string): Match {
	const parsed = parseMatch(text, NO_PORT_NAMES);
	if (parsed.kind !== 'parsed') throw new Error(`${text}: ${JSON.stringify(parsed)}`);
	return parsed.value;
}

/** A key in the syntax of `ofproto/trace`: what is not named is 0. */
export function keyOf(text: string): FlowKey {
	return matchOf(text).key;
}
