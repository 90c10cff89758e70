/*
 * `udhcpc` of BusyBox: an address from a DHCP server
 *
 * The client is the machine's; the tool starts it, lets the world go on and prints what it does, to standard error as
 * the real one. With a lease it goes on in the background and renews; with `-q` it ends, and the address
 * stays. `killall -USR1 udhcpc` renews at once, `killall -USR2 udhcpc` gives the address back.
 *
 * Not modelled: scripts, requested addresses and options, staying in the foreground; how often and how fast it
 * asks is the client's (three times, three seconds apart). A second client on a device takes the place of the first.
 */
import type {DhcpClient} from '../../engine/programs/dhcp-client-state.js';
import {deviceAt} from '../../engine/world.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {getopt, type OptionRules} from '../getopt.js';
import {nextLook} from '../patience.js';
import {printDhcpEvents} from '../print/dhcp.js';
import {type Acting, type Answer, DONE_SILENTLY, fails, Interrupted, make, makeAll, type Program, teller} from '../program.js';
import {findDevice, machineAt} from '../resolve.js';
import {UDHCPC_USAGE} from '../usage/udhcpc.js';

const NEAREST = 'udhcpc -i DEVICE';
const STARTED = 'udhcpc: started, v1.35.0\n';

const absent = (word: string, help: string, takes?: 'text'): Keyword => ({word, help, instead: NEAREST, ...(takes ? {takes} : {})});

const OPTIONS: readonly Keyword[] = [
	{word: '-i', also: ['--interface'], takes: 'device', help: 'the device; eth0 unless said otherwise'},
	{word: '-n', also: ['--now'], help: 'end when nobody answers'},
	{word: '-q', also: ['--quit'], help: 'end with the lease; the address stays'},
	{word: '-b', also: ['--background'], help: 'go on in the background when nobody answers'},
	{word: '-R', also: ['--release'], help: 'give the address back at the end'},
	{word: '-S', also: ['--syslog'], help: 'nothing: there is no log'},
	{word: '-h', also: ['--help'], help: 'help'},
	absent('-f', 'stay in the foreground'),
	absent('-B', 'broadcast answers'),
	absent('-a', 'ask whether somebody has the address'),
	absent('-o', 'no options'),
	absent('-C', 'no client identifier'),
	...['-t', '-T', '-A', '-s', '-p', '-r', '-O', '-x', '-F', '-V'].map((word) => absent(word, 'settings of the client', 'text')),
];

export const UDHCPC: Command = {
	word: 'udhcpc',
	help: 'an address from a DHCP server',
	keywords: OPTIONS,
	run: runUdhcpc,
};

const RULES: OptionRules = {
	tool: 'udhcpc',
	table: OPTIONS,
	unknown: (flag) => {
		const what = flag.startsWith('--') ? `unrecognized option '${flag}'` : `invalid option -- '${flag.slice(1)}'`;
		return new Complaint(`udhcpc: ${what}\n${UDHCPC_USAGE}`, 1);
	},
	missing: (flag) => new Complaint(`udhcpc: option requires an argument -- '${flag.slice(1)}'\n${UDHCPC_USAGE}`, 1),
};

interface Asked {
	device: string;
	flags: ReadonlySet<string>;
}

function runUdhcpc(place: Place, words: readonly string[]): Answer {
	const {device, flags} = readOptions(words);
	if (flags.has('-h')) return fails(UDHCPC_USAGE, 0);
	const found = findDevice(place, device);
	if (!found) return fails('udhcpc: SIOCGIFINDEX: No such device\n', 1);
	return ask(place, found.id, flags);
}

function* ask(place: Place, device: number, flags: ReadonlySet<string>): Program {
	const client = (): DhcpClient | undefined => machineAt(place).programs?.dhcpClients.find((one) => one.device === device);
	if (client()) yield* make({kind: 'stop-dhcp-client', device});
	yield* deconfigure(place, device);
	const since = place.world.now;
	const started = yield* make({kind: 'start-dhcp-client', device});
	if (started.kind === 'refused') return fails(`${STARTED}udhcpc: ${started.message ?? started.errno}\n`, 1);
	const tell = teller('stderr');
	const printed = () => STARTED + printDhcpEvents(client()?.events ?? []);
	try {
		for (let now = client(); now && !isOver(now); now = client()) {
			yield* tell(printed());
			yield {kind: 'time', until: wakeUp(now, place.world.now, since)};
		}
		yield* tell(printed());
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		yield* tell(printed());
		if (client()) yield* make({kind: 'stop-dhcp-client', device});
		return fails('udhcpc: received SIGINT\n', 130);
	}
	return yield* end(place, device, flags);
}

function* end(place: Place, device: number, flags: ReadonlySet<string>): Program {
	const client = machineAt(place).programs?.dhcpClients.find((one) => one.device === device);
	if (client?.lease && client.state === 'bound') {
		if (!flags.has('-q')) return DONE_SILENTLY;
		const {address, server} = client.lease;
		const text = flags.has('-R') ? printDhcpEvents([{kind: 'released', time: place.world.now, address, server}]) : '';
		// Its script has written resolv.conf, which stays.
		if (flags.has('-R')) yield* make({kind: 'release-dhcp', device});
		else yield* make({kind: 'set-resolver', machine: place.machine, servers: [...client.lease.dns]});
		yield* make({kind: 'stop-dhcp-client', device});
		return fails(text, 0);
	}
	if (flags.has('-b')) return fails(`udhcpc: no lease, forking to background\n`, 0);
	// The real one without -n goes on asking; the lab's presses Ctrl-C after a round.
	yield* make({kind: 'stop-dhcp-client', device});
	if (flags.has('-n')) return fails(`udhcpc: no lease, failing\n`, 1);
	return fails(`^Cudhcpc: received SIGINT\n`, 130);
}

/** It has a lease, or has asked its three times. */
function isOver({state, events}: DhcpClient): boolean {
	return state === 'bound' || events.some(({kind}) => kind === 'no-offer');
}

/** Its next step, unless an answer comes before. */
function wakeUp({timer}: DhcpClient, now: number, since: number): number {
	return Math.max(now, Math.min(timer, nextLook(now, since)));
}

/** What its script does before it asks: the device is switched on, its addresses go. */
function* deconfigure(place: Place, device: number): Acting<void> {
	yield* make({kind: 'set-up', device, up: true});
	const addresses = deviceAt(place.world, device).addresses.toReversed();
	yield* makeAll(addresses.map(({address, prefix}) => ({kind: 'del-address', device, address, prefix})));
}

function readOptions(words: readonly string[]): Asked {
	const flags = new Set<string>();
	let device = 'eth0';
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') throw new Complaint(UDHCPC_USAGE, 1);
		if (read.option === '-i') device = read.value;
		else flags.add(read.option);
	}
	return {device, flags};
}
