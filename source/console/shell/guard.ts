/**
 * A prompt that is not for everything
 *
 * What may not run is refused when it is about to, by whatever way it was come to: a variable, `eval`, `xargs`, another
 * machine. So no way of writing a command is a way around.
 */
import type {Command} from '../command.js';
import {Complaint} from '../complaint.js';

export interface Guard {
	/** Words of the tool that is about to run. */
	allows(words: readonly string[]): boolean;
	/** May files of the kernel be written? */
	readonly settings: boolean;
}

/** A guard at work. */
export interface Watched {
	tools: readonly Command[];
	/** Asked before a file of the kernel is opened for writing. */
	maySet: () => boolean;
	/** Tools that were refused so far; a file that was is the `echo` by which such a file is mostly written. */
	kept: readonly string[];
}

/** bash's status for what is there and may not be run. */
const NOT_PERMITTED = 126;

/** These tools behind a guard; without one, all of them. */
export function watched(tools: readonly Command[], guard: Guard | undefined): Watched {
	const kept: string[] = [];
	if (!guard) return {tools, maySet: () => true, kept};
	return {
		kept,
		tools: tools.map((tool) => behind(tool, guard, kept)),
		maySet() {
			if (!guard.settings) kept.push('echo');
			return guard.settings;
		},
	};
}

function behind(tool: Command, guard: Guard, kept: string[]): Command {
	const {word, run} = tool;
	if (!run) return tool;
	return {
		...tool,
		run(place, words, options) {
			if (guard.allows([word, ...words])) return run(place, words, options);
			kept.push(word);
			throw new Complaint(`bash: ${word}: Permission denied\n`, NOT_PERMITTED);
		},
	};
}
