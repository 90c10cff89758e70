/** Beacon probing: failures behind the next switch, that no link tells of. */
import {describe, expect, it} from 'vitest';
import {etherType, tags} from '../../../source/engine/frame.js';
import {type History, input, settle} from '../../../source/engine/history.js';
import {crossings} from '../../../source/engine/trace.js';
import {pathOf} from '../../../source/engine/world.js';
import {change, cut, opened, SERVER, send, sendFrame, standard, switchAt, wires} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const SECOND = 1_000_000_000;

/** Each uplink at a switch of its own (sw0, sw1, …), all of them at `core`, where the server T is. */
function spread(uplinks: number, detection: 'link' | 'beacon'): History {
	const nics = Array.from({length: uplinks}, (_, nic) => nic);
	const bridge = (name: string, ports: string[]) => ({
		name,
		role: 'switch' as const,
		devices: [
			...ports.map((port) => ({kind: 'nic' as const, name: port})),
			{kind: 'bridge' as const, name: 'br0', ports, options: {mcastSnooping: false}},
		],
	});
	return opened({
		hosts: [
			{
				name: 'esx',
				nics: 0,
				others: nics.map((nic) => `up${nic}`),
				switches: [standard({a: 0}, {uplinks: nics.map((nic) => `up${nic}`), teaming: {detection}})],
			},
		],
		guests: ['vm1', 'vm2', 'vm3'].map((name) => ({name, group: 'a'})),
		serverVlan: 0,
		more: {
			machines: [
				...nics.map((nic) => bridge(`sw${nic}`, ['down', 'up'])),
				bridge('core', [...nics.map((nic) => `p${nic}`), 'pt']),
				{name: 'T', role: 'external', devices: [{kind: 'nic', name: 'eth0', mac: SERVER}]},
			],
			links: [
				...nics.map((nic) => ({ends: [`esx/up${nic}`, `sw${nic}/down`] as [string, string]})),
				...nics.map((nic) => ({ends: [`sw${nic}/up`, `core/p${nic}`] as [string, string]})),
				{ends: ['core/pt', 'T/eth0']},
			],
		},
	});
}

function wait(history: History, seconds: number): void {
	input(history, {kind: 'wait', duration: seconds * SECOND});
	settle(history);
}

describe('beacon probing', () => {
	it('sends a broadcast a second by every uplink, and nothing without being asked', () => {
		for (const [detection, count] of [
			['beacon', 3],
			['link', 0],
		] as const) {
			const history = spread(3, detection);
			const before = history.end;
			wait(history, 1.5);
			const sent = crossings(history.trace.filter(({id}) => id >= before)).filter(
				({from, frame}) => /esx\/up/.test(pathOf(history.world, from)) && etherType(frame) === 0x8922,
			);
			expect([detection, sent.length]).toEqual([detection, count]);
		}
	});

	it('finds with three uplinks the one that is cut off behind its switch, where the link alone tells nothing', () => {
		for (const [detection, got] of [
			['beacon', ['T']],
			['link', ['no-egress']],
		] as const) {
			const history = spread(3, detection);
			cut(history, 'sw0/up');
			wait(history, 6);
			expect([detection, send(history, 'vm1', SERVER)]).toEqual([detection, got]);
		}
	});

	it('takes the uplink back as soon as it hears the others', () => {
		const history = spread(3, 'beacon');
		const bound = (): string | undefined => switchAt(history.world, 'esx/vSwitch0').ports[0]?.bound;
		cut(history, 'sw0/up');
		wait(history, 6);
		expect(bound()).not.toBe('up0');
		cut(history, 'sw0/up', false);
		wait(history, 2);
		expect(bound()).toBe('up0');
	});

	it('cannot tell with two which one it is, and uses both', () => {
		const history = spread(2, 'beacon');
		cut(history, 'sw0/up');
		wait(history, 6);
		const nodes = sendFrame(history, 'vm1', SERVER);
		expect(wires(history, nodes, /esx\/up/)).toEqual(['esx/up0', 'esx/up1']);
		expect(send(history, 'vm1', SERVER)).toEqual(['T']);
		expect(send(history, 'vm2', SERVER)).toEqual(['T']);
	});

	it('probes in the VLANs of the groups that ask for it, and not together with IP hash', () => {
		const history = opened({
			hosts: [
				{name: 'esx', nics: 2, switches: [standard({a: 10, b: 20}, {uplinks: ['vmnic0', 'vmnic1'], teaming: {detection: 'beacon'}})]},
			],
			guests: [{name: 'vm1', group: 'a'}],
		});
		const before = history.end;
		wait(history, 1.5);
		const vids = crossings(history.trace.filter(({id}) => id >= before))
			.filter(({from}) => pathOf(history.world, from) === 'esx/vmnic0')
			.map(({frame}) => tags(frame)[0]?.vid);
		expect(vids).toEqual([10, 20]);
		const device = idOf(history.world, 'esx/vSwitch0');
		expect(change(history, {kind: 'set-vmware-switch', device, options: {teaming: {policy: 'ip-hash'}}})).toMatchObject({
			message: 'IP hash and beacon probing do not go together',
		});
	});
});
