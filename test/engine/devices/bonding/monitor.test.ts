import {describe, expect, it} from 'vitest';
import {backToBack, bondBench, isGratuitous, withSwitch} from './bond-lab.js';

describe('the link monitor', () => {
	it('does nothing with miimon 0, so that frames go into a dead link for ever (bond_open)', () => {
		const lab = bondBench(withSwitch({mode: 'active-backup'}));
		lab.wait(1);
		expect(lab.replies('a', '10.0.0.2', 1)).toBe(1);
		lab.cut('a/eth0');
		lab.wait(60);
		expect([lab.active('a/bond0'), lab.slave('a/eth0').link, lab.at('a/bond0').carrier]).toEqual(['eth0', 'up', true]);
		expect(lab.replies('a', '10.0.0.2', 3)).toBe(0);
		// Asked to look, it looks at once (bond_option_miimon_set).
		expect(lab.set('a/bond0', {miimon: 100})).toEqual({kind: 'done'});
		lab.wait(0.001);
		expect(lab.active('a/bond0')).toBe('eth1');
		expect(lab.replies('a', '10.0.0.2', 3)).toBe(3);
	});

	it('takes as many polls as downdelay has, and counts the failure (bond_miimon_inspect, bond_miimon_commit)', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100, downdelay: 500}));
		lab.wait(1.05);
		lab.cut('a/eth0');
		lab.wait(0.1);
		expect(lab.slave('a/eth0')).toMatchObject({link: 'fail', failures: 0});
		lab.wait(0.4);
		expect([lab.slave('a/eth0').link, lab.active('a/bond0')]).toEqual(['fail', 'eth0']);
		lab.wait(0.1);
		expect(lab.slave('a/eth0')).toMatchObject({link: 'down', failures: 1});
		expect(lab.active('a/bond0')).toBe('eth1');
	});

	it('forgives a link that comes back within downdelay', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100, downdelay: 500}));
		lab.wait(1.05);
		lab.cut('a/eth0');
		lab.wait(0.3);
		lab.cut('a/eth0', false);
		lab.wait(5);
		expect(lab.slave('a/eth0')).toMatchObject({link: 'up', failures: 0});
		expect(lab.active('a/bond0')).toBe('eth0');
	});

	it('waits updelay before it trusts a link again', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100, updelay: 1000, primary: 'eth0'}));
		lab.wait(3.05);
		expect(lab.active('a/bond0')).toBe('eth0');
		lab.cut('a/eth0');
		lab.wait(1);
		expect(lab.active('a/bond0')).toBe('eth1');
		lab.cut('a/eth0', false);
		lab.wait(0.9);
		expect([lab.slave('a/eth0').link, lab.active('a/bond0')]).toEqual(['back', 'eth1']);
		lab.wait(0.3);
		expect([lab.slave('a/eth0').link, lab.active('a/bond0')]).toEqual(['up', 'eth0']);
	});

	it('does not wait for it when nobody else is there', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100, updelay: 10_000}));
		lab.wait(1.05);
		lab.cut('a/eth0');
		lab.cut('a/eth1');
		lab.wait(1);
		expect([lab.active('a/bond0'), lab.at('a/bond0').carrier]).toEqual(['none', false]);
		lab.cut('a/eth1', false);
		lab.wait(0.2);
		expect([lab.active('a/bond0'), lab.slave('a/eth1').link, lab.at('a/bond0').carrier]).toEqual(['eth1', 'up', true]);
	});

	it('rounds delays down to whole polls, and refuses them without polls (_bond_option_delay_set)', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100}));
		expect(lab.set('a/bond0', {updelay: 250})).toEqual({kind: 'done'});
		expect(lab.bond('a/bond0').options.updelay).toBe(2);
		expect(lab.set('a/bond0', {miimon: 0, updelay: 100})).toMatchObject({errno: 'EPERM'});
	});

	it('looks every miimon from when the bond came up, however long nothing happened', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100}));
		lab.wait(1.25);
		lab.cut('a/eth0');
		lab.wait(0.049);
		expect(lab.slave('a/eth0').link).toBe('up');
		lab.wait(0.002);
		expect(lab.slave('a/eth0').link).toBe('down');
	});
});

