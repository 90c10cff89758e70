/** `fdb_max_learned`: a bridge that learns no more than it was told, from the prompt to the attacker's screen. */
import {describe, expect, it} from 'vitest';
import {labShell} from './lab-shell.js';

describe('a limit for the FDB of a Linux bridge', () => {
	it('is set, and shown with what it leaves room for', () => {
		const {shows} = labShell('starter');
		expect(shows('host', 'ip link add br0 type bridge fdb_max_learned 4')).toBe('');
		expect(shows('host', 'ip -d link show br0')).toMatch(/ gc_timer +0\.00 fdb_n_learned 0 fdb_max_learned 4 vlan_default_pvid 1 /);
		expect(shows('host', 'ip link set br0 type bridge fdb_max_learned 0')).toBe('');
		expect(shows('host', 'ip -d link show br0')).not.toContain('fdb_max_learned');
	});

	it('keeps the first ones, and floods what is for others', () => {
		const {shows} = labShell('starter');
		for (const line of [
			'ip link add br0 type bridge mcast_snooping 0 fdb_max_learned 1',
			'ip link set br0 up',
			'ip link set tap1 master br0',
			'ip link set tap2 master br0',
			'ip link set tap3 master br0',
		])
			shows('host', line);
		expect(shows('vm1', 'ping -c 1 10.0.0.2')).toContain(' 0% packet loss');
		const learned = shows('host', 'bridge fdb show br br0')
			.split('\n')
			.filter((line) => line.startsWith('52:54') && !line.includes('permanent'));
		expect(learned).toEqual(['52:54:00:00:00:01 dev tap1 master br0 ']);
		expect(shows('host', 'ip -d link show br0')).toContain('fdb_n_learned 1 fdb_max_learned 1');
	});
});
