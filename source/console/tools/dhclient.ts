/*
 * `dhclient` of ISC DHCP: an address from a DHCP server
 *
 * It says nothing unless -v. With a lease it goes on in the background and renews; -r gives the address back, -x ends it and leaves the address, -d
 * stays in front. Sentences are those of dhclient 4.4.3-P1, asked in a namespace with a server and without.
 *
 * The client is the machine's, which asks as udhcpc does: three times, three seconds apart. Not modelled: asking again for the address of an old
 * lease (INIT-REBOOT), the scripts, files of leases and settings, DHCPv6.
 */

import {formatMac} from '../../engine/mac.js';
import type {DhcpClient, DhcpClientEvent} from '../../engine/programs/dhcp-client-state.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt} from '../../engine/world.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {nextLook} from '../patience.js';
import {type Acting, type Answer, fails, Interrupted, make, type Program, say, teller} from '../program.js';
import {devicesOf, findDevice, machineAt} from '../resolve.js';
import {DHCLIENT_BANNER, DHCLIENT_BUG, DHCLIENT_USAGE} from '../usage/dhclient.js';

const NEAREST = 'dhclient -v DEVICE';
const absent = (word: string, help: string, takes?: 'text'): Keyword => ({word, help, instead: NEAREST, ...(takes ? {takes} : {})});

const OPTIONS: readonly Keyword[] = [
	{word: '-v', help: 'say what happens'},
	{word: '-q', help: 'say nothing, as it does anyway'},
	{word: '-1', help: 'try once; end when nobody answers'},
	{word: '-r', help: 'give the address back and end'},
	{word: '-x', help: 'end, and keep the address'},
	{word: '-d', help: 'stay in front'},
	{word: '-nw', help: 'go to the background at once'},
	{word: '-4', help: 'IPv4, as always here'},
	{word: '--version', help: 'version'},
	{word: '--help', also: ['-h'], help: 'help'},
	...['-6', '-S', '-N', '-T', '-P', '-R', '-I', '-i', '-w', '-n', '--no-pid'].map((word) => absent(word, 'beside a lease of IPv4')),
	...['-p', '-s', '-g', '-D', '-e', '-cf', '-df', '-lf', '-pf', '-sf', '--dad-wait-time', '--timeout'].map((word) =>
		absent(word, 'settings of the client', 'text'),
	),
];

export const DHCLIENT: Command = {
	word: 'dhclient',
	help: "an address from a DHCP server, in ISC's words",
	keywords: OPTIONS,
	bare: 'device',
	run: runDhclient,
};

const SECOND = 1_000_000_000;
/** What it waits between two questions, s (the client of the machine: udhcpc -T). */
const INTERVAL = 3;

function runDhclient(place: Place, words: readonly string[]): Answer {
	const flags = new Set<string>();
	const names: string[] = [];
	for (const word of words) {
		const option = OPTIONS.find((known) => known.word === word || known.also?.includes(word));
		if (option?.instead !== undefined) throw notModelled(`dhclient: "${word}"`, option.instead);
		if (option) flags.add(option.word);
		else if (word.startsWith('-')) throw new Complaint(`${DHCLIENT_BANNER}Unknown command: ${word}\n${DHCLIENT_USAGE}${DHCLIENT_BUG}`, 1);
		else names.push(word);
	}
	if (flags.has('--version')) return fails('isc-dhclient-4.4.3-P1\n', 0);
	if (flags.has('--help')) return fails(`${DHCLIENT_BANNER}${DHCLIENT_USAGE}`, 0);
	const [name, ...more] = names;
	if (more.length > 0) throw notModelled('dhclient: several devices', 'dhclient DEVICE && dhclient DEVICE');
	const found = name === undefined ? devicesOf(place).find(({kind}) => kind === 'nic') : findDevice(place, name);
	if (!found) return fails(`${DHCLIENT_BANNER}\nFailed to get interface index: No such device\n${DHCLIENT_BUG}`, 1);
	return flags.has('-r') || flags.has('-x') ? leave(place, found.id, flags) : ask(place, found.id, flags);
}

function clientOf(place: Place, device: number): DhcpClient | undefined {
	return machineAt(place).programs?.dhcpClients.find((one) => one.device === device);
}

function heading({world}: Place, device: number): string {
	const {name, mac} = deviceAt(world, device);
	const on = `LPF/${name}/${formatMac(mac)}`;
	return `${DHCLIENT_BANNER}\nListening on ${on}\nSending on   ${on}\nSending on   Socket/fallback\n`;
}

