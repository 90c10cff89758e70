/** Groups: `add-group`, `mod-group`, `del-groups`, buckets, `dump-groups`, `dump-group-stats` (utilities/ovs-ofctl.c). */

import {listRules} from '../../../engine/flow/flow-tables.js';
import type {Group, GroupMod} from '../../../engine/flow/group.js';
import {flatten} from '../../../engine/flow/rule-store.js';
import {formatDuration} from '../../../engine/flow/syntax/flow-format.js';
import {parseGroupNumber} from '../../../engine/flow/syntax/flow-text.js';
import {formatGroup} from '../../../engine/flow/syntax/group-format.js';
import {parseGroup} from '../../../engine/flow/syntax/group-text.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import {type Acting, fails, make, type Printed, type Program, prints} from '../../program.js';
import {
	acceptedNames,
	type Call,
	type Connection,
	complain,
	connect,
	fatal,
	type OfctlCommand,
	shownNames,
	versionText,
	xidOf,
} from './call.js';
import {atLine, readLines} from './line-file.js';

const NAMES = ['ovs-bridge', 'text'] as const;

export const GROUP_COMMANDS: readonly OfctlCommand[] = [
	{word: 'add-group', wants: [1, 2], names: NAMES, help: 'adds a group', run: (call) => modify(call, 'add')},
	{
		word: 'add-groups',
		wants: [2, 2],
		names: ['ovs-bridge', 'file'],
		help: 'adds groups, one a line of a file; - is standard input',
		run: addAll,
	},
	{
		word: 'mod-group',
		wants: [1, 2],
		names: NAMES,
		help: 'gives a group other buckets',
		run: (call) => modify(call, call.options.mayCreate ? 'add-or-modify' : 'modify'),
	},
	{
		word: 'del-groups',
		wants: [1, 2],
		names: NAMES,
		help: 'deletes groups, and the flows that send to them',
		run: (call) => modify(call, 'delete'),
	},
	{word: 'insert-buckets', wants: [1, 2], names: NAMES, help: 'puts buckets into a group', run: (call) => modify(call, 'insert-buckets')},
	{
		word: 'remove-buckets',
		wants: [1, 2],
		names: NAMES,
		help: 'takes buckets out of a group',
		run: (call) => modify(call, 'remove-buckets'),
	},
	{word: 'dump-groups', wants: [1, 2], names: NAMES, help: 'groups and their buckets', run: dumpGroups},
	{word: 'dump-group-stats', wants: [1, 2], names: NAMES, help: 'what groups have counted', run: dumpStatistics},
];

const ALL_GROUPS = 0xffff_fffc;

function* modifyAll(call: Call, command: GroupMod['command']): Program {
	const [, file = ''] = call.args;
	const connection = connect(call);
	const mods: GroupMod[] = [];
	for (const {number, text} of yield* readLines(call, file, 'open failed')) {
		const reading = atLine(file, number, () => readGroup(call, connection, command, text));
		if (reading.kind === 'refused') return refused(call, connection, reading.error);
		mods.push(reading.mod);
	}
	for (const mod of mods) {
		const refusal = yield* send(call, connection, mod);
		if (refusal) return refusal;
	}
	return prints('');
}

/** `add-groups BRIDGE FILE` */
function* addAll(call: Call): Program {
	return yield* modifyAll(call, 'add');
}

function* modify(call: Call, command: GroupMod['command']): Program {
	const [, text = ''] = call.args;
	if (text === '-') return yield* modifyAll(call, command);
	const connection = connect(call);
	const {number} = connection;
	const reading = readGroup(call, connection, command, text);
	if (reading.kind === 'refused') return refused(call, connection, reading.error);
	if (command.endsWith('-buckets') && number !== 10 && number !== 15) {
		throw fatal(`${command === 'insert-buckets' ? 'insert' : 'remove'}-bucket needs OpenFlow 1.5 or later ('-O OpenFlow15')`);
	}
	return (yield* send(call, connection, reading.mod)) ?? prints('');
}

/** What the tool itself cannot read is a complaint. */
function readGroup(call: Call, connection: Connection, command: GroupMod['command'], text: string) {
	const reading = parseGroup(text, {command, version: connection.version, ports: acceptedNames(call, connection)});
	if (reading.kind === 'error' || reading.kind === 'not-modelled') throw complain(reading);
	return reading;
}

function headOf(call: Call, {number}: Connection): string {
	return `${versionText(number)} (xid=${xidOf(call, {readsNames: true})}):`;
}

function refused(call: Call, connection: Connection, error: string): Printed {
	return fails(`OFPT_ERROR${headOf(call, connection)} ${error}\n`, 1);
}

