/** Classless static routes of DHCP (RFC 3442; rfc1048_print in print-bootp.c): a width, as many octets of the network as it needs, a router. */
import type {Sheet} from './sheet.js';

export function formatOptionRoutes(sheet: Sheet, start: number, length: number): string {
	if (length < 5) return '[ERROR: length < 5 bytes]';
	const routes: string[] = [];
	for (let at = start; at < start + length; ) {
		const width = sheet.u8(at++);
		if (width > 32) return [...routes, `[ERROR: Mask width (${width}) > 32]`].join(',');
		const octets = Math.ceil(width / 8);
		const left = start + length - at;
		if (left < octets + 4) return [...routes, `[ERROR: Remaining length (${left}) < ${octets + 4} bytes]`].join(',');
		const network = Array.from({length: 4}, (_, index) => (index < octets ? sheet.u8(at + index) : 0)).join('.');
		routes.push(`(${width === 0 ? 'default' : `${network}/${width}`}:${sheet.host(at + octets)})`);
		at += octets + 4;
	}
	return routes.join(',');
}
