/** Rules of nft at work, and from files; what it prints is compared with the real one in `recorded-answers.test.ts`. */
import {describe, expect, it} from 'vitest';
import {recordedLab, type} from './tool-lab.js';

const RULES = `table ip nat {
	chain pre {
		type nat hook prerouting priority dstnat; policy accept;
		iifname "eth0" tcp dport 80 dnat to 10.0.0.1:80
		tcp dport 22 counter packets 0 bytes 0 redirect to :2222 comment "x y"
	}

	chain post {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr 10.0.0.0/8 masquerade
	}
}
`;

function fed(history: ReturnType<typeof recordedLab>, text: string) {
	return type(history, `nft -f - <<'END'\n${text}END`);
}

describe('nft -f', () => {
	it('reads what it lists, from standard input and from a file of the machine', () => {
		const history = recordedLab();
		expect(fed(history, `# by hand\n${RULES}`)).toMatchObject({stdout: '', stderr: '', status: 0});
		expect(type(history, 'nft list ruleset').stdout).toBe(RULES);
		type(history, 'nft list ruleset > rules.nft');
		type(history, 'nft flush ruleset');
		expect(type(history, 'nft list ruleset').stdout).toBe('');
		expect(type(history, 'nft -f rules.nft')).toMatchObject({stderr: '', status: 0});
		expect(type(history, 'nft list ruleset').stdout).toBe(RULES);
	});

	it.each([
		['table ip nat {\n chain pre {\n  foo bar\n }\n}\n', '/dev/stdin:3:3-5: Error: No symbol type information\n  foo bar\n  ^^^\n'],
		[
			'table ip nat {\n chain pre {\n  tcp dport 99999 accept\n }\n}\n',
			'/dev/stdin:3:13-17: Error: Service out of range\n  tcp dport 99999 accept\n            ^^^^^\n',
		],
		[
			'foo\nbar baz\n',
			'/dev/stdin:1:4-4: Error: syntax error, unexpected newline, expecting string\nfoo\n   ^\n/dev/stdin:2:8-8: Error: syntax error, unexpected newline\nbar baz\n       ^\n',
		],
		['table ip nat {\n chain pre {\n  accept\n', '/dev/stdin:4:1-1: Error: syntax error, unexpected end of file\n  accept\n^\n'],
	])('tells where %j is wrong, and leaves everything as it is', (text, stderr) => {
		const history = recordedLab();
		fed(history, RULES);
		expect(fed(history, text)).toMatchObject({stdout: '', stderr, status: 1});
		expect(type(history, 'nft list ruleset').stdout).toBe(RULES);
	});

	it('does all of a file or nothing', () => {
		const history = recordedLab();
		fed(history, 'add table ip one\nadd chain ip one c\nadd rule ip one nowhere accept\n');
		expect(type(history, 'nft list tables').stdout).toBe('');
	});
});

describe('what nft has and the lab has not', () => {
	it.each([
		['nft add set nat s', 'nft: "set" is real, but this lab does not model it. Nearest: table, chain, rule\n'],
		['nft add rule nat c ct state new accept', 'nft: "ct" is real, but this lab does not model it. Nearest: conntrack -L\n'],
		['nft add table ip6 nat', 'nft: the family ip6 is real, but this lab does not model it. Nearest: ip, inet\n'],
	])('is named with the nearest: %s', (line, stderr) => {
		expect(type(recordedLab(), line)).toMatchObject({stdout: '', stderr, status: 1});
	});
});
