/*
 * `govc`: vCenter at the command line
 *
 * Distributed switches are set here and nowhere else: a host shows its part (`esxcli`), and goes on with what it had when vCenter is away.
 * Typed at any machine it speaks to the vCenter of that machine, or to the only one of the lab, as GOVC_URL would say.
 *
 * Commands, flags and sentences follow govmomi (cli/dvs, cli/host, cli/vm). Private VLANs, teams, security and LAGs of a distributed switch have
 * no command there; the ones of this lab say so in their help, and name the cmdlet of PowerCLI.
 */
import {entryOf} from '../../engine/entry-of.js';
import type {Command, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {type Answer, prints} from '../program.js';
import {DVS_COMMANDS} from './govc/dvs.js';
import {type GovcCommand, readGiven} from './govc/flags.js';
import {HOST_COMMANDS} from './govc/host.js';
import {POLICY_COMMANDS} from './govc/policy.js';
import {PORT_GROUP_COMMANDS} from './govc/port-group.js';

const COMMANDS: readonly GovcCommand[] = [...DVS_COMMANDS, ...PORT_GROUP_COMMANDS, ...POLICY_COMMANDS, ...HOST_COMMANDS];

/** Real commands that the lab does not have. */
const OTHERS: Readonly<Record<string, string>> = {
	'dvs.change': 'govc dvs.policy',
	'dvs.delete': 'govc object.destroy PORTGROUP',
	'host.portgroup.add': 'esxcli network vswitch standard portgroup add, on the host',
	'host.portgroup.change': 'esxcli network vswitch standard portgroup set, on the host',
	'host.portgroup.remove': 'esxcli network vswitch standard portgroup remove, on the host',
	'host.vswitch.add': 'esxcli network vswitch standard add, on the host',
	'host.vswitch.info': 'esxcli network vswitch standard list, on the host',
	'host.vswitch.remove': 'esxcli network vswitch standard remove, on the host',
	'host.vnic.info': 'esxcli network ip interface list, on the host',
	'vm.migrate': 'virsh migrate, between hosts of KVM',
	'vm.info': 'esxcli network vm list, on the host',
	'vm.network.add': 'govc vm.network.change',
	ls: 'govc dvs.portgroup.info DVS',
	find: 'govc dvs.portgroup.info DVS',
	about: 'govc dvs.portgroup.info DVS',
};

export const GOVC: Command = {
	word: 'govc',
	help: 'vCenter: distributed switches, port groups, private VLANs, hosts',
	commands: [
		...COMMANDS.map(({word, help, keywords, ...command}) => ({
			word,
			help: help.split('\n')[0] ?? help,
			keywords,
			run: (place: Place, words: readonly string[]) => runOne({word, help, keywords, ...command}, place, words),
		})),
		...Object.entries(OTHERS).map(([word, instead]) => ({word, help: 'beside distributed switches', instead})),
	],
	run: runGovc,
};

function runGovc(place: Place, [word, ...words]: readonly string[]): Answer {
	if (word === undefined) return prints(usage(), 0);
	const instead = entryOf(OTHERS, word);
	if (instead !== undefined) throw notModelled(`govc ${word}`, instead);
	const command = COMMANDS.find((one) => one.word === word);
	if (!command) throw new Complaint(`govc: unknown command "${word}"\n${usage()}`, 1);
	return runOne(command, place, words);
}

function runOne(command: GovcCommand, place: Place, words: readonly string[]): Answer {
	const given = readGiven(command, words);
	return 'flags' in given ? command.run(place, given) : given;
}

function usage(): string {
	return `Usage: govc <COMMAND> [COMMON OPTIONS] [PATH]...\n\nThe lab has:\n${COMMANDS.map(({word}) => `  ${word}\n`).join('')}`;
}
