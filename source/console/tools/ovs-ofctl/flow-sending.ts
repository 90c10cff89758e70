/** Flows on their way to the switch: what the tool makes of a text, what the log says of it, and what the switch says against it. */
import {PROTOCOL} from '../../../engine/flow/field.js';
import type {FlowCommand, FlowMod} from '../../../engine/flow/flow-mod.js';
import {formatActions} from '../../../engine/flow/syntax/action-format.js';
import type {FlowReading} from '../../../engine/flow/syntax/flow-send.js';
import {formatMatch} from '../../../engine/flow/syntax/match-format.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import {Complaint} from '../../complaint.js';
import {type Acting, make} from '../../program.js';
import {type Call, type Connection, complain, versionText, xidOf} from './call.js';

/** A flow as the switch gets it, with what the log says of it. */
export interface Understood {
	mod: FlowMod;
	format: number;
	log: string;
}

/** Throws what the tool itself, or the switch at the first look, says against it. `earlier` messages went before it. */
export function understood(reading: FlowReading, call: Call, connection: Connection, earlier?: Earlier): Understood {
	const {normalized} = reading;
	const log =
		normalized && !earlier
			? `${NORMALIZED} changed ofp_match, details:\nofp_match|INFO| pre: ${formatMatch(normalized.before)}\nofp_match|INFO|post: ${formatMatch(normalized.after)}\n`
			: '';
	if (reading.kind === 'error' || reading.kind === 'not-modelled') throw complain(reading, log);
	if (reading.kind === 'refused') {
		const xid = xidOf(call, {readsNames: true, ...earlier});
		throw new Complaint(`${log}OFPT_ERROR${versionText(connection.number)} (xid=${xid}): ${reading.error}\n`, 1);
	}
	return {mod: reading.mod, format: reading.format, log};
}

/** Messages that went before this one, beside those that ask for names: of the flow format, and so many more. */
export interface Earlier {
	format: number;
	more: number;
}

const NORMALIZED = 'ofp_match|INFO|normalization';

/** What the switch says against it, if anything. `more` messages went before it than usually do. */
export function* sendFlowMod(call: Call, connection: Connection, mod: FlowMod, format: number, more = 0): Acting<string | undefined> {
	const [bridge = ''] = call.args;
	const result = yield* make({kind: 'flow-mod', machine: call.place.machine, bridge, mod});
	if (result.kind === 'done') return undefined;
	return refusalText(connection, xidOf(call, {readsNames: true, format, more}), format, result.message ?? result.errno, mod);
}

const COMMAND_WORDS: Readonly<Record<FlowCommand, string>> = {
	add: 'ADD',
	modify: 'MOD',
	'modify-strict': 'MOD_STRICT',
	delete: 'DEL',
	'delete-strict': 'DEL_STRICT',
};

const ANY_COOKIE = 0xffff_ffff_ffff_ffffn;

/** The error and the message that it is about (ofputil_flow_mod_format). */
function refusalText({number}: Connection, xid: string, format: number, error: string, mod: FlowMod): string {
	const head = `${versionText(number)} (xid=${xid}):`;
	const message = format & (PROTOCOL.of10Nxm | PROTOCOL.of10NxmTid) ? 'NXT_FLOW_MOD' : 'OFPT_FLOW_MOD';
	const match = formatMatch(mod.match, NO_PORT_NAMES, mod.priority);
	// The plain formats of 1.0 have no room for a table.
	const isTableless = (format & (PROTOCOL.of10Std | PROTOCOL.of10Nxm)) !== 0;
	const {flags} = mod;
	const words = [
		COMMAND_WORDS[mod.command],
		...(mod.table === 0 || isTableless ? [] : [`table:${mod.table}`]),
		...(match === '' ? [] : [match]),
		...(mod.cookie !== 0n && mod.cookie !== ANY_COOKIE ? [`cookie:0x${mod.cookie.toString(16)}`] : []),
		...(mod.cookieMask === 0n ? [] : [`cookie:0x${mod.matchCookie.toString(16)}/0x${mod.cookieMask.toString(16)}`]),
		...(mod.idleTimeout ? [`idle:${mod.idleTimeout}`] : []),
		...(mod.hardTimeout ? [`hard:${mod.hardTimeout}`] : []),
		...(mod.importance ? [`importance:${mod.importance}`] : []),
		...(mod.outPort === 0xffff ? [] : [`out_port:${mod.outPort}`]),
		...(flags.sendFlowRemoved ? ['send_flow_rem'] : []),
		...(flags.checkOverlap ? ['check_overlap'] : []),
		...(flags.resetCounts && number > 11 ? ['reset_counts'] : []),
		...(flags.noPacketCounts ? ['no_packet_counts'] : []),
		...(flags.noByteCounts ? ['no_byte_counts'] : []),
		`actions=${mod.actions.length === 0 ? 'drop' : formatActions(mod.actions)}`,
	];
	return `OFPT_ERROR${head} ${error}\n${message}${head} ${words.join(' ')}\n`;
}
