/** A whole line of `dpctl/dump-flows`, written and read (lib/dpctl.c, format_dpif_flow). */
import type {DatapathAction} from '../../devices/datapath/datapath-action.js';
import type {Match} from '../match.js';
import {formatDatapathActions} from './action-format.js';
import {type DatapathTextOptions, formatDatapathFlow} from './key-format.js';

export interface MegaflowLine {
	match: Match;
	packets: number;
	bytes: number;
	/** World time of the last hit, ns; -1 never. */
	used: number;
	/** TCP flags of all packets together. */
	tcpFlags?: number;
	actions: readonly DatapathAction[];
}

const MILLISECOND = 1_000_000;

/** Writes the line as it is at world time `now`, ns. */
export function formatMegaflow(flow: MegaflowLine, now: number, options: DatapathTextOptions = {}): string {
	const used = flow.used < 0 ? 'never' : `${(Math.floor(now / MILLISECOND - Math.floor(flow.used / MILLISECOND)) / 1000).toFixed(3)}s`;
	const flags = flow.tcpFlags ? `, flags:${tcpFlagLetters(flow.tcpFlags)}` : '';
	const statistics = `packets:${flow.packets}, bytes:${flow.bytes}, used:${used}${flags}`;
	return `${formatDatapathFlow(flow.match, options)}, ${statistics}, actions:${formatDatapathActions(flow.actions, options.ports)}`;
}

const LETTERS: readonly (readonly [number, string])[] = [
	[0x002, 'S'],
	[0x001, 'F'],
	[0x008, 'P'],
	[0x004, 'R'],
	[0x020, 'U'],
	[0x010, '.'],
	[0x040, 'E'],
	[0x080, 'C'],
	[0x100, 'N'],
	[0x200, '[200]'],
	[0x400, '[400]'],
	[0x800, '[800]'],
];

/** `SF.` as tcpdump writes flags (packet_format_tcp_flags). */
export function tcpFlagLetters(flags: number): string {
	return flags === 0 ? 'none' : LETTERS.map(([bit, letter]) => (flags & bit ? letter : '')).join('');
}

/** The parts of a line: match, statistics, actions; `undefined` when it is no such line. */
export function splitMegaflow(line: string): {match: string; packets: number; bytes: number; used: string; actions: string} | undefined {
	const found = /^(.*), packets:(\d+), bytes:(\d+), used:([^,]*)(?:, flags:[^,]*)?, actions:(.*)$/.exec(line.trim());
	if (!found) return undefined;
	const [, match = '', packets, bytes, used = '', actions = ''] = found;
	return {match, packets: Number(packets), bytes: Number(bytes), used, actions};
}