/** What the switch says against it, if anything. */
function* send(call: Call, connection: Connection, mod: GroupMod): Acting<Printed | undefined> {
	const [bridge = ''] = call.args;
	const result = yield* make({kind: 'group-mod', machine: call.place.machine, bridge, mod});
	if (result.kind === 'done') return undefined;
	const head = headOf(call, connection);
	const message = `${connection.number === 10 ? 'NXT' : 'OFPT'}_GROUP_MOD${head}\n ${modText(mod, connection)}\n`;
	return fails(`OFPT_ERROR${head} ${result.message ?? result.errno}\n${message}`, 1);
}

const COMMAND_WORDS: Readonly<Record<GroupMod['command'], string>> = {
	add: 'ADD',
	modify: 'MOD',
	'add-or-modify': 'ADD_OR_MOD',
	delete: 'DEL',
	'insert-buckets': 'INSERT_BUCKET',
	'remove-buckets': 'REMOVE_BUCKET',
};

const PLACES: ReadonlyMap<number, string> = new Map([
	[0xffff_ffff, 'all'],
	[0xffff_fffd, 'first'],
	[0xffff_fffe, 'last'],
]);

function modText(mod: GroupMod, {version}: Connection): string {
	const buckets = mod.buckets.map((bucket) => ({...bucket, packets: 0, bytes: 0}));
	const text = formatGroup({...mod, id: mod.group, buckets}, {version, ports: NO_PORT_NAMES});
	const isPlaced = mod.command.endsWith('-buckets');
	const place = isPlaced ? `command_bucket_id:${PLACES.get(mod.commandBucket) ?? mod.commandBucket},` : '';
	const shown = isPlaced || mod.command === 'delete' ? text.replace(/,type=\w+/, isPlaced ? '' : ',type=all') : text;
	return `${COMMAND_WORDS[mod.command]} ${place}${shown}`;
}

/** The daemon lists the newest first. */
function groupsOf({bridge}: Connection): Group[] {
	return [...bridge.groups.groups.values()].reverse();
}

function dumpGroups(call: Call): Printed {
	const connection = connect(call);
	const {number, version} = connection;
	const [, text] = call.args;
	const wanted = text === undefined ? ALL_GROUPS : parseGroupNumber(text);
	const log =
		wanted === undefined
			? `ofp_group|WARN|${text} is not a valid group ID.  (Valid group IDs are 32-bit nonnegative integers or the keywords ANY or ALL.)\n`
			: '';
	// Only from 1.5 on can one group be asked for.
	const one = wanted !== undefined && wanted !== ALL_GROUPS && (number === 15 || number === 10);
	const ports = shownNames(call, connection);
	const lines = groupsOf(connection)
		.filter(({id}) => !one || id === wanted)
		.map((group) => ` ${formatGroup(group, {version, ports})}\n`);
	const head = `${number === 10 ? 'NXST' : 'OFPST'}_GROUP_DESC reply${versionText(number)} (xid=${xidOf(call, {readsNames: false})}):\n`;
	return {stdout: head + lines.join(''), stderr: log, status: 0};
}

function dumpStatistics(call: Call): Printed {
	const connection = connect(call);
	const {number, version, bridge} = connection;
	const [, text = ''] = call.args;
	const reading = parseGroup(text, {command: 'delete', version, ports: acceptedNames(call, connection)});
	if (reading.kind === 'error' || reading.kind === 'not-modelled') throw complain(reading);
	const wanted = reading.kind === 'parsed' ? reading.mod.group : ALL_GROUPS;
	const users = (id: number): number =>
		listRules(bridge.tables).filter(({actions}) => [...flatten(actions)].some((action) => action.kind === 'group' && action.group === id))
			.length;
	const lines = groupsOf(connection)
		.filter(({id}) => wanted === ALL_GROUPS || id === wanted)
		.map(({id, created, packets, bytes, buckets}) => {
			const age =
				number === 10 || number >= 13 ? `duration=${formatDuration(Math.floor((call.place.world.now - created) / 1_000_000))},` : '';
			const each = buckets.map((bucket, index) => `,bucket${index}:packet_count=${bucket.packets},byte_count=${bucket.bytes}`);
			return ` group_id=${id},${age}ref_count=${users(id)},packet_count=${packets},byte_count=${bytes}${each.join('')}\n`;
		});
	const head = `${number === 10 ? 'NXST' : 'OFPST'}_GROUP reply${versionText(number)} (xid=${xidOf(call, {readsNames: true})}):\n`;
	return {stdout: head + lines.join(''), stderr: '', status: 0};
}
