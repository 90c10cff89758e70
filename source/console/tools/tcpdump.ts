/*
 * `tcpdump` 4.99.3: the frames that pass a device
 *
 * It opens a packet socket, which makes the device promiscuous unless `-p` is given, and prints what the socket sees
 * (`engine/packet-tap.ts`) and the filter lets through (`tcpdump/filter`), a line or more a packet (`tcpdump/print-packet.ts`),
 * until it has as many as it was told or somebody presses Ctrl-C. Promiscuous mode is not without effect: a
 * bridge that listens to itself gives its host every frame that it forwards.
 *
 * Not modelled: files of packets, and what the table of options refuses. The real one keeps lines back when
 * its output is no terminal, unless `-l` is given; this one never does.
 */
import type {Device} from '../../engine/device.js';
import {createTap, passesCard, type Tapped, tapped} from '../../engine/packet-tap.js';
import type {TraceNode} from '../../engine/trace.js';
import {deviceAt} from '../../engine/world.js';
import type {Command, Place} from '../command.js';
import {addressOfMachine} from '../machine-names.js';
import {type Acting, type Answer, fails, make, type Program, prints, Signal, say, watchWorld} from '../program.js';
import {devicesOf} from '../resolve.js';
import {TCPDUMP_USAGE, TCPDUMP_VERSION} from '../usage/tcpdump.js';
import {compileFilter} from './tcpdump/filter/compile.js';
import {FilterFault} from './tcpdump/filter/tokens.js';
import {type Asked, error, readTcpdump, SNAPSHOT, TCPDUMP_OPTIONS} from './tcpdump/options.js';
import {type Captured, printPacket} from './tcpdump/print-packet.js';
import {findSource, type Source, sourceList} from './tcpdump/sources.js';

export const TCPDUMP: Command = {
	word: 'tcpdump',
	help: 'the frames that pass a device',
	keywords: TCPDUMP_OPTIONS,
	bare: 'text',
	run: runTcpdump,
};

type Filter = (bytes: Uint8Array, isOut: boolean) => boolean;

function runTcpdump(place: Place, words: readonly string[]): Answer {
	const asked = readTcpdump(place, words);
	switch (asked.instead) {
		case 'help':
			return prints(TCPDUMP_USAGE);
		case 'version':
			return prints(TCPDUMP_VERSION);
		case 'devices':
			return prints(sourceList(place));
		default:
	}
	const source = findSource(place, asked.device);
	if (asked.instead === 'link-types') return fails(linkTypes(source), 0);
	return capture(place, asked, source);
}

function linkTypes({name, isAny}: Source): string {
	const types = isAny
		? ['LINUX_SLL (Linux cooked v1)', 'LINUX_SLL2 (Linux cooked v2)']
		: ['EN10MB (Ethernet)', 'DOCSIS (DOCSIS) (printing not supported)'];
	return `Data link types for ${name} (use option -y to set):\n${types.map((type) => `  ${type}\n`).join('')}`;
}

function* capture(place: Place, asked: Asked, source: Source): Program {
	const head = source.isAny ? 'tcpdump: data link type LINUX_SLL2\n' : '';
	const filter = readFilter(place, asked.filter, source);
	if (typeof filter === 'string') return fails(head + filter, 1);
	const {device} = source;
	const isPromiscuous = asked.isPromiscuous && device !== undefined;
	if (isPromiscuous) yield* make({kind: 'listen', device: device.id, on: true});
	yield* say(head + listening(asked, source), 'stderr');
	const account = {captured: 0};
	try {
		const end = yield* listen(place, asked, source, filter, account);
		return fails(end + summary(account.captured), end === '' ? 0 : 1);
	} catch (thrown) {
		if (!(thrown instanceof Signal) || thrown.name === 'SIGKILL') throw thrown;
		// The line that it may have been at is ended.
		return {stdout: '\n', stderr: summary(account.captured), status: 0};
	} finally {
		if (isPromiscuous && deviceAt(place.world, device.id).present) yield* make({kind: 'listen', device: device.id, on: false});
	}
}

function readFilter(place: Place, text: string, {isAny}: Source): Filter | string {
	const resolve = (name: string): number[] => {
		const address = addressOfMachine(place.world, name);
		return address === undefined ? [] : [address];
	};
	try {
		return compileFilter(text, {resolve, isCooked: isAny});
	} catch (thrown) {
		if (!(thrown instanceof FilterFault)) throw thrown;
		return error(thrown.message).stderr;
	}
}

function listening({style, snapshot}: Asked, {name, isAny}: Source): string {
	const suppressed = 'verbose output suppressed, use -v[v]... for full protocol decode\n';
	const type = isAny ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)';
	return `tcpdump: ${style.verbose > 0 ? '' : suppressed}listening on ${name}, link-type ${type}, snapshot length ${snapshot} bytes\n`;
}

function summary(captured: number): string {
	const packets = `${captured} packet${captured === 1 ? '' : 's'}`;
	return `${packets} captured\n${packets} received by filter\n0 packets dropped by kernel\n`;
}

/** Prints packets until there are enough; returns why it ended otherwise. */
function* listen(place: Place, asked: Asked, source: Source, filter: Filter, account: {captured: number}): Acting<string> {
	const tap = createTap();
	const own = new Set(devicesOf(place).map(({id}) => id));
	const isWatched = (device: Device): boolean => (source.isAny ? own.has(device.id) : device.id === source.device?.id);
	for (;;) {
		const nodes: readonly TraceNode[] = yield* watchWorld();
		let text = '';
		for (const seen of nodes.flatMap((node) => tapped(place.world, tap, node, isWatched))) {
			if (!isAskedFor(place, asked, source, seen) || !filter(seen.frame.bytes, seen.type === 'outgoing')) continue;
			account.captured++;
			text += printPacket(
				captured(place, asked, source, seen),
				asked.style,
				asked.clock,
				asked.dumps,
				asked.isNumbered ? account.captured : undefined,
			);
			if (account.captured === asked.count) break;
		}
		yield* say(text);
		if (account.captured === asked.count) return '';
		if (source.device && !devicesOf(place).some(({id}) => id === source.device?.id))
			return 'tcpdump: pcap_loop: The interface disappeared\n';
		for (const {id} of devicesOf(place)) own.add(id);
	}
}

function isAskedFor(place: Place, {ways, isPromiscuous}: Asked, {isAny}: Source, seen: Tapped): boolean {
	const way = seen.type === 'outgoing' ? 'out' : 'in';
	if (ways !== 'inout' && ways !== way) return false;
	return (isPromiscuous && !isAny) || passesCard(place.world, seen);
}

const WAYS: Readonly<Record<Tapped['type'], string>> = {host: 'In', broadcast: 'B', multicast: 'M', otherhost: 'P', outgoing: 'Out'};
/** How much longer the header of a cooked capture is than Ethernet's. */
const COOKED_MORE = 6;

function captured(place: Place, {snapshot}: Asked, {isAny}: Source, {frame, time, type, device: id}: Tapped): Captured {
	const most = isAny ? snapshot - COOKED_MORE : snapshot;
	const bytes = most >= SNAPSHOT - COOKED_MORE ? frame.bytes : frame.bytes.subarray(0, Math.max(0, most));
	const packet = {time, bytes, length: frame.bytes.length};
	if (!isAny) return packet;
	const {name, ifindex} = deviceAt(place.world, id);
	return {...packet, cooked: {device: name, ifindex, way: WAYS[type]}};
}
