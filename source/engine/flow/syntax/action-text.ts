/*
 * Reading actions
 *
 * `output:2,mod_vlan_vid:10,NORMAL`: keywords with arguments, in any case, or the name of
 * a port, which is an output to it. Every action of Open vSwitch 3.1 is known by name; those that this engine
 * does not carry out are refused by that name.
 *
 * Follows lib/ofp-actions.c, ofpacts_parse__. Not modelled: `UNMODELLED`.
 */
import type {Action} from '../action.js';
import {readCheckLarger, readLoad, readMove, readMultipath, readSetField, readStackField, readWriteMetadata} from './action-field-text.js';
import {
	readDecTtl,
	readFinTimeout,
	readPushVlan,
	readSetEcn,
	readSetIpv4,
	readSetMac,
	readSetPort,
	readSetTos,
	readSetTtl,
	readSetTunnel,
	readVlanPcp,
	readVlanVid,
} from './action-header-text.js';
import {findOrderFault, type Nesting} from './action-order.js';
import {
	outputTo,
	parseTable,
	readController,
	readEnqueue,
	readHexBytes,
	readOutput,
	readResubmit,
	readSample,
} from './action-output-text.js';
import {readLearn} from './learn-text.js';
import {readU32} from './numbers.js';
import {parsePort} from './ports.js';
import {ANY_FORMAT, fail, openReading, outcome, type PortNames, type Problem, type Reading, unmodelled} from './reading.js';
import {splitPairs} from './tokens.js';

type Reader = (reading: Reading, text: string) => Action | undefined;

/** Real actions that the engine does not carry out. */
const UNMODELLED: ReadonlySet<string> = new Set([
	...['bundle', 'bundle_load', 'set_mpls_label', 'set_mpls_tc', 'set_mpls_ttl', 'dec_mpls_ttl', 'push_mpls', 'pop_mpls'],
	...['dec_nsh_ttl', 'delete_field', 'encap', 'decap', 'conjunction', 'ct', 'ct_clear', 'nat', 'debug_recirc', 'debug_slow'],
]);

const MAX_DEPTH = 100;
/** Formats from OpenFlow 1.3 and 1.5 on, as bits of PROTOCOL. */
const OF13_UP = 0x1c0;
const OF15_UP = 0x100;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
	['output', readOutput],
	['output_reg', readOutput],
	['output_trunc', (reading, text) => fail(reading, `unknown action ${text}`)],
	['controller', readController],
	['enqueue', readEnqueue],
	['resubmit', readResubmit],
	['sample', readSample],
	['group', (reading, text) => numbered(readU32(reading, text), (group) => ({kind: 'group', group}))],
	['set_queue', (reading, text) => numbered(readU32(reading, text), (queue) => ({kind: 'set-queue', queue}))],
	['pop_queue', () => ({kind: 'pop-queue'})],
	['set_vlan_vid', (reading, text) => readVlanVid(reading, text, false)],
	['mod_vlan_vid', (reading, text) => readVlanVid(reading, text, true)],
	['set_vlan_pcp', (reading, text) => readVlanPcp(reading, text, false)],
	['mod_vlan_pcp', (reading, text) => readVlanPcp(reading, text, true)],
	['strip_vlan', () => ({kind: 'strip-vlan'})],
	['pop_vlan', () => ({kind: 'strip-vlan', popped: true})],
	['push_vlan', readPushVlan],
	['mod_dl_src', (reading, text) => readSetMac(reading, text, 'set-eth-src')],
	['mod_dl_dst', (reading, text) => readSetMac(reading, text, 'set-eth-dst')],
	['mod_nw_src', (reading, text) => readSetIpv4(reading, text, 'set-ipv4-src')],
	['mod_nw_dst', (reading, text) => readSetIpv4(reading, text, 'set-ipv4-dst')],
	['mod_nw_tos', readSetTos],
	['mod_nw_ecn', readSetEcn],
	['mod_nw_ttl', readSetTtl],
	['set_nw_ttl', readSetTtl],
	['mod_tp_src', (reading, text) => readSetPort(reading, text, 'set-l4-src')],
	['mod_tp_dst', (reading, text) => readSetPort(reading, text, 'set-l4-dst')],
	['dec_ttl', readDecTtl],
	['set_field', readSetField],
	['load', readLoad],
	['move', readMove],
	['push', (reading, text) => numbered(readStackField(reading, text), (source) => ({kind: 'push', source}))],
	['pop', (reading, text) => numbered(readStackField(reading, text), (to) => ({kind: 'pop', to}))],
	['set_tunnel', (reading, text) => readSetTunnel(reading, text, false)],
	['set_tunnel64', (reading, text) => readSetTunnel(reading, text, true)],
	['fin_timeout', readFinTimeout],
	['learn', readLearn],
	['multipath', readMultipath],
	['check_pkt_larger', readCheckLarger],
	['note', readNote],
	['exit', () => ({kind: 'exit'})],
	['unroll_xlate', (reading) => fail(reading, "UNROLL is an internal action that shouldn't be used via OpenFlow")],
	['clone', readClone],
	['meter', readMeter],
	['clear_actions', () => ({kind: 'clear-actions'})],
	['write_actions', readWriteActions],
	['write_metadata', readWriteMetadata],
	['goto_table', readGotoTable],
]);

