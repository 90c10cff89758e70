import {describe, expect, it} from 'vitest';
import {TOOLS} from '../../source/console/tools/tools.js';
import {createHistory} from '../../source/engine/history.js';
import {TOOL_LAB, type, worldOf} from './tool-lab.js';

const history = createHistory(worldOf(TOOL_LAB));

describe('help', () => {
	it('lists the tools', () => {
		const {stdout} = type(history, 'help');
		const tools = TOOLS.filter(({isShell, instead}) => !isShell && instead === undefined);
		expect(
			stdout
				.split('\n')
				.slice(0, tools.length)
				.map((row) => row.replace(/ +/, ' ')),
		).toEqual(tools.map(({word, help}) => `${word} ${help}`));
		expect(stdout).toMatch(/^ping +is somebody there\? \(ICMP echo\)$/m);
	});

	it('names the words of the shell in one line', () => {
		expect(type(history, 'help').stdout).toMatch(
			/^the shell itself: test \[ : true false export .* jobs wait kill fg bg type command time pwd$/m,
		);
	});

	it('describes a verb from its option table', () => {
		const {stdout} = type(history, 'help bridge fdb show');
		expect(stdout).toBe(
			[
				'bridge fdb show: the entries',
				'  brport DEVICE    only behind this port',
				'  br BRIDGE        only this bridge and its ports',
				'  vlan VLAN        only in this VLAN',
				'  state FDB-STATE  permanent, static, stale, dynamic or all',
				'  dynamic          all but the permanent ones',
				'',
			].join('\n'),
		);
	});

	it('names what the lab does not have', () => {
		expect(type(history, 'help bridge').stdout).toContain('  not in the lab: vni\n');
	});

	it('knows what was meant', () => {
		expect(type(history, 'help bridge fbd')).toMatchObject({stderr: 'bridge has no "fbd"; did you mean "fdb"?\n', status: 1});
	});
});
