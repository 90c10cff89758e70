import fc from 'fast-check';
import {type Action, OFPP, type Subfield} from '../../../source/engine/flow/action.js';
import {exactMask, type Field, toField} from '../../../source/engine/flow/field.js';
import {ones} from '../../../source/engine/flow/field-access.js';
import {FIELD_TABLE} from '../../../source/engine/flow/field-table.js';
import type {Mac} from '../../../source/engine/mac.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';

function number(bits: number, min = 0): fc.Arbitrary<number> {
	return fc.integer({min, max: 2 ** bits - 1});
}

function big(bits: number): fc.Arbitrary<bigint> {
	return fc.bigInt({min: 0n, max: ones(bits)});
}

const anyPort = fc.oneof(fc.integer({min: 0, max: 0xfeff}), fc.constantFrom(OFPP.normal, OFPP.flood, OFPP.local, OFPP.all, OFPP.table));
const anyMac = big(48).map((mac) => Number(mac) as Mac);
const anyAddress = fc.ipV4().map(toIpv4);
const anyBytes = fc.uint8Array({minLength: 1, maxLength: 9});
const flag = fc.constant(true);

function subfieldOf(field: Field, mostBits = 128): fc.Arbitrary<Subfield> {
	return fc.tuple(fc.nat(field.bits - 1), fc.nat(field.bits - 1)).map(([one, other]) => ({
		field: field.name,
		from: Math.min(one, other),
		bits: Math.min(Math.abs(one - other) + 1, mostBits),
	}));
}

const onWire = FIELD_TABLE.filter((field) => field.wireNames.length > 0);
const anySubfield = fc.constantFrom(...onWire).chain((field) => subfieldOf(field));
const anyLoadTarget = fc.constantFrom(...onWire).chain((field) => subfieldOf(field, 64));
const register = fc.constantFrom('reg0', 'reg7', 'reg15').map(toField);

/** Two subfields of the same width. */
const pair = fc
	.tuple(
		register.chain((field) => subfieldOf(field)),
		register,
		fc.nat(31),
	)
	.map(([from, to, at]) => ({
		from,
		to: {field: to.name, from: Math.min(at, 32 - from.bits), bits: from.bits},
	}));

/** Fields of which all values are valid. */
const settable = FIELD_TABLE.filter(
	({writable, name}) => writable && !['nw_tos', 'arp_op', 'vlan_vid', 'in_port', 'in_port_oxm', 'tun_id'].includes(name),
);

const setField = fc
	.constantFrom(...settable)
	.chain((field) => fc.record({field: fc.constant(field), value: big(field.bits), mask: big(field.bits), masked: fc.boolean()}))
	.map(({field, value, mask, masked}) => {
		const kept = field.maskable && masked ? mask : exactMask(field);
		return {kind: 'set-field' as const, field: field.name, value: value & kept, mask: kept, flavour: 'set_field' as const};
	});

const load = anyLoadTarget
	.chain((to) => fc.record({to: fc.constant(to), value: big(to.bits)}))
	.map(({to, value}) => ({
		kind: 'set-field' as const,
		field: to.field,
		value: value << BigInt(to.from),
		mask: ones(to.bits) << BigInt(to.from),
		flavour: 'load' as const,
	}));

const learnSpec = fc.oneof(
	pair.map(({from, to}) => ({kind: 'match' as const, to, source: from})),
	pair.map(({from, to}) => ({kind: 'load' as const, to, source: from})),
	anySubfield.map((source) => ({kind: 'output' as const, source})),
	register
		.chain((field) => subfieldOf(field))
		.chain((to) => fc.record({kind: fc.constantFrom('match' as const, 'load' as const), to: fc.constant(to), source: big(to.bits)})),
);

const learn = fc.record(
	{
		kind: fc.constant('learn' as const),
		table: number(8).filter((table) => table !== 255),
		priority: number(16),
		cookie: big(64),
		idleTimeout: number(16),
		hardTimeout: number(16),
		finIdleTimeout: number(16),
		finHardTimeout: number(16),
		sendFlowRemoved: fc.boolean(),
		deleteLearned: fc.boolean(),
		limit: number(32),
		resultTo: register.chain((field) => subfieldOf(field, 1)),
		specs: fc.array(learnSpec, {maxLength: 4}),
	},
	{
		requiredKeys: [
			...(['kind', 'table', 'priority', 'cookie', 'idleTimeout', 'hardTimeout', 'finIdleTimeout', 'finHardTimeout'] as const),
			...(['sendFlowRemoved', 'deleteLearned', 'limit', 'specs'] as const),
		],
	},
);

