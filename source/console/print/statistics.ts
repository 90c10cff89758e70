/** The counters of `ip -s`: columns as wide as their widest number (print_stats64, size_columns, print_num). */
import type {Counters} from '../../engine/netdev.js';
import type {Options} from '../command.js';
import {all, datum, nested, type Piece, words} from './piece.js';

const WIDTHS = ['*X errors:', 'packets', 'errors', 'dropped', 'heartbt', 'overrun'].map((word) => word.length);
/** A column for compressed packets, which no device of a lab has, leaves its blanks. */
const COMPRESSED = ' '.repeat(11);

type Style = Pick<Options, 'statistics' | 'human'>;

/** Two lines received, two lines sent, without the last line end; `-s` twice adds the errors. Errors of the wire and collisions do not happen in a lab. */
export function statisticsLines(counters: Counters, {statistics, human}: Style): Piece {
	const received = [counters.rxBytes, counters.rxFrames, 0, counters.rxDropped, 0, counters.multicast];
	const sent = [counters.txBytes, counters.txFrames, 0, counters.txDropped, 0, 0];
	const widths = WIDTHS.map((width, column) => Math.max(width, `${received[column]}`.length, `${sent[column]}`.length));
	const [first = 0, ...rest] = widths;
	const header = (label: string, names: string[]) =>
		`    ${label}:${'bytes'.padStart(first - label.length - 1)} ${right(names, rest)}${COMPRESSED}`;
	const row = (values: number[]) =>
		`    ${values.map((value, column) => `${writeCount(value, human).padStart(widths[column] ?? 0)} `).join('')}`;
	const errors = (label: string, names: string[], values: number[]) =>
		statistics < 2
			? []
			: [
					`    ${label} errors:${' '.repeat(first - 10)} ${right(names, rest)}`,
					`${' '.repeat(first + 5)}${values.map((value, column) => `${writeCount(value, human).padStart(rest[column] ?? 0)} `).join('')}`,
				];
	const lines = [
		header('RX', ['packets', 'errors', 'dropped', 'missed', 'mcast']),
		row(received),
		...errors('RX', ['length', 'crc', 'frame', 'fifo', 'overrun'], [0, 0, 0, 0, 0]),
		header('TX', ['packets', 'errors', 'dropped', 'carrier', 'collsns']),
		row(sent),
		...errors('TX', ['aborted', 'fifo', 'window', 'heartbt', 'transns'], [0, 0, 0, 0, counters.carrierChanges]),
	];
	return all(words(lines.join('\n')), members(counters, statistics));
}

function right(names: readonly string[], widths: readonly number[]): string {
	return names.map((name, column) => name.padStart(widths[column] ?? 0)).join(' ');
}

function members(counters: Counters, statistics: number): Piece {
	const zeros = (names: readonly string[]) => all(...names.map((name) => datum(name, 0)));
	const isLong = statistics > 1;
	return nested(
		'stats64',
		all(
			nested(
				'rx',
				all(
					datum('bytes', counters.rxBytes),
					datum('packets', counters.rxFrames),
					datum('errors', 0),
					datum('dropped', counters.rxDropped),
					datum('over_errors', 0),
					datum('multicast', counters.multicast),
					isLong ? zeros(['length_errors', 'crc_errors', 'frame_errors', 'fifo_errors', 'missed_errors']) : undefined,
				),
			),
			nested(
				'tx',
				all(
					datum('bytes', counters.txBytes),
					datum('packets', counters.txFrames),
					datum('errors', 0),
					datum('dropped', counters.txDropped),
					datum('carrier_errors', 0),
					datum('collisions', 0),
					isLong ? zeros(['aborted_errors', 'fifo_errors', 'window_errors', 'heartbeat_errors']) : undefined,
					isLong ? datum('carrier_changes', counters.carrierChanges) : undefined,
				),
			),
		),
	);
}

const PREFIXES = 'kMGTPE';

/** A count, or with `-h` as `1.50M` (print_num). */
function writeCount(count: number, human: Options['human']): string {
	if (human === undefined || count < human) return `${count}`;
	let power: number = human;
	let index = 0;
	while (Math.floor(count / human) >= power && index < PREFIXES.length - 1) {
		power *= human;
		index++;
	}
	const whole = Math.floor(count / power);
	const digits = whole < 10 ? 2 : whole < 100 ? 1 : 0;
	return `${(count / power).toFixed(digits)}${PREFIXES[index]}${human === 1024 ? 'i' : ''}`;
}
