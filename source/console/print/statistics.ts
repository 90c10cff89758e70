/** The counters of `ip -s link`: columns as wide as their widest number (print_stats64, size_columns). */
import type {Counters} from '../../engine/netdev.js';

export type Statistics = Counters;

const WIDTHS = ['*X errors:', 'packets', 'errors', 'dropped', 'heartbt', 'overrun'].map((word) => word.length);

/** Two pairs of lines; four with `-s -s`. Without the last line end. */
export function statisticsLines(counters: Statistics, level: number): string {
	const received = [counters.rxBytes, counters.rxFrames, 0, counters.rxDropped, 0, counters.multicast];
	const sent = [counters.txBytes, counters.txFrames, 0, counters.txDropped, 0, 0];
	const widths = WIDTHS.map((width, column) => Math.max(width, `${received[column]}`.length, `${sent[column]}`.length));
	const [first = 0, ...rest] = widths;
	const header = (label: string, words: string[]) =>
		`    ${label}:${'bytes'.padStart(first - label.length - 1)} ${words.map((word, column) => word.padStart(rest[column] ?? 0)).join(' ')} ${''.padStart(10)}`;
	const row = (values: number[]) => `    ${values.map((value, column) => `${`${value}`.padStart(widths[column] ?? 0)} `).join('')}`;
	const errors = (label: string, words: string[]) => {
		const gap = ''.padStart(first - label.length - 1);
		return (
			`    ${label}:${gap} ${words.map((word, column) => word.padStart(rest[column] ?? 0)).join(' ')}\n` +
			`${''.padStart(first + 5)}${words.map((_, column) => `${'0'.padStart(rest[column] ?? 0)} `).join('')}`
		);
	};
	return [
		header('RX', ['packets', 'errors', 'dropped', 'missed', 'mcast']),
		row(received),
		...(level > 1 ? [errors('RX errors', ['length', 'crc', 'frame', 'fifo', 'overrun'])] : []),
		header('TX', ['packets', 'errors', 'dropped', 'carrier', 'collsns']),
		row(sent),
		...(level > 1 ? [errors('TX errors', ['aborted', 'fifo', 'window', 'heartbt', 'transns'])] : []),
	].join('\n');
}
