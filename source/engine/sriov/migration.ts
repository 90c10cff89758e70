/*
 * Live migration
 *
 * A machine moves to another host while it runs. Its memory is copied; what it wrote meanwhile is copied again; for the last
 * remainder it stands still, and goes on over there. Its NIC is unplugged here and plugged in there, with the same
 * MAC: so the switches must hear of it, and the new host says it for the machine by RARP broadcasts that only tell "this MAC is
 * here now".
 *
 * With a virtual function this does not go: the card is a piece of the old host. `migrate` refuses it, unless the guest has
 * a failover pair. Then the order is:
 *
 *     unplug the VF   the pair sends by virtio; its MAC is registered on the way there
 *     copy            `copy` ns
 *     stand still     `downtime` ns: what comes is lost
 *     plug in         virtio on the new host; five announcements in 0.8 s
 *     plug the VF     a second after that; the pair sends by it again
 *
 * Registered means, as in the kernel's recipe: a static entry in the bridge, and a further address of the function under the bridge,
 * since neither the bridge nor the card has seen the MAC where it is now. Both go when the VF comes.
 *
 * Rules: Documentation/networking/net_failover.rst; QEMU migration/migration.c (downtime-limit 300 ms), net/announce.c
 * (announce-initial 50 ms, step 100 ms, 5 rounds).
 *
 * Not modelled: memory that is dirtied faster than it is copied, the copy's own traffic, a migration that fails half-way, several NICs, the
 * gratuitous ARP of a guest that was told to announce itself.
 */
import {changeOperational} from '../carrier.js';
import {applyFdbChange} from '../changes/fdb.js';
import {setMac} from '../changes/link-mac.js';
import {dropFirst} from '../changes/lists.js';
import type {Device} from '../device.js';
import {buildFrame} from '../frame.js';
import {BROADCAST, type Mac, writeMac} from '../mac.js';
import type {DeviceId, Nic} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, type Link, type Machine, machineOf, peerOf, type World} from '../world.js';
import {isActivePf, pfOf} from './adapter.js';
import {assignVf} from './assign-vf.js';
import {updateFilters} from './filters.js';
import type {Migration} from './migration-state.js';
import {setVf} from './set-vf.js';

const MILLISECOND = 1_000_000;
export const DEFAULT_COPY = 2000 * MILLISECOND;
export const DEFAULT_DOWNTIME = 300 * MILLISECOND;
/** From plugging in to plugging the VF. */
export const UNTIL_PLUG = 1000 * MILLISECOND;
export const ANNOUNCEMENTS = 5;
const FIRST_PAUSE = 50 * MILLISECOND;
const LONGER_EACH = 100 * MILLISECOND;

const RARP = {etherType: 0x8035, request: 3} as const;
/** Octets of a RARP packet, padded to the shortest frame. */
const RARP_LENGTH = 46;

/** While the machine of `device` stands still: until when, ns. What comes for it is lost, and what it would do waits. */
export function pausedUntil(world: World, device: Device): number | undefined {
	const {migration} = machineOf(world, device.id);
	return migration && world.now >= migration.pauseAt && world.now < migration.resumeAt ? migration.resumeAt : undefined;
}

/** Does what is due of the migration of `machine`, and asks for the next step. */
export function migrationTimer(world: World, machine: Machine, out: Sink): void {
	const {migration} = machine;
	if (!migration || world.now < Math.min(migration.announceAt, migration.plugAt)) return;
	const nic = deviceAt(world, migration.nic);
	if (!nic.present || nic.machine !== machine.id) {
		// Without its NIC there is nobody to move.
		delete machine.migration;
		return;
	}
	if (migration.announcements === ANNOUNCEMENTS) plugIn(world, migration, out);
	if (migration.announceAt <= world.now) announce(world, migration, out);
	if (migration.plugAt <= world.now) finish(world, machine, migration, out);
	else out.wake(nic.id, Math.min(migration.announceAt, migration.plugAt));
	updateFilters(world);
}

