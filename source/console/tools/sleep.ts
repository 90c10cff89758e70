/** `sleep` of coreutils: lets time pass, for timers, leases and tables that age. */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {readDuration} from '../duration.js';
import {getopt, type OptionRules} from '../getopt.js';
import {type Answer, DONE_SILENTLY, type Program} from '../program.js';

const OPTIONS: readonly Keyword[] = [];

const TRY = "Try 'sleep --help' for more information.\n";

export const SLEEP: Command = {word: 'sleep', help: 'let time pass: seconds, or 5m, 2h', keywords: OPTIONS, bare: 'seconds', run: runSleep};

const RULES: OptionRules = {
	tool: 'sleep',
	table: OPTIONS,
	unknown: (flag) =>
		new Complaint(`sleep: ${flag.startsWith('--') ? `unrecognized option '${flag}'` : `invalid option -- '${flag.slice(1)}'`}\n${TRY}`, 1),
	missing: () => new Complaint(TRY, 1),
};

/** Several durations are added. */
function runSleep(place: Place, words: readonly string[]): Answer {
	const durations = [...getopt(RULES, words)].map(({value}) => value);
	if (durations.length === 0) throw new Complaint(`sleep: missing operand\n${TRY}`, 1);
	const wrong = durations.filter((text) => readDuration(text) === undefined);
	if (wrong.length > 0) throw new Complaint(`${wrong.map((text) => `sleep: invalid time interval ‘${text}’\n`).join('')}${TRY}`, 1);
	const duration = durations.reduce((sum, text) => sum + (readDuration(text) ?? 0), 0);
	if (place.world.now + duration > Number.MAX_SAFE_INTEGER)
		throw notModelled('sleep: a time more than 104 days after the lab began', 'sleep 7d');
	return waitFor(place, duration);
}

function* waitFor(place: Place, duration: number): Program {
	const until = place.world.now + duration;
	while (place.world.now < until) yield {kind: 'time', until};
	return DONE_SILENTLY;
}
