/*
 * `virsh`: the guests of a host, and their move to another one
 *
 * Only what a lab needs of it: `list`, `domiflist` and `migrate`. Where on the other host the guest is plugged in, libvirt reads in the domain's
 * description; here it is a tap of the same name, or the first that is free, and for a failover pair the first virtual function that
 * nobody uses. The command ends when the guest runs over there; its function is plugged in a second later.
 *
 * Follows virsh-domain.c, virsh-domain-monitor.c (cmdList), qemu_migration.c.
 */

import {formatMac} from '../../engine/mac.js';
import {failoversOf} from '../../engine/sriov/failover.js';
import {guestsOf, landingOn} from '../../engine/sriov/landing.js';
import {deviceAt, type Machine, machineNamed, peerOf} from '../../engine/world.js';
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {type Answer, fails, make, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';

const LIST_KEYWORDS: readonly Keyword[] = [
	{word: '--all', help: 'also those that do not run, which a lab has none of'},
	{word: '--name', help: 'names alone'},
];
const MIGRATE_KEYWORDS: readonly Keyword[] = [
	{word: '--live', help: 'while it runs, which is the only way here'},
	{word: '--persistent', help: 'it is defined over there'},
	{word: '--undefinesource', help: 'it is no longer defined here'},
	{word: '--verbose', help: 'say how far it is'},
	{word: '--domain', takes: 'machine', help: 'the guest'},
	{word: '--desturi', takes: 'text', help: 'the host: qemu+ssh://HOST/system'},
	{word: '--offline', help: 'only its description', instead: '--live'},
	{word: '--p2p', help: 'the hosts talk to each other', instead: '--live'},
];
const URI = /^qemu\+(?:ssh|tcp|tls):\/\/(?:[^@/]+@)?([\w.-]+)(?:\/(?:system|session)?)?$/;

const COMMANDS: readonly Command[] = [
	{word: 'list', help: 'guests of this host', keywords: LIST_KEYWORDS, run: list},
	{word: 'migrate', help: 'move a guest: --live GUEST qemu+ssh://HOST/system', keywords: MIGRATE_KEYWORDS, run: migrate},
	{word: 'attach-device', also: ['attach-interface'], help: 'give a guest a device', instead: 'ip link set FUNCTION netns GUEST'},
	{word: 'detach-device', also: ['detach-interface'], help: 'take it away', instead: 'ip -n GUEST link set FUNCTION netns HOST'},
	{word: 'domiflist', help: 'NICs of a guest: where they are plugged in', keywords: [], positional: ['machine'], run: listInterfaces},
	{word: 'domif-setlink', help: 'pull the cable of a NIC', instead: 'ip link set TAP down'},
	{word: 'domif-getlink', help: 'is there a carrier?', instead: 'ip link show TAP'},
	{word: 'net-list', help: 'networks of libvirt', instead: 'brctl show'},
	{word: 'net-info', help: 'a network of libvirt', instead: 'brctl show BRIDGE'},
	{word: 'net-dumpxml', help: 'its description', instead: 'brctl show BRIDGE'},
];

export const VIRSH: Command = {
	word: 'virsh',
	help: 'guests of this host: list them, move one to another host',
	commands: COMMANDS,
	run: (place: Place, words: readonly string[], options: Options) =>
		dispatch('virsh', COMMANDS, place, words, options, {otherwise: 'list', unknown}),
};

function unknown(word: string): Complaint {
	return new Complaint(`error: unknown command: '${word}'\n`, 1);
}

function list(place: Place, words: readonly string[]): Answer {
	const found = [...scan('virsh list', words, LIST_KEYWORDS)];
	const odd = found.find(({keyword}) => keyword === undefined);
	if (odd) return fails(`error: unexpected data '${odd.value}'\n`, 1);
	const guests = guestsOf(place.world, machineAt(place));
	if (found.some(({keyword}) => keyword === '--name')) return prints(`${guests.map(({name}) => `${name}\n`).join('')}\n`);
	const width = Math.max(4, ...guests.map(({name}) => name.length));
	const rows = guests.map((guest, index) => ` ${String(index + 1).padEnd(4)} ${guest.name.padEnd(width)}   ${stateOf(place, guest)}\n`);
	const head = ` ${'Id'.padEnd(4)} ${'Name'.padEnd(width)}   State\n`;
	return prints(`${head}${'-'.repeat(head.length + 1)}\n${rows.join('')}\n`);
}

/** cmdDomiflist: the host's end of each NIC, and the bridge in which that is. */
function listInterfaces(place: Place, words: readonly string[]): Answer {
	const [name, ...more] = words;
	if (name === undefined) return fails("error: command 'domiflist' requires <domain> option\n", 1);
	if (more[0] !== undefined) return fails(`error: unexpected data '${more[0]}'\n`, 1);
	const guest = guestsOf(place.world, machineAt(place)).find((one) => one.name === name);
	if (!guest) return fails(`error: failed to get domain '${name}'\n`, 1);
	const rows = guest.devices.flatMap((id) => {
		const tap = peerOf(place.world, id);
		if (!tap || tap.machine !== place.machine) return [];
		const home = place.world.devices[tap.master];
		return [[tap.name, home ? 'bridge' : 'ethernet', home?.name ?? '-', 'virtio', formatMac(deviceAt(place.world, id).mac)]];
	});
	const titles = ['Interface', 'Type', 'Source', 'Model', 'MAC'];
	const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		` ${cells
			.map((cell, at) => cell.padEnd(widths[at] ?? 0))
			.join('   ')
			.trimEnd()}\n`;
	const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 3, 0));
	return prints(`${line(titles)}${rule}\n${rows.map(line).join('')}\n`);
}

