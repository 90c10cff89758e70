/** HTTP: the first line, with `-v` every line (http_print in print-http.c, txtproto_print in util-print.c). */
import type {Sheet} from './sheet.js';

const METHODS: ReadonlySet<string> = new Set(
	`GET PUT COPY HEAD LOCK MOVE POLL POST BCOPY BMOVE MKCOL TRACE LABEL MERGE DELETE SEARCH UNLOCK REPORT UPDATE NOTIFY BDELETE
	CONNECT OPTIONS CHECKIN PROPFIND CHECKOUT CCM_POST SUBSCRIBE PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT MKACTIVITY
	MKWORKSPACE UNSUBSCRIBE RPC_CONNECT VERSION-CONTROL BASELINE-CONTROL`.split(/\s+/),
);
const MOST_TOKEN = 128;

export function printHttp(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'http';
	sheet.print('HTTP');
	if (!isHead(sheet, at, length)) return;
	if (sheet.style.verbose === 0) {
		printLine(sheet, ': ', at, at + length);
		return;
	}
	sheet.print(`, length: ${length}`);
	for (let place: number | undefined = at; place !== undefined && place < at + length; )
		place = printLine(sheet, '\n\t', place, at + length);
}

/** Does it begin with a method, or with a version and a status? The rest of a long page does not. */
function isHead(sheet: Sheet, at: number, length: number): boolean {
	const octets = sheet.bytes.subarray(at, Math.min(at + length, sheet.end));
	const [, first = '', second = ''] = /^([!-~]+)(?:[\t ]+([!-~]*))?/.exec(String.fromCharCode(...octets.subarray(0, 2 * MOST_TOKEN))) ?? [];
	return METHODS.has(first.toUpperCase()) || (first.length < MOST_TOKEN && /^\d{3}$/.test(second));
}

/** Prints a line and returns where the next begins; `undefined` when it is not text, or has no end. */
function printLine(sheet: Sheet, prefix: string, start: number, end: number): number | undefined {
	for (let at = start; at < end; at++) {
		const octet = sheet.u8(at);
		const isReturn = octet === 0x0d && at + 1 < end && sheet.u8(at + 1) === 0x0a;
		if (octet === 0x0a || isReturn) {
			sheet.print(prefix + text(sheet, start, at));
			return at + (isReturn ? 2 : 1);
		}
		if ((octet < 0x20 || octet > 0x7e) && octet !== 0x09) return undefined;
	}
	sheet.print(prefix + text(sheet, start, end));
	sheet.cutShort();
	return undefined;
}

/** Printable, as was seen. */
function text(sheet: Sheet, start: number, end: number): string {
	return [...sheet.bytes.subarray(start, end)].map((octet) => String.fromCharCode(octet)).join('');
}
