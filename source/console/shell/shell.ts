/** The shell under the prompt: where lines are typed, and what became of one. */
import type {Input} from '../../engine/history.js';
import type {MachineId} from '../../engine/netdev.js';
import type {World} from '../../engine/world.js';
import type {Stream} from '../program.js';
import type {Guard} from './guard.js';
import type {Session} from './session.js';

/** Where lines are typed. The lines themselves are the screen's to remember. */
export interface Shell {
	machine: MachineId;
	/** What is printed goes into a pipe, as in a script; some tools then print more, or other things. */
	piped?: boolean;
	/** Somebody sits there and can press Ctrl-C, so a tool without an end goes on until they do. */
	attended?: boolean;
	/** What may run here; all when it is not said. */
	guard?: Guard | undefined;
	/** What it remembers and what runs in its background; the first line makes it. A shell that is dropped takes it along. */
	session?: Session;
}

/** What was printed, in its order. */
export interface Piece {
	stream: Stream;
	text: string;
}

/** What a line did and said. */
export interface Outcome {
	stdout: string;
	/** Empty when all went well. */
	stderr: string;
	/** Exit status of the last command that ran. */
	status: number;
	/** What was put into the world, for the timeline. */
	inputs: Input[];
}

/** `vm1#`: what stands before the line. */
export function promptOf(world: World, shell: Shell): string {
	return `${world.machines[shell.machine]?.name ?? '?'}# `;
}
