import {describe, expect, it} from 'vitest';
import {input} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import {drops} from '../../../source/engine/trace.js';
import {historyOf, idOf, MAC, macvlanLab, send} from '../../fixtures/macvlan-lab.js';

const OUT = 'host/eth0>sw0/swp1';
const BACK = 'sw0/swp1>host/eth0';

describe('bridge mode', () => {
	it('switches unicast between bridge-mode siblings inside the host', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge']));
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2)).toEqual({got: ['vm2:host'], wire: []});
	});

	it('copies a broadcast to bridge-mode siblings and to the wire', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge', 'private']));
		expect(send(history, 'vm1', MAC.vm1, MAC.broadcast)).toEqual({got: ['ext:broadcast', 'vm2:broadcast'], wire: [OUT]});
	});

	it('sends unicast for a sibling in another mode to the wire', () => {
		const history = historyOf(macvlanLab(['bridge', 'vepa']));
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2)).toEqual({got: ['ext:otherhost'], wire: [OUT]});
	});

	it('loops a frame to its own address back to the sender', () => {
		const history = historyOf(macvlanLab(['bridge']));
		expect(send(history, 'vm1', MAC.vm1, MAC.vm1)).toEqual({got: ['vm1:host'], wire: []});
	});

	it('does not find a sibling that is down', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge']));
		input(history, {kind: 'change', change: {kind: 'set-up', device: idOf(history.world, 'vm2/eth0'), up: false}});
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2)).toEqual({got: ['ext:otherhost'], wire: [OUT]});
	});
});

describe('VEPA mode', () => {
	it('needs the switch for sibling traffic, and an ordinary switch does not send it back', () => {
		const history = historyOf(macvlanLab(['vepa', 'vepa']));
		send(history, 'vm2', MAC.vm2, MAC.ext);
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2)).toEqual({got: [], wire: [OUT]});
	});

	it('works through reflective relay and crosses the cable twice', () => {
		const history = historyOf(macvlanLab(['vepa', 'vepa'], true));
		send(history, 'vm2', MAC.vm2, MAC.ext);
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2)).toEqual({got: ['vm2:host'], wire: [OUT, BACK]});
	});

	it('keeps a reflected broadcast from its own sender', () => {
		const history = historyOf(macvlanLab(['vepa', 'vepa'], true));
		expect(send(history, 'vm1', MAC.vm1, MAC.broadcast).got).toEqual(['ext:broadcast', 'host:broadcast', 'vm2:broadcast']);
	});
});

describe('private mode', () => {
	it('lets reflected unicast through, as the kernel does', () => {
		const history = historyOf(macvlanLab(['private', 'private'], true));
		send(history, 'vm2', MAC.vm2, MAC.ext);
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2).got).toEqual(['vm2:host']);
	});

	it('hands a reflected broadcast only to its own sender, not to the host', () => {
		const history = historyOf(macvlanLab(['private', 'private'], true));
		expect(send(history, 'vm1', MAC.vm1, MAC.broadcast).got).toEqual(['ext:broadcast', 'vm1:broadcast']);
	});
});

describe('passthru mode', () => {
	it('gives every unicast to the one macvlan and none to the host', () => {
		const history = historyOf(macvlanLab(['passthru']));
		expect(send(history, 'ext', MAC.ext, '02:00:00:00:00:99').got).toEqual(['vm1:host']);
	});

	it('shares broadcasts with the host', () => {
		const history = historyOf(macvlanLab(['passthru']));
		expect(send(history, 'ext', MAC.ext, MAC.broadcast).got).toEqual(['host:broadcast', 'vm1:broadcast']);
	});

	it('ties the MAC of the lower device to its own', () => {
		const {world} = historyOf(macvlanLab(['passthru']));
		expect(world.devices[idOf(world, 'host/eth0')]?.mac).toBe(toMac(MAC.vm1));
	});

	it('refuses a second macvlan of any mode, and gives the lower its MAC back when deleted', () => {
		const history = historyOf(macvlanLab(['passthru']));
		const lower = idOf(history.world, 'host/eth0');
		const add = {kind: 'add-macvlan', machine: 0, name: 'mv2', lower, type: 'macvlan', options: {mode: 'bridge'}} as const;
		expect(input(history, {kind: 'change', change: add})).toEqual({kind: 'refused', errno: 'EINVAL'});
		input(history, {kind: 'change', change: {kind: 'delete', device: idOf(history.world, 'vm1/eth0')}});
		expect(history.world.devices[lower]?.mac).toBe(toMac(MAC.host));
	});
});

describe('source mode', () => {
	it('copies what listed stations send and leaves delivery as it was', () => {
		const history = historyOf(macvlanLab(['source', 'bridge']));
		const options = {sources: {change: 'add' as const, macs: [toMac(MAC.ext)]}};
		input(history, {kind: 'change', change: {kind: 'set-macvlan', device: idOf(history.world, 'vm1/eth0'), options}});
		expect(send(history, 'ext', MAC.ext, MAC.vm2).got).toEqual(['vm1:otherhost', 'vm2:host']);
	});

	it('consumes them with nodst', () => {
		const history = historyOf(macvlanLab(['source', 'bridge']));
		const options = {nodst: true, sources: {change: 'add' as const, macs: [toMac(MAC.ext)]}};
		input(history, {kind: 'change', change: {kind: 'set-macvlan', device: idOf(history.world, 'vm1/eth0'), options}});
		expect(send(history, 'ext', MAC.ext, MAC.vm2).got).toEqual(['vm1:otherhost']);
	});
});

describe('every mode', () => {
	it.each(['private', 'vepa', 'bridge', 'passthru'] as const)('%s: the host cannot reach its guest without reflection', (mode) => {
		const history = historyOf(macvlanLab([mode]));
		expect(send(history, 'host', MAC.host, MAC.broadcast).got).toEqual(['ext:broadcast']);
	});

	it('refuses to bring up a second device with the same MAC', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge']));
		const device = idOf(history.world, 'vm2/eth0');
		const set = {kind: 'set-mac', device, mac: toMac(MAC.vm1)} as const;
		expect(input(history, {kind: 'change', change: set})).toEqual({kind: 'refused', errno: 'EADDRINUSE'});
		input(history, {kind: 'change', change: {kind: 'set-up', device, up: false}});
	});

	it('loses carrier with the lower device', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge']));
		input(history, {kind: 'change', change: {kind: 'set-up', device: idOf(history.world, 'sw0/swp1'), up: false}});
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2)).toEqual({got: [], wire: []});
		input(history, {kind: 'change', change: {kind: 'set-up', device: idOf(history.world, 'sw0/swp1'), up: true}});
		expect(send(history, 'vm1', MAC.vm1, MAC.vm2)).toEqual({got: ['vm2:host'], wire: []});
	});
});

describe('source mode with nodst', () => {
	it('ends the frame of a listed station when its only receiver is down, with a reason', () => {
		const history = historyOf(macvlanLab(['source']));
		const device = idOf(history.world, 'vm1/eth0');
		const sources = {change: 'add' as const, macs: [toMac(MAC.ext)]};
		input(history, {kind: 'change', change: {kind: 'set-macvlan', device, options: {nodst: true, sources}}});
		expect(send(history, 'ext', MAC.ext, MAC.host).got).toEqual(['vm1:host']);
		input(history, {kind: 'change', change: {kind: 'set-up', device, up: false}});
		expect(send(history, 'ext', MAC.ext, MAC.host).got).toEqual([]);
		expect(drops(history.trace).at(-1)?.reason).toBe('device-down');
	});
});
