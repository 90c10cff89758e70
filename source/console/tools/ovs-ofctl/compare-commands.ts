/** Flows compared with those of a file or of another switch: `diff-flows`, `replace-flows` (utilities/ovs-ofctl.c). */
import {OFPP} from '../../../engine/flow/action.js';
import type {FlowMod} from '../../../engine/flow/flow-mod.js';
import {listRules} from '../../../engine/flow/flow-tables.js';
import {toldRule} from '../../../engine/flow/syntax/flow-format.js';
import {ANY_GROUP, sendFlow} from '../../../engine/flow/syntax/flow-send.js';
import {readTypedFlow} from '../../../engine/flow/syntax/flow-text.js';
import {chooseComparedFormat, noComparedFormat, type VersionNumber} from '../../../engine/flow/syntax/protocol.js';
import {ANY_FORMAT, NO_PORT_NAMES, type PortNames} from '../../../engine/flow/syntax/reading.js';
import {readFile} from '../../file-space.js';
import {type Acting, fails, type Program, prints} from '../../program.js';
import {acceptedNames, type Call, type Connection, complain, connect, fatal, type OfctlCommand, shownNames} from './call.js';
import {type FlowPair, formatFlowOfPair, isSame, pairFlows} from './flow-pairs.js';
import {sendFlowMod, understood} from './flow-sending.js';
import {atLine, readLines} from './line-file.js';

export const COMPARISON_COMMANDS: readonly OfctlCommand[] = [
	{word: 'replace-flows', wants: [2, 2], names: ['ovs-bridge', 'file'], help: 'makes the flows those of a file', run: replaceFlows},
	{
		word: 'diff-flows',
		wants: [2, 2],
		names: ['ovs-bridge', 'file'],
		help: 'how the flows of two switches or files differ',
		run: diffFlows,
	},
];

/** The flows of a file as they were typed, and the formats that can carry all of them (read_flows_from_file). */
function* flowsOfFile(call: Call, file: string, ports: PortNames): Acting<{flows: FlowMod[]; formats: number}> {
	const flows: FlowMod[] = [];
	let formats = ANY_FORMAT;
	for (const {number, text} of yield* readLines(call, file, 'open')) {
		const {mod, formats: carried} = atLine(file, number, () => typedFlow(text, ports));
		formats &= carried;
		flows.push({...mod, table: mod.table === 255 ? 0 : mod.table});
	}
	return {flows, formats};
}

function typedFlow(text: string, ports: PortNames): {mod: FlowMod; formats: number} {
	const typed = readTypedFlow(text, 'add', ports);
	if (typed.kind !== 'typed') throw complain(typed);
	return typed;
}

const NO_FLAGS: FlowMod['flags'] = {
	sendFlowRemoved: false,
	checkOverlap: false,
	resetCounts: false,
	noPacketCounts: false,
	noByteCounts: false,
};

/** The flows of a switch as it tells them in the version that is spoken (read_flows_from_switch). */
function flowsOfSwitch({bridge, number}: Connection): FlowMod[] {
	return listRules(bridge.tables).map((rule) => ({
		...toldRule(rule, number as VersionNumber),
		command: 'add',
		table: rule.table,
		priority: rule.priority,
		cookie: rule.cookie,
		matchCookie: 0n,
		cookieMask: 0n,
		idleTimeout: rule.idleTimeout,
		hardTimeout: rule.hardTimeout,
		importance: number >= 14 ? rule.importance : 0,
		outPort: OFPP.none,
		outGroup: ANY_GROUP,
		flags: NO_FLAGS,
	}));
}

/** What a table needs to become that of the file: first what goes, then what comes. */
function* modsFor(pairs: readonly FlowPair[], readd: boolean): Generator<FlowMod> {
	for (const table of new Set(pairs.map(([file, held]) => (file ?? held)?.table))) {
		const here = pairs.filter(([file, held]) => (file ?? held)?.table === table);
		for (const [file, held] of here) if (!file && held) yield {...held, command: 'delete-strict', actions: []};
		for (const pair of here) {
			const [file] = pair;
			if (file && (readd || !isSame(pair))) yield {...file, flags: {...NO_FLAGS, sendFlowRemoved: file.flags.sendFlowRemoved}};
		}
	}
}

function* replaceFlows(call: Call): Program {
	const [, path = ''] = call.args;
	const connection = connect(call);
	const number = connection.number as VersionNumber;
	const file = yield* flowsOfFile(call, path, acceptedNames(call, connection));
	const format = chooseComparedFormat(file.formats, number);
	if (format === 0) throw fatal(noComparedFormat(file.formats, number));
	// The dump is a message, too.
	let more = 1;
	for (const mod of modsFor(pairFlows(file.flows, flowsOfSwitch(connection)), call.options.readd)) {
		const sent = understood(sendFlow(mod, format, connection.version), call, connection, {format, more});
		const refusal = yield* sendFlowMod(call, connection, sent.mod, format, more++);
		if (refusal !== undefined) return fails(refusal, 1);
	}
	return prints('');
}

function* diffFlows(call: Call): Program {
	const lists: FlowMod[][] = [];
	// There is but one set of names, that of the first switch; a file that is read before it knows none.
	let ports: PortNames | undefined;
	for (const source of call.args) {
		if (isFile(call, source)) {
			lists.push((yield* flowsOfFile(call, source, ports ?? NO_PORT_NAMES)).flows);
			continue;
		}
		const connection = connect({...call, args: [source]});
		lists.push(flowsOfSwitch(connection));
		ports ??= shownNames(call, connection);
	}
	const [first = [], second = []] = lists;
	const told = (sign: string, flow: FlowMod | undefined): string =>
		flow ? `${sign}${formatFlowOfPair(flow, ports ?? NO_PORT_NAMES)}\n` : '';
	const differences = pairFlows(first, second).filter((pair) => !isSame(pair));
	const stdout = differences.map(([one, other]) => told('-', one) + told('+', other)).join('');
	return prints(stdout, differences.length === 0 ? 0 : 2);
}

/** A file, and not the name of a switch (read_flows_from_source). */
function isFile({place}: Call, source: string): boolean {
	return /^[/.]/.test(source) || (!source.includes(':') && source !== '-' && readFile(place, source).kind !== 'no-such-file');
}
