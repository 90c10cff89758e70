import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readLab} from '../../source/lesson/lab-text.js';
import {ALL_LABS, LAB_FOLDER} from '../fixtures/lab-files.js';

const pair = (mac: string): string => `machines:
  - name: a
    role: vm
    devices:
      - {kind: nic, name: eth0, mac: '${mac}'}
  - name: b
    role: vm
    devices: [{kind: nic, name: eth0}]
links:
  - {ends: [a/eth0, b/eth0]}
`;

describe('a lab file', () => {
	it('is a lab with every default filled in', () => {
		const read = readLab(pair('02:00:00:00:00:01'));
		expect(read.kind === 'lab' && read.lab.links).toEqual([{ends: ['a/eth0', 'b/eth0'], kind: 'cable', latency: 1000}]);
	});

	it('says the line of what the schema refuses', () => {
		expect(readLab(pair('2:0'))).toEqual({
			kind: 'failed',
			problems: [{line: 5, message: 'machines.0.devices.0.mac: a MAC address is written 02:00:00:00:00:01'}],
		});
	});

	it('says the line of what the kernel refuses', () => {
		const text = pair('02:00:00:00:00:01').replace('b/eth0]', 'b/eth1]');
		expect(readLab(text)).toEqual({
			kind: 'failed',
			problems: [{line: 10, message: 'links[0].ends: there is no device "b/eth1"; write machine/device as in "machines"'}],
		});
	});

	it('says the line of a mistake in YAML', () => {
		const read = readLab('machines:\n  - {name: a');
		expect(read.kind === 'failed' && read.problems.map(({line}) => line)).toEqual([2]);
	});

	it('forwards a port to one place', () => {
		const forwards = ['80', '81'].map((port) => `{port: 8888, to: '192.168.80.128:${port}'}`).join(', ');
		const read = readLab(`machines:
  - name: H
    role: host
    devices:
      - {kind: vmnet, name: vmnet8, number: 8, service: {nat: {forwards: [${forwards}]}}}
`);
		expect(read.kind === 'failed' && read.problems.map(({message}) => message)).toEqual([
			'machines.0.devices.0.service.nat.forwards: a port is forwarded to one place',
		]);
	});

	it('of aliases of aliases is refused before it fills the memory', () => {
		const nested = 'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`);
		const read = readLab(['a: &a [x, x, x, x, x, x, x, x, x]', ...nested, 'machines: *h'].join('\n'));
		expect(read.kind === 'failed' && read.problems.map(({line}) => line)).toEqual([1]);
	});

	it('has no escape sequence in what it says of itself', () => {
		const read = readLab(`about: {en: "\\u001b[31mred"}\n${pair('02:00:00:00:00:01')}`);
		expect(read.kind === 'failed' && read.problems.map(({message}) => message)).toEqual([
			'about.en: a sentence has characters that can be printed, in one line',
		]);
	});

	it('cannot make the program write an escape sequence', () => {
		const read = readLab(`${pair('02:00:00:00:00:01')}"\\u001b]0;owned\\u0007": 1\n`);
		expect(read.kind === 'failed' && read.problems.map(({message}) => message)).toEqual([
			'lab: Unrecognized key: "\\u001b]0;owned\\u0007"',
		]);
	});

	it.each(ALL_LABS)('%s is a lab that says in each language what it shows', (name) => {
		const read = readLab(readFileSync(join(LAB_FOLDER, `${name}.yaml`), 'utf8'));
		expect(read.kind === 'lab' && Object.keys(read.lab.about)).toEqual(['en', 'it']);
	});
});
