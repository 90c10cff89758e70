import {describe, expect, test} from 'vitest';
import {CAUSE_SOURCES, DROP_SOURCES, REFUSAL_SOURCES} from '../../source/engine/citation.js';
import type {Cause} from '../../source/engine/sink.js';
import {DROP_REASONS, EGRESS_REFUSALS} from '../../source/engine/sink.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import type {Names} from '../../source/locale/names.js';
import {textWidth} from '../../source/view/cell-width.js';

const languages = [
	['English', en],
	['Italian', italian],
] as const;

/** Paths of everything in a catalogue, with the kind of thing it is. */
function shape(value: unknown, path = ''): string[] {
	if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
	return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}/${key}`));
}

function strings(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

const names: Names = {device: (id) => `dev${id}`, mac: () => '02:00:00:00:00:01 (vm1)', address: () => '10.0.0.2', duration: () => '12 µs'};

/** A reason that this kind of cause can have. */
const WHY: Partial<Record<Cause['kind'], string>> = {
	'fdb-not-learned': 'hub',
	'ovs-upcall': 'miss',
	'ovs-not-installed': 'exists',
	'ovs-vlan-refused': 'not-in-trunks',
	'ovs-not-learned': 'group',
	'ovs-mcast-flood': 'unregistered',
};
const BY: Partial<Record<Cause['kind'], string>> = {'ovs-unwildcarded': 'normal', 'bond-slave': 'hash'};
const STATE: Partial<Record<Cause['kind'], string>> = {'lacp-received': 'current', 'lacp-mux': 'waiting'};

/** A cause of every kind, filled with whatever its sentence may ask for. */
function sample(kind: Cause['kind']): Cause {
	return {
		kind,
		sourcePort: 40000,
		destinationPort: 80,
		newPort: 43000,
		newAddress: 2,
		peerPort: 80,
		direction: 'original',
		related: false,
		fault: 'reset',
		flags: 0x12,
		retries: 2,
		status: 200,
		path: '/',
		host: '10.0.0.2',
		end: 'answered',
		timeWait: true,
		peer: 1,
		device: 1,
		way: 'in',
		every: 400,
		records: 2,
		mode: 'vepa',
		mac: 1,
		group: 1,
		port: 1,
		from: kind === 'connection-state' ? 'syn-sent' : 2,
		backup: 2,
		sibling: 2,
		siblings: [2, 3],
		uppers: [2, 3, 4],
		takers: [2, 3],
		guest: 2,
		functions: [2, 3],
		function: 2,
		vf: 2,
		delay: 1000,
		half: 'primary',
		phase: 'moved',
		inside: 1,
		insidePort: 40000,
		outside: 2,
		outsidePort: 48300,
		hub: 2,
		uplink: 3,
		ports: [1],
		upper: 2,
		source: 2,
		held: -1,
		consumed: false,
		why: WHY[kind] ?? 'ingress-port',
		vid: 10,
		by: BY[kind] ?? 'pvid',
		state: STATE[kind],
		bond: 1,
		slave: 2,
		link: 'down',
		partner: 1,
		level: 'megaflow',
		masks: 2,
		match: 'in_port(p1)',
		actions: 'p2',
		kept: 1,
		changed: 1,
		deleted: 1,
		bridge: 'br0',
		as: 'member',
		outcome: 'sent',
		change: 'join',
		protocol: kind.startsWith('ovs-') || kind === 'export-collected' ? 'sflow' : 'IGMP',
		table: 1,
		rule: 'in_port=1',
		cookie: 0n,
		action: 'output:1',
		bits: 'nw_proto=6',
		text: 'a remark',
		error: 'too-deep',
		vlan: 10,
		octets: 100,
		destination: 2,
		known: 'p1',
		mirror: 'm0',
		member: 'b1',
		hash: 38,
		id: 7,
		src: 1,
		dst: 2,
		tagged: true,
		superior: true,
		priority: 32768,
		to: kind === 'ovs-counted' ? 'flood' : 'forwarding',
		message: 'report',
		type: kind === 'vmware-private-vlan' ? 'isolated' : 'host',
		address: 1,
		sequence: 1,
		roundTrip: 1000,
		count: 2,
		remote: 1,
		remotes: [1, 2],
		origin: 2,
		mtu: 1450,
		hook: 'ingress',
		target: kind === 'nat-rule' ? 'masquerade' : 1,
		how: 'mirror',
		chain: kind === 'nat-rule' ? 'postrouting' : 1,
		pref: 49152,
		handle: 1,
		rate: 64,
		side: 'switch',
		connection: 'idle',
		active: true,
		number: 3,
		output: 'flood',
		flow: true,
		policy: 'ip-hash',
		bound: 'uplink1',
		effective: 2,
		initial: 2,
		session: 'm',
		ttl: 63,
		nextHop: 1,
		gateway: 2,
		pieces: 2,
		code: 1,
		server: 1,
		client: 1,
		duration: 1000,
		name: 'www.example.com',
	} as unknown as Cause;
}

describe.each(languages)('%s', (_, words) => {
	test('has exactly what English has', () => {
		expect(shape(words)).toEqual(shape(en));
	});

	test('leaves nothing empty', () => {
		expect(strings(words).filter((text) => text.trim() === '')).toEqual([]);
	});

	test('has a sentence for every cause', () => {
		for (const kind of Object.keys(CAUSE_SOURCES) as Cause['kind'][]) {
			const say = words.causes[kind] as (cause: Cause, names: Names) => string;
			expect(say(sample(kind), names)).toMatch(/\S.{3,}/);
			expect(say(sample(kind), names)).not.toMatch(/undefined|NaN|\[object/);
		}
	});

	test('has a sentence and a mark of at most 22 cells for every end of a frame', () => {
		for (const reason of DROP_REASONS)
			expect([reason, words.drops[reason].why !== '' && textWidth(words.drops[reason].mark) <= 22]).toEqual([reason, true]);
		for (const why of EGRESS_REFUSALS) expect([why, textWidth(words.egressMarks[why]) <= 22]).toEqual([why, true]);
	});

	test('keeps the words of the footer short', () => {
		for (const [intent, {short}] of Object.entries(words.keys)) expect([intent, textWidth(short) <= 14]).toEqual([intent, true]);
	});
});

test('a list of names is read as a person would say it', () => {
	const flood = {kind: 'macvlan-flood-external' as const, uppers: [1, 2, 3]};
	expect(en.causes['macvlan-flood-external'](flood, names)).toBe('group address from outside: to dev1, dev2 and dev3 and the host');
	expect(en.causes['macvlan-flood-external']({...flood, uppers: []}, names)).toBe('group address from outside: to no macvlan and the host');
});

test('every rule says where it stands', () => {
	for (const source of [...Object.values(CAUSE_SOURCES), ...Object.values(DROP_SOURCES), ...Object.values(REFUSAL_SOURCES)])
		expect(source).toMatch(/^[\w(), .:-]+$/);
	expect(Object.keys(DROP_SOURCES).sort()).toEqual([...DROP_REASONS].sort());
	expect(Object.keys(REFUSAL_SOURCES).sort()).toEqual([...EGRESS_REFUSALS].sort());
});
