/** Words that `tc` reads in many places: class identifiers, protocols (get_tc_classid, ll_proto_a2n, ll_proto_n2a). */
import {ALL_PROTOCOLS} from '../engine/tc/tc-state.js';
import {readUnsigned} from './values.js';

/** The first of several names for a number is the one that is printed. */
const PROTOCOLS: readonly (readonly [string, number])[] = [
	['loop', 0x0060],
	['pup', 0x0200],
	['pupat', 0x0201],
	['ip', 0x0800],
	['x25', 0x0805],
	['arp', 0x0806],
	['bpq', 0x08ff],
	['rarp', 0x8035],
	['atalk', 0x809b],
	['aarp', 0x80f3],
	['ipx', 0x8137],
	['ipv6', 0x86dd],
	['ppp_disc', 0x8863],
	['ppp_ses', 0x8864],
	['802_3', 0x0001],
	['ax25', 0x0002],
	['all', ALL_PROTOCOLS],
	['802_2', 0x0004],
	['snap', 0x0005],
	['tipc', 0x88ca],
	['profinet', 0x8892],
	['aoe', 0x88a2],
	['ethercat', 0x88a4],
	['802.1Q', 0x8100],
	['802.1ad', 0x88a8],
	['mpls_uc', 0x8847],
	['mpls_mc', 0x8848],
	['teb', 0x6558],
	['LLDP', 0x88cc],
	['ipv4', 0x0800],
];

/** An EtherType by name or number. */
export function readProtocol(text: string): number | undefined {
	const named = PROTOCOLS.find(([name]) => name.toLowerCase() === text.toLowerCase());
	return named ? named[1] : readUnsigned(text, 0xffff);
}

export function protocolName(protocol: number): string {
	return PROTOCOLS.find(([, number]) => number === protocol)?.[0] ?? `[${protocol}]`;
}

/** `ffff:fff2` (uint32); also `root` and `none`. */
export function readClassId(text: string): number | undefined {
	if (text === 'root') return 0xffff_ffff;
	if (text === 'none') return 0;
	const [whole, major = '', minor] = /^([0-9a-fA-F]*)(?::([0-9a-fA-F]*))?$/.exec(text) ?? [];
	if (whole === undefined || whole === '') return undefined;
	const high = major === '' ? 0 : Number.parseInt(major, 16);
	if (minor === undefined) return high > 0xffff_ffff ? undefined : high;
	const low = minor === '' ? 0 : Number.parseInt(minor, 16);
	return high > 0xffff || low > 0xffff ? undefined : high * 0x1_0000 + low;
}

/** `ffff:`, `ffff:fff2` (print_tc_classid). */
export function classIdText(id: number): string {
	const low = id % 0x1_0000;
	return `${Math.floor(id / 0x1_0000).toString(16)}:${low === 0 ? '' : low.toString(16)}`;
}
