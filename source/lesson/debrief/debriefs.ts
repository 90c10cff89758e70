/** Debriefs of the challenges of a lesson: looked for once for each way that was typed, a little at a time. */
import {simpleCommands} from '../prompt.js';
import {hasGoals, type Step} from '../schema.js';
import type {StepRecord} from '../session.js';
import type {Stages} from '../stage.js';
import {type Debrief, type Search, searchShorter} from './shorter.js';

export interface Debriefs {
	/** What was found for the way that is typed now; `undefined` while it is looked for, and where there is nothing to say. */
	of(step: Step): Debrief | undefined;
	/** Is one looked for? */
	isLooking(step: Step): boolean;
	/** Looks on by one command or one goal; false when there is nothing to look for any more. */
	lookOn(step: Step): boolean;
}

interface Entry {
	/** The way, as text. */
	key: string;
	search: Search<Debrief>;
	found?: Debrief;
}

/** `recordAt` tells what the session knows of a step now. */
export function createDebriefs(stages: Stages, recordAt: (step: Step) => StepRecord): Debriefs {
	const entries = new Map<string, Entry>();
	const entryOf = (step: Step): Entry | undefined => {
		const record = recordAt(step);
		const stage = hasGoals(step) ? stages.of(step) : undefined;
		if (!hasGoals(step) || !stage || record.gaveUp || record.goals.length < step.goals.length) return undefined;
		// A line of variables alone is no command, and those behind it may need it.
		const deeds = record.commands.filter(({idle, line}) => !idle || simpleCommands(line).length === 0);
		const typed = deeds.map(({on, line}) => ({on, run: line}));
		const key = JSON.stringify(typed);
		const known = entries.get(step.id);
		if (known?.key === key) return known;
		const entry: Entry = {key, search: searchShorter(step, stages.played(stage).history, typed)};
		entries.set(step.id, entry);
		return entry;
	};
	return {
		of: (step) => entryOf(step)?.found,
		isLooking(step) {
			const entry = entryOf(step);
			return entry !== undefined && !entry.found;
		},
		lookOn(step) {
			const entry = entryOf(step);
			if (!entry || entry.found) return false;
			const {done, value} = entry.search.next();
			if (done) entry.found = value;
			return true;
		},
	};
}
