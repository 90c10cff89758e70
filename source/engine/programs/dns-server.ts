/*
 * The DNS server and proxy (RFC 1035, RFC 5625)
 *
 * It knows the addresses of some names itself. For any other name it says that there is none; or, if it was given
 * other servers, it asks the first of them in its own name and passes the answer on: a proxy, as home routers and the NAT
 * devices of hypervisors are. Whoever asked hears only the proxy. Flags are dnsmasq's, which calls no answer about a missing name authoritative.
 *
 * Not modelled: a cache, zones and delegations, names for addresses (PTR), asking the next server when the first one is silent
 * (the client asks again).
 */
import {buildDns, DNS_CODE, DNS_PORT, DNS_TYPE, type DnsMessage, parseDns} from '../protocol/dns.js';
import type {Ipv4Packet} from '../protocol/ipv4.js';
import {write16} from '../protocol/octets.js';
import type {UdpDatagram} from '../protocol/udp.js';
import {nextRandom} from '../random.js';
import type {Sink} from '../sink.js';
import {sendUdp} from '../stack/udp.js';
import type {Machine, World} from '../world.js';
import type {DnsServer, ForwardedQuery} from './dns-state.js';
import {freePort} from './ports.js';

/** How long it waits for the other server, ns. */
const PATIENCE = 10_000_000_000;
/** Questions that it keeps in mind at once. */
const MOST_FORWARDED = 150;

/** A datagram for port 53. */
export function receiveQuestion(
	world: World,
	machine: Machine,
	server: DnsServer,
	packet: Ipv4Packet,
	{sourcePort, payload}: UdpDatagram,
	out: Sink,
): void {
	const parsed = parseDns(payload);
	if (parsed.kind === 'malformed' || parsed.value.response) return;
	const question = parsed.value;
	const name = question.name.toLowerCase();
	const records = server.records.filter((record) => record.name === name);
	const [first] = records;
	const reply = (answer: Partial<DnsMessage>): void => {
		const message = {...question, response: true, recursionAvailable: true, ...answer};
		const datagram = {sourcePort: DNS_PORT, destinationPort: sourcePort, payload: buildDns(message)};
		sendUdp(world, machine, datagram, packet.source, out, {source: packet.destination, dontFragment: true});
	};
	if (first) {
		const addresses = question.type === DNS_TYPE.a ? records.map(({address}) => ({address, ttl: 0})) : [];
		if (out.tracing) out.note({kind: 'dns-answered', name, address: first.address});
		reply({authoritative: true, addresses});
		return;
	}
	const [next] = server.forwardTo;
	if (next === undefined) {
		if (out.tracing) out.note({kind: 'dns-unknown', name});
		reply({code: DNS_CODE.nameError});
		return;
	}
	const waiting: ForwardedQuery = {
		name,
		client: packet.source,
		clientPort: sourcePort,
		asked: packet.destination,
		clientId: question.id,
		id: nextRandom(world) & 0xffff,
		port: freePort(world, machine),
		server: next,
		until: world.now + PATIENCE,
	};
	server.forwarded = [...server.forwarded.filter(({until}) => until > world.now), waiting].slice(-MOST_FORWARDED);
	if (out.tracing) out.note({kind: 'dns-forwarded', name, server: next});
	const datagram = {sourcePort: waiting.port, destinationPort: DNS_PORT, payload: buildDns({...question, id: waiting.id})};
	if (sendUdp(world, machine, datagram, next, out, {dontFragment: true})) return;
	server.forwarded = server.forwarded.filter((other) => other !== waiting);
	reply({code: DNS_CODE.serverFailure});
}

/** The answer of another server, for one of the ports that questions were passed on from; false when it is for none. */
export function relayAnswer(
	world: World,
	machine: Machine,
	{source}: Ipv4Packet,
	{sourcePort, destinationPort, payload}: UdpDatagram,
	out: Sink,
): boolean {
	const server = machine.programs?.dnsServer;
	const waiting = server?.forwarded.find(({port}) => port === destinationPort);
	if (!server || !waiting) return false;
	const parsed = parseDns(payload);
	const isAnswer = parsed.kind === 'ok' && parsed.value.response && parsed.value.id === waiting.id;
	if (!isAnswer || sourcePort !== DNS_PORT || source !== waiting.server || waiting.until <= world.now) return true;
	server.forwarded = server.forwarded.filter((other) => other !== waiting);
	const {client, clientPort, clientId, asked, name} = waiting;
	if (out.tracing) out.note({kind: 'dns-relayed', name, client});
	const answer = payload.slice();
	write16(answer, 0, clientId);
	sendUdp(world, machine, {sourcePort: DNS_PORT, destinationPort: clientPort, payload: answer}, client, out, {
		source: asked,
		dontFragment: true,
	});
	return true;
}

/** The other server cannot be reached: whoever asked is told so. False when nothing was asked from `port`. */
export function forwardFailed(world: World, machine: Machine, port: number, out: Sink): boolean {
	const server = machine.programs?.dnsServer;
	const waiting = server?.forwarded.find((candidate) => candidate.port === port);
	if (!server || !waiting) return false;
	server.forwarded = server.forwarded.filter((other) => other !== waiting);
	const {client, clientPort, clientId, asked, name} = waiting;
	const payload = buildDns({
		id: clientId,
		response: true,
		authoritative: false,
		recursionDesired: true,
		recursionAvailable: true,
		code: DNS_CODE.serverFailure,
		name,
		type: DNS_TYPE.a,
		addresses: [],
	});
	sendUdp(world, machine, {sourcePort: DNS_PORT, destinationPort: clientPort, payload}, client, out, {source: asked, dontFragment: true});
	return true;
}
