/*
 * IPv6 (ip6_print in print-ip6.c)
 *
 * The machines of a lab do not speak it, but bridges that snoop on MLD do. Not modelled: extension
 * headers other than hop-by-hop, options other than padding and the router alert, jumbograms.
 */
import {PROTOCOL_NAMES} from './names.js';
import {printProtocol} from './print-ip.js';
import {named, type Sheet} from './sheet.js';

const HEADER = 40;
const HOP_BY_HOP = 0;
const WITH_PORTS: readonly number[] = [6, 17];
const ROUTER_ALERT = 5;

export function printIpv6(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'ip6';
	sheet.need(at, HEADER);
	if (length < HEADER) {
		sheet.print(`truncated-ip6 ${length}`);
		return;
	}
	if (!sheet.style.link) sheet.print('IP6 ');
	const version = sheet.u8(at) >> 4;
	if (version !== 6) {
		sheet.print(`version error: ${version} != 6`);
		return;
	}
	const payload = sheet.u16(at + 4);
	if (length < payload + HEADER) sheet.print(`truncated-ip6 - ${payload + HEADER - length} bytes missing!`);
	let next = sheet.u8(at + 6);
	if (sheet.style.verbose > 0) printHeader(sheet, at, next, payload);
	sheet.within(at, HEADER + payload, () => {
		if (!WITH_PORTS.includes(next)) sheet.print(`${sheet.host6(at + 8)} > ${sheet.host6(at + 24)}: `);
		let place = at + HEADER;
		if (next === HOP_BY_HOP) {
			const octets = printHopByHop(sheet, place);
			next = sheet.u8(place);
			place += octets;
			sheet.protocol = 'ip6';
		}
		printProtocol(sheet, {header: at, version: 6}, next, place, at + HEADER + payload - place, false);
	});
}

function printHeader(sheet: Sheet, at: number, next: number, payload: number): void {
	const flow = sheet.u32(at);
	const traffic = Math.floor(flow / 0x10_0000) & 0xff;
	const label = flow & 0xf_ffff;
	sheet.print('(');
	if (traffic !== 0) sheet.print(`class 0x${traffic.toString(16).padStart(2, '0')}, `);
	if (label !== 0) sheet.print(`flowlabel 0x${label.toString(16).padStart(5, '0')}, `);
	sheet.print(`hlim ${sheet.u8(at + 7)}, next-header ${named(PROTOCOL_NAMES, next, 'unknown')} (${next}) payload length: ${payload}) `);
}

/** Returns its length (hbhopt_process). */
function printHopByHop(sheet: Sheet, at: number): number {
	sheet.protocol = 'hbhopt';
	const octets = (sheet.u8(at + 1) + 1) * 8;
	sheet.need(at, octets);
	sheet.print('HBH ');
	if (sheet.style.verbose > 0) {
		for (let place = at + 2; place < at + octets; ) {
			const type = sheet.u8(place);
			const length = type === 0 ? 1 : 2 + sheet.u8(place + 1);
			if (type === 0) sheet.print('(pad1)');
			else if (type === 1) sheet.print('(padn)');
			else if (type === ROUTER_ALERT) sheet.print(`(rtalert: 0x${sheet.hex(place + 2, 2)}) `);
			else sheet.print(`(opt_type 0x${sheet.hex(place, 1)}: len=${length - 2})`);
			place += length;
		}
		sheet.print(' ');
	}
	return octets;
}
