/** `coverage/show` (lib/coverage.c, coverage_read, coverage_hash). */
import {hashBytes, hashInt} from '../../engine/flow/hash.js';
import type {CoverageRow} from '../../engine/ovs/coverage.js';

/** What happened, with averages; `never` counters stand at 0. */
export function printCoverage(rows: readonly CoverageRow[], never: number): string {
	const hash = coverageHash(rows).toString(16).padStart(8, '0');
	return [
		`Event coverage, avg rate over last: 5 seconds, last minute, last hour,  hash=${hash}:`,
		...rows.map(printRow),
		`${never} events never hit`,
		'',
	].join('\n');
}

function printRow({name, total, recent, minute, hour}: CoverageRow): string {
	const rates = `${(recent / 5).toFixed(1).padStart(5)}/sec ${(minute / 60).toFixed(3).padStart(9)}/sec ${(hour / 3600).toFixed(4).padStart(13)}/sec`;
	return `${name.padEnd(24)} ${rates}   total: ${total}`;
}

/** Equal for equal rankings: the counters in groups of equal totals, greatest first, each with its place and its names. */
function coverageHash(rows: readonly CoverageRow[]): number {
	const ranked = [...rows].sort((one, other) => other.total - one.total || (one.name < other.name ? -1 : 1));
	let hash = 0;
	let groups = 0;
	for (const [place, {name, total}] of ranked.entries()) {
		if (place === 0 || total !== ranked[place - 1]?.total) {
			groups++;
			hash = hashInt(place, hash);
		}
		hash = hashBytes(new TextEncoder().encode(name), hash);
	}
	return hashInt(groups, hash);
}
