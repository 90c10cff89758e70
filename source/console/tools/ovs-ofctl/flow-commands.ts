/** Flows: `add-flow`, `mod-flows`, `del-flows`, `dump-flows`, `dump-aggregate`, `dump-tables` (utilities/ovs-ofctl.c). */
import {type Criteria, collectRules} from '../../../engine/flow/apply-flow-mod.js';
import {fieldNamed, PROTOCOL} from '../../../engine/flow/field.js';
import {readFieldOf} from '../../../engine/flow/field-access.js';
import type {FlowCommand} from '../../../engine/flow/flow-mod.js';
import {listRules, tableStatistics} from '../../../engine/flow/flow-tables.js';
import type {Rule} from '../../../engine/flow/rule.js';
import {formatFlowLine} from '../../../engine/flow/syntax/flow-format.js';
import {type FlowOptions, parseFlow, parseFlowFilter, splitCommand} from '../../../engine/flow/syntax/flow-text.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import {fails, type Printed, type Program, prints} from '../../program.js';
import {acceptedNames, type Call, type Connection, connect, type OfctlCommand, shownNames, versionText, xidOf} from './call.js';
import {sendFlowMod, type Understood, understood} from './flow-sending.js';
import {atLine, readLines} from './line-file.js';

export const FLOW_COMMANDS: readonly OfctlCommand[] = [
	{word: 'dump-tables', wants: [1, 1], names: ['ovs-bridge'], help: 'how many flows and lookups each table has', run: dumpTables},
	{word: 'dump-flows', wants: [1, 2], names: ['ovs-bridge', 'text'], help: 'flows, with what they have counted', run: dumpFlows},
	{word: 'dump-aggregate', wants: [1, 2], names: ['ovs-bridge', 'text'], help: 'what flows have counted together', run: dumpAggregate},
	{word: 'add-flow', wants: [2, 2], names: ['ovs-bridge', 'text'], help: 'adds a flow', run: (call) => modify(call, 'add')},
	{
		word: 'add-flows',
		wants: [2, 2],
		names: ['ovs-bridge', 'file'],
		help: 'adds flows, one a line of a file; - is standard input',
		run: addAll,
	},
	{
		word: 'mod-flows',
		wants: [2, 2],
		names: ['ovs-bridge', 'text'],
		help: 'gives flows other actions',
		run: (call) => modify(call, call.options.strict ? 'modify-strict' : 'modify'),
	},
	{
		word: 'del-flows',
		wants: [1, 2],
		names: ['ovs-bridge', 'text'],
		help: 'deletes flows',
		run: (call) => modify(call, call.options.strict ? 'delete-strict' : 'delete'),
	},
];

/** `add-flows BRIDGE FILE`: each line may begin with what is to be done with its flow. */
function* addAll(call: Call): Program {
	const [, file = ''] = call.args;
	return yield* modifyByLines(call, file, splitCommand);
}

/** Flows of a file: nothing is sent before every line has been understood (parse_ofp_flow_mod_file). */
function* modifyByLines(call: Call, file: string, split: (line: string) => {command: FlowCommand; text: string}): Program {
	const connection = connect(call);
	const understoodLines: Understood[] = [];
	for (const {number, text} of yield* readLines(call, file, 'open failed')) {
		const line = split(text);
		understoodLines.push(
			atLine(file, number, () => understood(parseFlow(line.text, optionsOf(call, connection, line.command)), call, connection)),
		);
	}
	const log = understoodLines.map((line) => line.log).join('');
	for (const {mod, format} of understoodLines) {
		const refusal = yield* sendFlowMod(call, connection, mod, format);
		if (refusal !== undefined) return fails(`${log}${refusal}`, 1);
	}
	return {stdout: '', stderr: log, status: 0};
}

function optionsOf(call: Call, connection: Connection, command: FlowCommand): FlowOptions {
	return {command, version: connection.version, ports: acceptedNames(call, connection)};
}

function* modify(call: Call, command: FlowCommand): Program {
	const [, text = ''] = call.args;
	if (text === '-') return yield* modifyByLines(call, text, (line) => ({command, text: line}));
	const connection = connect(call);
	const {mod, format, log} = understood(parseFlow(text, optionsOf(call, connection, command)), call, connection);
	const refusal = yield* sendFlowMod(call, connection, mod, format);
	return refusal === undefined ? {stdout: '', stderr: log, status: 0} : fails(`${log}${refusal}`, 1);
}

