import {describe, expect, it} from 'vitest';
import {findWord} from '../../source/console/grammar.js';
import {BRIDGE} from '../../source/console/tools/bridge.js';
import {IP} from '../../source/console/tools/ip.js';
import {IP_ADDRESS} from '../../source/console/tools/ip-address.js';
import {IP_LINK} from '../../source/console/tools/ip-link.js';
import {LINK_KEYWORDS} from '../../source/console/tools/link-request.js';

describe('a word that is cut short means the first that begins with it, in the order of the tool', () => {
	it.each([
		['a', 'address'],
		['l', 'link'],
		['m', 'maddress'],
		['n', 'neighbor'],
		['net', 'netns'],
		['r', 'route'],
	])('ip %s is ip %s', (typed, word) => expect(findWord(IP.commands ?? [], typed)?.word).toBe(word));

	it.each([
		['a', 'add'],
		['s', 'set'],
		['sh', 'show'],
		['ls', 'show'],
		['d', 'delete'],
	])('ip link %s is ip link %s', (typed, word) => expect(findWord(IP_LINK.commands ?? [], typed)?.word).toBe(word));

	it('ip address s is ip address show', () => expect(findWord(IP_ADDRESS.commands ?? [], 's')?.word).toBe('list'));
	it('ip -s is -stats, -d is -details, -br is -brief', () => {
		expect(['-s', '-d', '-br'].map((typed) => findWord(IP.keywords ?? [], typed)?.word)).toEqual(['-stats', '-details', '-brief']);
	});

	it('bridge f is bridge fdb', () => expect(findWord(BRIDGE.commands ?? [], 'f')?.word).toBe('fdb'));
});

describe('some words must be written out', () => {
	it.each(['promis', 'allmulti', 'mt', 'nam', 'netn'])('ip link set … %s', (typed) =>
		expect(findWord(LINK_KEYWORDS, typed)).toBeUndefined(),
	);
});
