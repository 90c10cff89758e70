/*
 * Groups as ovs-ofctl reads them (lib/ofp-group.c)
 *
 * `group_id=1,type=select,bucket=weight:2,output:2,bucket=output:3`: a bucket has everything up to the
 * next `bucket=`, its actions with or without `actions=`. Numbers and selection methods of
 * buckets are extensions of 1.0 and part of 1.5; the versions between number buckets from 0 and
 * forget the rest.
 *
 * Not modelled: masks of the fields of `selection_method=hash`.
 */
import {OFPP} from '../action.js';
import {fieldNamed} from '../field.js';
import {FIELD_TABLE, UNMODELLED_FIELDS} from '../field-table.js';
import {ALL_GROUPS, BUCKET, type GroupMod, type GroupType, LAST_GROUP} from '../group.js';
import {matchAll} from '../match.js';
import {carryActions} from './action-carry.js';
import {readActions} from './action-text.js';
import {ANY_GROUP, type Refusal} from './flow-send.js';
import {readBounded, readU32, readU64} from './numbers.js';
import {parsePort} from './ports.js';
import {chooseFormat, noFormat, OF10_ANY, type OpenFlowVersion, type VersionNumber, versionNumber} from './protocol.js';
import {ANY_FORMAT, fail, NO_PORT_NAMES, openReading, type PortNames, type Problem, type Reading, unmodelled} from './reading.js';
import {splitPairs} from './tokens.js';

export interface GroupOptions {
	command: GroupMod['command'];
	/** `-O`; OpenFlow10 unless said otherwise. */
	version?: OpenFlowVersion;
	ports?: PortNames;
}

export type GroupReading = {kind: 'parsed'; mod: GroupMod; version: OpenFlowVersion} | Problem | Refusal;

const OF15 = 0x100;

const TYPES: ReadonlyMap<string, GroupType> = new Map([
	['all', 'all'],
	['select', 'select'],
	['indirect', 'indirect'],
	['ff', 'fast_failover'],
	['fast_failover', 'fast_failover'],
]);

const PLACES: ReadonlyMap<string, number> = new Map([
	['all', BUCKET.all],
	['first', BUCKET.first],
	['last', BUCKET.last],
]);

/** Reads the argument of `add-group`, `mod-group`, `del-groups`, `insert-buckets`, `remove-buckets`. */
export function parseGroup(text: string, {command, version = 'OpenFlow10', ports = NO_PORT_NAMES}: GroupOptions): GroupReading {
	const reading = openReading(ports);
	const said: Said = {type: false, place: false, method: ''};
	const mod = readGroup(reading, text, command, said);
	if (!mod) return reading.problem as Problem;
	const number = versionNumber(version);
	if (chooseFormat(reading.formats, number) === 0) return {kind: 'error', message: noFormat(reading.formats, number)};
	return sendGroup(mod, said.method, number, version);
}

/** What may be said with a command. */
interface Keywords {
	type: boolean;
	buckets: boolean;
	place: boolean;
	placeAll: boolean;
}

const KEYWORDS: Readonly<Record<GroupMod['command'], Keywords>> = {
	add: {type: true, buckets: true, place: false, placeAll: false},
	modify: {type: true, buckets: true, place: false, placeAll: false},
	'add-or-modify': {type: true, buckets: true, place: false, placeAll: false},
	delete: {type: false, buckets: false, place: false, placeAll: false},
	'insert-buckets': {type: false, buckets: true, place: true, placeAll: false},
	'remove-buckets': {type: false, buckets: false, place: true, placeAll: true},
};

/** What has been said so far. */
interface Said {
	type: boolean;
	place: boolean;
	/** Selection method as it was typed. */
	method: string;
}

function readGroup(reading: Reading, text: string, command: GroupMod['command'], said: Said): GroupMod | undefined {
	const keywords = KEYWORDS[command];
	if (keywords.place) reading.formats &= OF10_ANY | OF15;
	const mod: GroupMod = {
		command,
		group: ANY_GROUP,
		type: 'all',
		buckets: [],
		commandBucket: BUCKET.all,
		selectionMethod: '',
		fields: [],
		selectionParameter: 0n,
	};
	if (command === 'delete' && text === '') return {...mod, group: ALL_GROUPS};
	const bucketsAt = text.indexOf('bucket=');
	if (bucketsAt >= 0 && !keywords.buckets) return fail(reading, 'bucket is not needed');
	for (const {key, value} of splitPairs(bucketsAt < 0 ? text : text.slice(0, bucketsAt))) {
		readKeyword(reading, mod, keywords, said, key, value);
		if (reading.problem) return undefined;
	}
	checkGroup(reading, mod, keywords, said);
	if (reading.problem) return undefined;
	if (bucketsAt >= 0) readBuckets(reading, mod, text.slice(bucketsAt));
	if (mod.type === 'indirect' && mod.buckets.length > 1) fail(reading, 'Indirect groups can have at most one bucket.');
	return reading.problem ? undefined : mod;
}

