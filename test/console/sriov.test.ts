/** Virtual functions at the prompt: the lines of `ip link`, settings, counts, modes, and how each is refused. */
import {describe, expect, it} from 'vitest';
import {complete} from '../../source/console/complete.js';
import {execute} from '../../source/console/console.js';
import {settle} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';
import {historyOf} from '../fixtures/macvlan-lab.js';
import {sriovLab, type VfFile} from '../fixtures/sriov-lab.js';

const NUMVFS = '/sys/class/net/eth0/device/sriov_numvfs';

/** A prompt on the host of a card with these functions. */
function prompt(vfs: readonly VfFile[] = [{}], more: object = {}, machine = 'host') {
	const history = historyOf(sriovLab(vfs, more));
	return (line: string, on = machine) => {
		const {stdout, stderr, status} = execute(history, {machine: machineNamed(history.world, on)?.id ?? -1}, line);
		settle(history);
		return stderr === '' ? stdout : `${stderr}[${status}]`;
	};
}

describe('ip link show', () => {
	it('has a line for each virtual function of an 82599', () => {
		const type = prompt([
			{mac: '52:54:00:aa:bb:01', vlan: 10},
			{vlan: 20, qos: 3, trust: true, spoofCheck: false, maxTxRate: 1000},
		]);
		expect(type('ip link show eth0')).toBe(
			[
				'2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP mode DEFAULT group default qlen 1000',
				'    link/ether 02:00:00:00:ee:00 brd ff:ff:ff:ff:ff:ff',
				'    vf 0     link/ether 52:54:00:aa:bb:01 brd ff:ff:ff:ff:ff:ff, vlan 10, spoof checking on, link-state auto, trust off, query_rss off',
				'    vf 1     link/ether 52:54:00:00:00:02 brd ff:ff:ff:ff:ff:ff, vlan 20, qos 3, tx rate 1000 (Mbps), max_tx_rate 1000Mbps, spoof checking off, link-state auto, trust on, query_rss off',
				'',
			].join('\n'),
		);
	});

	it('says nothing of the hash of a card that does not tell, and nothing in ip addr', () => {
		expect(prompt([{link: 'enable'}], {model: 'e810'})('ip link show eth0')).toContain(', link-state enable, trust off\n');
		expect(prompt()('ip addr show eth0')).not.toContain('vf 0');
	});
});

describe('ip link set PF vf N', () => {
	it.each([
		['mac 52:54:00:00:00:0a', 'link/ether 52:54:00:00:00:0a'],
		['vlan 10 qos 3', 'vlan 10, qos 3'],
		['vlan 10 proto 802.1Q', 'vlan 10'],
		['spoofchk off', 'spoof checking off'],
		['trust on', 'trust on'],
		['query_rss on', 'query_rss on'],
		['state disable', 'link-state disable'],
		['rate 100', 'max_tx_rate 100Mbps'],
		['max_tx_rate 100', 'tx rate 100 (Mbps), max_tx_rate 100Mbps'],
	])('%s', (words, shown) => {
		const type = prompt();
		expect(type(`ip link set eth0 vf 0 ${words}`)).toBe('');
		expect(type('ip link show eth0')).toContain(shown);
	});

	it('may stand beside other settings, and before them', () => {
		const type = prompt();
		expect(type('ip link set dev eth0 vf 0 vlan 7 trust on mtu 9000')).toBe('');
		expect(type('ip link show eth0')).toMatch(/mtu 9000.*vlan 7,.*trust on/s);
	});

	it.each([
		['vf 1 vlan 10', 'RTNETLINK answers: Invalid argument\n[2]'],
		['vf 0 vlan 4096', 'Error: argument "4096" is wrong: Invalid "vlan" value\n\n[255]'],
		['vf 0 vlan 10 qos 8', 'RTNETLINK answers: Invalid argument\n[2]'],
		['vf 0 vlan 10 proto 802.1ad', 'RTNETLINK answers: Protocol not supported\n[2]'],
		['vf 0 vlan ten', 'Error: argument "ten" is wrong: Invalid "vlan" value\n\n[255]'],
		['vf x vlan 1', 'Error: argument "x" is wrong: Invalid "vf" value\n\n[255]'],
		['vf 0 state up', 'Error: argument "up" is wrong: Invalid "state" value\n\n[255]'],
		['vf 0 trust yes', 'Error: argument of "trust" must be one of "off", "on", not "yes"\n[1]'],
		['vf 0 mac', 'Command line is not complete. Try option "help"\n[255]'],
	])('%s is refused', (words, answer) => {
		expect(prompt()(`ip link set eth0 ${words}`)).toBe(answer);
	});

	it('is refused for a NIC that has none', () => {
		expect(prompt()('ip link set eth0 vf 0 trust on', 'ext')).toBe('RTNETLINK answers: Operation not supported\n[2]');
	});
});

