/** Causes and drops of hosts and routers, and of their programs, in words. */
import type {IpCauseWords, IpDropWords, ProgramCauseWords} from '../names.js';

/** ICMP errors by type and code. */
const ERRORS: Readonly<Record<string, string>> = {
	'3/0': 'network unreachable',
	'3/1': 'host unreachable',
	'3/2': 'protocol unreachable',
	'3/3': 'port unreachable',
	'3/4': 'fragmentation needed',
	'11/0': 'time exceeded',
	'11/1': 'reassembly time exceeded',
};

export const ipCauses: IpCauseWords = {
	forwarded: (cause, name) =>
		`not for this machine, which is a router: on by ${name.device(cause.device)} to ${name.address(cause.nextHop)}, TTL now ${cause.ttl}`,
	'via-gateway': (cause, name) =>
		`${name.address(cause.address)} is on no link of this machine: by the gateway ${name.address(cause.gateway)}`,
	'packet-cut': (cause) => `longer than the ${cause.mtu} octets that fit here: cut into ${cause.pieces} pieces`,
	'icmp-error-sent': (cause, name) => `its sender, ${name.address(cause.address)}, is told: ${error(cause)}`,
	'icmp-error-withheld': (cause, name) => `its sender, ${name.address(cause.address)}, is not told: it was told often enough of late`,
	'icmp-error-received': (cause, name) => `${name.address(cause.address)} could not deliver what this machine sent: ${error(cause)}`,
	'path-mtu-learned': (cause, name) => `from now on packets to ${name.address(cause.address)} have at most ${cause.mtu} octets`,
};

export const ipDrops: IpDropWords = {
	'ttl-exceeded': {why: 'the TTL is used up: too many routers, or a loop of routes', mark: 'TTL used up'},
	'no-route': {why: 'this router has no route to the destination', mark: 'no route'},
	'port-unreachable': {why: 'no program listens on this port', mark: 'port closed'},
	'protocol-unreachable': {why: 'nothing here speaks this protocol', mark: 'protocol unknown'},
};

export const programCauses: ProgramCauseWords = {
	'dhcp-discovered': () => 'no address yet: the DHCP client asks all on the link for one',
	'dhcp-selected': (cause, name) => `the DHCP client takes the offer of ${name.address(cause.server)}: ${name.address(cause.address)}`,
	'dhcp-renewing': (cause, name) =>
		`half of the lease is over: the client asks ${name.address(cause.server)} alone for more time with ${name.address(cause.address)}`,
	'dhcp-rebinding': (cause, name) => `its server is silent: the client asks all servers for more time with ${name.address(cause.address)}`,
	'dhcp-bound': (cause, name) =>
		`${name.address(cause.address)} is leased from ${name.address(cause.server)} for ${name.duration(cause.duration)}: address, routes and name servers are set`,
	'dhcp-refused': (cause, name) => `${name.address(cause.server)} refuses: the client gives its address up and begins again`,
	'dhcp-expired': (cause, name) => `the lease of ${name.address(cause.address)} is over: the client gives the address up`,
	'dhcp-released': (cause, name) => `the client gives ${name.address(cause.address)} back`,
	'dhcp-probing': (cause, name) => `before it offers ${name.address(cause.address)} the server asks whether somebody has it already`,
	'dhcp-conflict': (cause, name) =>
		`${name.mac(cause.mac)} has ${name.address(cause.address)} without a lease: the server will not give it out`,
	'dhcp-offered': (cause, name) => `the server offers ${name.address(cause.address)} to ${name.mac(cause.mac)}`,
	'dhcp-granted': (cause, name) => `the server grants ${name.address(cause.address)} to ${name.mac(cause.mac)}`,
	'dhcp-denied': (cause, name) => `the server denies ${name.address(cause.address)} to ${name.mac(cause.mac)}`,
	'dhcp-other-server': (cause, name) => `the client chose another server, ${name.address(cause.server)}: the offer is withdrawn`,
	'dhcp-pool-empty': () => 'no address is free: the server says nothing',
	'dhcp-returned': (cause, name) => `${name.address(cause.address)} is free again`,
	'dns-asked': (cause, name) => `the address of ${cause.name}? The resolver asks ${name.address(cause.server)}`,
	'dns-answered': (cause, name) => `${cause.name} is at ${name.address(cause.address)}, answers the server`,
	'dns-unknown': (cause) => `there is no ${cause.name}, answers the server`,
	'dns-forwarded': (cause, name) => `the server does not know ${cause.name} itself: it asks ${name.address(cause.server)}`,
	'dns-relayed': (cause, name) => `the answer about ${cause.name} goes on to ${name.address(cause.client)}, who asked`,
	'dns-resolved': (cause, name) => `the resolver knows: ${cause.name} is at ${name.address(cause.address)}`,
};

function error({type, code}: {type: number; code: number}): string {
	return ERRORS[`${type}/${code}`] ?? `ICMP type ${type}, code ${code}`;
}
