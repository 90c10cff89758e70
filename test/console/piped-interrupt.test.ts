/** `^C` is what a terminal shows of the key; nothing of it goes into a pipe or into what a script prints. */
import {expect, test} from 'vitest';
import {execute} from '../../source/console/console.js';
import {createHistory} from '../../source/engine/history.js';
import {labFile} from '../fixtures/lab-files.js';
import {worldOf} from './tool-lab.js';

const said = (line: string, piped: boolean): string => {
	const history = createHistory(worldOf(labFile('starter')));
	const host = history.world.machines.find(({name}) => name === 'host')?.id ?? 0;
	const vm1 = history.world.machines.find(({name}) => name === 'vm1')?.id ?? 0;
	execute(history, {machine: host}, 'ovs-vsctl add-br br0 -- add-port br0 tap1 -- add-port br0 tap2');
	return execute(history, {machine: vm1, piped}, line).stdout;
};

test.each(['ping 10.0.0.2', 'arping -I eth0 10.0.0.2', 'tcpdump -i eth0'])('%s, which the lab ends', (line) => {
	const [terminal, script, pipe] = [said(line, false), said(line, true), said(`${line} | cat`, false)];
	expect(terminal).toContain('^C');
	expect(script).toBe(terminal.replace('^C', ''));
	expect(pipe.replace('^C', '')).toBe(script);
});