/** Actions as `ovs-ofctl` takes them behind `actions=` of a flow (`flow`), or in packet-out and buckets. */
export function parseActions(
	text: string,
	ports: PortNames,
	nesting: 'flow' | 'actions' = 'flow',
): {kind: 'parsed'; value: Action[]} | Problem {
	const reading = openReading(ports);
	return outcome(reading, readActions(reading, text, nesting));
}

/** Like `parseActions`, within a reading. */
export function readActions(reading: Reading, text: string, nesting: Nesting): Action[] | undefined {
	if (reading.depth >= MAX_DEPTH) return fail(reading, 'Action nested too deeply');
	reading.depth++;
	const actions: Action[] = [];
	let saysDrop = false;
	for (const {key, value} of splitPairs(text)) {
		const word = key.toLowerCase();
		if (word === 'drop') {
			saysDrop = true;
			continue;
		}
		const action = readAction(reading, word, key, value);
		if (!action) return undefined;
		if (action.kind === 'meter' && nesting !== 'flow') reading.formats &= OF15_UP;
		actions.push(action);
	}
	reading.depth--;
	if (saysDrop && actions.length > 0) return fail(reading, '"drop" must not be accompanied by any other action or instruction');
	const fault = findOrderFault(actions, nesting);
	return fault ? fail(reading, fault.message) : actions;
}

function readAction(reading: Reading, word: string, key: string, value: string): Action | undefined {
	const reader = READERS.get(word);
	if (reader) return reader(reading, value);
	if (UNMODELLED.has(word)) return unmodelled(reading, word);
	if (word === 'apply_actions') return fail(reading, 'apply_actions is the default instruction');
	const port = parsePort(key, reading.ports);
	return port === undefined ? fail(reading, `unknown action ${key}`) : outputTo(port, 0);
}

function numbered<Value>(value: Value | undefined, make: (value: Value) => Action): Action | undefined {
	return value === undefined ? undefined : make(value);
}

function readNote(reading: Reading, text: string): Action | undefined {
	const bytes = readHexBytes(text);
	return bytes ? {kind: 'note', bytes} : fail(reading, "bad hex digit in `note' argument");
}

function readClone(reading: Reading, text: string): Action | undefined {
	// What stood before is forgotten, as in ovs-ofctl.
	reading.formats = ANY_FORMAT;
	return numbered(readActions(reading, text, 'clone'), (actions) => ({kind: 'clone', actions}));
}

function readWriteActions(reading: Reading, text: string): Action | undefined {
	return numbered(readActions(reading, text, 'write_actions'), (actions) => ({kind: 'write-actions', actions}));
}

function readMeter(reading: Reading, text: string): Action | undefined {
	reading.formats &= OF13_UP;
	return numbered(readU32(reading, text), (meter) => ({kind: 'meter', meter}));
}

function readGotoTable(reading: Reading, text: string): Action | undefined {
	const table = parseTable(text);
	return table === undefined ? fail(reading, `unknown table "${text}"`) : {kind: 'goto-table', table};
}
