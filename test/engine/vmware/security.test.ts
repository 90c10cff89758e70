/** The three security policies: on the switch, on the port group, and what is the default when. */
import {describe, expect, it} from 'vitest';
import type {SecurityPolicy} from '../../../source/engine/vmware/security.js';
import {defaultSecurity} from '../../../source/engine/vmware/security.js';
import {ALL, change, macOf, opened, SERVER, send, standard} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

function guarded(security: Partial<SecurityPolicy>): ReturnType<typeof opened> {
	return opened({
		hosts: [{name: 'esx', nics: 1, switches: [standard({a: 10, b: 20}, {security})]}],
		guests: [
			{name: 'vm1', group: 'a'},
			{name: 'vm2', group: 'a'},
			{name: 'vm3', group: 'a'},
			{name: 'vm4', group: 'b'},
		],
	});
}

const OTHER = '00:0c:29:00:00:77';

function take(history: ReturnType<typeof opened>, guest: string, mac: string): void {
	change(history, {kind: 'set-mac', device: idOf(history.world, `${guest}/eth0`), mac: Number.parseInt(mac.replaceAll(':', ''), 16)});
}

describe('security policies', () => {
	it('are by default what the family and the release say', () => {
		const accepts = ({promiscuous, macChanges, forgedTransmits}: SecurityPolicy): string =>
			[promiscuous, macChanges, forgedTransmits].join();
		expect(accepts(defaultSecurity('standard', '6.7'))).toBe('reject,accept,accept');
		expect(accepts(defaultSecurity('standard', '8.0'))).toBe('reject,reject,reject');
		expect(accepts(defaultSecurity('distributed', '5.0'))).toBe('reject,accept,accept');
		expect(accepts(defaultSecurity('distributed', '5.1'))).toBe('reject,reject,reject');
	});

	it('drop a forged source, or let it out', () => {
		expect(send(guarded({forgedTransmits: 'reject'}), 'vm1', SERVER, {src: OTHER})).toEqual(['vmware-forged-transmit']);
		expect(send(guarded({forgedTransmits: 'accept'}), 'vm1', SERVER, {src: OTHER})).toEqual(['S']);
	});

	it('follow a guest that changes its MAC, or stop everything that goes in until it changes back', () => {
		const accepting = guarded({macChanges: 'accept', forgedTransmits: 'reject'});
		take(accepting, 'vm2', OTHER);
		// The physical switch still has the old one at the host.
		expect([send(accepting, 'vm1', OTHER), send(accepting, 'vm1', macOf(2)), send(accepting, 'vm2', macOf(1))]).toEqual([
			['vm2'],
			['egress-refused'],
			['vm1'],
		]);
		const rejecting = guarded({macChanges: 'reject', forgedTransmits: 'reject'});
		take(rejecting, 'vm2', OTHER);
		expect(send(rejecting, 'vm1', OTHER)).toEqual(['S']);
		expect(send(rejecting, 'vm1', macOf(2))).toEqual(['vmware-mac-changed']);
		expect(send(rejecting, 'vm1', ALL)).toEqual(['S', 'vm3']);
		expect(send(rejecting, 'vm2', macOf(1))).toEqual(['vmware-forged-transmit']);
		take(rejecting, 'vm2', macOf(2));
		expect(send(rejecting, 'vm1', macOf(2))).toEqual(['vm2']);
	});

	it('let a promiscuous guest see all of its VLAN, what comes from outside for nobody too, and nothing of another VLAN', () => {
		const history = guarded({promiscuous: 'accept'});
		for (const guest of ['vm3', 'vm4']) change(history, {kind: 'set-promisc', device: idOf(history.world, `${guest}/eth0`), on: true});
		expect(send(history, 'vm1', macOf(2))).toEqual(['vm2', 'vm3']);
		expect(send(history, 'vm1', SERVER)).toEqual(['S', 'vm3']);
		expect(send(history, 'S', OTHER)).toEqual(['vm3']);
	});

	it('know another vNIC by its own address, however strict', () => {
		const history = guarded({macChanges: 'reject', forgedTransmits: 'reject'});
		const machine = history.world.machines.findIndex(({name}) => name === 'vm2');
		change(history, {kind: 'delete', device: idOf(history.world, 'vm2/eth0')});
		// The port went with its link: the new vNIC has a new one.
		const host = history.world.machines.findIndex(({name}) => name === 'esx');
		change(history, {kind: 'add-nic', machine, name: 'eth0', mac: Number.parseInt(OTHER.replaceAll(':', ''), 16)});
		change(history, {kind: 'add-nic', machine: host, name: 'vnet9'});
		const ends: [number, number] = [idOf(history.world, 'esx/vnet9'), idOf(history.world, 'vm2/eth0')];
		change(history, {kind: 'connect', ends, link: 'cable'});
		change(history, {kind: 'plug-vnic', device: ends[0], master: idOf(history.world, 'esx/vSwitch0'), group: 'a'});
		for (const device of ends) change(history, {kind: 'set-up', device, up: true});
		expect(send(history, 'vm1', OTHER)).toEqual(['vm2']);
		// Over a cable the port stays, and takes the next vNIC as it comes.
		change(history, {kind: 'delete', device: ends[1]});
		change(history, {kind: 'add-nic', machine, name: 'eth0', mac: 0x000c_2900_0078});
		const next = idOf(history.world, 'vm2/eth0');
		change(history, {kind: 'connect', ends: [ends[0], next], link: 'cable'});
		change(history, {kind: 'set-up', device: next, up: true});
		expect([send(history, 'vm1', '00:0c:29:00:00:78'), send(history, 'vm1', OTHER)]).toEqual([['vm2'], ['egress-refused']]);
	});

	it('are overridden on a port group', () => {
		const history = guarded({forgedTransmits: 'reject'});
		const device = idOf(history.world, 'esx/vSwitch0');
		change(history, {kind: 'set-port-group', device, name: 'b', options: {security: {forgedTransmits: 'accept'}}});
		expect(send(history, 'vm1', ALL, {src: OTHER})).toEqual(['vmware-forged-transmit']);
		// It leaves the host; at the physical switch nobody else is in VLAN 20.
		expect(send(history, 'vm4', ALL, {src: OTHER})).toEqual(['no-egress']);
		change(history, {kind: 'set-vmware-switch', device, options: {security: {forgedTransmits: 'accept'}}});
		expect(send(history, 'vm1', ALL, {src: OTHER})).toEqual(['S', 'vm2', 'vm3']);
	});
});
