/*
 * `inspect`: frames that passed, taken apart
 *
 * `inspect` lists the frames of the lab, `inspect 3` the hops of one of them,
 * `inspect 3 2` shows it at the second hop, before and after: octets and fields, marked
 * by what the hop added (+), removed (-) and changed (~). It looks at what happened and
 * touches nothing.
 *
 * The tool is the lab's own: the real one would be a capture on every device. Frames are numbered from
 * the oldest that is kept (history.ts).
 */
import {beginningsIn} from '../../engine/hop.js';
import {journeyFrom} from '../../engine/journey.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {getopt, type OptionRules} from '../getopt.js';
import {printFrames, printHop, printHops} from '../print/inspect.js';
import {type Answer, prints} from '../program.js';

/** Frames that are listed unless all are asked for. */
const LISTED = 20;

const OPTIONS: readonly Keyword[] = [
	{word: '-x', also: ['--hex'], help: 'the octets only'},
	{word: '-v', also: ['--verbose'], help: "fields with Wireshark's filter names"},
	{word: '-a', also: ['--all'], help: `all frames in the list, not the last ${LISTED}`},
	{word: '-h', also: ['--help'], help: 'help'},
];

const USAGE = `usage: inspect [-a]                list the frames that passed
       inspect FRAME              the hops of a frame; FRAME is a number of the list, or last
       inspect [-xv] FRAME HOP    the frame at a hop, before and after: + added, - removed, ~ changed
`;

export const INSPECT: Command = {
	word: 'inspect',
	help: 'frames that passed, hop by hop: layers, fields and octets',
	keywords: OPTIONS,
	bare: 'number',
	run: runInspect,
};

const RULES: OptionRules = {
	tool: 'inspect',
	table: OPTIONS,
	unknown: (flag) => new Complaint(`inspect: there is no option ${flag}\n${USAGE}`, 2),
	missing: () => new Complaint(USAGE, 2),
};

function runInspect(place: Place, words: readonly string[]): Answer {
	const read = [...getopt(RULES, words)];
	const flags = new Set(read.flatMap((one) => (one.kind === 'option' ? [one.option] : [])));
	const [frame, hop, extra] = read.flatMap(({kind, value}) => (kind === 'word' ? [value] : []));
	if (flags.has('-h')) return prints(USAGE);
	if (extra !== undefined) throw new Complaint(`inspect: a frame and a hop, and no more\n${USAGE}`, 2);
	const {trace, world} = place;
	const frames = beginningsIn(trace);
	if (frame === undefined) {
		if (frames.length === 0) return prints('no frame has passed yet\n');
		const first = flags.has('-a') ? 0 : Math.max(0, frames.length - LISTED);
		return prints(printFrames(world, trace, frames.slice(first), first + 1));
	}
	const beginning = pick(frames, frame, 'frame', 'inspect lists them');
	const hops = journeyFrom(trace, beginning);
	if (hop === undefined && !flags.has('-x')) return prints(printHops(world, hops));
	const node = pick(hops, hop ?? '1', 'hop', `inspect ${frame} lists them`);
	return prints(printHop(world, node, {octets: flags.has('-x'), names: flags.has('-v')}));
}

/** The one with this number, from 1, or the `last`. */
function pick<Item>(items: readonly Item[], word: string, what: string, remedy: string): Item {
	const found = word === 'last' ? items.at(-1) : /^\d+$/.test(word) ? items[Number(word) - 1] : undefined;
	if (found !== undefined) return found;
	const there = items.length === 0 ? 'none has passed yet' : `there are 1 to ${items.length}; ${remedy}`;
	throw new Complaint(`inspect: no ${what} "${word}": ${there}\n`, 1);
}
