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

/** What each run makes anew: times, UUIDs, numbers of ports that stand in no order, and what a datapath in user space says besides. */
function masked(output: string): string[] {
	return output
		.replace('flow-dump from the main thread:\n', '')
		.replaceAll('packet_type(ns=0,id=0),', '')
		.replaceAll(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/gm, 'UUID')
		.replaceAll(/used:[\d.]+s/g, 'used:TIME')
		.replaceAll(/time[= ][\d.]+ ?ms/g, 'TIME')
		.replaceAll(/(?<=mdev = )[\d./]+/g, 'TIME')
		.replaceAll(/^ {4}\d( {4}10 .*) +\d$/gm, 'PORT$1 AGE')
		.split('\n')
		.filter((row) => row !== '');
}

describe('on a real host', () => {
	const recorded: {machine: string; command: string; status: number; output: string}[] = JSON.parse(
		readFileSync(join(import.meta.dirname, 'conformance/readme-session/ovs.json'), 'utf8'),
	).answers;

	it('the half with Open vSwitch was recorded, all of it but what only the lab has', () => {
		const half = turns.slice(
			0,
			turns.findIndex(({comments}) => comments.includes('# The same on a Linux bridge')),
		);
		const typed = half.filter(({command}) => !command.startsWith('trace'));
		expect(recorded.map(({machine, command}) => `${machine}# ${command}`)).toEqual(
			typed.map(({machine, command}) => `${machine}# ${command}`),
		);
		expect(recorded.map(({status}) => status)).toEqual(recorded.map(() => 0));
	});

	it.each(recorded)('$machine# $command: the same was printed', ({command, output}) => {
		const here = turns.find((turn) => turn.command === command);
		expect(masked(here?.output ?? '')).toEqual(masked(output));
	});

	it('what is masked is no more than that', () => {
		expect(masked('recirc_id(0), packets:1, bytes:98, used:0.013s, actions:drop\n')).toEqual([
			'recirc_id(0), packets:1, bytes:98, used:TIME, actions:drop',
		]);
		expect(masked('    3    10  52:54:00:00:00:02    1\n')).toEqual(['PORT    10  52:54:00:00:00:02    AGE']);
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
