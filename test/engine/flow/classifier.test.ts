/* Which bits a lookup leaves in the mask. The values are Megaflow lines of ofproto/trace of ovs-vswitchd 3.1.0, without what every one has. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	addToClassifier,
	classify,
	createClassifier,
	type PrefixField,
	removeFromClassifier,
	setPrefixFields,
} from '../../../source/engine/flow/classifier.js';
import {createKey} from '../../../source/engine/flow/key.js';
import {createTrie, hasLength, insertPrefix, lookUpPrefix, prefixLength, removePrefix} from '../../../source/engine/flow/prefix-trie.js';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {keyOf, matchOf} from './keys.js';

const TCP = 'tcp,dl_src=50:54:00:00:00:09,dl_dst=50:54:00:00:00:0a,nw_src=10.0.0.2,nw_dst=10.0.0.1,nw_ttl=64,tcp_src=1000,tcp_dst=80';

/** Rules are `priority match`. Answers with the number of the rule and the bits that were looked at, but for the EtherType. */
function lookUp(rules: string[], flow: string): string {
	const classifier = createClassifier(['nw_dst', 'nw_src']);
	for (const [id, rule] of rules.entries()) {
		const [priority, match = ''] = rule.split(' ') as [string, string | undefined];
		addToClassifier(classifier, id, Number(priority), matchOf(match));
	}
	const key = keyOf(flow);
	const mask = createKey();
	const id = classify(classifier, key, mask);
	return `${id ?? '-'} ${formatMatch({key: key.map((word, at) => word & (mask[at] as number)), mask})}`;
}

describe('a lookup looks at', () => {
	it.each<[string, string[], string, string]>([
		['nothing in an empty table', [], TCP, '- '],
		['the port when that is what flows match', ['1 in_port=1'], `in_port=1,${TCP}`, '0 in_port=1'],
		['all of the flow that matches', ['10 tcp,tcp_dst=80', '0'], TCP, '0 tcp,tp_dst=80'],
		['L4 when the stages before agree', ['10 tcp,tcp_dst=80', '0'], TCP.replace('=80', '=81'), '1 tcp,tp_dst=81'],
		['no further than the stage that rules a subtable out', ['10 tcp,tcp_dst=80', '0'], 'udp,udp_src=9,udp_dst=80', '1 udp'],
		['nothing of layer 3 when the EtherType is another', ['10 tcp,tcp_dst=80', '0'], 'arp', '1 arp'],
		[
			'nothing of flows below the one that matches',
			['100 dl_dst=50:54:00:00:00:0a', '10 tcp,tcp_dst=80'],
			TCP,
			'0 dl_dst=50:54:00:00:00:0a',
		],
		[
			'flows below when those above do not match',
			['100 dl_dst=50:54:00:00:00:0b', '10 tcp,tcp_dst=80'],
			TCP,
			'1 tcp,dl_dst=50:54:00:00:00:0a,tp_dst=80',
		],
		[
			'the bits of an address that tell it from all prefixes',
			['10 ip,nw_dst=10.0.0.0/24', '10 ip,nw_dst=192.168.0.0/16', '0'],
			TCP.replace('nw_dst=10.0.0.1', 'nw_dst=172.16.0.1'),
			'2 ip,nw_dst=128.0.0.0/2',
		],
		['a whole prefix when it matches', ['10 ip,nw_dst=10.0.0.0/24', '10 ip,nw_dst=192.168.0.0/16', '0'], TCP, '0 ip,nw_dst=10.0.0.0/24'],
		[
			'flows that want no more than this priority not at all',
			['5 dl_src=50:54:00:00:00:09', '5 ip,nw_dst=1.2.3.4'],
			TCP,
			'0 dl_src=50:54:00:00:00:09',
		],
	])('%s', (_, rules, flow, answer) => {
		expect(lookUp(rules, flow)).toBe(answer);
	});
});

describe('prefixes are tracked', () => {
	const rules = ['ipv6,ipv6_dst=2001:db8::/64', 'ip,nw_dst=10.0.0.0/8', 'ip,nw_src=10.0.0.0/8', 'ipv6,ipv6_dst=2001:db8::1'];
	const flows = ['ipv6,ipv6_dst=2001:db9::1', 'ipv6,ipv6_dst=2001:db8::5', 'ip,nw_dst=172.16.0.1,nw_src=192.168.0.1'];

	function looked(prefixes: PrefixField[]): string[] {
		const classifier = createClassifier(['nw_dst', 'nw_src']);
		for (const [id, rule] of rules.entries()) addToClassifier(classifier, id, 10, matchOf(rule));
		setPrefixFields(classifier, prefixes);
		return flows.map((flow) => {
			const key = keyOf(flow);
			const mask = createKey();
			classify(classifier, key, mask);
			return formatMatch({key: key.map((word, at) => word & (mask[at] as number)), mask});
		});
	}

	it('for IPv4, as in 3.1', () => {
		expect(looked(['nw_dst', 'nw_src'])).toEqual([
			'ipv6,ipv6_dst=2001:db9::1',
			'ipv6,ipv6_dst=2001:db8::/64',
			'ip,nw_src=128.0.0.0/1,nw_dst=128.0.0.0/1',
		]);
	});

	it('for the fields that a table names', () => {
		expect(looked(['ipv6_dst', 'nw_src'])).toEqual([
			'ipv6,ipv6_dst=2001:db9::/32',
			'ipv6,ipv6_dst=2001:db8::/64',
			'ip,nw_src=128.0.0.0/1,nw_dst=172.0.0.0/8',
		]);
	});
});

