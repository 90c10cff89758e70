/*
 * The resolver (RFC 1035 7, resolv.conf(5))
 *
 * A program knows a name and wants an address. The resolver asks the first name server by UDP; if it is silent for five seconds the
 * next one, twice all round. "There is no such name" is an answer and ends the search; a server that cannot or will
 * not, or that the network cannot reach, is passed over. Name servers come from the hand of the administrator, and from DHCP.
 *
 * Not modelled: /etc/hosts, search domains, a cache, IPv6 addresses (a real one asks for both kinds at once).
 */
import {buildDns, DNS_CODE, DNS_PORT, DNS_TYPE, isDnsName, parseDns} from '../protocol/dns.js';
import type {Ipv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, parseIpv4, UNSPECIFIED} from '../protocol/ipv4-address.js';
import type {UdpDatagram} from '../protocol/udp.js';
import {nextRandom} from '../random.js';
import type {Sink} from '../sink.js';
import {sendUdp} from '../stack/udp.js';
import type {Machine, World} from '../world.js';
import {isConfigured} from './dhcp-lease.js';
import type {DnsQuery, QueryOutcome, QueryOwner} from './dns-state.js';
import {freePort} from './ports.js';
import {programsOf} from './programs.js';
import {queryDone} from './query-done.js';

/** ns for one server (RES_TIMEOUT), rounds (RES_DFLRETRY). */
const TIMEOUT = 5_000_000_000;
const ROUNDS = 2;
/** Servers that are asked (MAXNS). */
const MOST_SERVERS = 3;
/** Done queries that are kept. */
const MOST_DONE = 20;

/** Name servers in the order in which they are asked: those put in by hand, then those of leases. */
export function nameServers({programs}: Machine): Ipv4Address[] {
	if (!programs) return [];
	const leased = programs.dhcpClients.flatMap((client) => (isConfigured(client) ? (client.lease?.dns ?? []) : []));
	return [...new Set([...programs.resolver.servers, ...leased])].slice(0, MOST_SERVERS);
}

/** Begins to look for the address of `name`, for `owner`. An address is its own answer; the outcome may be there at once. */
export function startQuery(world: World, machine: Machine, name: string, owner: QueryOwner, out: Sink): DnsQuery {
	const {resolver} = programsOf(machine);
	const query: DnsQuery = {
		number: resolver.nextQuery++,
		name: name.toLowerCase().replace(/\.$/, ''),
		owner,
		id: 0,
		port: 0,
		server: UNSPECIFIED,
		attempts: 0,
		timer: Number.POSITIVE_INFINITY,
	};
	resolver.queries.push(query);
	const done = resolver.queries.filter(({outcome}) => outcome);
	if (done.length > MOST_DONE) resolver.queries = resolver.queries.filter((other) => other !== done[0]);
	const literal = parseIpv4(name);
	if (literal !== undefined) end(world, machine, query, {kind: 'answered', addresses: [literal], server: UNSPECIFIED}, out);
	else if (!isDnsName(query.name)) end(world, machine, query, {kind: 'unknown', server: UNSPECIFIED}, out);
	else ask(world, machine, query, {kind: 'no-server'}, out);
	return query;
}

/** Nobody answered in time: the next server. */
export function resolverTimer(world: World, machine: Machine, query: DnsQuery, now: number, out: Sink): void {
	if (query.timer <= now) ask(world, machine, query, {kind: 'timeout'}, out);
}

/** A datagram for a port from which a query was sent; false when there is none. */
export function receiveAnswer(
	world: World,
	machine: Machine,
	{source}: Ipv4Packet,
	{sourcePort, destinationPort, payload}: UdpDatagram,
	out: Sink,
): boolean {
	const query = machine.programs?.resolver.queries.find(({port, outcome}) => port === destinationPort && !outcome);
	if (!query) return false;
	const parsed = parseDns(payload);
	if (sourcePort !== DNS_PORT || source !== query.server || parsed.kind === 'malformed') return true;
	const {response, id, name, code, addresses} = parsed.value;
	if (!response || id !== query.id || name.toLowerCase() !== query.name) return true;
	const [first] = addresses;
	if (code === DNS_CODE.ok && first) {
		if (out.tracing) out.note({kind: 'dns-resolved', name, address: first.address});
		end(world, machine, query, {kind: 'answered', addresses: addresses.map(({address}) => address), server: source}, out);
	} else if (code === DNS_CODE.ok || code === DNS_CODE.nameError) end(world, machine, query, {kind: 'unknown', server: source}, out);
	else ask(world, machine, query, {kind: 'failed', server: source, code}, out);
	return true;
}

/** An ICMP error about the question that was sent from `port`; false when there is none. */
export function queryUnreachable(world: World, machine: Machine, port: number, out: Sink): boolean {
	const query = machine.programs?.resolver.queries.find((candidate) => candidate.port === port && !candidate.outcome);
	if (!query) return false;
	ask(world, machine, query, {kind: 'unreachable', server: query.server}, out);
	return true;
}

/** Asks the next server that a question can be sent to; when all had their turns, the last failure is the outcome. */
function ask(world: World, machine: Machine, query: DnsQuery, failure: QueryOutcome, out: Sink): void {
	const servers = nameServers(machine);
	let last = failure;
	while (query.attempts < servers.length * ROUNDS) {
		const server = servers[query.attempts % servers.length] as Ipv4Address;
		query.attempts++;
		query.server = server;
		query.id = nextRandom(world) & 0xffff;
		query.port = freePort(world, machine);
		const payload = buildDns({
			id: query.id,
			response: false,
			authoritative: false,
			recursionDesired: true,
			recursionAvailable: false,
			code: 0,
			name: query.name,
			type: DNS_TYPE.a,
			addresses: [],
		});
		if (out.tracing) out.note({kind: 'dns-asked', name: query.name, server});
		if (sendUdp(world, machine, {sourcePort: query.port, destinationPort: DNS_PORT, payload}, server, out, {dontFragment: true})) {
			query.timer = world.now + TIMEOUT;
			const [device] = machine.devices;
			if (device !== undefined) out.wake(device, query.timer);
			return;
		}
		last = {kind: 'unreachable', server};
	}
	end(world, machine, query, last, out);
}

function end(world: World, machine: Machine, query: DnsQuery, outcome: QueryOutcome, out: Sink): void {
	query.outcome = outcome;
	query.timer = Number.POSITIVE_INFINITY;
	queryDone(world, machine, query, outcome, out);
}
