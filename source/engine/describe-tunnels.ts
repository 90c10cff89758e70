/** VXLAN and GRE devices of Linux, as a lab file has them. */
import type {GretapDevice} from './devices/gretap/gretap-device.js';
import type {VxlanDevice} from './devices/vxlan/vxlan-device.js';
import {DEFAULT_ENTRY} from './devices/vxlan/vxlan-fdb.js';
import type {LabDevice} from './lab.js';
import {formatMac} from './mac.js';
import {formatIpv4, type Ipv4Address} from './protocol/ipv4-address.js';
import {deviceAt, type World} from './world.js';

const SECOND = 1_000_000_000;

type Common = Pick<LabDevice, 'name' | 'mac' | 'mtu' | 'up' | 'addresses' | 'dhcp'>;

export function describeVxlan(world: World, device: VxlanDevice, common: Common): LabDevice {
	const {vni, port, ttl, df, learning, ageing, limit, udpChecksum} = device;
	return {
		...common,
		kind: 'vxlan',
		...underlayOf(world, device),
		vni,
		port,
		ttl,
		df,
		learning,
		ageing: ageing / SECOND,
		limit,
		udpChecksum,
		fdb: entriesOf(device),
	};
}

export function describeGretap(world: World, device: GretapDevice, common: Common): LabDevice {
	const {inKey, outKey, inChecksum, outChecksum, ttl, pathMtuDiscovery, ignoreDf} = device;
	return {
		...common,
		kind: 'gretap',
		...underlayOf(world, device),
		...(inKey === undefined ? {} : {inKey}),
		...(outKey === undefined ? {} : {outKey}),
		inChecksum,
		outChecksum,
		ttl,
		pathMtuDiscovery,
		ignoreDf,
	};
}

function underlayOf(world: World, {remote, local, lower, underlay, machine, tos}: VxlanDevice | GretapDevice) {
	return {
		...given('remote', remote),
		...given('local', local),
		...(lower === -1 ? {} : {dev: deviceAt(world, lower).name}),
		...(underlay === machine ? {} : {underlay: world.machines[underlay]?.name ?? ''}),
		tos: tos === 1 ? ('inherit' as const) : tos,
	};
}

function given<K extends string>(key: K, address: Ipv4Address): Partial<Record<K, string>> {
	return address === 0 ? {} : ({[key]: formatIpv4(address)} as Partial<Record<K, string>>);
}

/** What was put in by hand, but for the remote that the device was made with. */
function entriesOf(device: VxlanDevice): {mac: string; dst: string}[] {
	return [...device.fdb.values()]
		.filter(({state}) => state === 'permanent')
		.flatMap(({mac, remotes}) =>
			remotes
				.filter(({address, via}) => !(mac === DEFAULT_ENTRY && address === device.remote && via === device.lower))
				.map(({address}) => ({mac: formatMac(mac), dst: formatIpv4(address)})),
		);
}