describe('a classifier', () => {
	it('has nothing left when all flows have gone, whatever their order', () => {
		const matches = [
			'',
			'in_port=1',
			'ip,nw_dst=10.0.0.0/8',
			'ip,nw_dst=10.1.0.0/16',
			'tcp,tcp_dst=80',
			'tcp,nw_src=1.0.0.0/1,tcp_dst=81',
			'arp',
		];
		const flows = matches.flatMap((text, at) => [1, 2].map((priority) => ({id: at * 2 + priority, priority, match: matchOf(text)})));
		fc.assert(
			fc.property(
				fc.shuffledSubarray(flows, {minLength: flows.length}),
				fc.shuffledSubarray(flows, {minLength: flows.length}),
				(come, go) => {
					const classifier = createClassifier(['nw_dst', 'nw_src']);
					for (const {id, priority, match} of come) addToClassifier(classifier, id, priority, match);
					for (const flow of go) {
						removeFromClassifier(classifier, [flow]);
						const priorities = classifier.order.map(({priority}) => priority);
						expect(priorities).toEqual(priorities.toSorted((one, other) => other - one));
					}
					expect(classifier).toEqual({...createClassifier(['nw_dst', 'nw_src']), nextSubtable: classifier.nextSubtable});
				},
			),
		);
	});
});

describe('a prefix tree', () => {
	const prefix = fc.tuple(fc.constantFrom(0, 1, 0x0a000000, 0x0a0000ff, 0x0a010000, 0xc0a80000, 0xffffffff), fc.integer({min: 1, max: 32}));
	const keep = (value: number, length: number) => value & (-1 << (32 - length));

	it('knows which lengths can match, and its bits suffice to know it', () => {
		fc.assert(
			fc.property(fc.array(prefix, {maxLength: 12}), fc.integer(), fc.integer(), fc.nat(12), (prefixes, value, noise, gone) => {
				const trie = createTrie();
				for (const [address, length] of prefixes) insertPrefix(trie, Int32Array.of(keep(address, length)), 0, length);
				for (const [address, length] of prefixes.slice(0, gone)) removePrefix(trie, Int32Array.of(keep(address, length)), 0, length);
				const {lengths, bits} = lookUpPrefix(trie, Int32Array.of(value), 0, 32);
				const left = prefixes.slice(gone);
				for (let length = 1; length <= 32; length++) {
					const fits = left.some(([address, own]) => own === length && keep(address, length) === keep(value, length));
					expect(hasLength({lengths, bits}, length)).toBe(fits);
				}
				const like = bits === 0 ? noise : keep(value, bits) | (noise & ~keep(-1, bits));
				expect(lookUpPrefix(trie, Int32Array.of(like), 0, 32)).toEqual({lengths, bits});
			}),
			{numRuns: 2000},
		);
	});

	it('holds prefixes that are longer than a word', () => {
		const trie = createTrie();
		const words = (text: string) => keyOf(`ipv6,ipv6_dst=${text}`).slice(19, 23);
		insertPrefix(trie, words('2001:db8::'), 0, 64);
		insertPrefix(trie, words('2001:db8::1'), 0, 128);
		expect(lookUpPrefix(trie, words('2001:db8::1'), 0, 128).bits).toBe(128);
		expect(lookUpPrefix(trie, words('2001:db8::3'), 0, 128).bits).toBe(127);
		expect(lookUpPrefix(trie, words('2001:db9::'), 0, 128).bits).toBe(32);
		removePrefix(trie, words('2001:db8::'), 0, 64);
		removePrefix(trie, words('2001:db8::1'), 0, 128);
		expect(trie).toEqual(createTrie());
	});

	it('takes only masks that are prefixes', () => {
		const lengthOf = (...words: number[]) => prefixLength(Int32Array.from(words), 0, words.length);
		expect([lengthOf(0), lengthOf(-1), lengthOf(-256), lengthOf(255), lengthOf(-1, 0x80000000 | 0), lengthOf(0, -1)]).toEqual([
			0, 32, 24, 0, 33, 0,
		]);
	});
});
