/** UDP ports for programs that do not care which (ip_local_port_range). */
import {nextRandom} from '../random.js';
import type {Machine, World} from '../world.js';

const FIRST = 32768;
const LAST = 60999;

/** A port by chance that no program of `machine` asks from at the moment. */
export function freePort(world: World, {programs}: Machine): number {
	const span = LAST - FIRST + 1;
	const taken = new Set([
		...(programs?.dnsServer?.forwarded.map(({port}) => port) ?? []),
		...(programs?.resolver.queries.flatMap(({port, outcome}) => (outcome ? [] : [port])) ?? []),
	]);
	let port = FIRST + (nextRandom(world) % span);
	while (taken.has(port)) port = port === LAST ? FIRST : port + 1;
	return port;
}
