/**
 * Making and removing virtual functions (`sriov_numvfs`)
 *
 * It is all or nothing: from 4 to 8 goes by way of 0, and what the host had set for the VFs is gone. How
 * many there may be is a matter of the card, and of the bus: without ARI a bus has 8 functions, of which the PF is one.
 *
 * Rules: sriov_numvfs_store, sriov_enable (drivers/pci/iov.c), ixgbe_pci_sriov_configure (ixgbe_sriov.c). The names are those of
 * systemd's scheme (`enp3s0f0v0`); the kernel's own is the next free `ethN`.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import {removeDevice} from '../changes/departure.js';
import {addToMachine} from '../changes/membership.js';
import type {Device} from '../device.js';
import {createNetdev} from '../netdev.js';
import {randomMac} from '../random.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceNamed, type Machine, machineOf, type World} from '../world.js';
import type {PfDevice, Vf, VfDevice} from './adapter.js';
import {removeVfs} from './remove-vfs.js';

const LONGEST_NAME = 15;
/** Functions of a device on one bus without ARI, the PF not counted (PCI Express: 3 bits of function number). */
const VFS_WITHOUT_ARI = 7;

/**
 * ERANGE: the card has not so many. EBUSY: there are some, and other than 0 are asked for. ENOMEM: no room on the bus.
 * EPERM: a guest has one of them.
 */
export function setNumVfs(world: World, pf: PfDevice, count: number, out: Sink): ChangeResult {
	const {sriov} = pf;
	if (!Number.isInteger(count) || count < 0 || count > 0xffff) return refused('EINVAL');
	if (count > sriov.totalVfs) return refused('ERANGE');
	if (count === sriov.vfs.length) return DONE;
	if (count === 0) {
		if (sriov.vfs.some(({device}) => deviceAt(world, device).machine !== pf.machine)) return refused('EPERM');
		removeVfs(pf, (device) => removeDevice(world, deviceAt(world, device), out));
		return DONE;
	}
	if (sriov.vfs.length > 0) return refused('EBUSY');
	if (!sriov.ari && count > VFS_WITHOUT_ARI) return refused('ENOMEM');
	for (let number = 0; number < count; number++) sriov.vfs.push(newVf(world, pf, number));
	return DONE;
}

function newVf(world: World, pf: PfDevice, number: number): Vf {
	const machine = machineOf(world, pf.id);
	const id = world.devices.length;
	const base = createNetdev({id, machine: machine.id, ifindex: 0, name: vfName(world, machine, pf, number), mac: randomMac(world)});
	const device: VfDevice = {...base, kind: 'vf', pf: pf.id, number};
	world.devices.push(device);
	addToMachine(world, device, machine);
	device.carrier = pf.up && pf.carrier;
	return {
		device: id,
		mac: 0,
		macByHost: false,
		vlan: 0,
		qos: 0,
		spoofCheck: true,
		guarded: true,
		trust: false,
		queryRss: false,
		link: 'auto',
		maxTxRate: 0,
		minTxRate: 0,
		spoofed: 0,
		nextStart: 0,
		waiting: 0,
	};
}

/** `eth0v3`, or the next free `ethN` where that is taken or too long. */
export function vfName(world: World, machine: Machine, pf: Device, number: number): string {
	const name = `${pf.name}v${number}`;
	if (name.length <= LONGEST_NAME && !deviceNamed(world, machine, name)) return name;
	for (let next = 0; ; next++) if (!deviceNamed(world, machine, `eth${next}`)) return `eth${next}`;
}