/** A guest on its way stands still only at the end of it. */
function stateOf({world}: Place, {migration}: Machine): 'paused' | 'running' {
	return migration && world.now >= migration.pauseAt && world.now < migration.resumeAt ? 'paused' : 'running';
}

function migrate(place: Place, words: readonly string[]): Answer {
	const bare: string[] = [];
	let verbose = false;
	for (const {keyword, value} of scan('virsh migrate', words, MIGRATE_KEYWORDS)) {
		if (keyword === '--verbose') verbose = true;
		else if (keyword === '--domain') bare.unshift(value);
		else if (keyword === '--desturi') bare.push(value);
		else if (keyword === undefined && value.startsWith('-'))
			throw new Complaint(`error: command 'migrate' doesn't support option ${value}\n`, 1);
		else if (keyword === undefined) bare.push(value);
	}
	const [name, uri, ...more] = bare;
	if (name === undefined) return fails("error: command 'migrate' requires <domain> option\n", 1);
	if (uri === undefined) return fails("error: command 'migrate' requires <desturi> option\n", 1);
	if (more.length > 0) throw notModelled('virsh migrate with further addresses', 'virsh migrate --live GUEST qemu+ssh://HOST/system');
	const guest = guestsOf(place.world, machineAt(place)).find((one) => one.name === name);
	if (!guest) return fails(`error: failed to get domain '${name}'\n`, 1);
	const [, hostName = ''] = URI.exec(uri) ?? [];
	const host = machineNamed(place.world, hostName);
	if (host?.role !== 'host') return fails(`error: unable to connect to server at '${hostName}:16509': No route to host\n`, 1);
	return move(place, guest, host, verbose);
}

function* move(place: Place, guest: Machine, host: Machine, verbose: boolean): Program {
	const {port, vf} = landingOn(place.world, host, guest);
	if (port === undefined) return fails(`error: internal error: ${host.name} has no free tap for ${guest.name}\n`, 1);
	const hasPair = failoversOf(place.world, guest).length > 0;
	const started = yield* make({kind: 'migrate', machine: guest.id, port, ...(hasPair && vf !== undefined ? {vf} : {})});
	if (started.kind === 'refused')
		return fails(`error: Requested operation is not valid: ${started.message ?? 'domain cannot be migrated'}\n`, 1);
	const machine = guest.id;
	for (;;) {
		const until = place.world.machines[machine]?.migration?.resumeAt;
		if (until === undefined || until <= place.world.now) break;
		yield {kind: 'time', until};
	}
	return prints(verbose ? 'Migration: [100 %]\n' : '');
}
