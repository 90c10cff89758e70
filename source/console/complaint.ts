/**
 * A tool's own refusal, before the kernel is asked: it prints a sentence and exits.
 *
 * Parsers throw it, as the real ones call exit(3) from the middle of a line; the door in
 * `console.ts` catches it and makes it part of the outcome. It never leaves this room.
 */
export class Complaint {
	constructor(
		/** Standard error, with its line end. */
		readonly stderr: string,
		readonly status: number,
		readonly stdout = '',
		/** The tool leaves at once, even from the middle of a batch (exit), and does not only give up this command. */
		readonly exits = false,
	) {}
}

/** exit(-1), which is how iproute2 leaves most of the time. */
const GIVE_UP = 255;

function exit(stderr: string): Complaint {
	return new Complaint(stderr, GIVE_UP, '', true);
}

export function incompleteCommand(): Complaint {
	return exit('Command line is not complete. Try option "help"\n');
}

/** Some of the messages end in a line end of their own, so a blank line follows. */
export function wrongArgument(argument: string, message: string): Complaint {
	return exit(`Error: argument "${argument}" is wrong: ${message}\n`);
}

export function duplicateArgument(keyword: string, value: string): Complaint {
	return exit(`Error: duplicate "${keyword}": "${value}" is the second value.\n`);
}

export function garbageArgument(keyword: string, word: string): Complaint {
	return exit(`Error: either "${keyword}" is duplicate, or "${word}" is a garbage.\n`);
}

/** The sentence for an unknown device, with the status of the command that says it. */
export function noSuchDevice(name: string, status: number): Complaint {
	return new Complaint(`Cannot find device "${name}"\n`, status);
}

/** Real, and not in the lab: named, with the nearest thing that is. */
export function notModelled(what: string, nearest: string): Complaint {
	return new Complaint(`${what}${NOT_MODELLED} Nearest: ${nearest}\n`, 1);
}

const NOT_MODELLED = ' is real, but this lab does not model it.';

/** Does a printout say that? Then what the real tool would have done is not known here. */
export function saysNotModelled(stderr: string): boolean {
	return stderr.includes(NOT_MODELLED);
}
