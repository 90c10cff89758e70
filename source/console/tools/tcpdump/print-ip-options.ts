/** Options of IPv4 (ip_optprint in print-ip.c). Not modelled: the entries of a time stamp option. */
import {named, type Sheet} from './sheet.js';

const NAMES: Readonly<Record<number, string>> = {
	0: 'EOL',
	1: 'NOP',
	7: 'RR',
	68: 'timestamp',
	82: 'traceroute',
	130: 'security',
	131: 'LSRR',
	137: 'SSRR',
	148: 'RA',
};
const ROUTES: readonly number[] = [7, 131, 137];
const ROUTER_ALERT = 148;

/** False when the octets end before the options do. */
export function printIpOptions(sheet: Sheet, start: number, length: number): boolean {
	for (let at = start, separator = ''; at < start + length; separator = ',') {
		const code = sheet.u8(at);
		sheet.print(`${separator}${named(NAMES, code, `unknown ${code}`)}`);
		if (code === 0) return true;
		const octets = code === 1 ? 1 : sheet.u8(at + 1);
		if ((code !== 1 && octets < 2) || octets > start + length - at) {
			sheet.print(` [bad length ${octets}]`);
			return true;
		}
		if (!sheet.has(at, octets)) return false;
		if (ROUTES.includes(code)) printRoute(sheet, at, octets);
		else if (code === ROUTER_ALERT && octets < 4) sheet.print(` [bad length ${octets}]`);
		else if (code === ROUTER_ALERT && sheet.u16(at + 2) !== 0) sheet.print(` value ${sheet.u16(at + 2)}`);
		at += octets;
	}
	return true;
}

/** The routers that it names; a comma stands behind those that the packet has passed. */
function printRoute(sheet: Sheet, at: number, length: number): void {
	if (length < 3) {
		sheet.print(` [bad length ${length}]`);
		return;
	}
	const pointer = sheet.u8(at + 2) - 1;
	if (((length + 1) & 3) !== 0) sheet.print(` [bad length ${length}]`);
	if (pointer < 3 || ((pointer + 1) & 3) !== 0 || pointer > length + 1) sheet.print(` [bad ptr ${pointer + 1}]`);
	for (let place = 3; place < length; place += 4) sheet.print(` ${sheet.host(at + place)}${pointer > place ? ',' : ''}`);
}
