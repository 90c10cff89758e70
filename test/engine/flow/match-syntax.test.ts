import {readdirSync, readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {writeField} from '../../../source/engine/flow/field-access.js';
import {createKey, IS_ETHERNET, WORD} from '../../../source/engine/flow/key.js';
import {type Match, matchAll} from '../../../source/engine/flow/match.js';
import {formatFlow, formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {parseMatch} from '../../../source/engine/flow/syntax/match-text.js';
import {normalizeMatch} from '../../../source/engine/flow/syntax/normalize.js';
import {NO_PORT_NAMES, type PortNames} from '../../../source/engine/flow/syntax/reading.js';
import {anyMatch} from './any-match.js';

const ports: PortNames = {
	numberOf: (name) =>
		new Map([
			['p1', 1],
			['eth0.10', 2],
		]).get(name),
	nameOf: (number) =>
		new Map([
			[1, 'p1'],
			[2, 'eth0.10'],
		]).get(number),
};

function parsed(text: string, names: PortNames = ports): Match {
	const reading = parseMatch(text, names);
	if (reading.kind !== 'parsed') throw new Error(JSON.stringify(reading));
	return reading.value;
}

describe('a match', () => {
	test('is printed in the order and spelling of dump-flows', () => {
		expect(formatMatch(parsed('ip,nw_dst=10.0.0.0/24,dl_vlan=10,vlan_tci=0x1000/0x1000,reg0=1,in_port=p1'))).toBe(
			'ip,reg0=0x1,in_port=1,vlan_tci=0x1000/0x1000,nw_dst=10.0.0.0/24',
		);
	});

	test('has ports by number, by name and by reserved name in any case', () => {
		for (const text of ['in_port=1', 'in_port=p1', 'in_port="p1"']) expect(formatMatch(parsed(text), ports)).toBe('in_port=p1');
		expect(formatMatch(parsed('in_port="eth0.10"'), ports)).toBe('in_port="eth0.10"');
		for (const text of ['in_port=LOCAL', 'in_port=local', 'in_port=65534', 'in_port=4294967294']) {
			expect(formatMatch(parsed(text), ports)).toBe('in_port=LOCAL');
		}
	});

	test('has its priority in front unless it is the default', () => {
		expect(formatMatch(parsed('arp'), NO_PORT_NAMES, 7)).toBe('priority=7,arp');
		expect(formatMatch(parsed('arp'), NO_PORT_NAMES, 32768)).toBe('arp');
		expect(formatMatch(matchAll(), NO_PORT_NAMES, 0)).toBe('priority=0');
		expect(formatMatch(matchAll())).toBe('');
	});

	test('without prerequisites is widened, and what it was is reported', () => {
		const match = parsed('tp_dst=80');
		const normalized = normalizeMatch(match);
		expect(normalized && [formatMatch(normalized.before), formatMatch(normalized.after)]).toEqual(['tp_dst=80', '']);
		expect(formatMatch(match)).toBe('');
	});

	test('that was widened is not the match that says nothing', () => {
		const match = parsed('tp_dst=80');
		normalizeMatch(match);
		expect(match.mask[WORD.etherType]).toBe(IS_ETHERNET);
		expect(match).not.toEqual(matchAll());
	});

	test('with prerequisites stays as it is', () => {
		for (const text of ['tcp,tp_dst=80', 'arp,arp_op=1', 'ipv6,ipv6_src=::1', 'icmp6,icmpv6_type=135', 'reg0=1,in_port=2']) {
			expect(normalizeMatch(parsed(text))).toBeUndefined();
		}
	});

	test('names what is wrong, and what is not modelled', () => {
		const of = (text: string): unknown => parseMatch(text, ports);
		expect(of('in_prt=1')).toEqual({kind: 'error', message: 'unknown keyword in_prt'});
		expect(of('table')).toEqual({kind: 'error', message: 'field table missing value'});
		expect(of('in_port=nosuch')).toEqual({kind: 'error', message: 'nosuch: invalid or unknown port for in_port'});
		expect(of('dl_src=xx,dl_dst=yy')).toEqual({kind: 'error', message: 'xx: invalid Ethernet address'});
		expect(of('ct_state=+trk')).toEqual({kind: 'not-modelled', what: 'ct_state'});
		expect(of('tun_id=0x100000000')).toEqual({kind: 'not-modelled', what: 'tun_id of more than 32 bits'});
	});

	test('comes back the same after it was printed', () => {
		fc.assert(
			fc.property(anyMatch, (match) => {
				const text = formatMatch(match);
				expect(parsed(text, NO_PORT_NAMES)).toEqual(match);
			}),
		);
	});
});

describe('the Flow line of ofproto/trace', () => {
	test('says every field that such a frame has, and metadata that is not 0', () => {
		const key = createKey();
		writeField(key, 'in_port', 1n);
		writeField(key, 'eth_type', 0x800n);
		writeField(key, 'nw_proto', 6n);
		writeField(key, 'tcp_flags', 2n);
		writeField(key, 'reg3', 5n);
		expect(formatFlow(key, ports)).toBe(
			'tcp,reg3=0x5,in_port=p1,vlan_tci=0x0000,dl_src=00:00:00:00:00:00,dl_dst=00:00:00:00:00:00,nw_src=0.0.0.0,nw_dst=0.0.0.0,nw_tos=0,nw_ecn=0,nw_ttl=0,nw_frag=no,tp_src=0,tp_dst=0,tcp_flags=syn',
		);
	});

	test('of all recordings comes back as it was', () => {
		const lines = recordedLines(/^Flow: (.+)$/);
		const names = anyPorts();
		// ovs-ofctl prints the second tag and does not read it.
		for (const line of lines) expect(formatFlow(parsed(line.replace(',vlan_tci1=0x0000', ''), names).key, names)).toBe(line);
		expect(lines.size).toBeGreaterThan(30);
	});

	test('and so do the Megaflow lines', () => {
		const lines = recordedLines(/^Megaflow: (.+)$/);
		const names = anyPorts();
		for (const line of lines) expect(formatMatch(parsed(line, names), names)).toBe(line);
		expect(lines.size).toBeGreaterThan(30);
	});
});

/** Any name is a port, numbered as it comes; numbers stay. */
function anyPorts(): PortNames {
	const names: string[] = [];
	return {
		numberOf(name) {
			if (!names.includes(name)) names.push(name);
			return names.indexOf(name) + 1000;
		},
		nameOf: (number) => names[number - 1000],
	};
}

/** Lines of the recordings, in whatever text they stand. */
function recordedLines(pattern: RegExp): Set<string> {
	const found = new Set<string>();
	const walk = (node: unknown): void => {
		if (typeof node === 'string') {
			for (const line of node.split('\n')) {
				const match = pattern.exec(line)?.[1];
				if (match) found.add(match);
			}
		} else if (node !== null && typeof node === 'object') {
			for (const child of Object.values(node)) walk(child);
		}
	};
	const folder = new URL('../../conformance/ovs/', import.meta.url);
	for (const file of readdirSync(folder)) walk(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
	return found;
}