/** Of the one that runs: the address goes back to its server, or stays without anybody who renews it. */
function* leave(place: Place, device: number, flags: ReadonlySet<string>): Program {
	const client = clientOf(place, device);
	const {name} = deviceAt(place.world, device);
	const {lease} = client ?? {};
	const isHeld = client !== undefined && lease !== undefined && client.state !== 'init' && client.state !== 'released';
	const killed = client ? 'Killed old client process\n' : '';
	const gone =
		isHeld && flags.has('-r') ? `DHCPRELEASE of ${formatIpv4(lease.address)} on ${name} to ${formatIpv4(lease.server)} port 67\n` : '';
	if (gone !== '') yield* make({kind: 'release-dhcp', device});
	else if (isHeld) yield* make({kind: 'set-resolver', machine: place.machine, servers: [...lease.dns]});
	if (client) yield* make({kind: 'stop-dhcp-client', device});
	return fails(flags.has('-v') ? `${killed}${heading(place, device)}${gone}` : '', 0);
}

function* ask(place: Place, device: number, flags: ReadonlySet<string>): Program {
	const isLoud = flags.has('-v') || flags.has('-d');
	const hush = teller('stderr');
	const killed = clientOf(place, device) ? 'Killed old client process\n' : '';
	if (killed !== '') yield* make({kind: 'stop-dhcp-client', device});
	yield* make({kind: 'set-up', device, up: true});
	const before = killed + heading(place, device);
	const since = place.world.now;
	const started = yield* make({kind: 'start-dhcp-client', device});
	if (started.kind === 'refused') return fails(`dhclient: ${started.message ?? started.errno}\n`, 1);
	const tell = function* (): Acting<void> {
		if (isLoud) yield* hush(before + told(place, device));
	};
	try {
		yield* tell();
		if (flags.has('-nw')) return fails('', 0);
		for (let now = clientOf(place, device); now && (flags.has('-d') || !isOver(now)); now = clientOf(place, device)) {
			yield* tell();
			yield {kind: 'time', until: Math.max(place.world.now, Math.min(now.timer, nextLook(place.world.now, since)))};
		}
		yield* tell();
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		yield* tell();
		if (clientOf(place, device)) yield* make({kind: 'stop-dhcp-client', device});
		return fails('', 130);
	}
	return yield* end(place, device, flags, isLoud);
}

function* end(place: Place, device: number, flags: ReadonlySet<string>, isLoud: boolean): Program {
	if (clientOf(place, device)?.state === 'bound') return fails('', 0);
	if (flags.has('-1')) {
		yield* make({kind: 'stop-dhcp-client', device});
		return fails(isLoud ? 'Unable to obtain a lease on first try.  Exiting.\n' : '', 2);
	}
	// It goes on asking in the background.
	yield* say(isLoud ? 'No working leases in persistent database - sleeping.\n' : '', 'stderr');
	return fails('', 0);
}

/** It has a lease, or has asked its three times. */
function isOver({state, events}: DhcpClient): boolean {
	return state === 'bound' || events.some(({kind}) => kind === 'no-offer');
}

/** What it has said so far; what has been said stays as it was. */
function told(place: Place, device: number): string {
	const client = clientOf(place, device);
	const {name} = deviceAt(place.world, device);
	return (client?.events ?? []).map((event) => sentence(event, name, client)).join('');
}

/** dhclient.c: send_discover, dhcpoffer, send_request, dhcpack, dhcpnak, bind_lease. */
function sentence(event: DhcpClientEvent, device: string, client: DhcpClient | undefined): string {
	const everybody = '255.255.255.255 port 67';
	switch (event.kind) {
		case 'discover':
			return `DHCPDISCOVER on ${device} to ${everybody} interval ${INTERVAL}\n`;
		case 'select':
			return `DHCPOFFER of ${formatIpv4(event.address)} from ${formatIpv4(event.server)}\nDHCPREQUEST for ${formatIpv4(event.address)} on ${device} to ${everybody}\n`;
		case 'renew':
			return `DHCPREQUEST for ${formatIpv4(event.address)} on ${device} to ${formatIpv4(event.server)} port 67\n`;
		case 'rebind':
			return `DHCPREQUEST for ${formatIpv4(event.address)} on ${device} to ${everybody}\n`;
		case 'bound':
			return `DHCPACK of ${formatIpv4(event.address)} from ${formatIpv4(event.server)}\nbound to ${formatIpv4(event.address)} -- renewal in ${renewalIn(event, client)} seconds.\n`;
		case 'nak':
			return `DHCPNAK from ${formatIpv4(event.server)}\n`;
		case 'no-offer':
			return 'No DHCPOFFERS received.\n';
		case 'expired':
		case 'released':
			return '';
		default:
			return event satisfies never;
	}
}

/** Half of the lease, or what the server said. */
function renewalIn({duration, time}: Extract<DhcpClientEvent, {kind: 'bound'}>, client: DhcpClient | undefined): number {
	const {lease} = client ?? {};
	return lease && lease.since <= time && time <= lease.renew ? Math.round((lease.renew - time) / SECOND) : Math.floor(duration / 2);
}