describe('a guest', () => {
	it('may not change a MAC that the host set', () => {
		const type = prompt();
		expect(type('ip link set eth0 address 52:54:00:00:00:0a', 'vm1')).toBe('RTNETLINK answers: Operation not permitted\n[2]');
		expect(prompt([{}], {model: 'x710'})('ip link set eth0 address 52:54:00:00:00:0a', 'vm1')).toBe(
			'RTNETLINK answers: Permission denied\n[2]',
		);
	});

	it('may not delete its function, nor tag in spite of a port VLAN', () => {
		const type = prompt([{vlan: 10}]);
		expect(type('ip link del eth0', 'vm1')).toBe('RTNETLINK answers: Operation not supported\n[2]');
		expect(type('ip link add link eth0 name eth0.20 type vlan id 20', 'vm1')).toBe('RTNETLINK answers: Permission denied\n[2]');
	});
});

describe('sriov_numvfs', () => {
	it('is read and written', () => {
		const type = prompt([]);
		expect(type('cat /sys/class/net/eth0/device/sriov_totalvfs')).toBe('63\n');
		expect(type(`echo 2 > ${NUMVFS}`)).toBe('');
		expect(type(`cat ${NUMVFS}`)).toBe('2\n');
		expect(type('ip -br link show eth0v1')).toMatch(/^eth0v1 +DOWN/);
		expect(type('ip link show eth0')).toContain('    vf 1     link/ether 00:00:00:00:00:00 brd');
	});

	it.each([
		['64', 'Numerical result out of range'],
		['3', 'Device or resource busy'],
		['many', 'Invalid argument'],
	])('refuses %s', (count, sentence) => {
		const type = prompt([]);
		type(`echo 2 > ${NUMVFS}`);
		expect(type(`echo ${count} > ${NUMVFS}`)).toBe(`bash: echo: write error: ${sentence}\n[1]`);
	});

	it('is not there for a NIC whose card has none, and no other file is written', () => {
		expect(prompt()(`echo 1 > ${NUMVFS}`, 'ext')).toBe(`bash: ${NUMVFS}: No such file or directory\n[1]`);
		expect(prompt()('echo 1 > /sys/class/net/sriov_numvfs')).toBe('bash: /sys/class/net/sriov_numvfs: No such file or directory\n[1]');
		expect(prompt()('echo a   b')).toBe('a b\n');
	});
});

describe('bridge link', () => {
	it('shows and sets the mode of the switch inside', () => {
		const type = prompt();
		expect(type('bridge link')).toBe('2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 hwmode VEB \n');
		expect(type('bridge link set dev eth0 hwmode vepa')).toBe('');
		expect(type('bridge link show dev eth0')).toContain('hwmode VEPA');
	});

	it('refuses a mode that is none, and a card without functions', () => {
		expect(prompt()('bridge link set dev eth0 hwmode both')).toBe('Mode argument must be "vepa" or "veb".\n[255]');
		expect(prompt([])('bridge link set dev eth0 hwmode vepa')).toBe('RTNETLINK answers: Operation not supported\n[255]');
	});
});

describe('Tab and help', () => {
	it('know what the host sets for a function', () => {
		const {world} = historyOf(sriovLab([{}]));
		const offered = (line: string) => complete(world, {machine: machineNamed(world, 'host')?.id ?? -1}, line).words;
		expect(offered('ip link set eth0 vf 0 ')).toEqual(expect.arrayContaining(['mac', 'max_tx_rate', 'spoofchk', 'state', 'trust', 'vlan']));
		expect(offered('ip link set eth0 vf 0 trust ')).toEqual(['off', 'on']);
		expect(offered('ip link set eth0 vf 0 trust on sp')).toEqual(['spoofchk']);
		expect(offered('cat /sys/')).toEqual(['/sys/class/net/eth0/device/sriov_numvfs', '/sys/class/net/eth0/device/sriov_totalvfs']);
		expect(prompt()('help ip link set')).toContain('  vf NUMBER\n    mac MAC');
	});
});
