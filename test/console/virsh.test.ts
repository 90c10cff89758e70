/** `virsh list` and `virsh migrate`: the guest arrives, or the reason why not. */
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {settle} from '../../source/engine/history.js';
import {deviceAtPath, machineNamed, peerOf} from '../../source/engine/world.js';
import {historyOf} from '../fixtures/macvlan-lab.js';
import {migrationLab} from '../fixtures/migration-lab.js';
import {labShell} from './lab-shell.js';

function prompt(lab = migrationLab()) {
	const history = historyOf(lab);
	const type = (line: string, on = 'host1') => {
		const {stdout, stderr, status} = execute(history, {machine: machineNamed(history.world, on)?.id ?? -1}, line);
		settle(history);
		return stderr === '' ? stdout : `${stderr}[${status}]`;
	};
	return {history, type};
}

describe('virsh', () => {
	it('lists the guests of a host', () => {
		const {type} = prompt();
		expect(type('virsh list')).toBe(' Id   Name   State\n--------------------\n 1    vm     running\n\n');
		expect(type('virsh list --name', 'host2')).toBe('\n');
	});

	it('moves one, and comes back when it runs over there', () => {
		const {history, type} = prompt();
		expect(type('virsh migrate --live --verbose vm qemu+ssh://host2/system')).toBe('Migration: [100 %]\n');
		expect(history.world.now).toBeGreaterThanOrEqual(2_300_000_000);
		const {world} = history;
		expect(peerOf(world, deviceAtPath(world, 'vm/eth0')?.id ?? -1)).toBe(deviceAtPath(world, 'host2/tap0'));
		expect(type('virsh list --name')).toBe('\n');
		expect(type('virsh list', 'host2')).toBe(' Id   Name   State\n--------------------\n 1    vm     running\n\n');
		expect(type('virsh list --name', 'host2')).toBe('vm\n\n');
	});

	it.each([
		['virsh migrate --live vm', "error: command 'migrate' requires <desturi> option\n[1]"],
		['virsh migrate --live nobody qemu+ssh://host2/system', "error: failed to get domain 'nobody'\n[1]"],
		['virsh migrate --live vm qemu+ssh://host9/system', "error: unable to connect to server at 'host9:16509': No route to host\n[1]"],
		['virsh start vm', "error: unknown command: 'start'\n[1]"],
	])('%s is refused', (line, answer) => {
		expect(prompt().type(line)).toBe(answer);
	});

	it('refuses a guest with a function and no standby', () => {
		expect(prompt(migrationLab({pair: false})).type('virsh migrate --live vm qemu+ssh://host2/system')).toBe(
			"error: Requested operation is not valid: cannot migrate a domain with <hostdev mode='subsystem' type='pci'>\n[1]",
		);
	});

	it('leaves giving and taking of functions to ip', () => {
		const {type} = prompt(migrationLab({pair: false}));
		expect(type('ip -n vm link set ens4 netns host1')).toBe('');
		expect(type('ip link show ens4')).toContain('ens4: <BROADCAST,MULTICAST>');
		expect(type('ip link set ens4 netns vm')).toBe('');
	});
});

describe('virsh domiflist', () => {
	it('says where the NICs of a guest are plugged in', () => {
		expect(labShell('linux-nat').shows('host', 'virsh domiflist vm1')).toBe(
			[
				' Interface   Type     Source   Model    MAC',
				'-----------------------------------------------------------',
				' vnet0       bridge   virbr0   virtio   52:54:00:00:00:01',
				'',
				'',
			].join('\n'),
		);
	});
});
