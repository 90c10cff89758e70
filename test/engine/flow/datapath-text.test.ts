import {readdirSync, readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {DatapathAction} from '../../../source/engine/devices/datapath/datapath-action.js';
import {formatDatapathActions} from '../../../source/engine/flow/datapath-text/action-format.js';
import {parseDatapathActions} from '../../../source/engine/flow/datapath-text/action-parse.js';
import {formatDatapathFlow} from '../../../source/engine/flow/datapath-text/key-format.js';
import {parseDatapathFlow} from '../../../source/engine/flow/datapath-text/key-parse.js';
import {formatMegaflow, splitMegaflow, tcpFlagLetters} from '../../../source/engine/flow/datapath-text/megaflow-line.js';
import {readField, writeField} from '../../../source/engine/flow/field-access.js';
import {createKey, type FlowKey, WORD} from '../../../source/engine/flow/key.js';
import {NO_PORT_NAMES, type PortNames} from '../../../source/engine/flow/syntax/reading.js';

const recording = JSON.parse(readFileSync(new URL('../../conformance/openflow/datapath.json', import.meta.url), 'utf8')) as {
	ports: Record<string, number>;
	flows: [string, string][];
	actions: [string, string][];
};

const ports: PortNames = {
	numberOf: (name) => recording.ports[name],
	nameOf: (number) => Object.entries(recording.ports).find(([, port]) => port === number)?.[0],
};

/** Any name is a port, numbered as it comes. */
function anyPorts(): PortNames {
	const names: string[] = [];
	return {
		numberOf(name) {
			if (!/^[a-z]/.test(name)) return undefined;
			if (!names.includes(name)) names.push(name);
			return names.indexOf(name) + 1;
		},
		nameOf: (number) => names[number - 1],
	};
}

function value<Value>(parsed: {kind: 'parsed'; value: Value} | {kind: string}): Value {
	if (parsed.kind !== 'parsed' || !('value' in parsed)) throw new Error(JSON.stringify(parsed));
	return parsed.value;
}

describe('flows of the datapath', () => {
	test.each(recording.flows)('%s is printed as by dpctl/dump-flows', (given, printed) => {
		for (const text of [given, printed])
			expect(formatDatapathFlow(value(parseDatapathFlow(text, ports)), {ports, kernel: true})).toBe(printed);
	});

	test('of all recordings come back as they were', () => {
		const texts = recordedStrings((key, text) => key === 'megaflow' && text.startsWith('recirc_id('));
		const names = anyPorts();
		for (const text of texts) {
			// A second tag is printed where the switch looked at two (vlan-limit).
			const vlanLimit = text.includes('encap(eth_type(0x8100),vlan') ? 2 : 1;
			expect(formatDatapathFlow(value(parseDatapathFlow(text, names)), {ports: names, vlanLimit})).toBe(text);
		}
		expect(texts.size).toBeGreaterThan(50);
	});

	test('an unpinned PCP is printed with an empty mask unless it is 0', () => {
		const text = (tci: number): string => {
			const key = createKey();
			const mask = createKey();
			key[WORD.vlan] = (0x8100 << 16) | tci;
			key[WORD.etherType] = 0x88b5 << 16;
			mask[WORD.vlan] = (0xffff << 16) | 0x1fff;
			mask[WORD.etherType] = 0xffff << 16;
			return formatDatapathFlow({key, mask});
		};
		expect(text(0xb00a)).toBe('packet_type(ns=0,id=0),eth_type(0x8100),vlan(vid=10,pcp=5/0x0),encap(eth_type(0x88b5))');
		expect(text(0x100a)).toBe('packet_type(ns=0,id=0),eth_type(0x8100),vlan(vid=10),encap(eth_type(0x88b5))');
	});

	test('a second tag is inside the first when two are looked at, and an EtherType when one is', () => {
		const key = createKey();
		const mask = createKey();
		key[WORD.vlan] = (0x88a8 << 16) | 0x1005;
		mask[WORD.vlan] = -1;
		key[WORD.etherType] = 0x88b5 << 16;
		key[WORD.innerVlan] = (0x8100 << 16) | 0x1006;
		mask[WORD.innerVlan] = -1;
		mask[WORD.etherType] = 0xffff << 16;
		mask[WORD.recirc] = -1;
		const two =
			'recirc_id(0),packet_type(ns=0,id=0),eth_type(0x88a8),vlan(vid=5,pcp=0),encap(eth_type(0x8100),vlan(vid=6,pcp=0),encap(eth_type(0x88b5)))';
		expect(formatDatapathFlow({key, mask}, {vlanLimit: 2})).toBe(two);
		const back = value(parseDatapathFlow(two, NO_PORT_NAMES));
		expect([back.key, back.mask]).toEqual([key, mask]);
	});

	test('a frame without EtherType matches that it has none', () => {
		const key = createKey();
		const mask = createKey();
		key[WORD.etherType] = 0x05ff << 16;
		mask[WORD.etherType] = 0xffff << 16;
		mask[WORD.recirc] = -1;
		const text = 'recirc_id(0),packet_type(ns=0,id=0),eth_type(0/0xffff)';
		expect(formatDatapathFlow({key, mask})).toBe(text);
		expect(value(parseDatapathFlow(text, NO_PORT_NAMES))).toEqual({key, mask});
	});

	test('come back with the same meaning after they were printed', () => {
		fc.assert(
			fc.property(anyMegaflow, ({key, mask}) => {
				const text = formatDatapathFlow({key, mask});
				const back = value(parseDatapathFlow(text, NO_PORT_NAMES));
				expect(formatDatapathFlow(back)).toBe(text);
				expect(back.mask).toEqual(mask);
				expect(back.key.map((word, at) => word & (mask[at] as number))).toEqual(key.map((word, at) => word & (mask[at] as number)));
			}),
		);
	});

	test('what is not modelled is named', () => {
		expect(parseDatapathFlow('recirc_id(0),in_port(1),nsh(mdtype=1)', NO_PORT_NAMES)).toEqual({kind: 'not-modelled', what: 'nsh'});
		expect(parseDatapathFlow('in_port(nosuch)', NO_PORT_NAMES)).toEqual({kind: 'error', message: 'nosuch: no such port of the datapath'});
	});
});

describe('actions of the datapath', () => {
	test.each(recording.actions)('%s are printed as by dpctl/dump-flows', (given, printed) => {
		for (const text of [given, printed]) expect(formatDatapathActions(value(parseDatapathActions(text, ports)), ports)).toBe(printed);
	});

	test('of all recordings come back as they were', () => {
		const texts = recordedStrings((key) => key === 'actions');
		const names = anyPorts();
		for (const text of texts) expect(formatDatapathActions(value(parseDatapathActions(text, names)), names)).toBe(text);
		expect(texts.size).toBeGreaterThan(60);
	});

	test('hash and recirculation', () => {
		const actions: DatapathAction[] = [
			{kind: 'hash', algorithm: 'sym-l4', basis: 0},
			{kind: 'recirculate', id: 10},
		];
		expect(formatDatapathActions(actions)).toBe('hash(sym_l4(0)),recirc(0xa)');
		expect(value(parseDatapathActions('hash(sym_l4(0)),recirc(0xa)', NO_PORT_NAMES))).toEqual(actions);
	});

	test('what is not modelled is named', () => {
		expect(parseDatapathActions('ct(commit),1', NO_PORT_NAMES)).toEqual({kind: 'not-modelled', what: 'ct'});
	});
});

describe('a line of dpctl/dump-flows', () => {
	const key = createKey();
	const mask = createKey();
	key[WORD.etherType] = 0x88b5 << 16;
	mask[WORD.etherType] = 0xffff << 16;

	test('has statistics between match and actions', () => {
		const line = {match: {key, mask}, packets: 1, bytes: 118, used: 5_000_000_000, actions: []};
		expect(formatMegaflow(line, 6_019_000_000)).toBe(
			'packet_type(ns=0,id=0),eth_type(0x88b5), packets:1, bytes:118, used:1.019s, actions:drop',
		);
		expect(formatMegaflow({...line, used: -1, tcpFlags: 0x12}, 0)).toContain('used:never, flags:S., actions:drop');
	});

	test('can be cut again', () => {
		expect(splitMegaflow('eth_type(0x88b5), packets:1, bytes:118, used:1.019s, flags:S, actions:push_vlan(vid=1,pcp=0),2')).toEqual({
			match: 'eth_type(0x88b5)',
			packets: 1,
			bytes: 118,
			used: '1.019s',
			actions: 'push_vlan(vid=1,pcp=0),2',
		});
		expect(splitMegaflow('flow-dump from the main thread:')).toBeUndefined();
	});

	test('flags are letters as in tcpdump', () => {
		expect([0, 0x02, 0x11, 0x1c].map(tcpFlagLetters)).toEqual(['none', 'S', 'F.', 'PR.']);
	});
});

/** Strings of the recordings under a key. */
function recordedStrings(wanted: (key: string, text: string) => boolean): Set<string> {
	const found = new Set<string>();
	const walk = (node: unknown): void => {
		if (node === null || typeof node !== 'object') return;
		for (const [key, child] of Object.entries(node)) {
			if (typeof child === 'string' && wanted(key, child)) found.add(child);
			else walk(child);
		}
	};
	const folder = new URL('../../conformance/ovs/', import.meta.url);
	for (const file of readdirSync(folder)) walk(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
	return found;
}

/** A frame and the bits of it that were looked at; only such as a frame of that kind has. */
const anyMegaflow = fc
	.record({
		etherType: fc.constantFrom(0x0800, 0x86dd, 0x0806, 0x88b5),
		protocol: fc.constantFrom(1, 6, 17, 58, 89),
		fragment: fc.constantFrom(0, 1, 3),
		tagged: fc.boolean(),
		words: fc.array(fc.integer({min: -0x8000_0000, max: 0x7fff_ffff}), {minLength: 29, maxLength: 29}),
		masks: fc.array(fc.oneof(fc.constant(0), fc.constant(-1), fc.integer({min: -0x8000_0000, max: 0x7fff_ffff})), {
			minLength: 29,
			maxLength: 29,
		}),
		fragmentMask: fc.boolean(),
	})
	.map(({etherType, protocol, fragment, tagged, words, masks, fragmentMask}) => {
		const key = createKey();
		const mask = createKey();
		const isIp = etherType === 0x0800 || etherType === 0x86dd;
		for (const name of fieldsOf(etherType, protocol, fragment)) {
			copyField(key, Int32Array.from(words), name);
			copyField(mask, Int32Array.from(masks), name);
		}
		key[WORD.recirc] = words[1] as number;
		mask[WORD.recirc] = -1;
		key[WORD.inPort] = (words[0] as number) & 0xffff;
		mask[WORD.inPort] = -1;
		writeField(key, 'eth_type', BigInt(etherType));
		mask[WORD.etherType] = 0xffff_0000 | 0;
		if (tagged) {
			key[WORD.vlan] = (0x8100 << 16) | 0x1000 | ((words[11] as number) & 0xefff);
			mask[WORD.vlan] = (0xffff << 16) | 0x1000 | ((masks[11] as number) & 0xefff);
		}
		if (isIp) {
			writeField(key, 'nw_proto', BigInt(protocol));
			key[WORD.nw] = ((key[WORD.nw] as number) & 0x00ff_ffff) | (fragment << 24);
			mask[WORD.nw] = ((mask[WORD.nw] as number) & 0x00ff_ff00) | 0xff | (fragmentMask ? 0x0300_0000 : 0);
			// Without the fragment a reader cannot know that there is a header above.
			if (fragment !== 0 && !fragmentMask) mask[WORD.nw] = (mask[WORD.nw] as number) | 0x0300_0000;
		}
		return {key, mask};
	});

function fieldsOf(etherType: number, protocol: number, fragment: number): string[] {
	const fields = ['eth_src', 'eth_dst'];
	if (etherType === 0x0806) return [...fields, 'arp_spa', 'arp_tpa', 'arp_op', 'arp_sha', 'arp_tha'];
	if (etherType !== 0x0800 && etherType !== 0x86dd) return fields;
	fields.push('nw_ttl', 'nw_tos', 'nw_ecn', ...(etherType === 0x0800 ? ['ip_src', 'ip_dst'] : ['ipv6_src', 'ipv6_dst']));
	if (fragment === 3) return fields;
	if (protocol === 6) return [...fields, 'tcp_src', 'tcp_dst', 'tcp_flags'];
	if (protocol === 17) return [...fields, 'udp_src', 'udp_dst'];
	if (protocol === 1 && etherType === 0x0800) return [...fields, 'icmp_type', 'icmp_code'];
	if (protocol === 58 && etherType === 0x86dd) return [...fields, 'icmpv6_type', 'icmpv6_code'];
	return fields;
}

function copyField(to: FlowKey, from: FlowKey, name: string): void {
	writeField(to, name, readField(from, name));
}
