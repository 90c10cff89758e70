/** Nexus 1000V: a VEM learns, floods, and keeps uplinks apart; without its VSM it goes on. */
import {describe, expect, it} from 'vitest';
import {formatMac} from '../../../source/engine/mac.js';
import {FAMILY_FACTS} from '../../../source/engine/vmware/families.js';
import {listLearned} from '../../../source/engine/vmware/mac-learning.js';
import {ALL, change, macOf, opened, SERVER, send, switchAt} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const NOBODY = '02:00:00:00:00:77';

/** vm1 in profile `web`, vm2 in `web2`, which inherits from it; vm3 in `control`, a system VLAN. All in VLAN 10. */
function nexus(floodBlocking = false): ReturnType<typeof opened> {
	return opened({
		managers: [
			{
				name: 'vsm',
				manager: {
					kind: 'vsm',
					switches: [
						{
							name: 'n1kv',
							floodBlocking,
							groups: [
								{name: 'web', vlan: 10},
								{name: 'web2', inherit: 'web'},
								{name: 'control', vlan: 10, systemVlan: true},
							],
						},
					],
				},
			},
		],
		hosts: [{name: 'esx', nics: 2, switches: [{kind: 'distributed-switch', name: 'vem', of: 'vsm/n1kv', uplinks: ['vmnic0', 'vmnic1']}]}],
		guests: ['web', 'web2', 'control'].map((group, index) => ({name: `vm${index + 1}`, group, at: 'esx/vem'})),
	});
}

function machine({world}: ReturnType<typeof opened>, name: string): number {
	return world.machines.findIndex((one) => one.name === name);
}

const disconnect = (history: ReturnType<typeof opened>, connected = false): unknown =>
	change(history, {kind: 'connect-host', machine: machine(history, 'vsm'), host: machine(history, 'esx'), connected});

describe('a VEM of a Nexus 1000V', () => {
	it('floods a frame for an unknown address to its vEths and one uplink', () => {
		const history = nexus();
		expect(send(history, 'vm1', NOBODY)).toEqual(['S', 'vm2', 'vm3']);
		expect(send(history, 'S', NOBODY)).toEqual(['vm1', 'vm2', 'vm3']);
	});

	it('keeps unknown unicast from the vEths with UUFB', () => {
		const history = nexus(true);
		expect(send(history, 'vm1', NOBODY)).toEqual(['S']);
		// The physical switch floods it to both uplinks.
		expect(send(history, 'S', NOBODY)).toEqual(['vmware-unknown-destination', 'vmware-unknown-destination']);
	});

	it('learns what is outside, by the uplinks, and floods it no more', () => {
		const history = nexus();
		send(history, 'S', ALL);
		const {world} = history;
		expect(listLearned(switchAt(world, 'esx/vem'), world.now).map(({mac, vid, port}) => [formatMac(mac), vid, port])).toEqual([
			[SERVER, 10, 0],
		]);
		expect(send(history, 'vm1', SERVER)).toEqual(['S']);
	});

	it('sends nothing from uplink to uplink: what is known to be outside ends where it comes in', () => {
		const history = nexus();
		send(history, 'S', ALL);
		expect(send(history, 'phy/p1', SERVER, {src: NOBODY, vids: [10]})).toEqual(['vmware-unknown-destination']);
	});

	it('gives a profile what it inherits', () => {
		expect(switchAt(nexus().world, 'esx/vem').settings.groups.map(({name, vlan}) => `${name} ${vlan}`)).toEqual([
			'web 10',
			'web2 10',
			'control 10',
		]);
	});

	it('changes a profile with the one from which it inherits, but for what it says itself', () => {
		const history = nexus();
		const set = (group: string, options: object): unknown =>
			change(history, {kind: 'set-managed-group', machine: machine(history, 'vsm'), name: 'n1kv', group, options});
		set('web', {vlan: 30});
		expect(send(history, 'vm1', macOf(2))).toEqual(['vm2']);
		set('web2', {vlan: 10});
		set('web', {vlan: 20});
		expect(switchAt(history.world, 'esx/vem').settings.groups.map(({vlan}) => vlan)).toEqual([20, 10, 10]);
		expect(set('web', {inherit: 'web2'})).toMatchObject({message: 'port profile "web" would inherit from itself'});
	});

	it('goes on headless without its VSM, and after a restart with system VLANs only, until it is programmed again', () => {
		const history = nexus();
		disconnect(history);
		expect(send(history, 'vm1', macOf(2))).toEqual(['vm2']);
		change(history, {kind: 'restart-switch', device: idOf(history.world, 'esx/vem')});
		expect(send(history, 'vm1', macOf(2))).toEqual(['vmware-not-programmed']);
		expect(send(history, 'vm3', SERVER)).toEqual(['S']);
		disconnect(history, true);
		expect(send(history, 'vm1', macOf(2))).toEqual(['vm2']);
	});

	it('is refused where the release has no interface for it any more', () => {
		const history = nexus();
		change(history, {kind: 'add-manager', machine: machine(history, 'S'), manager: 'vsm'});
		const add = (release: '6.5' | '6.7'): unknown =>
			change(history, {kind: 'add-managed-switch', machine: machine(history, 'S'), name: 'new', release});
		expect(add('6.7')).toMatchObject({kind: 'refused', errno: 'EOPNOTSUPP'});
		expect(add('6.5')).toEqual({kind: 'done'});
	});
});

describe('the families', () => {
	it('are four, of which two are current', () => {
		expect(FAMILY_FACTS.map(({id, state}) => `${id} ${state}`)).toEqual([
			'standard current',
			'distributed current',
			'nsx superseded',
			'nexus-1000v ended',
		]);
		expect(FAMILY_FACTS.find(({id}) => id === 'nexus-1000v')).toMatchObject({last: 'vSphere 6.5 Update 1', successor: 'distributed'});
	});
});
