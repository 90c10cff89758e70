/** The session of the README is what happens, and it shows what it says that it shows. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {stateOf} from '../source/console/state/world-state.js';
import {blockIn} from './readme/blocks.js';
import {playSession, readSession, type Turn, writeSession} from './readme/session.js';

const text = blockIn(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'), 'session');
const turns = readSession(text);

describe('the session of the README', () => {
	it('is printed by the program, line by line', () => expect(writeSession(playSession(turns))).toBe(text));

	it('begins at a host on which nothing is set up, and ends with a Linux bridge in the place of Open vSwitch', () => {
		const states: ReturnType<typeof stateOf>[] = [];
		playSession(turns, ({world}) => states.push(stateOf(world)));
		const kinds = (state: (typeof states)[number] | undefined) => state?.machines[0]?.devices.map(({kind}) => kind);
		expect(turns[0]?.command).toBe('ovs-vsctl add-br br0');
		expect(kinds(states[0])).toContain('ovs-internal');
		expect(kinds(states.at(-1))).toContain('bridge');
		expect(kinds(states.at(-1))).not.toContain('ovs-internal');
	});

	it('has two VMs in VLAN 10 and a third that sees their frames, first on the one, then on the other', () => {
		const seen = {ovs: [] as string[], bridge: [] as string[], mirrored: [] as number[]};
		playSession(turns, ({world}, {command}) => {
			const {machines} = stateOf(world);
			const tap3 = machines[0]?.devices.find(({name}) => name === 'tap3')?.counters.txFrames ?? 0;
			if (!command.startsWith('ping')) return;
			seen.mirrored.push(tap3);
			const stations = machines[0]?.stations.filter(({state, vlan}) => state === 'learned' && vlan === 10).map(({port}) => port) ?? [];
			if (seen.ovs.length === 0) seen.ovs = stations;
			else seen.bridge = stations;
		});
		expect(seen.ovs.toSorted()).toEqual(['tap1', 'tap2']);
		expect(seen.bridge.toSorted()).toEqual(['tap1', 'tap2']);
		const [first = 0, second = 0] = seen.mirrored;
		expect(first).toBeGreaterThanOrEqual(4);
		expect(second).toBeGreaterThanOrEqual(first + 4);
	});
});

describe('the reader of sessions', () => {
	const turn = (command: string, output: string, comments: string[] = []): Turn => ({comments, machine: 'host', command, output});
	it('knows comments, prompts and what is printed', () => {
		const session = '```text\n# First\nhost# echo a\na\n\n# Then\n# more\nhost# echo b\nb\n```';
		const read = readSession(session);
		expect(read).toEqual([turn('echo a', 'a\n', ['# First']), turn('echo b', 'b\n', ['# Then', '# more'])]);
		expect(writeSession(read)).toBe(session);
	});

	it('finds an output that is not what the program prints', () => {
		const wrong = readSession('host# echo a\nb\n');
		expect(writeSession(playSession(wrong))).not.toBe(writeSession(wrong));
	});

	it('takes no output without a command', () => expect(() => readSession('# said\nhello\n')).toThrow('before anything was typed'));
});