function readKeyword(reading: Reading, mod: GroupMod, keywords: Keywords, said: Said, key: string, value: string): undefined {
	switch (key) {
		case 'command_bucket_id':
			said.place = true;
			return keywords.place ? readPlace(reading, mod, keywords, value) : fail(reading, 'command bucket id is not needed');
		case 'group_id': {
			const group = value === 'all' ? ALL_GROUPS : readU32(reading, value);
			if (group === undefined) return undefined;
			if (group !== ALL_GROUPS && group > LAST_GROUP) return fail(reading, `invalid group id ${group}`);
			mod.group = group;
			return undefined;
		}
		case 'type': {
			if (!keywords.type) return fail(reading, 'type is not needed');
			const type = TYPES.get(value);
			if (!type) return fail(reading, `invalid group type ${value}`);
			mod.type = type;
			said.type = true;
			return undefined;
		}
		case 'selection_method':
			said.method = value;
			return readMethod(reading, mod, keywords, value);
		case 'selection_method_param':
			if (!keywords.type) return fail(reading, 'selection method param is not needed');
			mod.selectionParameter = readU64(reading, value) ?? 0n;
			reading.formats &= OF10_ANY | OF15;
			return undefined;
		case 'fields':
			return keywords.type ? readFields(reading, mod, value) : fail(reading, 'fields are not needed');
		default:
			return fail(reading, `unknown keyword ${key}`);
	}
}

function readPlace(reading: Reading, mod: GroupMod, keywords: Keywords, value: string): undefined {
	const place = PLACES.get(value) ?? readU32(reading, value);
	if (place === undefined) return undefined;
	if (place > BUCKET.highest && ![...PLACES.values()].includes(place)) return fail(reading, `invalid command bucket id ${place}`);
	if (place === BUCKET.all && !keywords.placeAll) return fail(reading, 'command_bucket_id=all is not permitted');
	mod.commandBucket = place;
	return undefined;
}

const LONGEST_METHOD = 15;

function readMethod(reading: Reading, mod: GroupMod, keywords: Keywords, value: string): undefined {
	if (!keywords.type) return fail(reading, 'selection method is not needed');
	if (value.length > LONGEST_METHOD) return fail(reading, `selection method is longer than ${LONGEST_METHOD} bytes long`);
	if (value === 'hash' || value === 'dp_hash') mod.selectionMethod = value;
	reading.formats &= OF10_ANY | OF15;
	return undefined;
}

function readFields(reading: Reading, mod: GroupMod, text: string): undefined {
	for (const {key, value, rest} of splitPairs(text)) {
		const field = fieldNamed(key);
		if (!field) return UNMODELLED_FIELDS.has(key) ? unmodelled(reading, key) : fail(reading, `${rest}: unknown field ${key}`);
		if (mod.fields.includes(field.name)) return fail(reading, `${key}: duplicate field`);
		if (value !== '') return unmodelled(reading, `fields(${key}=${value})`);
		mod.fields.push(field.name);
		reading.formats &= field.carriers.exact;
	}
	const order = FIELD_TABLE.map(({name}) => name);
	mod.fields.sort((a, b) => order.indexOf(a) - order.indexOf(b));
	reading.formats &= OF10_ANY | OF15;
	return undefined;
}

function checkGroup(reading: Reading, mod: GroupMod, keywords: Keywords, said: Said): void {
	if (mod.group === ANY_GROUP) fail(reading, 'must specify a group_id');
	if (keywords.type && !said.type) fail(reading, 'must specify a type');
	if (said.method !== 'hash' && mod.fields.length > 0) fail(reading, 'fields may only be specified with "selection_method=hash"');
	if (said.method === '' && mod.selectionParameter !== 0n) {
		fail(reading, 'selection_method_param is only allowed with "selection_method"');
	}
	if (keywords.place && !keywords.placeAll && !said.place) fail(reading, 'must specify a command bucket id');
}

