/** Commands typed at a prompt, in their order, and those that were taken back. */

/** Where Ctrl-C came in a line: how often the line had waited since the one before, and what it had done since then. */
export interface Cut {
	waits: number;
	things: number;
}

/** A command, and the number of ticks done in its world when it was typed. */
export interface TypedCommand {
	on: string;
	line: string;
	tick: number;
	/** World of a compare it was typed in; the first when it is not said. */
	side?: number;
	/** It only looked: taking it back would change nothing. */
	idle?: boolean;
	/** Somebody could press Ctrl-C; else a line that does not end was ended by the lab. */
	attended?: boolean;
	/** Where Ctrl-C was pressed. */
	cuts?: readonly Cut[];
}

export interface Deeds {
	commands: readonly TypedCommand[];
	/** Commands taken back, and what was looked at after them, in the order in which they were typed. */
	undone: readonly TypedCommand[];
}

/** The place of the last command that did something; -1 when none did. */
export function lastDeed(commands: readonly TypedCommand[]): number {
	return commands.findLastIndex(({idle}) => !idle);
}

/** What is left of commands when another is typed in the world `side` after so many ticks: what came later is gone, as in the world. */
export function typedBefore(commands: readonly TypedCommand[], now: number, there = 0): readonly TypedCommand[] {
	return commands.filter(({tick, side = 0}) => side !== there || tick <= now);
}

/** After a command was typed. */
export function typed({commands}: Deeds, command: TypedCommand): Deeds {
	return {commands: [...typedBefore(commands, command.tick, command.side), command], undone: []};
}

/** The last command that did something is taken back, with what only looked after it. */
export function undid({commands, undone}: Deeds): Deeds {
	const at = lastDeed(commands);
	return at === -1 ? {commands, undone} : {commands: commands.slice(0, at), undone: [...commands.slice(at), ...undone]};
}

/** The first command that was taken back is done again, with what only looked after it. */
export function redid({commands, undone}: Deeds): Deeds {
	const next = undone.findIndex((command, index) => index > 0 && !command.idle);
	const count = next === -1 ? undone.length : next;
	return {commands: [...commands, ...undone.slice(0, count)], undone: undone.slice(count)};
}
