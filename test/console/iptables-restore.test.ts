/** Rules are saved, read from standard input, all or nothing. Sentences are those of iptables 1.8.9 on nf_tables, asked of the real one. */
import {describe, expect, it} from 'vitest';
import {type LabShell, labShell} from './lab-shell.js';

const TRY = "Try `iptables-restore -h' or 'iptables-restore --help' for more information.\n";

function restored(shell: LabShell, lines: readonly string[], flags = '') {
	return shell.type('host', `iptables-restore ${flags} <<'END'\n${lines.join('\n')}\nEND`);
}

function rules(shell: LabShell): string[] {
	return shell
		.shows('host', 'iptables -t nat -S')
		.split('\n')
		.filter((line) => line.startsWith('-A') || line.startsWith('-N'));
}

describe('iptables-restore', () => {
	it('puts what it reads in the place of what was there; with -n beside it', () => {
		const shell = labShell('linux-nat');
		expect(restored(shell, ['*nat', ':X - [0:0]', '-A X -j RETURN', '-A PREROUTING -j X', 'COMMIT'])).toMatchObject({
			status: 0,
			stderr: '',
		});
		expect(rules(shell)).toEqual(['-N X', '-A PREROUTING -j X', '-A X -j RETURN']);
		restored(shell, ['*nat', '-A PREROUTING -p tcp --dport 80 -m comment --comment "a b" -j X', 'COMMIT'], '-n');
		expect(rules(shell)[2]).toBe('-A PREROUTING -p tcp -m tcp --dport 80 -m comment --comment "a b" -j X');
	});

	it.each([
		[
			['*nat', '-A PREROUTING -j FOO', 'COMMIT'],
			2,
			`iptables-restore v1.8.9 (nf_tables): Chain 'FOO' does not exist\nError occurred at line: 2\n${TRY}`,
		],
		[
			['*nat', '-A PREROUTING --bogus', 'COMMIT'],
			2,
			`iptables-restore v1.8.9 (nf_tables): unknown option "--bogus"\nError occurred at line: 2\n${TRY}`,
		],
		[['*nat', '-A NOPE -j ACCEPT', 'COMMIT'], 1, 'iptables-restore: line 2 failed: No chain/target/match by that name.\n'],
		[['*nat', ':PREROUTING ACCEPT [0:0]'], 1, 'iptables-restore: COMMIT expected at line 3\n'],
		[['COMMIT'], 1, 'iptables-restore: line 1 failed\n'],
		[['*nat', ':PREROUTING FOO [0:0]', 'COMMIT'], 1, 'iptables-restore: line 2 failed: Bad policy name.\n'],
		[
			['*nat', ':PREROUTING ACCEPT [0:0]', '-A POSTROUTING -j DNAT --to 1.2.3.4', 'COMMIT'],
			4,
			'iptables-restore v1.8.9 (nf_tables): \nline 3: RULE_APPEND failed (Invalid argument): rule in chain POSTROUTING\n',
		],
	])('%j leaves all as it was', (lines, status, stderr) => {
		const shell = labShell('linux-nat');
		const before = rules(shell);
		expect(restored(shell, lines)).toMatchObject({status, stderr});
		expect(rules(shell)).toEqual(before);
	});

	it('reads what iptables-save wrote, counters too', () => {
		const shell = labShell('linux-nat');
		shell.shows('host', 'iptables -t nat -A PREROUTING -c 3 180 -p tcp --dport 81 -m comment --comment "it is" -j RETURN');
		const saved = shell.shows('host', 'iptables-save -c -t nat');
		expect(saved.split('\n').slice(1, 6)).toEqual([
			'*nat',
			':PREROUTING ACCEPT [0:0]',
			':INPUT ACCEPT [0:0]',
			':OUTPUT ACCEPT [0:0]',
			':POSTROUTING ACCEPT [0:0]',
		]);
		expect(saved).toContain('\n[3:180] -A PREROUTING -p tcp -m tcp --dport 81 -m comment --comment "it is" -j RETURN\n');
		shell.shows('host', 'iptables-save -c | iptables-restore -c');
		const without = (text: string) => text.replaceAll(/ on .*/g, '');
		expect(without(shell.shows('host', 'iptables-save -c'))).toBe(without(saved));
	});
});
