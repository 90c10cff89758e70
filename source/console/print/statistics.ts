/** The counters of `ip -s`: columns as wide as their widest number (print_stats64, size_columns). */
import type {Counters} from '../../engine/netdev.js';

const WIDTHS = ['*X errors:', 'packets', 'errors', 'dropped', 'heartbt', 'overrun'].map((word) => word.length);
/** A column for compressed packets, which no device of a lab has, leaves its blanks. */
const COMPRESSED = ' '.repeat(11);

/** Two lines received, two lines sent; without the last line end. Errors of the wire and collisions do not happen in a lab. */
export function statisticsLines(counters: Counters): string {
	const received = [counters.rxBytes, counters.rxFrames, 0, counters.rxDropped, 0, counters.multicast];
	const sent = [counters.txBytes, counters.txFrames, 0, counters.txDropped, 0, 0];
	const widths = WIDTHS.map((width, column) => Math.max(width, `${received[column]}`.length, `${sent[column]}`.length));
	const [first = 0, ...rest] = widths;
	const header = (label: string, words: string[]) =>
		`    ${label}:${'bytes'.padStart(first - label.length - 1)} ${words.map((word, column) => word.padStart(rest[column] ?? 0)).join(' ')}${COMPRESSED}`;
	const row = (values: number[]) => `    ${values.map((value, column) => `${`${value}`.padStart(widths[column] ?? 0)} `).join('')}`;
	return [
		header('RX', ['packets', 'errors', 'dropped', 'missed', 'mcast']),
		row(received),
		header('TX', ['packets', 'errors', 'dropped', 'carrier', 'collsns']),
		row(sent),
	].join('\n');
}