function readBuckets(reading: Reading, mod: GroupMod, text: string): undefined {
	for (const part of text.split('bucket=').slice(1)) {
		const bucket = readBucket(reading, mod.type, part);
		if (!bucket) return undefined;
		mod.buckets.push(bucket);
		if (mod.command !== 'insert-buckets' && mod.type !== 'select' && bucket.weight !== 0) {
			return fail(reading, 'Only select groups can have bucket weights.');
		}
	}
	return undefined;
}

type BucketMod = GroupMod['buckets'][number];

function readBucket(reading: Reading, type: GroupType, text: string): BucketMod | undefined {
	const bucket: BucketMod = {id: BUCKET.all, weight: type === 'select' ? 1 : 0, watchPort: OFPP.none, watchGroup: ANY_GROUP, actions: []};
	let actions = '';
	for (const {key, value} of splitPairs(text)) {
		if (reading.problem) return undefined;
		switch (key.toLowerCase()) {
			case 'weight':
				bucket.weight = readBounded(reading, value, 'weight', 0xffff) ?? 0;
				break;
			case 'watch_port': {
				const port = parsePort(value, reading.ports);
				const isWatchable = port !== undefined && (port < OFPP.max || port === OFPP.none || port === OFPP.controller);
				if (isWatchable) bucket.watchPort = port;
				else fail(reading, `${value}: invalid watch_port`);
				break;
			}
			case 'watch_group':
				bucket.watchGroup = readU32(reading, value) ?? 0;
				if (bucket.watchGroup > LAST_GROUP) fail(reading, `invalid watch_group id ${bucket.watchGroup}`);
				break;
			case 'bucket_id':
				bucket.id = readU32(reading, value) ?? 0;
				if (bucket.id > BUCKET.highest) fail(reading, `invalid bucket_id id ${bucket.id}`);
				reading.formats &= OF10_ANY | OF15;
				break;
			case 'action':
			case 'actions':
				actions += `${value},`;
				break;
			default:
				actions += `${key}(${value}),`;
		}
	}
	if (reading.problem) return undefined;
	if (actions === '') return fail(reading, 'bucket must specify actions');
	const watches = bucket.watchPort !== OFPP.none || bucket.watchGroup !== ANY_GROUP;
	if (type === 'fast_failover' && !watches) return fail(reading, 'fast failover bucket requires watch_port or watch_group');
	// What was said before is forgotten, as in ovs-ofctl.
	reading.formats = ANY_FORMAT;
	const read = readActions(reading, actions, 'actions');
	return read && {...bucket, actions: read};
}

/** What the switch gets. */
function sendGroup(mod: GroupMod, method: string, number: VersionNumber, version: OpenFlowVersion): GroupReading {
	const isExtended = number === 10 || number === 15;
	if (!isExtended && (mod.command === 'insert-buckets' || mod.command === 'remove-buckets')) {
		return {kind: 'error', message: `${mod.command.slice(0, -1)} needs OpenFlow 1.5 or later ('-O OpenFlow15')`};
	}
	if (isExtended && method !== '' && (mod.type !== 'select' || method !== mod.selectionMethod))
		return {kind: 'refused', error: 'OFPBPC_BAD_VALUE'};
	const ids = isExtended ? numberBuckets(mod.buckets) : mod.buckets.map((_, index) => index);
	const buckets: BucketMod[] = [];
	for (const [index, bucket] of mod.buckets.entries()) {
		const carried = carryActions(bucket.actions, number, matchAll());
		if (carried.kind === 'refused') return carried;
		buckets.push({...bucket, id: ids[index] as number, actions: carried.actions});
	}
	const plain = isExtended ? {} : {selectionMethod: '' as const, fields: [], selectionParameter: 0n};
	return {kind: 'parsed', mod: {...mod, ...plain, buckets}, version};
}

/** Buckets without a number get the lowest ones that no later bucket has; an earlier one may, and then the switch refuses. */
function numberBuckets(buckets: readonly BucketMod[]): number[] {
	const first = buckets.findIndex(({id}) => id > BUCKET.highest);
	const taken = new Set(first < 0 ? [] : buckets.slice(first).map(({id}) => id));
	let next = 0;
	return buckets.map(({id}) => {
		if (id <= BUCKET.highest) return id;
		while (taken.has(next)) next++;
		return next++;
	});
}
