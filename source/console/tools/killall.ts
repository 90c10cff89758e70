/** `killall`: ends a program of the machine by its name. The lab has one that can be ended so, the OpenFlow controller. */
import type {Command, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {type Answer, DONE_SILENTLY, fails, make, type Program} from '../program.js';

const CONTROLLER = 'ovs-testcontroller';

export const KILLALL: Command = {
	word: 'killall',
	help: 'end a program by its name: ovs-testcontroller',
	bare: 'text',
	run: killall,
};

function killall(place: Place, words: readonly string[]): Answer {
	const names = words.filter((word) => !word.startsWith('-'));
	const option = words.find((word) => word.startsWith('-') && !/^-(?:9|15|KILL|TERM|SIGKILL|SIGTERM)$/.test(word));
	if (option !== undefined) throw notModelled(`killall ${option}`, `killall ${CONTROLLER}`);
	if (names.length === 0) throw notModelled('killall without a name', `killall ${CONTROLLER}`);
	return endAll(place, names);
}

function* endAll(place: Place, names: readonly string[]): Program {
	let stderr = '';
	let ended = 0;
	for (const name of names) {
		const result = name === CONTROLLER ? yield* make({kind: 'stop-controller', machine: place.machine}) : undefined;
		if (result?.kind === 'done') ended++;
		else stderr += `${name}: no process found\n`;
	}
	if (stderr === '') return DONE_SILENTLY;
	return fails(stderr, ended > 0 ? 0 : 1);
}
