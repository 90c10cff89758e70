/*
 * HTTP/1.0, as far as a lab needs it (RFC 1945)
 *
 * One question, one answer, one connection: the client sends a line and an empty one, the server sends
 * a status, headers, an empty line and the document, and closes. What the server says, octet by octet, is what Python's
 * `http.server` says for a directory, a file and a mistake, which is why an answer begins with a segment of 155 octets.
 *
 * Not modelled: other methods than GET, connections that are kept, `Last-Modified`, encodings other than ASCII.
 */

/** Where the clock of a lab begins: Thursday, 1 January 2026, 00:00 GMT, in days since 1970. */
const FIRST_DAY = 20_454;
const SECONDS_OF_DAY = 86_400;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const SERVER = 'SimpleHTTP/0.6 Python/3.11.2';

export function toOctets(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

export function fromOctets(octets: Uint8Array): string {
	let text = '';
	for (const octet of octets) text += String.fromCharCode(octet);
	return text;
}

export interface WebFile {
	name: string;
	/** ASCII */
	content: string;
}

export interface Answer {
	status: number;
	/** Up to and with the empty line. */
	headers: string;
	body: string;
}

/** What the server answers to `path`; `now` is world time, ns. */
export function answerTo(path: string, files: readonly WebFile[], now: number): Answer {
	if (path === '/') {
		const index = files.find(({name}) => name === 'index.html');
		if (!index) return found('text/html; charset=utf-8', listing(files), now);
	}
	const wanted = path === '/' ? 'index.html' : path.slice(1);
	const file = files.find(({name}) => name === wanted);
	if (file) return found(typeOf(file.name), file.content, now);
	const body = mistake(404, 'File not found', 'Nothing matches the given URI');
	return {
		status: 404,
		headers: head(404, 'File not found', [
			['Server', SERVER],
			['Date', dateOf(now)],
			['Connection', 'close'],
			['Content-Type', 'text/html;charset=utf-8'],
			['Content-Length', String(body.length)],
		]),
		body,
	};
}

function found(type: string, body: string, now: number): Answer {
	const headers = head(200, 'OK', [
		['Server', SERVER],
		['Date', dateOf(now)],
		['Content-type', type],
		['Content-Length', String(body.length)],
	]);
	return {status: 200, headers, body};
}

function head(status: number, reason: string, headers: readonly (readonly [string, string])[]): string {
	return [`HTTP/1.0 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

function typeOf(name: string): string {
	if (name.endsWith('.html')) return 'text/html';
	return name.endsWith('.txt') ? 'text/plain' : 'application/octet-stream';
}

function listing(files: readonly WebFile[]): string {
	const names = files.map(({name}) => name).sort();
	return [
		'<!DOCTYPE HTML>',
		'<html lang="en">',
		'<head>',
		'<meta charset="utf-8">',
		'<title>Directory listing for /</title>',
		'</head>',
		'<body>',
		'<h1>Directory listing for /</h1>',
		'<hr>',
		'<ul>',
		...names.map((name) => `<li><a href="${name}">${name}</a></li>`),
		'</ul>',
		'<hr>',
		'</body>',
		'</html>',
		'',
	].join('\n');
}

function mistake(status: number, message: string, explanation: string): string {
	return [
		'<!DOCTYPE HTML>',
		'<html lang="en">',
		'    <head>',
		'        <meta charset="utf-8">',
		'        <title>Error response</title>',
		'    </head>',
		'    <body>',
		'        <h1>Error response</h1>',
		`        <p>Error code: ${status}</p>`,
		`        <p>Message: ${message}.</p>`,
		`        <p>Error code explanation: ${status} - ${explanation}.</p>`,
		'    </body>',
		'</html>',
		'',
	].join('\n');
}

export interface Reply {
	status: number;
	reason: string;
	headers: [string, string][];
	body: string;
}

/** Reads what a server sent; `undefined` when it is no whole answer. */
export function readReply(octets: Uint8Array): Reply | undefined {
	const text = fromOctets(octets);
	const end = text.indexOf('\r\n\r\n');
	if (end === -1) return undefined;
	const [first = '', ...lines] = text.slice(0, end).split('\r\n');
	const match = /^HTTP\/\d\.\d (\d{3}) ?(.*)$/.exec(first);
	if (!match) return undefined;
	const headers = lines.map((line): [string, string] => {
		const colon = line.indexOf(':');
		return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()];
	});
	const body = text.slice(end + 4);
	const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
	if (length !== undefined && body.length < Number(length)) return undefined;
	return {status: Number(match[1]), reason: match[2] ?? '', headers, body};
}

/** `Thu, 01 Jan 2026 00:00:00 GMT` */
function dateOf(now: number): string {
	const {weekday, day, month, year, clock} = calendar(now);
	return `${weekday}, ${day} ${month} ${year} ${clock} GMT`;
}

/** `01/Jan/2026 00:00:00`, as in the server's log. */
export function logDateOf(now: number): string {
	const {day, month, year, clock} = calendar(now);
	return `${day}/${month}/${year} ${clock}`;
}

/** `Thu Jan  1 00:00:00 2026` (asctime). */
export function asctimeOf(now: number): string {
	const {weekday, day, month, year, clock} = calendar(now);
	return `${weekday} ${month} ${day.replace(/^0/, ' ')} ${clock} ${year}`;
}

/** The Gregorian calendar, counted in years that begin in March. */
function calendar(now: number): {weekday: string; day: string; month: string; year: number; clock: string} {
	const seconds = Math.floor(now / 1_000_000_000);
	const days = FIRST_DAY + Math.floor(seconds / SECONDS_OF_DAY);
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
	const month = (marchMonth + 2) % 12;
	const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
	const left = seconds % SECONDS_OF_DAY;
	return {
		weekday: DAYS[(days + 4) % 7] as string,
		day: two(day),
		month: MONTHS[month] as string,
		year: yearOfEra + era * 400 + (month < 2 ? 1 : 0),
		clock: [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map(two).join(':'),
	};
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}
