/*
 * IPv4 (ip_print in print-ip.c, ip_demux_print in print-ip-demux.c)
 *
 * Not modelled: ESP, AH, SCTP, OSPF and the other protocols that no machine of a lab speaks:
 * their number and length are printed.
 */
import {type Packet, shouldBe, sumOf} from './checksums.js';
import {PROTOCOL_NAMES, protocolName} from './names.js';
import {printGre} from './print-gre.js';
import {printIcmp} from './print-icmp.js';
import {printIcmp6} from './print-icmp6.js';
import {printIgmp} from './print-igmp.js';
import {printIpOptions} from './print-ip-options.js';
import {printIpv6} from './print-ip6.js';
import {printTcp} from './print-tcp.js';
import {printUdp} from './print-udp.js';
import {flags, named, type Sheet} from './sheet.js';

const HEADER = 20;
const MORE_FRAGMENTS = 0x2000;
const FLAGS: readonly (readonly [number, string])[] = [
	[MORE_FRAGMENTS, '+'],
	[0x4000, 'DF'],
	[0x8000, 'rsvd'],
];
const ECN = ['', ',ECT(1)', ',ECT(0)', ',CE'];
/** TCP and UDP print the addresses with their ports. */
const WITH_PORTS: readonly number[] = [6, 17];

/** A packet in `length` octets, padding included. */
export function printIpv4(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'ip';
	const version = sheet.u8(at) >> 4;
	if (version !== 4) {
		sheet.print(version === 6 ? 'IP6, wrong link-layer encapsulation' : `IP${version}`);
		sheet.invalid();
		return;
	}
	if (!sheet.style.link) sheet.print('IP ');
	sheet.need(at, HEADER);
	if (length < HEADER) {
		sheet.print(`truncated-ip ${length}`);
		return;
	}
	const header = (sheet.u8(at) & 0xf) * 4;
	if (header < HEADER) {
		sheet.print(`bad-hlen ${header}`);
		return;
	}
	const said = sheet.u16(at + 2);
	if (length < said) sheet.print(`truncated-ip - ${said - length} bytes missing! `);
	if (said < header) {
		sheet.print(`bad-len ${said}`);
		return;
	}
	sheet.within(at, said, () => {
		if (sheet.style.verbose > 0 && !printHeader(sheet, at, header)) {
			sheet.print(`${addresses(sheet, at)}: `);
			sheet.cutShort();
		} else printPayload(sheet, at, header, said - header);
	});
}

/** The line of `-v`; false when an option ended early. */
function printHeader(sheet: Sheet, at: number, header: number): boolean {
	const [tos, ttl, protocol, fragment] = [sheet.u8(at + 1), sheet.u8(at + 8), sheet.u8(at + 9), sheet.u16(at + 6)];
	sheet.print(`(tos 0x${tos.toString(16)}${ECN[tos & 3]}${ttl > 0 ? `, ttl ${ttl}` : ''}`);
	sheet.print(`, id ${sheet.u16(at + 4)}, offset ${(fragment & 0x1fff) * 8}, flags [${flags(FLAGS, fragment, 'none')}]`);
	sheet.print(`, proto ${named(PROTOCOL_NAMES, protocol, 'unknown')} (${protocol}), length ${sheet.u16(at + 2)}`);
	let isWhole = true;
	if (header > HEADER) {
		sheet.print(', options (');
		isWhole = printIpOptions(sheet, at + HEADER, header - HEADER);
		sheet.print(`${isWhole ? '' : ' [truncated-option]'})`);
	}
	if (!sheet.style.unchecked && sheet.has(at, header)) {
		const wrong = sumOf(sheet, at, header);
		const found = sheet.u16(at + 10);
		if (wrong !== 0) sheet.print(`, bad cksum ${found.toString(16)} (->${shouldBe(found, wrong).toString(16)})!`);
	}
	sheet.print(')\n    ');
	return isWhole;
}

function printPayload(sheet: Sheet, at: number, header: number, length: number): void {
	const fragment = sheet.u16(at + 6);
	const protocol = sheet.u8(at + 9);
	if ((fragment & 0x1fff) !== 0) {
		const name = sheet.style.numeric ? undefined : protocolName(protocol);
		sheet.print(`${addresses(sheet, at)}: ${name ?? `ip-proto-${protocol}`}`);
		return;
	}
	if (!WITH_PORTS.includes(protocol)) sheet.print(`${addresses(sheet, at)}: `);
	if (!sheet.has(at, header)) {
		sheet.print(` [remaining caplen(${sheet.end - at}) < header length(${header})]`);
		sheet.need(at, header);
	}
	printProtocol(sheet, {header: at, version: 4}, protocol, at + header, length, (fragment & MORE_FRAGMENTS) !== 0);
}

function addresses(sheet: Sheet, at: number): string {
	return `${sheet.host(at + 12)} > ${sheet.host(at + 16)}`;
}

/** What stands behind an IP header. */
export function printProtocol(sheet: Sheet, packet: Packet, protocol: number, at: number, length: number, isFragment: boolean): void {
	const is4 = packet.version === 4;
	switch (protocol) {
		case 6:
			printTcp(sheet, packet, at, length, isFragment);
			return;
		case 17:
			printUdp(sheet, packet, at, length, isFragment);
			return;
		case 1:
			if (is4) printIcmp(sheet, at, length, isFragment);
			else requires(sheet, protocol, 4);
			return;
		case 2:
			if (is4) printIgmp(sheet, at, length);
			else requires(sheet, protocol, 4);
			return;
		case 58:
			if (is4) requires(sheet, protocol, 6);
			else printIcmp6(sheet, packet, at, length, isFragment);
			return;
		case 4:
			printIpv4(sheet, at, length);
			return;
		case 41:
			printIpv6(sheet, at, length);
			return;
		case 47:
			printGre(sheet, at, length);
			return;
		case 59:
			sheet.print('no next header');
			return;
		default:
			sheet.print(` ${(sheet.style.numeric ? undefined : protocolName(protocol)) ?? `ip-proto-${protocol}`} ${length}`);
	}
}

function requires(sheet: Sheet, protocol: number, version: 4 | 6): void {
	sheet.print(`[${named(PROTOCOL_NAMES, protocol, 'unknown')} requires IPv${version}]`);
	sheet.invalid();
}
