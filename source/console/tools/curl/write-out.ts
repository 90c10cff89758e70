/** `curl -w` and `curl -v`: what is written at the end of a transfer, and what is said on the way (tool_writeout.c, lib/http.c of curl 7.88). */
import {entryOf} from '../../../engine/entry-of.js';
import type {WebOutcome} from '../../../engine/programs/web-request.js';
import {formatIpv4, type Ipv4Address} from '../../../engine/protocol/ipv4-address.js';
import type {Asked, Ended} from '../curl.js';

const SECOND = 1_000_000_000;
const MICROSECONDS = 6;

/** `format` with its variables and escapes put in; a variable that there is not is left out. */
export function writeOut(format: string, asked: Asked, ended: Ended, elapsed: number): string {
	const values = valuesOf(asked, ended, elapsed);
	return format
		.replace(/%\{([a-z_]+)\}/g, (_, name: string) => entryOf(values, name) ?? '')
		.replaceAll('%%', '%')
		.replaceAll('\\n', '\n')
		.replaceAll('\\t', '\t');
}

function valuesOf({host, port, path}: Asked, {outcome, address, printed}: Ended, elapsed: number): Readonly<Record<string, string>> {
	const answer = outcome?.kind === 'answered' ? outcome : undefined;
	const code = String(answer?.status ?? 0).padStart(3, '0');
	const place = port === 80 ? host : `${host}:${port}`;
	return {
		http_code: code,
		response_code: code,
		http_version: answer ? '1.0' : '0',
		size_download: String(answer?.body.length ?? 0),
		content_type: answer?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '',
		remote_ip: answer && address !== undefined ? formatIpv4(address) : '',
		remote_port: String(answer ? port : 0),
		time_total: (elapsed / SECOND).toFixed(MICROSECONDS),
		url_effective: `http://${place}${path}`,
		method: 'GET',
		scheme: 'HTTP',
		exitcode: String(printed.status),
	};
}

/** What -v says: whom it tried, what it sent, which headers came. The lab's request is a line alone. */
export function conversation({host, port, path}: Asked, address: Ipv4Address, outcome: WebOutcome | undefined): string {
	const trying = `*   Trying ${formatIpv4(address)}:${port}...\n`;
	if (outcome?.kind !== 'answered') return trying;
	const sent = `* Connected to ${host} (${formatIpv4(address)}) port ${port} (#0)\n> GET ${path} HTTP/1.0\n> \n`;
	const head = [`HTTP/1.0 ${outcome.status} ${outcome.reason}`, ...outcome.headers.map(([name, value]) => `${name}: ${value}`), ''];
	return `${trying}${sent}${head.map((line) => `< ${line}\n`).join('')}* Closing connection 0\n`;
}
