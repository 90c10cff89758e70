/** Names for sentences, from the world they speak of. */
import type {Device} from '../../engine/device.js';
import {isJack} from '../../engine/hosted/plug.js';
import {BROADCAST, formatMac, type Mac} from '../../engine/mac.js';
import type {DeviceId} from '../../engine/netdev.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, machineOf, peerOf, type World} from '../../engine/world.js';
import type {DecimalSign} from '../../locale/locale.js';
import type {Names} from '../../locale/names.js';
import {timeText} from '../../locale/time-text.js';

export function namesIn(world: World, decimal: DecimalSign): Names {
	return {
		device: (id) => portOwnerName(world, id),
		mac: (mac) => macName(world, mac),
		address: formatIpv4,
		duration: (nanoseconds) => timeText(nanoseconds, decimal),
	};
}

/** The port of a virtual network by who is plugged in: it has no name that anybody would know. */
function portOwnerName(world: World, id: DeviceId): string {
	const owner = isJack(world, deviceAt(world, id)) ? peerOf(world, id) : undefined;
	return deviceName(world, owner ? owner.id : id);
}

/** A port of a switch by its own name, a machine's only device by the machine's, the port of a virtual network by that of the network, `machine/device` otherwise. */
export function deviceName(world: World, id: DeviceId): string {
	const device = deviceAt(world, id);
	const machine = machineOf(world, id);
	if (isJack(world, device)) return deviceAt(world, device.master).name;
	if (machine.role === 'switch') return device.name;
	if (machine.role !== 'host' && machine.devices.length === 1) return machine.name;
	return `${machine.name}/${device.name}`;
}

/** The device with this address that a person would name: a macvlan before the NIC it may share it with. */
export function holderOf(world: World, mac: Mac): Device | undefined {
	const holders = world.devices.filter((device) => device.present && device.mac === mac);
	return holders.find(({kind}) => kind === 'macvlan' || kind === 'macvtap') ?? holders[0];
}

/** Whose address: the machine, `broadcast`, or the address itself when nobody has it. */
export function holderName(world: World, mac: Mac): string {
	if (mac === BROADCAST) return 'broadcast';
	const holder = holderOf(world, mac);
	return holder ? machineOf(world, holder.id).name : formatMac(mac);
}

function macName(world: World, mac: Mac): string {
	if (mac === BROADCAST) return 'broadcast';
	const holder = holderOf(world, mac);
	return holder ? `${formatMac(mac)} (${machineOf(world, holder.id).name})` : formatMac(mac);
}
