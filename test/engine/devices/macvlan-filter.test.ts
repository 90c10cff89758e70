import {describe, expect, it} from 'vitest';
import type {Change} from '../../../source/engine/change.js';
import {type History, input} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import {deviceAtPath} from '../../../source/engine/world.js';
import {historyOf, idOf, MAC, macvlanLab, send} from '../../fixtures/macvlan-lab.js';

const GROUP = '03:00:00:00:00:77';

function change(history: History, path: string, made: (device: number) => Change) {
	return input(history, {kind: 'change', change: made(idOf(history.world, path))});
}

const join = (device: number): Change => ({kind: 'join-group', device, group: toMac(GROUP)});
const leave = (device: number): Change => ({kind: 'leave-group', device, group: toMac(GROUP)});
const promisc =
	(on: boolean) =>
	(device: number): Change => ({kind: 'set-promisc', device, on});

describe('multicast filter of a macvlan', () => {
	it('lets a group in that the VM joined, however often', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge']));
		expect([change(history, 'vm2/eth0', join), change(history, 'vm2/eth0', join)]).toEqual([{kind: 'done'}, {kind: 'done'}]);
		expect(send(history, 'ext', MAC.ext, GROUP).got).toEqual(['host:multicast', 'vm2:multicast']);
	});

	it('still lets a group in after it was left, until the filter changes again', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge']));
		change(history, 'vm2/eth0', join);
		change(history, 'vm2/eth0', leave);
		expect(send(history, 'vm1', MAC.vm1, GROUP).got).toEqual(['ext:multicast', 'vm2:multicast']);
		expect(send(history, 'ext', MAC.ext, GROUP).got).toEqual(['host:multicast', 'vm2:multicast']);
		change(history, 'vm2/eth0', promisc(true));
		change(history, 'vm2/eth0', promisc(false));
		expect(send(history, 'vm1', MAC.vm1, GROUP).got).toEqual(['ext:multicast']);
	});

	it('is open on a promiscuous passthru macvlan', () => {
		const history = historyOf(macvlanLab(['passthru']));
		change(history, 'vm1/eth0', promisc(true));
		expect(send(history, 'ext', MAC.ext, GROUP).got).toEqual(['host:multicast', 'vm1:multicast']);
	});

	it('is not open on a promiscuous passthru macvlan with nopromisc, whose lower device is not promiscuous', () => {
		const history = historyOf(macvlanLab(['passthru']));
		change(history, 'vm1/eth0', (device) => ({kind: 'set-macvlan', device, options: {nopromisc: true}}));
		change(history, 'vm1/eth0', promisc(true));
		expect(deviceAtPath(history.world, 'host/eth0')?.promiscuity).toBe(0);
		expect(send(history, 'ext', MAC.ext, GROUP).got).toEqual(['host:multicast']);
	});

	it('copies nothing that comes from the wire through a queue of length 0', () => {
		const history = historyOf(macvlanLab(['bridge', 'bridge']));
		for (const path of ['vm1/eth0', 'vm2/eth0'])
			change(history, path, (device) => ({kind: 'set-macvlan', device, options: {bcqueuelen: 0}}));
		change(history, 'vm2/eth0', join);
		expect(send(history, 'ext', MAC.ext, GROUP).got).toEqual(['host:multicast']);
		expect(send(history, 'ext', MAC.ext, MAC.broadcast).got).toEqual(['host:broadcast']);
		expect(send(history, 'vm1', MAC.vm1, GROUP).got).toEqual(['ext:multicast', 'vm2:multicast']);
	});

	it('turns promiscuous mode off only when it was on', () => {
		const history = historyOf(macvlanLab(['passthru']));
		change(history, 'vm1/eth0', promisc(false));
		change(history, 'vm1/eth0', promisc(true));
		expect(send(history, 'ext', MAC.ext, GROUP).got).toEqual(['host:multicast', 'vm1:multicast']);
	});
});
