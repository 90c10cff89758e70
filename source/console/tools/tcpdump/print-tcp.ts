/*
 * TCP (tcp_print in print-tcp.c)
 *
 * Sequence numbers are printed relative to the first of their conversation that was seen with an
 * acknowledgement; what came before, the first SYN, stands as it is on the wire.
 * Not modelled: data of other protocols than HTTP and DNS, of which only the length is printed; MPTCP, TCP-AO.
 */
import {hex4, type Packet, shouldBe, transportSum} from './checksums.js';
import {printDnsOverTcp} from './print-dns.js';
import {printHttp} from './print-http.js';
import {printTcpOptions} from './print-tcp-options.js';
import {printEnds} from './print-udp.js';
import {flags, type Sheet} from './sheet.js';

const TCP = 6;
const HEADER = 20;
const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const URG = 0x20;
const FLAGS: readonly (readonly [number, string])[] = [
	[FIN, 'F'],
	[SYN, 'S'],
	[RST, 'R'],
	[0x08, 'P'],
	[ACK, '.'],
	[URG, 'U'],
	[0x40, 'E'],
	[0x80, 'W'],
];
const HTTP_PORTS: readonly number[] = [80, 8080];
const DNS_PORT = 53;
/** Of the data of a reset. */
const MOST_RESET_DATA = 30;

export function printTcp(sheet: Sheet, packet: Packet, at: number, length: number, isFragment: boolean): void {
	sheet.protocol = 'tcp';
	if (!sheet.has(at, 4)) {
		printEnds(sheet, packet, undefined, 'tcp');
		sheet.cutShort();
		return;
	}
	const ports = [sheet.u16(at), sheet.u16(at + 2)] as const;
	printEnds(sheet, packet, ports, 'tcp');
	sheet.need(at, HEADER);
	const header = (sheet.u8(at + 12) >> 4) * 4;
	if (header < HEADER) {
		sheet.print(` tcp ${unsigned(length - header)} [bad hdr length ${header} - too short, < ${HEADER}]`);
		return;
	}
	if (sheet.style.quick) {
		sheet.print(`tcp ${unsigned(length - header)}`);
		if (header > length) sheet.print(` [bad hdr length ${header} - too long, > ${length}]`);
		return;
	}
	const set = sheet.u8(at + 13);
	sheet.print(`Flags [${flags(FLAGS, set, 'none', '')}]`);
	const numbers = relative(sheet, packet, at, ports, set);
	if (header > length) {
		sheet.print(` [bad hdr length ${header} - too long, > ${length}]`);
		return;
	}
	if (!isFragment) printChecksum(sheet, packet, at, length);
	const data = length - header;
	if (sheet.style.verbose > 1 || data > 0 || set & (SYN | FIN | RST))
		sheet.print(`, seq ${numbers.seq}${data > 0 ? `:${unsigned(numbers.seq + data)}` : ''}`);
	if (set & ACK) sheet.print(`, ack ${numbers.ack}`);
	sheet.print(`, win ${sheet.u16(at + 14)}`);
	if (set & URG) sheet.print(`, urg ${sheet.u16(at + 18)}`);
	if (header > HEADER && !printTcpOptions(sheet, at + HEADER, header - HEADER, numbers.sackBase)) return;
	sheet.print(`, length ${data}`);
	if (data > 0) printData(sheet, at + header, data, ports, set);
}

function printData(sheet: Sheet, at: number, length: number, ports: readonly number[], set: number): void {
	if (set & RST && sheet.style.verbose > 0) {
		sheet.print(`${sheet.has(at, length) ? ' [RST' : ' [!RST'}${length > MOST_RESET_DATA ? '+' : ''} `);
		sheet.characters(at, Math.min(length, MOST_RESET_DATA));
		sheet.print(']');
	} else if (ports.some((port) => HTTP_PORTS.includes(port))) {
		sheet.print(': ');
		printHttp(sheet, at, length);
	} else if (ports.includes(DNS_PORT)) printDnsOverTcp(sheet, at, length);
}

/** Sequence numbers as they are printed, and what those of a SACK are relative to. */
function relative(
	sheet: Sheet,
	packet: Packet,
	at: number,
	[source, destination]: readonly [number, number],
	set: number,
): {seq: number; ack: number; sackBase: number} {
	const [seq, ack] = [sheet.u32(at + 4), sheet.u32(at + 8)];
	const {absolute, tcp} = sheet.style;
	if (absolute || !(set & ACK)) return {seq, ack, sackBase: 0};
	const octets = packet.version === 4 ? 4 : 16;
	const from = packet.header + (packet.version === 4 ? 12 : 8);
	const ends = [sheet.hex(from, octets), sheet.hex(from + octets, octets)] as const;
	// One entry for both directions: the end with the lower port comes first.
	const isReverse = source > destination || (source === destination && ends[0] > ends[1]);
	const key = isReverse ? `${ends[1]}.${destination} ${ends[0]}.${source}` : `${ends[0]}.${source} ${ends[1]}.${destination}`;
	let first = tcp.get(key);
	const isNew = !first || (set & SYN) !== 0;
	if (!first || isNew) {
		first = isReverse ? {ack: seq, seq: unsigned(ack - 1)} : {seq, ack: unsigned(ack - 1)};
		tcp.set(key, first);
	}
	const sackBase = isReverse ? first.seq : first.ack;
	if (isNew) return {seq, ack, sackBase};
	return isReverse
		? {seq: unsigned(seq - first.ack), ack: unsigned(ack - first.seq), sackBase}
		: {seq: unsigned(seq - first.seq), ack: unsigned(ack - first.ack), sackBase};
}

function printChecksum(sheet: Sheet, packet: Packet, at: number, length: number): void {
	if (sheet.style.verbose === 0 || sheet.style.unchecked || !sheet.has(at, length)) return;
	const found = sheet.u16(at + 16);
	const wrong = transportSum(sheet, packet, TCP, at, length);
	sheet.print(`, cksum ${hex4(found)} ${wrong === 0 ? '(correct)' : `(incorrect -> ${hex4(shouldBe(found, wrong))})`}`);
}

/** Numbers of 32 bits wrap. */
function unsigned(value: number): number {
	return value >>> 0;
}
