import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../../source/engine/build-world.js';
import {describeWorld} from '../../../../source/engine/describe-world.js';
import {type LabFile, labSchema} from '../../../../source/engine/lab.js';
import {backToBack, bondBench, type bondedHost} from './bond-lab.js';

/** A host with a bond that has no slave yet, three NICs that are down, and a far end for each. */
function empty(options: Parameters<typeof bondedHost>[3] = {}) {
	const lab: LabFile = {
		machines: [
			{
				name: 'a',
				role: 'host',
				devices: [
					...[0, 1, 2].map((index) => ({kind: 'nic' as const, name: `eth${index}`, mac: `02:00:00:00:01:0${index}`, up: false})),
					{kind: 'bond', name: 'bond0', options, up: false},
				],
			},
			{name: 'b', role: 'host', devices: [0, 1, 2].map((index) => ({kind: 'nic' as const, name: `eth${index}`}))},
		],
		links: [0, 1, 2].map((index) => ({ends: [`a/eth${index}`, `b/eth${index}`]})),
	};
	return bondBench(lab);
}

describe('becoming a slave', () => {
	it('gives the bond the MAC of its first slave, and all slaves that of the bond (bond_enslave, bond_set_dev_addr)', () => {
		const lab = empty();
		lab.must({kind: 'set-mtu', device: lab.device('a/bond0'), mtu: 9000});
		for (const index of [1, 0]) expect(lab.enslave(`a/eth${index}`, 'a/bond0')).toEqual({kind: 'done'});
		expect(['bond0', 'eth0', 'eth1'].map((name) => lab.mac(`a/${name}`))).toEqual(Array(3).fill('02:00:00:00:01:01'));
		expect(['eth0', 'eth1'].map((name) => [lab.at(`a/${name}`).up, lab.at(`a/${name}`).mtu])).toEqual(Array(2).fill([true, 9000]));
		// One that is set by hand goes to all, and so does an MTU (bond_set_mac_address, bond_change_mtu).
		lab.must({kind: 'set-mac', device: lab.device('a/bond0'), mac: 0x0200_0000_0099});
		lab.must({kind: 'set-mtu', device: lab.device('a/bond0'), mtu: 1400});
		expect(['eth0', 'eth1'].map((name) => [lab.mac(`a/${name}`), lab.at(`a/${name}`).mtu])).toEqual(
			Array(2).fill(['02:00:00:00:00:99', 1400]),
		);
	});

	it('does not change a MAC that the bond was given', () => {
		const lab = empty();
		lab.must({kind: 'set-mac', device: lab.device('a/bond0'), mac: 0x0200_0000_0099});
		lab.enslave('a/eth0', 'a/bond0');
		expect([lab.mac('a/bond0'), lab.mac('a/eth0')]).toEqual(Array(2).fill('02:00:00:00:00:99'));
	});

	it('is refused to a device that is up, taken, or a master itself (bond_enslave)', () => {
		const lab = empty();
		lab.up('a/eth0', true);
		expect(lab.enslave('a/eth0', 'a/bond0')).toEqual({kind: 'refused', errno: 'EPERM', message: 'Device can not be enslaved while up'});
		lab.up('a/eth0', false);
		lab.enslave('a/eth0', 'a/bond0');
		expect(lab.enslave('a/eth0', 'a/bond0')).toEqual({kind: 'refused', errno: 'EBUSY', message: 'Device is in use and cannot be enslaved'});
		expect(lab.enslave('a/bond0', 'a/bond0')).toEqual({kind: 'refused', errno: 'EPERM', message: 'Cannot enslave bond to itself.'});
		// A macvlan on the NIC holds its receive handler.
		lab.must({kind: 'add-macvlan', machine: lab.machine('a').id, name: 'mv0', lower: lab.device('a/eth1'), type: 'macvlan', options: {}});
		expect(lab.enslave('a/eth1', 'a/bond0')).toMatchObject({errno: 'EBUSY'});
		// And a slave carries no macvlan.
		expect(
			lab.change({
				kind: 'add-macvlan',
				machine: lab.machine('a').id,
				name: 'mv1',
				lower: lab.device('a/eth0'),
				type: 'macvlan',
				options: {},
			}),
		).toMatchObject({errno: 'EBUSY'});
	});
});

