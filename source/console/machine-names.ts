/**
 * Names of machines as a file /etc/hosts that all of them share: each name stands for the first address of its machine.
 * What is not there is asked of the resolver, where a machine knows name servers.
 */
import type {DnsQuery} from '../engine/programs/dns-state.js';
import type {Ipv4Address} from '../engine/protocol/ipv4-address.js';
import {deviceAt, type Machine, machineNamed, type World} from '../engine/world.js';
import type {Place} from './command.js';
import {nextLook} from './patience.js';
import {type Acting, make} from './program.js';
import {machineAt} from './resolve.js';
import {readIpv4} from './values.js';

const LOCALHOST = 0x7f00_0001;

/** The first address of a machine. */
export function addressOfMachine(world: World, name: string): Ipv4Address | undefined {
	if (name === 'localhost') return LOCALHOST;
	const machine = machineNamed(world, name);
	return machine && addressesOf(world, machine)[0];
}

/** Name of the machine that has `address`. */
export function machineWith(world: World, address: Ipv4Address): string | undefined {
	return world.machines.find((machine) => addressesOf(world, machine).includes(address))?.name;
}

function addressesOf(world: World, machine: Machine): Ipv4Address[] {
	return machine.devices.flatMap((id) => deviceAt(world, id).addresses.map(({address}) => address));
}

/** An address as it is written, or `undefined` for a name. */
export function literalAddress(text: string): Ipv4Address | undefined {
	return /^\d+(?:\.\d+){3}$/.test(text) ? readIpv4(text) : undefined;
}

/** How the name was found out; `not-found` and `no-answer` are what getaddrinfo(3) tells apart. */
export type Found = {kind: 'found'; address: Ipv4Address; by: 'literal' | 'hosts' | 'dns'} | {kind: 'not-found'} | {kind: 'no-answer'};

/** Finds the address of a host: as it is written, in the hosts file, by DNS. Waits for the answer. */
export function* findHost(place: Place, host: string): Acting<Found> {
	const literal = literalAddress(host);
	if (literal !== undefined) return {kind: 'found', address: literal, by: 'literal'};
	const known = addressOfMachine(place.world, host);
	if (known !== undefined) return {kind: 'found', address: known, by: 'hosts'};
	const outcome = (yield* resolve(place, host))?.outcome;
	switch (outcome?.kind) {
		case 'answered': {
			const [address] = outcome.addresses;
			return address === undefined ? {kind: 'not-found'} : {kind: 'found', address, by: 'dns'};
		}
		case 'unknown':
		case 'no-server':
		case undefined:
			return {kind: 'not-found'};
		case 'failed':
		case 'unreachable':
		case 'timeout':
			return {kind: 'no-answer'};
		default:
			return outcome satisfies never;
	}
}

/** Asks the resolver of the machine and waits for what comes of it. */
export function* resolve(place: Place, name: string): Acting<DnsQuery | undefined> {
	const begun = yield* make({kind: 'resolve', machine: place.machine, name});
	const number = begun.kind === 'done' ? begun.query : undefined;
	const query = () => machineAt(place).programs?.resolver.queries.find((one) => one.number === number);
	const since = place.world.now;
	for (let now = query(); now && !now.outcome; now = query())
		yield {kind: 'time', until: Math.min(now.timer, nextLook(place.world.now, since))};
	return query();
}
