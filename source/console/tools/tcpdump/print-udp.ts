/*
 * UDP and what it carries: DNS, DHCP, VXLAN, sFlow (udp_print in print-udp.c, print-vxlan.c, print-sflow.c)
 *
 * Not modelled: protocols on other ports that no machine of a lab speaks, and the records of sFlow: their length is
 * printed, as tcpdump does with ports that it does not know. NetFlow and IPFIX have no port that it knows.
 */
import {hex4, type Packet, shouldBe, transportSum} from './checksums.js';
import {printDhcp} from './print-dhcp.js';
import {printDns} from './print-dns.js';
import {printEthernet} from './print-ethernet.js';
import type {Sheet} from './sheet.js';

const HEADER = 8;
const UDP = 17;
const VXLAN_HEADER = 8;
const PORT = {dns: 53, dhcpServer: 67, dhcpClient: 68, mdns: 5353, sflow: 6343, vxlan: 4789} as const;

export function printUdp(sheet: Sheet, packet: Packet, at: number, length: number, isFragment: boolean): void {
	sheet.protocol = 'udp';
	if (!sheet.has(at, 4)) {
		printEnds(sheet, packet);
		sheet.cutShort();
		return;
	}
	const ports = [sheet.u16(at), sheet.u16(at + 2)] as const;
	printEnds(sheet, packet, ports);
	if (length < HEADER) {
		sheet.print(`truncated-udp ${length}`);
		return;
	}
	sheet.need(at + 4, 2);
	const said = sheet.u16(at + 4);
	if (said < HEADER) {
		sheet.print(`truncated-udplength ${said}`);
		return;
	}
	const body = Math.min(said, length) - HEADER;
	if (!isFragment) printChecksum(sheet, packet, at, body + HEADER);
	if (!sheet.style.quick && printPayload(sheet, at + HEADER, body, ports)) return;
	const missing = said - HEADER > body && !isFragment;
	sheet.print(missing ? `UDP, bad length ${said - HEADER} > ${body}` : `UDP, length ${said - HEADER}`);
}

/** What a port stands for; false when nobody here knows it. */
function printPayload(sheet: Sheet, at: number, length: number, ports: readonly number[]): boolean {
	if (ports.includes(PORT.dns)) printDns(sheet, at, length);
	else if (ports.includes(PORT.mdns)) printDns(sheet, at, length, true);
	else if (ports.includes(PORT.dhcpClient) || ports.includes(PORT.dhcpServer)) printDhcp(sheet, at, length);
	else if (ports.includes(PORT.sflow)) printSflow(sheet, at, length);
	else if (ports.includes(PORT.vxlan)) printVxlan(sheet, at, length);
	else return false;
	return true;
}

/** `10.0.0.1.68 > 10.0.0.2.67: ` (udpipaddr_print) */
export function printEnds(
	sheet: Sheet,
	{header, version}: Packet,
	ports?: readonly [number, number],
	protocol: 'tcp' | 'udp' = 'udp',
): void {
	const [source, destination] =
		version === 4 ? [sheet.host(header + 12), sheet.host(header + 16)] : [sheet.host6(header + 8), sheet.host6(header + 24)];
	// Behind an extension header of IPv6 the addresses are on the sheet already.
	const isSaid = version === 6 && sheet.u8(header + 6) !== (protocol === 'udp' ? UDP : 6);
	const end = (address: string, port: number): string => `${isSaid ? '' : `${address}.`}${sheet.port(protocol, port)}`;
	if (ports) sheet.print(`${end(source, ports[0])} > ${end(destination, ports[1])}: `);
	else sheet.print(`${source} > ${destination}:${protocol === 'udp' ? ' ' : ''}`);
}

function printChecksum(sheet: Sheet, packet: Packet, at: number, length: number): void {
	const {verbose, unchecked} = sheet.style;
	if (verbose < (packet.version === 4 ? 2 : 1) || unchecked) return;
	const found = sheet.u16(at + 6);
	if (found === 0 && packet.version === 4) sheet.print('[no cksum] ');
	else if (sheet.has(at, length)) {
		const wrong = transportSum(sheet, packet, UDP, at, length);
		sheet.print(wrong === 0 ? '[udp sum ok] ' : `[bad udp cksum ${hex4(found)} -> ${hex4(shouldBe(found, wrong))}!] `);
	}
}

function printVxlan(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'vxlan';
	sheet.print('VXLAN');
	if (length < VXLAN_HEADER) {
		sheet.invalid();
		return;
	}
	const set = sheet.u8(at);
	sheet.print(`, flags [${set & 0x08 ? 'I' : 'invalid'}] (0x${sheet.hex(at, 1)}), vni ${sheet.u24(at + 4)}\n`);
	printEthernet(sheet, at + VXLAN_HEADER, length - VXLAN_HEADER);
}

function printSflow(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'sflow';
	const [version, family] = [sheet.u32(at), sheet.u32(at + 4)];
	if (version !== 5) {
		sheet.print(`sFlow version ${version} packet not supported`);
		return;
	}
	const [agent, next] = family === 1 ? [`IPv4 agent ${sheet.host(at + 8)}`, at + 12] : [`IPv6 agent ${sheet.host6(at + 8)}`, at + 24];
	sheet.print(`sFlowv${version}, ${agent}, agent-id ${sheet.u32(next)}`);
	if (sheet.style.verbose > 0) {
		sheet.print(`, seqnum ${sheet.u32(next + 4)}, uptime ${sheet.u32(next + 8)}, samples ${sheet.u32(next + 12)}`);
	}
	sheet.print(`, length ${length}`);
}
