/** `date` of coreutils: the time of the world, which begins with the epoch. */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {coreutilsRules, tryHelp} from '../coreutils.js';
import {getopt} from '../getopt.js';
import {type Printed, prints} from '../program.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-u', also: ['--utc', '--universal'], help: 'nothing: a lab is in UTC'},
	...['-d', '-s', '-r', '-I', '-R', '-f'].map((word): Keyword => ({word, help: 'other times', instead: 'date, date +%T'})),
];

export const DATE: Command = {word: 'date', help: 'the time of the lab', keywords: OPTIONS, bare: 'text', isFilter: true, run: date};

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const SECOND = 1_000_000_000;

function date(place: Place, words: readonly string[]): Printed {
	const formats: string[] = [];
	for (const read of getopt(coreutilsRules('date', OPTIONS), words)) if (read.kind === 'word') formats.push(read.value);
	const [format = '+%a %b %e %T UTC %Y', extra] = formats;
	if (extra !== undefined) throw new Complaint(`date: extra operand ‘${extra}’\n${tryHelp('date')}`, 1);
	if (!format.startsWith('+')) throw new Complaint(`date: invalid date ‘${format}’\n`, 1);
	const {now} = place.world;
	const parts = partsOf(now);
	return prints(`${format.slice(1).replaceAll(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole)}\n`);
}

/** A lab does not last longer than 104 days, so it is 1970. */
function partsOf(now: number): Readonly<Record<string, string>> {
	const seconds = Math.floor(now / SECOND);
	const days = Math.floor(seconds / 86_400);
	const two = (number: number) => String(number).padStart(2, '0');
	const [month, day] = dayOf(days);
	const [hours, minutes, rest] = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
	const time = `${two(hours)}:${two(minutes)}:${two(rest)}`;
	return {
		a: DAYS[days % 7] as string,
		b: MONTHS[month]?.[0] ?? '',
		d: two(day),
		e: String(day).padStart(2),
		F: `1970-${two(month + 1)}-${two(day)}`,
		H: two(hours),
		m: two(month + 1),
		M: two(minutes),
		n: '\n',
		N: String(now % SECOND).padStart(9, '0'),
		s: String(seconds),
		S: two(rest),
		T: time,
		Y: '1970',
		Z: 'UTC',
		'%': '%',
	};
}

const MONTHS: readonly (readonly [string, number])[] = [
	['Jan', 31],
	['Feb', 28],
	['Mar', 31],
	['Apr', 30],
	['May', 31],
	['Jun', 30],
	['Jul', 31],
	['Aug', 31],
	['Sep', 30],
	['Oct', 31],
	['Nov', 30],
	['Dec', 31],
];

function dayOf(days: number): [number, number] {
	let left = days;
	for (const [month, [, length]] of MONTHS.entries()) {
		if (left < length) return [month, left + 1];
		left -= length;
	}
	return [11, 31];
}