/** The flows that a filter means, and whether there was one. */
function selected(call: Call, connection: Connection): Rule[] {
	const {tables} = connection.bridge;
	const [, text] = call.args;
	if (!text) return listRules(tables);
	// What a filter loses when it is made consistent goes into no log.
	const {mod} = understood(parseFlowFilter(text, {version: connection.version, ports: acceptedNames(call, connection)}), call, connection);
	const criteria: Criteria = {
		table: mod.table,
		match: mod.match,
		priority: undefined,
		cookie: mod.matchCookie,
		cookieMask: mod.cookieMask,
		outPort: mod.outPort,
		outGroup: mod.outGroup,
	};
	return collectRules(tables, criteria);
}

function dumpFlows(call: Call): Printed {
	const {place, options} = call;
	const connection = connect(call);
	const rules = selected(call, connection);
	const {number, version} = connection;
	const ports = shownNames(call, connection);
	const raw = options.criteria.length === 0 && ports === NO_PORT_NAMES && options.statistics;
	const ages = raw && (number === 15 || (number === 10 && !options.standardOnly));
	const lines = sorted(rules, options.criteria).map((rule) =>
		formatFlowLine(rule, {version, now: place.world.now, ports, raw: ages, stats: options.statistics}),
	);
	const nicira = number === 10 && !options.standardOnly;
	const xid = xidOf(call, {readsNames: Boolean(call.args[1]), ...(nicira ? {format: PROTOCOL.of10Nxm} : {})});
	const head = `${nicira ? 'NXST' : 'OFPST'}_FLOW reply${versionText(number)} (xid=${xid}):`;
	return {stdout: [...(raw ? [head] : []), ...lines].map((line) => `${line}\n`).join(''), stderr: '', status: 0};
}

/** By the criteria, then by priority; flows without a field come last. */
function sorted(rules: readonly Rule[], criteria: Call['options']['criteria']): Rule[] {
	if (criteria.length === 0) return [...rules];
	const all = [...criteria, {field: undefined, descending: true}];
	const keys = all.map(({field}) => (field === undefined ? undefined : fieldNamed(field)));
	return [...rules].sort((a, b) => {
		for (const [index, {descending}] of all.entries()) {
			const field = keys[index];
			const has = (rule: Rule): boolean => !field || readFieldOf(rule.match.mask, field) !== 0n;
			if (has(a) !== has(b)) return has(a) ? -1 : 1;
			const value = (rule: Rule): bigint => (field ? readFieldOf(rule.match.key, field) : BigInt(rule.priority));
			const order = value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0;
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	});
}

function dumpAggregate(call: Call): Printed {
	const connection = connect(call);
	const rules = selected(call, connection);
	const {number} = connection;
	const packets = rules.reduce((sum, rule) => sum + rule.packets, 0);
	const bytes = rules.reduce((sum, rule) => sum + rule.bytes, 0);
	const nicira = number === 10 && !call.options.standardOnly;
	const xid = xidOf(call, {readsNames: Boolean(call.args[1]), ...(nicira ? {format: PROTOCOL.of10Nxm} : {})});
	const head = `${nicira ? 'NXST' : 'OFPST'}_AGGREGATE reply${versionText(number)} (xid=${xid}):`;
	return {stdout: `${head} packet_count=${packets} byte_count=${bytes} flow_count=${rules.length}\n`, stderr: '', status: 0};
}

/** Tables up to this one may be used (n_tables - 1). */
const LAST_TABLE = 253;
const FEATURES =
	'    max_entries=1000000\n    matching:\n      exact match or wildcard: in_port eth_{src,dst,type} vlan_{vid,pcp} ip_{src,dst} nw_{proto,tos} tcp_{src,dst}\n';

/** Tables that are alike are said once (ofp_print_table_stats_reply). */
function dumpTables(call: Call): Printed {
	const {bridge, number} = connect(call);
	const head = `OFPST_TABLE reply${versionText(number)} (xid=${xidOf(call, {readsNames: false})}):\n`;
	const blocks: string[] = [];
	let before = '';
	let first: number | undefined;
	const finish = (last: number): void => {
		if (first !== undefined) blocks.push(first === last ? `  table ${first}: ditto\n` : `  tables ${first}...${last}: ditto\n`);
		first = undefined;
	};
	for (let table = 0; table <= LAST_TABLE; table++) {
		const {active, lookups, matched} = tableStatistics(bridge.tables, table);
		const text = `    active=${active}, lookup=${lookups}, matched=${matched}\n`;
		if (text === before) {
			first ??= table;
			continue;
		}
		finish(table - 1);
		const features = table === 0 ? FEATURES : '    (same features)\n';
		blocks.push(`  table ${table}:\n${text}${number >= 13 ? '' : features}`);
		before = text;
	}
	finish(LAST_TABLE);
	return prints(head + blocks.join('\n'));
}
