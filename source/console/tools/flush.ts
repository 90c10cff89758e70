/** `ip address flush`, `ip neighbour flush`, `ip route flush`: all in one round, of which `-s` tells (ipaddr_flush, do_show_or_flush, iproute_flush). */
import type {Change} from '../../engine/change.js';
import {type Program, request} from '../program.js';

export interface FlushReport {
	/** What goes, as a listing shows it; `-s` twice tells of each. */
	lines: readonly string[];
	/** What the report calls them. */
	what: 'addresses' | 'entries';
	statistics: number;
}

export function* flush(changes: readonly Change[], report: FlushReport): Program {
	const printed = yield* request(changes, 2);
	return printed.status === 0 ? {...printed, stdout: writeReport(report)} : printed;
}

function writeReport({lines, what, statistics}: FlushReport): string {
	if (statistics === 0) return '';
	if (lines.length === 0) return 'Nothing to flush.\n';
	const told = statistics > 1 ? lines.join('') : '';
	return `${told}\n*** Round 1, deleting ${lines.length} ${what} ***\n*** Flush is complete after 1 round ***\n`;
}
