/** One attempt to reach somebody: a ping, or a page by HTTP, and what became of it so far. */
import {applyChange} from '../changes/apply.js';
import type {MachineId} from '../netdev.js';
import {formatIpv4, type Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {DEFAULT_PAYLOAD} from '../stack/ping.js';
import type {Machine, World} from '../world.js';
import type {Attempt, Reach} from './reach.js';

const SECOND = 1_000_000_000;

/** `result` is `silence` as long as nothing is decided. */
type Begun = {kind: 'no-route'} | {kind: 'begun'; result(): Reach};

/** Begins the attempt in `world`, which is a copy. */
export function begin(world: World, from: MachineId, to: Ipv4Address, attempt: Attempt, out: Sink): Begun {
	return attempt.kind === 'icmp' ? beginPing(world, from, to, out) : beginFetch(world, from, to, attempt.port, out);
}

function beginPing(world: World, from: MachineId, to: Ipv4Address, out: Sink): Begun {
	const change = {kind: 'ping' as const, machine: from, address: to, count: 1, interval: SECOND, payload: DEFAULT_PAYLOAD};
	const made = applyChange(world, change, out);
	if (made.kind === 'refused') return {kind: 'no-route'};
	const {pings} = (world.machines[from] as Machine).stack;
	const ping = pings.find(({id}) => id === made.ping);
	return {
		kind: 'begun',
		result() {
			const [event] = ping?.events ?? [];
			if (!event) return {kind: 'silence'};
			return event.kind === 'reply' ? {kind: 'yes'} : {kind: 'unreachable', from: event.from};
		},
	};
}

function beginFetch(world: World, from: MachineId, to: Ipv4Address, port: number, out: Sink): Begun {
	const made = applyChange(world, {kind: 'web-request', machine: from, host: formatIpv4(to), port, path: '/'}, out);
	if (made.kind === 'refused') return {kind: 'no-route'};
	const request = (world.machines[from] as Machine).programs?.webRequests.at(-1);
	return {
		kind: 'begun',
		result() {
			const outcome = request?.outcome;
			switch (outcome?.kind) {
				case 'answered':
					return {kind: 'yes'};
				case 'refused':
				case 'reset':
					return {kind: 'refused'};
				case 'unreachable':
					return {kind: 'unreachable', from: outcome.from};
				case 'no-route':
					return {kind: 'no-route'};
				default:
					return {kind: 'silence'};
			}
		},
	};
}
