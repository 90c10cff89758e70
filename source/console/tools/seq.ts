/** `seq` and `yes` of coreutils: numbers, and one word without end. */
import type {Command, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {tryHelp} from '../coreutils.js';
import {type Answer, type Program, prints, say} from '../program.js';

export const SEQ: Command = {
	word: 'seq',
	help: 'numbers: seq LAST, seq FIRST LAST, seq FIRST STEP LAST',
	keywords: [
		{word: '-s', takes: 'text', help: 'what separates them; a line end unless said otherwise'},
		{word: '-w', help: 'all of one width'},
		{word: '-f', takes: 'text', help: 'a format', instead: 'printf'},
	],
	bare: 'number',
	isFilter: true,
	run: (_place: Place, words) => seq(words),
};

export const YES: Command = {
	word: 'yes',
	help: 'one line again and again, until its pipe is closed',
	bare: 'text',
	isFilter: true,
	run: (place, words) => yes(place, words),
};

const MOST = 100_000;
/** Lines without a pipe or Ctrl-C that could end it. */
const MOST_LINES = 1000;

function seq(words: readonly string[]): Answer {
	const numbers: string[] = [];
	let separator = '\n';
	let equal = false;
	for (let at = 0; at < words.length; at++) {
		const word = words[at] as string;
		if (word === '-w') equal = true;
		else if (word === '-s') separator = words[++at] ?? '';
		else numbers.push(word);
	}
	const wrong = numbers.find((text) => !/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text));
	if (wrong !== undefined) throw new Complaint(`seq: invalid floating point argument: ‘${wrong}’\n${tryHelp('seq')}`, 1);
	if (numbers.length === 0) throw new Complaint(`seq: missing operand\n${tryHelp('seq')}`, 1);
	if (numbers.length > 3) throw new Complaint(`seq: extra operand ‘${numbers[3]}’\n${tryHelp('seq')}`, 1);
	const [first, step, last] =
		numbers.length === 3 ? numbers : numbers.length === 2 ? [numbers[0], '1', numbers[1]] : ['1', '1', numbers[0]];
	const by = Number(step);
	if (by === 0) throw new Complaint(`seq: invalid Zero increment value: ‘${step}’\n${tryHelp('seq')}`, 1);
	const digits = Math.max(...[first, step].map((text) => text?.split('.')[1]?.length ?? 0));
	const length = Math.floor((Number(last) - Number(first)) / by + 1e-9) + 1;
	if (length > MOST) throw new Complaint(`seq: more than ${MOST} numbers\n`, 1);
	const out = Array.from({length: Math.max(0, length)}, (_one, index) => (Number(first) + index * by).toFixed(digits));
	const width = equal ? Math.max(0, ...out.map((text) => text.length)) : 0;
	const padded = out.map((text) => (text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')));
	return prints(padded.length === 0 ? '' : `${padded.join(separator)}\n`);
}

function* yes({piped, attended}: Place, words: readonly string[]): Program {
	const line = `${words.length === 0 ? 'y' : words.join(' ')}\n`;
	for (let count = 0; piped || attended || count < MOST_LINES; count++) yield* say(line);
	return prints('');
}
