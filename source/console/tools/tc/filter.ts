/** `tc filter`: adding, changing and removing (tc_filter_modify). `filter-show.ts` looks. */
import type {FlowerMatch} from '../../../engine/tc/flower.js';
import {ALL_PROTOCOLS} from '../../../engine/tc/tc-state.js';
import type {Command, Keyword, Place} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import {dispatch} from '../../grammar.js';
import {type Answer, fails, type Program, request} from '../../program.js';
import {MATCHALL_USAGE, TC_FILTER_USAGE} from '../../usage/tc.js';
import {readUnsigned} from '../../values.js';
import {ACTION_WORDS, type ActionRequest, readActions, Words} from './actions.js';
import {FILTER_KEYWORDS, readFilterName} from './filter-name.js';
import {getFilter, SHOW_KEYWORDS, showFilters} from './filter-show.js';
import {FLOWER_KEYWORDS, readFlower} from './flower.js';
import {deviceFor} from './qdisc.js';

const REFUSED = 2;
const GIVE_UP = 255;

/** What a filter says of frames, for completion: the words of `matchall` and of `flower`. */
const KIND_KEYWORDS: readonly Keyword[] = [
	{word: 'matchall', help: 'every frame'},
	{word: 'flower', help: 'frames with these header fields'},
	...FLOWER_KEYWORDS.filter(({word}) => word !== 'help'),
	...ACTION_WORDS,
];

const OTHER_KINDS = ['u32', 'bpf', 'fw', 'route', 'rsvp', 'basic', 'cgroup', 'flow', 'tcindex'];

const modify = {short: true, keywords: [...FILTER_KEYWORDS, ...KIND_KEYWORDS]};

const COMMANDS: readonly Command[] = [
	{...modify, word: 'add', help: 'a new filter', run: (place, words) => modifyFilter(place, words, 'add')},
	{...modify, word: 'change', help: 'another match or action for a filter', run: (place, words) => modifyFilter(place, words, 'change')},
	{...modify, word: 'replace', help: 'a new filter, or another for it', run: (place, words) => modifyFilter(place, words, 'replace')},
	{...modify, word: 'delete', help: 'remove filters', run: (place, words) => modifyFilter(place, words, 'del')},
	{word: 'get', short: true, help: 'one filter', keywords: FILTER_KEYWORDS, run: getFilter},
	{word: 'show', also: ['list', 'lst'], short: true, help: 'the filters', keywords: SHOW_KEYWORDS, run: showFilters},
	{word: 'help', short: true, help: 'help', run: () => fails(TC_FILTER_USAGE, 0)},
];

export const TC_FILTER: Command = {
	word: 'filter',
	short: true,
	help: 'what to do with which frames',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('tc filter', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

function modifyFilter(place: Place, words: readonly string[], verb: 'add' | 'change' | 'replace' | 'del'): Answer {
	const name = readFilterName(words);
	if (name === 'help') return fails(TC_FILTER_USAGE, 0);
	const {kind, rest, parent, pref, chain} = name;
	const device = name.device === undefined ? undefined : deviceFor(place, name.device);
	// Only a new filter is for all protocols unless said otherwise.
	const protocol = name.protocol === 0 && (verb === 'add' || verb === 'replace') && !name.hasProtocol ? ALL_PROTOCOLS : name.protocol;
	const read = kind === undefined ? undefined : readKind(place, kind, rest, protocol);
	const handle = readHandle(kind, name.handle);
	if (!device) return refusedByKernel('RTNETLINK answers: No such device\n');
	if (parent === 0) return refusedByKernel('Error: Qdisc not classful.\n');
	const where = {device: device.id, parent, pref, protocol, chain};
	if (verb === 'del') {
		const filter = kind === 'matchall' || kind === 'flower' ? kind : undefined;
		return talking(request([{kind: 'tc-filter-del', ...where, handle, ...(filter && {filter})}], REFUSED));
	}
	if (kind === undefined) {
		if (!device.tc) return refusedByKernel("Error: Parent Qdisc doesn't exists.\n");
		return refusedByKernel('Error: Filter kind and protocol must be specified.\n');
	}
	if (!read) return refusedByKernel('Error: TC classifier not found.\n');
	if (kind === 'matchall' && rest.length === 0 && device.tc) return refusedByKernel('RTNETLINK answers: Invalid argument\n');
	return talking(
		request(
			[{kind: 'tc-filter-add', verb, ...where, filter: read.filter, handle, ...(read.match && {match: read.match}), actions: read.actions}],
			REFUSED,
		),
	);
}

interface Kind {
	filter: 'matchall' | 'flower';
	match?: FlowerMatch;
	actions: ActionRequest[];
}

/** What follows the kind; `undefined` for a kind that the kernel does not know. */
function readKind(place: Place, kind: string, rest: readonly string[], protocol: number): Kind | undefined {
	switch (kind) {
		case 'matchall':
			return {filter: kind, actions: readMatchall(place, rest)};
		case 'flower':
			return {filter: kind, ...readFlower(place, rest, protocol)};
		default:
			if (OTHER_KINDS.includes(kind)) throw notModelled(`a filter of kind ${kind}`, 'matchall, flower');
			if (rest[0] !== undefined) throw new Complaint(`Unknown filter "${kind}", hence option "${rest[0]}" is unparsable\n`, 1);
			return undefined;
	}
}

function readMatchall(place: Place, rest: readonly string[]): ActionRequest[] {
	const words = new Words([...rest]);
	const actions: ActionRequest[] = [];
	for (let word = words.first; word !== undefined; word = words.first) {
		if (word === 'help') throw new Complaint(MATCHALL_USAGE, 1);
		if (['skip_hw', 'skip_sw', 'flowid'].includes(word) || 'classid'.startsWith(word))
			throw notModelled(`tc: matchall "${word}"`, 'matchall action');
		if (!'action'.startsWith(word)) throw new Complaint(`What is "${word}"?\n${MATCHALL_USAGE}`, 1);
		words.next();
		actions.push(...readActions(place, words));
	}
	return actions;
}

function readHandle(kind: string | undefined, text: string | undefined): number {
	if (text === undefined) return 0;
	if (kind === undefined) throw new Complaint('Must specify filter type when using "handle"\n', GIVE_UP);
	const handle = readUnsigned(text, 0xffff_ffff);
	if (handle === undefined) throw new Complaint('Illegal "handle"\n', 1);
	return handle;
}

function refusedByKernel(text: string): Answer {
	return fails(`${text}We have an error talking to the kernel\n`, REFUSED);
}

/** A refusal is followed by a remark of the tool's own. */
function* talking(program: Program): Program {
	const printed = yield* program;
	return printed.status === 0 ? printed : {...printed, stderr: `${printed.stderr}We have an error talking to the kernel\n`};
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "tc filter help".\n`, GIVE_UP);
}