describe('the active slave', () => {
	it('is the first that was enslaved, and stays when another comes back (bond_find_best_slave)', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100}, undefined, 3));
		lab.wait(1);
		expect(lab.active('a/bond0')).toBe('eth0');
		lab.cut('a/eth0');
		lab.wait(1);
		expect(lab.active('a/bond0')).toBe('eth1');
		lab.cut('a/eth0', false);
		lab.wait(5);
		expect(lab.active('a/bond0')).toBe('eth1');
	});

	it('is the primary when that is up, or as primary_reselect says (bond_choose_primary_or_current)', () => {
		for (const [primaryReselect, after] of [
			['always', 'eth1'],
			['better', 'eth0'],
			['failure', 'eth0'],
		] as const) {
			const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100, primary: 'eth1', primaryReselect}));
			lab.wait(1);
			expect(lab.active('a/bond0')).toBe('eth1');
			lab.cut('a/eth1');
			lab.wait(1);
			expect(lab.active('a/bond0')).toBe('eth0');
			lab.cut('a/eth1', false);
			lab.wait(1);
			expect([primaryReselect, lab.active('a/bond0')]).toEqual([primaryReselect, after]);
		}
	});

	it('can be set by hand, to one that is up (bond_option_active_slave_set)', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100}, undefined, 3));
		lab.wait(1);
		expect(lab.set('a/bond0', {activeSlave: lab.device('a/eth2')})).toEqual({kind: 'done'});
		expect(lab.active('a/bond0')).toBe('eth2');
		lab.cut('a/eth1');
		lab.wait(1);
		expect(lab.set('a/bond0', {activeSlave: lab.device('a/eth1')})).toMatchObject({errno: 'EINVAL', message: 'invalid option value'});
		expect(lab.set('a/bond0', {activeSlave: lab.device('b/eth1')})).toMatchObject({errno: 'EINVAL'});
		// Cleared, it is chosen anew.
		expect(lab.set('a/bond0', {activeSlave: -1})).toEqual({kind: 'done'});
		expect(lab.active('a/bond0')).toBe('eth0');
		expect(bondBench(backToBack({mode: 'balance-rr'})).set('a/bond0', {activeSlave: -1})).toMatchObject({errno: 'EACCES'});
	});
});

describe('a fail-over', () => {
	it('is told to the neighbours by gratuitous ARPs, so that the switch learns the other port (bond_change_active_slave, inetdev_send_gratuitous_arp)', () => {
		const lab = bondBench(withSwitch({mode: 'active-backup', miimon: 100}));
		lab.must({
			kind: 'add-vlan-device',
			machine: lab.machine('a').id,
			name: 'bond0.10',
			lower: lab.device('a/bond0'),
			vid: 10,
			protocol: 0x8100,
		});
		lab.must({kind: 'add-address', device: lab.device('a/bond0.10'), address: 0x0a000a01, prefix: 24});
		lab.must({kind: 'set-up', device: lab.device('a/bond0.10'), up: true});
		lab.wait(2);
		const since = lab.now();
		lab.cut('a/eth0');
		lab.wait(2);
		// Of the bond itself; the VLAN's has a tag in front.
		expect(lab.senders(since, isGratuitous).filter((path) => path.startsWith('a/'))).toEqual(['a/eth1']);
		expect(lab.senders(since, (hex) => hex.slice(24, 36) === '8100000a0806')).toContain('a/eth1');
		// Nobody has pinged since, and b still reaches a.
		expect(lab.replies('b', '10.0.0.1', 2)).toBe(2);
	});

	it('sends num_grat_arp of them, one a poll; the poll that fails over counts for one without sending it (bond_mii_monitor)', () => {
		const lab = bondBench(withSwitch({mode: 'active-backup', miimon: 100, peerNotifications: 3}));
		lab.wait(2);
		const since = lab.now();
		lab.cut('a/eth0');
		lab.wait(2);
		expect(lab.senders(since, isGratuitous).filter((path) => path === 'a/eth1')).toHaveLength(2);
		lab.cut('a/eth0', false);
		lab.wait(1);
		const after = lab.now();
		lab.set('a/bond0', {activeSlave: lab.device('a/eth0')});
		lab.wait(2);
		expect(lab.senders(after, isGratuitous).filter((path) => path === 'a/eth0')).toHaveLength(3);
	});

	it('loses what was sent until the next poll, and no more', () => {
		const lab = bondBench(withSwitch({mode: 'active-backup', miimon: 100}));
		lab.wait(1);
		lab.replies('a', '10.0.0.2', 1);
		lab.ping('a', '10.0.0.2', 20, {interval: 50_000_000});
		lab.wait(0.41);
		lab.cut('a/eth0');
		lab.wait(3);
		const got = lab.lastPing('a').events.filter(({kind}) => kind === 'reply').length;
		expect(got).toBeGreaterThanOrEqual(17);
		expect(got).toBeLessThan(20);
	});
});
