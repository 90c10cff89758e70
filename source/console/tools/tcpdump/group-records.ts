/** Records of groups with their sources, which IGMPv3 and MLDv2 have alike but for the length of an address (print-igmp.c, print-icmp6.c). */
import {named, type Sheet} from './sheet.js';

const RECORDS: Readonly<Record<number, string>> = {1: 'is_in', 2: 'is_ex', 3: 'to_in', 4: 'to_ex', 5: 'allow', 6: 'block'};

/** Octets of a report before its first record. */
const REPORT = 8;

/** What a family calls its report, and how it writes an address. */
export interface Family {
	/** In the name of a record that is not known: `v3` of IGMP, `v2` of MLD. */
	version: string;
	/** Octets of an address. */
	size: number;
	host(sheet: Sheet, at: number): string;
}

/** The records of a report that begins at `at`; the caller has looked at its shortest length. */
export function printGroupRecords(sheet: Sheet, at: number, length: number, {version, size, host}: Family): void {
	const head = 4 + size;
	const groups = sheet.u16(at + 6);
	sheet.print(`, ${groups} group record(s)`);
	if (sheet.style.verbose === 0) return;
	for (let index = 0, place = REPORT; index < groups; index++) {
		if (length < place + head) {
			sheet.print(' [invalid number of groups]');
			return;
		}
		const type = sheet.u8(at + place);
		sheet.print(` [gaddr ${host(sheet, at + place + 4)} ${named(RECORDS, type, ` [${version}-report-#${type}]`)}`);
		const sources = sheet.u16(at + place + 2);
		if (length < place + head + sources * size) {
			sheet.print(` [invalid number of sources ${sources}]`);
			return;
		}
		printSources(sheet, at + place + head, sources, {version, size, host});
		sheet.print(']');
		place += head + sources * size;
	}
}

/** The sources of a query or a record: how many, and each with `-vv`. */
export function printSources(sheet: Sheet, at: number, count: number, {size, host}: Family): void {
	if (sheet.style.verbose <= 1) sheet.print(`, ${count} source(s)`);
	else sheet.print(` {${Array.from({length: count}, (_, index) => ` ${host(sheet, at + index * size)}`).join('')} }`);
}
