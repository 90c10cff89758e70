/*
 * `trace`: what would become of a frame at any device, and why
 *
 * What `ofproto/trace` is for Open vSwitch, for everything else, too. The frame is said in words, tried on a copy of the world, and
 * told as a tree: each decision, the rule behind it and where that rule stands, then what would be different afterwards. The lab
 * stays as it is, unless `--commit` says that it shall be done.
 *
 * It is a tool of the lab alone; the words are ours, in the manner of `ip`.
 */
import type {FrameChange} from '../../engine/change.js';
import type {Command, Place} from '../command.js';
import {type Answer, make, type Printed, type Program, prints} from '../program.js';
import {dryRun} from '../trace/dry-run.js';
import {FRAME_WORDS, type FrameWords, readFrameWords, USAGE} from '../trace/frame-words.js';
import {makeFrame} from '../trace/make-frame.js';
import {reportOf} from '../trace/report.js';
import {reportJson} from '../trace/report-json.js';
import {reportText} from '../trace/report-text.js';

export const TRACE: Command = {
	word: 'trace',
	help: 'what would become of a frame at a device, and why',
	keywords: FRAME_WORDS,
	bare: 'device',
	run: trace,
};

function trace(place: Place, words: readonly string[]): Answer {
	if (words.length === 0 || words.some((word) => /^(?:-h|--help|help)$/.test(word))) return prints(USAGE);
	const said = readFrameWords(place, words);
	const {frame, notes} = makeFrame(place.world, said);
	const change: FrameChange = {kind: 'inject-frame', device: said.device.id, frame, way: said.way};
	const told = tell(place, said, change, notes);
	return said.commit ? commit(change, told) : told;
}

/** What a copy of this world says. */
function tell({world}: Place, {json, all, commit: committed}: FrameWords, change: FrameChange, notes: readonly string[]): Printed {
	const report = reportOf(dryRun(world, change));
	if (json) return prints(reportJson(world, report, notes, committed));
	const outcome = committed ? 'Done: the frame is on its way.' : 'Nothing was sent; --commit does it.';
	return prints(reportText(report, notes, {all, outcome}));
}

/** The same frame in the same moment: what was told is what comes of it. */
function* commit(change: FrameChange, told: Printed): Program {
	yield* make(change);
	return told;
}