/** The link has another far end: the guest notices nothing. */
function plugIn(world: World, {nic, port, hasPair}: Migration, out: Sink): void {
	const own = deviceAt(world, nic) as Nic;
	const link = world.links[own.link];
	const target = deviceAt(world, port);
	// Unplugged, or the place taken, while its memory was copied: the machine is there without a link.
	if (!link || !target.present || !('link' in target) || target.link !== -1) return;
	const before = peerOf(world, nic) as Nic;
	if (hasPair) unregister(world, before, own.mac, out);
	changeOperational(world, [nic, before.id, port], out, () => {
		before.link = -1;
		(target as Nic).link = link.id;
		link.ends = link.ends.map((end) => (end === before.id ? port : end)) as Link['ends'];
	});
	// A macvtap in passthru mode, and the function below it, take the guest's MAC.
	if (target.kind === 'macvtap') setMac(world, target, own.mac, out);
	if (hasPair) register(world, target, own.mac, out);
	if (out.tracing) out.note({kind: 'migration', phase: 'moved'});
}

/** The new host tells the switches where the MAC is (qemu_announce_self_iter). */
function announce(world: World, migration: Migration, out: Sink): void {
	const {nic, announcements} = migration;
	if (out.tracing) out.note({kind: 'migration', phase: 'announced'});
	out.transmit(nic, rarpOf(deviceAt(world, nic).mac));
	const left = announcements - 1;
	migration.announcements = left;
	migration.announceAt = left === 0 ? Number.POSITIVE_INFINITY : world.now + FIRST_PAUSE + (ANNOUNCEMENTS - announcements) * LONGER_EACH;
}

function rarpOf(mac: Mac) {
	const payload = new Uint8Array(RARP_LENGTH);
	payload.set([0, 1, 8, 0, 6, 4, 0, RARP.request]);
	writeMac(payload, 8, mac);
	writeMac(payload, 18, mac);
	return buildFrame({dst: BROADCAST, src: mac, etherType: RARP.etherType, payload});
}

/** The VF of the new host comes, if there is one that is still free; the machine has arrived. */
function finish(world: World, machine: Machine, {nic, vf: id, vfName}: Migration, out: Sink): void {
	delete machine.migration;
	const own = deviceAt(world, nic);
	const port = peerOf(world, nic);
	const vf = id === -1 ? undefined : deviceOfKind(world, id, 'vf');
	if (!vf?.present || vf.machine !== pfOf(world, vf).machine) return;
	if (port) unregister(world, port, own.mac, out);
	setVf(world, pfOf(world, vf), vf.number, {mac: own.mac}, out);
	const result = assignVf(world, vf, {kind: 'assign-vf', device: id, machine: machine.id, name: vfName}, out);
	if (result.kind === 'done' && out.tracing) out.note({kind: 'migration', phase: 'plugged'});
}

/** While a pair goes by virtio, the bridge of `port` and the card under that bridge know its MAC. */
export function register(world: World, port: Device, mac: Mac, out: Sink): void {
	const bridge = deviceOfKind(world, port.master, 'bridge');
	if (!bridge) return;
	applyFdbChange(world, {kind: 'fdb-add', verb: 'replace', device: port.id, mac, type: 'static', target: 'master'}, out);
	for (const uplink of uplinksOf(world, bridge.id)) if (!uplink.unicast.includes(mac)) uplink.unicast.push(mac);
}

function unregister(world: World, port: Device, mac: Mac, out: Sink): void {
	const bridge = deviceOfKind(world, port.master, 'bridge');
	if (!bridge) return;
	applyFdbChange(world, {kind: 'fdb-del', device: port.id, mac, target: 'master'}, out);
	for (const uplink of uplinksOf(world, bridge.id)) dropFirst(uplink.unicast, mac);
}

/** Ports of a bridge whose card must be told what is behind them: a PF, or a VF that the host kept. */
function uplinksOf(world: World, bridge: DeviceId): Device[] {
	const ports = deviceOfKind(world, bridge, 'bridge')?.ports ?? [];
	return ports.map(({device}) => deviceAt(world, device)).filter((device) => device.kind === 'vf' || isActivePf(device));
}
