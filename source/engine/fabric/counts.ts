/** What is counted while a fabric runs. Frames are counted after the warm-up; `attack` counts from the start. */

export interface FrameCounts {
	/** Unicast frames between stations. */
	frames: number;
	/** Of these: never left their host. */
	inside: number;
	/** Of these: some switch did not know the receiver and sent it everywhere. */
	flooded: number;
	/** Who flooded: the edge of the sender (where edges are simulated), its ToR, the core, a ToR on the way down. */
	floodedBy: {edge: number; tor: number; core: number; down: number};
	/** Times that such a frame went over a link to a host, and how often that was not the receiver's. */
	hostCopies: number;
	wasted: number;
	/** Copies over links between ToR and core. */
	trunkCopies: number;
	/** Frames between others that the attacker's host, and that the attacker itself got to see. */
	overheard: number;
	sniffed: number;
	/** Nobody to talk to. */
	idle: number;
	/** Frames of the attacker, and their copies on links to hosts after the warm-up. */
	attack: number;
	attackCopies: number;
	/** Announcements. */
	announced: number;
}

export function createCounts(): FrameCounts {
	return {
		frames: 0,
		inside: 0,
		flooded: 0,
		floodedBy: {edge: 0, tor: 0, core: 0, down: 0},
		hostCopies: 0,
		wasted: 0,
		trunkCopies: 0,
		overheard: 0,
		sniffed: 0,
		idle: 0,
		attack: 0,
		attackCopies: 0,
		announced: 0,
	};
}
