/**
 *   a/bond0 ─ eth0 ═══ swp1 ┐
 *           └ eth1 ═══ swp2 ┤ sw/br0 ─ swp3 ═══ b/eth0
 *
 * Each test names the kernel function that it follows; `test/conformance/bonding` has what the kernel did.
 */
import type {BondRequest, Change, ChangeResult} from '../../../../source/engine/change.js';
import {type BondDevice, type Slave, slaveOf} from '../../../../source/engine/devices/bonding/bond-device.js';
import type {LabFile} from '../../../../source/engine/lab.js';
import {formatMac} from '../../../../source/engine/mac.js';
import type {Cause} from '../../../../source/engine/sink.js';
import {crossings} from '../../../../source/engine/trace.js';
import {deviceAt, pathOf} from '../../../../source/engine/world.js';
import {bench, hexOf} from '../../../fixtures/two-stations.js';

export type BondFile = Extract<LabFile['machines'][number]['devices'][number], {kind: 'bond'}>;
type Options = BondFile['options'];

/** A host with `count` NICs and a bond of them; `number` makes its addresses. */
export function bondedHost(
	name: string,
	number: number,
	count: number,
	options: Options,
	speeds: readonly number[] = [],
): LabFile['machines'][number] {
	const slaves = [...Array(count).keys()];
	return {
		name,
		role: 'host',
		devices: [
			...slaves.map((index) => ({
				kind: 'nic' as const,
				name: `eth${index}`,
				mac: `02:00:00:00:0${number}:0${index}`,
				speed: speeds[index] ?? 1000,
			})),
			{kind: 'bond', name: 'bond0', slaves: slaves.map((index) => `eth${index}`), addresses: [`10.0.0.${number}/24`], options},
		],
	};
}

/** The lab of the picture. */
export function withSwitch(options: Options): LabFile {
	return {
		machines: [
			bondedHost('a', 1, 2, options),
			{
				name: 'sw',
				role: 'switch',
				devices: [
					{kind: 'nic', name: 'swp1'},
					{kind: 'nic', name: 'swp2'},
					{kind: 'nic', name: 'swp3'},
					{
						kind: 'bridge',
						name: 'br0',
						mac: '02:00:00:00:5a:00',
						ports: ['swp1', 'swp2', 'swp3'],
						options: {mcastSnooping: false, forwardDelay: 0},
					},
				],
			},
			{name: 'b', role: 'host', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:02:00', addresses: ['10.0.0.2/24']}]},
		],
		links: [{ends: ['a/eth0', 'sw/swp1']}, {ends: ['a/eth1', 'sw/swp2']}, {ends: ['sw/swp3', 'b/eth0']}],
	};
}

/** Two hosts with bonds of `count` NICs, joined cable by cable. */
export function backToBack(left: Options, right: Options = left, count = 2): LabFile {
	return {
		machines: [bondedHost('a', 1, count, left), bondedHost('b', 2, count, right)],
		links: [...Array(count).keys()].map((index) => ({ends: [`a/eth${index}`, `b/eth${index}`]})),
	};
}

/** A lab with bonds under test. */
export function bondBench(lab: LabFile) {
	const under = bench(lab);
	const {history, device} = under;
	/** What must be done. */
	const must = (change: Change): void => {
		const result = under.change(change);
		if (result.kind === 'refused') throw new Error(`${change.kind}: ${result.errno} ${result.message ?? ''}`);
	};
	const bond = (path: string): BondDevice => deviceAt(history.world, device(path)) as BondDevice;
	return {
		...under,
		must,
		bond,
		at: (path: string) => deviceAt(history.world, device(path)),
		slave: (path: string, of = 'bond0'): Slave => {
			const machine = path.split('/')[0];
			return slaveOf(bond(`${machine}/${of}`), device(path)) as Slave;
		},
		/** Name of the active slave, or none. */
		active: (path: string): string => {
			const {current} = bond(path);
			return current === -1 ? 'none' : deviceAt(history.world, current).name;
		},
		cut: (path: string, isCut = true): void => must({kind: 'cut', device: device(path), cut: isCut}),
		up: (path: string, up: boolean): ChangeResult => under.change({kind: 'set-up', device: device(path), up}),
		set: (path: string, options: BondRequest): ChangeResult => under.change({kind: 'set-bond', device: device(path), options}),
		enslave: (path: string, master: string): ChangeResult => under.change({kind: 'enslave', device: device(path), master: device(master)}),
		release: (path: string): ChangeResult => under.change({kind: 'release', device: device(path)}),
		/** Replies to `count` pings, one a second. */
		replies(from: string, target: string, count: number): number {
			under.ping(from, target, count);
			under.wait(count + 2);
			return under.lastPing(from).events.filter(({kind}) => kind === 'reply').length;
		},
		/** Devices that sent on their cable since world time `since`, s. */
		senders: (since: number, match: (hex: string) => boolean = () => true): string[] =>
			crossings(history.trace)
				.filter(({node, frame}) => node.time >= since * 1e9 && match(hexOf(frame)))
				.map(({from}) => pathOf(history.world, from)),
		/** Causes that ticks noted. */
		noted: <K extends Cause['kind']>(kind: K): Extract<Cause, {kind: K}>[] =>
			history.trace.flatMap(({effects}) =>
				effects.flatMap((effect) =>
					effect.kind === 'note' && effect.cause.kind === kind ? [effect.cause as Extract<Cause, {kind: K}>] : [],
				),
			),
		now: (): number => history.world.now / 1e9,
		mac: (path: string): string => formatMac(deviceAt(history.world, device(path)).mac),
	};
}

/** Is it an ICMP echo request, by its octets? */
export function isEchoRequest(hex: string): boolean {
	return hex.slice(24, 28) === '0800' && hex.slice(46, 48) === '01' && hex.slice(68, 70) === '08';
}

/** An ARP of an address for itself. */
export function isGratuitous(hex: string): boolean {
	return hex.slice(24, 28) === '0806' && hex.slice(56, 64) === hex.slice(76, 84);
}
