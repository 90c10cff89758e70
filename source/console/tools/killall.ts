/**
 * `killall`: ends programs of the machine by their name, or sends them another signal. The lab has two that can be reached so: the
 * OpenFlow controller, and the DHCP client, which renews its lease on USR1 and gives it back on USR2.
 */
import type {Change} from '../../engine/change.js';
import type {Command, Keyword, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {type Answer, DONE_SILENTLY, fails, make, type Program} from '../program.js';
import {machineAt} from '../resolve.js';

const CONTROLLER = 'ovs-testcontroller';
const DHCP_CLIENT = 'udhcpc';

const SIGNALS: readonly Keyword[] = [
	{word: '-USR1', also: ['-SIGUSR1', '-10'], help: 'of udhcpc: renew the lease now'},
	{word: '-USR2', also: ['-SIGUSR2', '-12'], help: 'of udhcpc: give the address back'},
	{word: '-TERM', also: ['-SIGTERM', '-15', '-KILL', '-SIGKILL', '-9'], help: 'end it, as without a signal'},
];

export const KILLALL: Command = {
	word: 'killall',
	help: `end a program by its name: ${CONTROLLER}, ${DHCP_CLIENT}`,
	keywords: SIGNALS,
	bare: 'text',
	run: killall,
};

function killall(place: Place, words: readonly string[]): Answer {
	let signal = '-TERM';
	const names: string[] = [];
	for (const word of words) {
		const known = SIGNALS.find((one) => one.word === word || one.also?.includes(word));
		if (known) signal = known.word;
		else if (word.startsWith('-')) throw notModelled(`killall ${word}`, `killall ${CONTROLLER}, killall -USR1 ${DHCP_CLIENT}`);
		else names.push(word);
	}
	if (names.length === 0) throw notModelled('killall without a name', `killall ${CONTROLLER}`);
	return signalAll(place, names, signal);
}

function* signalAll(place: Place, names: readonly string[], signal: string): Program {
	let stderr = '';
	let reached = 0;
	for (const name of names) {
		let found = 0;
		for (const change of changesFor(place, name, signal)) if ((yield* make(change)).kind === 'done') found++;
		reached += found;
		// A client without a lease hears the signal and has nothing to do.
		if (found === 0 && !(name === DHCP_CLIENT && clientsOf(place).length > 0)) stderr += `${name}: no process found\n`;
	}
	return stderr === '' ? DONE_SILENTLY : fails(stderr, reached > 0 ? 0 : 1);
}

function clientsOf(place: Place) {
	return machineAt(place).programs?.dhcpClients ?? [];
}

function changesFor(place: Place, name: string, signal: string): Change[] {
	if (name === CONTROLLER) {
		if (signal !== '-TERM') throw notModelled(`killall ${signal} ${CONTROLLER}`, `killall ${CONTROLLER}`);
		return [{kind: 'stop-controller', machine: place.machine}];
	}
	if (name !== DHCP_CLIENT) return [];
	return clientsOf(place).map(({device}): Change => {
		if (signal === '-USR1') return {kind: 'renew-dhcp', device};
		return signal === '-USR2' ? {kind: 'release-dhcp', device} : {kind: 'stop-dhcp-client', device};
	});
}
