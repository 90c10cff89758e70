/** The physical VLAN switch, against IEEE 802.1Q-2018 (clauses in the names). */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, tags} from '../../../source/engine/frame.js';
import {input, settle} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {deliveries, drops} from '../../../source/engine/trace.js';
import {deviceAt, deviceAtPath, machineOf} from '../../../source/engine/world.js';
import {historyOf} from '../../fixtures/macvlan-lab.js';

type Port = {mode?: 'access' | 'trunk'; vlan?: number; allowed?: number[]; tagNative?: boolean; accepts?: 'all' | 'untagged' | 'tagged'};

/** A switch with these ports, p1 and up, and a station s1 and up on each. */
function switchLab(ports: readonly Port[], more: {ageing?: number; tableSize?: number} = {}): LabFile {
	return {
		machines: [
			{
				name: 'sw',
				role: 'switch',
				devices: [
					...ports.map((_, index) => ({kind: 'nic' as const, name: `p${index + 1}`, mac: `02:00:00:00:ff:0${index + 1}`})),
					{kind: 'vlan-switch', name: 'sw0', ...more, ports: ports.map((port, index) => ({...port, device: `p${index + 1}`}))},
				],
			},
			...ports.map((_, index) => ({
				name: `s${index + 1}`,
				role: 'external' as const,
				devices: [{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:00:0${index + 1}`}],
			})),
		],
		links: ports.map((_, index) => ({ends: [`sw/p${index + 1}`, `s${index + 1}/eth0`] as [string, string]})),
	};
}

/** Sends from `from` and says who got it with which VIDs, `s2` or `s2:10,20`, or why nobody did. */
function createSender(lab: LabFile) {
	const history = historyOf(lab);
	return {
		history,
		wait(seconds: number): void {
			input(history, {kind: 'wait', duration: seconds * 1e9});
			settle(history);
		},
		send(from: number, to: number | 'all', vids: number[] = []): string[] {
			const before = history.end;
			const frame = buildFrame({
				dst: to === 'all' ? 0xffff_ffff_ffff : toMac(`02:00:00:00:00:0${to}`),
				src: toMac(`02:00:00:00:00:0${from}`),
				tags: vids.map((vid) => ({tpid: 0x8100, pcp: 0, dei: false, vid})),
				etherType: ETHERTYPE.experimental,
				payload: new Uint8Array(46),
			});
			input(history, {kind: 'frame', device: (deviceAtPath(history.world, `s${from}/eth0`) as {id: number}).id, frame});
			settle(history);
			const trace = history.trace.filter(({id}) => id >= before);
			const got = deliveries(trace).map(({device, frame: {bytes}}) => {
				const found = tags({bytes}).map(({vid}) => vid);
				const name = machineOf(history.world, device).name;
				return found.length === 0 ? name : `${name}:${found.join()}`;
			});
			const lost = drops(trace).flatMap(({node, reason}) => (deviceAt(history.world, node.device).master === -1 ? [] : [reason]));
			return got.length === 0 ? lost : got.sort();
		},
	};
}

describe('a physical VLAN switch', () => {
	it('floods in the VLAN of an access port only, and tags it on a trunk (8.6.4)', () => {
		const {send} = createSender(switchLab([{vlan: 10}, {vlan: 10}, {vlan: 20}, {mode: 'trunk'}]));
		expect(send(1, 'all')).toEqual(['s2', 's4:10']);
		expect(send(3, 'all')).toEqual(['s4:20']);
	});

	it('learns in each VLAN for itself (8.8.3)', () => {
		const {send} = createSender(switchLab([{vlan: 10}, {vlan: 10}, {vlan: 20}, {mode: 'trunk'}]));
		send(2, 'all');
		expect(send(1, 2)).toEqual(['s2']);
		expect(send(3, 2)).toEqual(['s4:20']);
		expect(send(4, 2, [10])).toEqual(['s2']);
		expect(send(4, 2, [20])).toEqual(['s3']);
	});

	it.each([
		['access takes no tag', {vlan: 10}, [], ['s2', 's3:10']],
		['access takes a priority tag', {vlan: 10}, [0], ['s2', 's3:10']],
		['access takes the tag of its own VLAN', {vlan: 10}, [10], ['s2', 's3:10']],
		['access takes no other tag', {vlan: 10}, [20], ['vlan-not-allowed']],
		['access that admits only untagged takes no tag at all', {vlan: 10, accepts: 'untagged'}, [10], ['vlan-not-allowed']],
		['trunk takes an allowed tag', {mode: 'trunk', allowed: [1, 10]}, [10], ['s2', 's3:10']],
		['trunk takes no other', {mode: 'trunk', allowed: [1, 20]}, [10], ['vlan-not-allowed']],
		['trunk takes untagged in its native VLAN', {mode: 'trunk', vlan: 10}, [], ['s2', 's3:10']],
		['trunk whose native VLAN is not allowed takes none', {mode: 'trunk', vlan: 10, allowed: [20]}, [], ['vlan-not-allowed']],
		['trunk with a tagged native VLAN takes no untagged frame', {mode: 'trunk', vlan: 10, tagNative: true}, [], ['no-pvid']],
		['VID 4095 is never a VLAN', {mode: 'trunk'}, [4095], ['vlan-not-allowed']],
	] as const)('%s (6.9, 8.6.2)', (_, port, vids, expected) => {
		const {send} = createSender(switchLab([port as Port, {vlan: 10}, {mode: 'trunk', allowed: [10]}]));
		expect(send(1, 'all', [...vids])).toEqual(expected);
	});

	it('lets a double tag hop where the native VLAN of the trunk is the VLAN of the attacker', () => {
		const attacker = {vlan: 10};
		const {send} = createSender(switchLab([attacker, {mode: 'trunk', vlan: 10}]));
		expect(send(1, 'all', [10, 20])).toEqual(['s2:20']);
	});

	it.each([
		[
			'access ports that admit only untagged frames',
			[
				{vlan: 10, accepts: 'untagged'},
				{mode: 'trunk', vlan: 10},
			],
			['vlan-not-allowed'],
		],
		['a native VLAN that leaves with its tag', [{vlan: 10}, {mode: 'trunk', vlan: 10, tagNative: true}], ['s2:10,20']],
		['a native VLAN in which no station is', [{vlan: 10}, {mode: 'trunk', vlan: 999}], ['s2:10,20']],
	] as const)('and does not with %s', (_, ports, expected) => {
		const {send} = createSender(switchLab(ports as unknown as Port[]));
		expect(send(1, 'all', [10, 20])).toEqual(expected);
	});

	it('forgets a station that has been silent for the ageing time (8.8.3)', () => {
		const {send, wait} = createSender(switchLab([{vlan: 10}, {vlan: 10}, {vlan: 10}], {ageing: 20}));
		send(2, 'all');
		wait(19);
		expect(send(1, 2)).toEqual(['s2']);
		wait(2);
		expect(send(1, 2)).toEqual(['s2', 's3']);
	});

	it('learns no more than its table holds, and floods the rest', () => {
		const {send} = createSender(switchLab([{vlan: 10}, {vlan: 10}, {vlan: 10}], {tableSize: 1}));
		send(1, 'all');
		send(2, 'all');
		expect(send(3, 1)).toEqual(['s1']);
		expect(send(3, 2)).toEqual(['s1', 's2']);
	});

	it('never delivers a frame in a VLAN that the egress port has not', () => {
		const port = fc.record({
			mode: fc.constantFrom('access' as const, 'trunk' as const),
			vlan: fc.integer({min: 1, max: 4}),
			allowed: fc.subarray([1, 2, 3, 4]),
			tagNative: fc.boolean(),
			accepts: fc.constantFrom('all' as const, 'untagged' as const, 'tagged' as const),
		});
		const sent = fc.record({
			from: fc.nat(3),
			to: fc.constantFrom(1, 2, 3, 4, 'all' as const),
			vids: fc.array(fc.integer({min: 0, max: 5}), {maxLength: 2}),
		});
		fc.assert(
			fc.property(fc.array(port, {minLength: 4, maxLength: 4}), fc.array(sent, {maxLength: 12}), (ports, frames) => {
				const {send} = createSender(switchLab(ports));
				for (const {from, to, vids} of frames) {
					const entry = ports[from] as (typeof ports)[number];
					const vid = vids[0] === undefined || vids[0] === 0 ? entry.vlan : vids[0];
					const inner = vids.slice(1);
					for (const receipt of send(from + 1, to, vids)) {
						const [, station, seen = ''] = /^s(\d)(?::(.*))?$/.exec(receipt) ?? [];
						if (station === undefined) continue;
						const exit = ports[Number(station) - 1] as (typeof ports)[number];
						const tagged = exit.mode === 'trunk' && (vid !== exit.vlan || exit.tagNative);
						expect(exit.mode === 'access' ? [exit.vlan] : exit.allowed).toContain(vid);
						expect(seen).toBe([...(tagged ? [vid] : []), ...inner].join());
					}
				}
			}),
		);
	});
});