const controller = fc.record(
	{
		kind: fc.constant('controller' as const),
		maxLength: number(16),
		reason: fc.constantFrom('action' as const, 'no_match' as const, 'invalid_ttl' as const),
		controllerId: number(16),
		userdata: anyBytes,
		pause: flag,
		meter: number(32),
	},
	{requiredKeys: ['kind', 'maxLength', 'reason', 'controllerId']},
);

const sample = fc.record(
	{
		kind: fc.constant('sample' as const),
		probability: number(16, 1),
		collectorSet: number(32),
		obsDomain: number(32),
		obsPoint: number(32),
		port: fc.integer({min: 0, max: 0xfeff}),
		direction: fc.constantFrom('ingress' as const, 'egress' as const),
	},
	{requiredKeys: ['kind', 'probability', 'collectorSet', 'obsDomain', 'obsPoint']},
);

const multipath = fc.record({
	kind: fc.constant('multipath' as const),
	fields: fc.constantFrom('eth_src', 'symmetric_l4', 'symmetric_l3l4+udp', 'nw_dst'),
	basis: number(16),
	algorithm: fc.constantFrom('modulo_n', 'hash_threshold', 'hrw', 'iter_hash'),
	maxLink: number(16),
	argument: number(32),
	to: fc.constant<Subfield>({field: 'reg3', from: 8, bits: 16}),
});

const resubmit = fc
	.record({port: fc.integer({min: 0, max: 0xfeff}), table: fc.nat(254)}, {requiredKeys: []})
	.filter((to) => to.port !== undefined || to.table !== undefined)
	.map((to) => ({kind: 'resubmit' as const, ...to}));

type Parts<Kind extends Action['kind']> = Omit<Extract<Action, {kind: Kind}>, 'kind'>;

function of<Kind extends Action['kind']>(
	kind: Kind,
	parts: {[Name in keyof Parts<Kind>]: fc.Arbitrary<Parts<Kind>[Name]>},
): fc.Arbitrary<Action> {
	return fc.record({kind: fc.constant(kind), ...parts}) as unknown as fc.Arbitrary<Action>;
}

/** An action that has no actions of its own, such as comes back when it is read again. */
export const simple: fc.Arbitrary<Action> = fc.oneof<fc.Arbitrary<Action>[]>(
	of('output', {port: anyPort}),
	of('output', {port: fc.integer({min: 0, max: 0xfeff}), maxLength: number(32, 14)}),
	of('output-field', {source: anySubfield}),
	controller,
	of('enqueue', {port: fc.integer({min: 0, max: 0xfeff}), queue: number(32)}),
	of('set-queue', {queue: number(32)}),
	of('pop-queue', {}),
	of('set-vlan-vid', {vid: number(12), pushIfNeeded: fc.boolean()}),
	of('set-vlan-pcp', {pcp: number(3), pushIfNeeded: fc.boolean()}),
	fc.constantFrom<Action>({kind: 'strip-vlan'}, {kind: 'strip-vlan', popped: true}, {kind: 'dec-ttl'}, {kind: 'exit'}),
	of('push-vlan', {tpid: fc.constantFrom(0x8100, 0x88a8)}),
	of('set-eth-src', {mac: anyMac}),
	of('set-eth-dst', {mac: anyMac}),
	of('set-ipv4-src', {address: anyAddress}),
	of('set-ipv4-dst', {address: anyAddress}),
	of('set-ip-dscp', {tos: number(6).map((dscp) => dscp << 2)}),
	of('set-ip-ecn', {ecn: number(2)}),
	of('set-ip-ttl', {ttl: number(8)}),
	of('set-l4-src', {port: number(16)}),
	of('set-l4-dst', {port: number(16)}),
	of('dec-ttl', {controllers: fc.array(number(16), {minLength: 1, maxLength: 3})}),
	setField,
	load,
	pair.map(({from, to}) => ({kind: 'move' as const, from, to})),
	of('push', {source: anySubfield}),
	of('pop', {to: anySubfield}),
	of('set-tunnel', {id: big(32), wide: fc.boolean()}),
	resubmit,
	of('group', {group: number(32)}),
	learn,
	of('note', {bytes: anyBytes}),
	of('fin-timeout', {idleTimeout: number(16), hardTimeout: number(16)}),
	sample,
	multipath,
	of('check-packet-larger', {length: number(16), to: register.chain((field) => subfieldOf(field, 1))}),
);

export const nested: fc.Arbitrary<Action> = of('clone', {actions: fc.array(simple, {maxLength: 3})});

export const instruction: fc.Arbitrary<Action> = fc.oneof<fc.Arbitrary<Action>[]>(
	of('meter', {meter: number(32)}),
	fc.constant<Action>({kind: 'clear-actions'}),
	of('write-actions', {actions: fc.array(simple, {maxLength: 3})}),
	of('write-metadata', {value: big(64), mask: big(64)}),
	of('goto-table', {table: number(8)}),
);
