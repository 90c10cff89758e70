import {expect, test} from 'vitest';
import {lastCommand} from '../../source/console/complete-line.js';

const of = (line: string) => {
	const {words, typed, redirects} = lastCommand(line);
	return [...words, redirects ? `> ${typed}` : `|${typed}`];
};

test.each([
	['', ['|']],
	['ip li', ['ip', '|li']],
	['ip link ', ['ip', 'link', '|']],
	['ip link; bri', ['|bri']],
	['ip link | grep e', ['grep', '|e']],
	['ip link && ping ', ['ping', '|']],
	['ping 10.0.0.2 & ip a', ['ip', '|a']],
	['echo "a; b" c', ['echo', 'a; b', '|c']],
	["ip link set 'et", ['ip', 'link', 'set', '|et']],
	['ip\\ x y', ['ip x', '|y']],
	['ping $(ip ad', ['ip', '|ad']],
	['ping $(ip addr) -', ['ping', '', '|-']],
	['(ip link; brid', ['|brid']],
	['for i in 1 2; do ping ', ['ping', '|']],
	['if ! ip link show ', ['ip', 'link', 'show', '|']],
	['A=1 B=2 ip l', ['ip', '|l']],
	['echo 1 > /pro', ['echo', '1', '> /pro']],
	['ip link 2>&1 | wc -', ['wc', '|-']],
	['ip link > file; ca', ['|ca']],
])('the command at the end of %j', (line, parts) => {
	expect(of(line)).toEqual(parts);
});

test('says where its last word begins, quote and all', () => {
	expect(lastCommand("ip link set 'et").from).toBe(12);
	expect(lastCommand('ip link ').from).toBe(8);
});