describe('leaving', () => {
	it('gives a slave back its MAC and MTU, down; the last one leaves the bond with a random MAC (__bond_release_one)', () => {
		const lab = empty();
		lab.must({kind: 'set-mtu', device: lab.device('a/bond0'), mtu: 9000});
		for (const index of [0, 1]) lab.enslave(`a/eth${index}`, 'a/bond0');
		expect(lab.release('a/eth0')).toEqual({kind: 'done'});
		expect([lab.mac('a/eth0'), lab.at('a/eth0').mtu, lab.at('a/eth0').up]).toEqual(['02:00:00:00:01:00', 1500, false]);
		// The bond keeps it as long as it has slaves, although another has it now.
		expect([lab.mac('a/bond0'), lab.mac('a/eth1')]).toEqual(Array(2).fill('02:00:00:00:01:00'));
		lab.release('a/eth1');
		expect(lab.mac('a/eth1')).toBe('02:00:00:00:01:01');
		expect(['02:00:00:00:01:00', '02:00:00:00:01:01']).not.toContain(lab.mac('a/bond0'));
		lab.enslave('a/eth2', 'a/bond0');
		expect(lab.mac('a/bond0')).toBe('02:00:00:00:01:02');
	});

	it('makes another one active', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100}));
		lab.wait(1);
		lab.release('a/eth0');
		expect(lab.active('a/bond0')).toBe('eth1');
		lab.release('a/eth1');
		expect([lab.active('a/bond0'), lab.at('a/bond0').carrier]).toEqual(['none', false]);
	});

	it('happens to all when the bond is deleted (bond_uninit)', () => {
		const lab = bondBench(backToBack({mode: '802.3ad'}));
		lab.wait(5);
		lab.must({kind: 'delete', device: lab.device('a/bond0')});
		for (const index of [0, 1]) {
			const nic = lab.at(`a/eth${index}`);
			expect([lab.mac(`a/eth${index}`), nic.master, nic.up]).toEqual([`02:00:00:00:01:0${index}`, -1, false]);
		}
		lab.wait(10);
	});

	it('happens to one that is deleted or moved', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100}));
		lab.must({kind: 'move', device: lab.device('a/eth0'), machine: lab.machine('b').id, name: 'eth9'});
		expect([lab.mac('b/eth9'), lab.bond('a/bond0').slaves.length, lab.active('a/bond0')]).toEqual(['02:00:00:00:01:00', 1, 'eth1']);
		expect(lab.change({kind: 'move', device: lab.device('a/bond0'), machine: lab.machine('b').id, name: 'bond9'})).toEqual({
			kind: 'refused',
			errno: 'EINVAL',
			message: 'The interface netns is immutable',
		});
	});
});

describe('settings', () => {
	it('are refused as the kernel refuses them (bond_opt_check_deps, bond_opt_error_interpret)', () => {
		const lab = bondBench(backToBack({mode: 'active-backup', miimon: 100}));
		const slaves = 'unable to set option because the bond device has slaves';
		const isUp = 'unable to set option because the bond is up';
		expect(lab.set('a/bond0', {mode: '802.3ad'})).toEqual({kind: 'refused', errno: 'ENOTEMPTY', message: slaves});
		expect(lab.set('a/bond0', {adSelect: 'count'})).toEqual({kind: 'refused', errno: 'EBUSY', message: isUp});
		expect(lab.set('a/bond0', {lacpFast: true})).toEqual({kind: 'refused', errno: 'EACCES', message: 'option not supported in mode'});
		expect(lab.set('a/bond0', {peerNotifications: 256})).toEqual({kind: 'refused', errno: 'EINVAL', message: 'invalid option value'});
		lab.up('a/bond0', false);
		expect(lab.set('a/bond0', {adSelect: 'count'})).toEqual({kind: 'done'});
		for (const index of [0, 1]) lab.release(`a/eth${index}`);
		expect(lab.set('a/bond0', {mode: '802.3ad', miimon: 0, lacpFast: true})).toEqual({kind: 'done'});
	});

	it('of 802.3ad turn polls on; of other modes they do not (bond_option_mode_set, bond_mode_uses_arp)', () => {
		expect(empty({mode: '802.3ad'}).bond('a/bond0').options.miimon).toBe(100);
		expect(empty({mode: 'balance-xor'}).bond('a/bond0').options.miimon).toBe(0);
	});
});

describe('a lab with bonds', () => {
	it('is described as it was built', () => {
		for (const options of [
			{mode: '802.3ad', lacpFast: true, actorSystem: '02:00:00:00:00:55', xmitHashPolicy: 'layer3+4'},
			{mode: 'active-backup', miimon: 50, updelay: 200, primary: 'eth1'},
			{mode: 'balance-rr', packetsPerSlave: 7},
		] as const) {
			const lab = bondBench(backToBack(options));
			lab.must({kind: 'set-mtu', device: lab.device('a/bond0'), mtu: 9000});
			lab.wait(3);
			const described = describeWorld(lab.history.world, 1);
			const built = buildWorld(labSchema.parse(described));
			expect(built.kind === 'wrong' ? built.problems : []).toEqual([]);
			if (built.kind === 'built') expect(describeWorld(built.world, 1)).toEqual(described);
			expect(described.machines[0]?.devices.find(({kind}) => kind === 'bond')).toMatchObject({slaves: ['eth0', 'eth1'], options});
			expect(described.machines[0]?.devices[1]).toMatchObject({name: 'eth1', mac: '02:00:00:00:01:01', mtu: 1500});
		}
	});
});
