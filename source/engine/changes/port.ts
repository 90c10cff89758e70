/*
 * A device becomes a port of a bridge or a slave of a bond, or ceases to be one
 *
 * A device has one receive handler, so what already carries macvlans cannot be a
 * port, nor can a port of another bridge (`ip link set … master` releases it first;
 * `brctl addif` does not). Bridges do not nest.
 *
 * Rules: br_add_if, br_del_if, del_nbp (br_if.c), do_set_master (rtnetlink.c).
 *
 * Not modelled: devices that refuse to be bridged (IFF_DONT_BRIDGE, wireless), a
 * loopback device, which no machine here has.
 */
import {changeOperational} from '../carrier.js';
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import type {Bridge} from '../devices/bridge/bridge-device.js';
import {createPort} from '../devices/bridge/create.js';
import {addPortEntries, removePortEntries} from '../devices/bridge/local-entries.js';
import {removeMulticastPort} from '../devices/bridge/mdb-port.js';
import {adoptLowestMac} from '../devices/bridge/members.js';
import {portOf} from '../devices/bridge/ports.js';
import {disablePort, enablePort, loseCarrier} from '../devices/bridge/stp-port.js';
import {linkSpeed} from '../devices/link-speed.js';
import {adjustBridgeMtu, changeAllmulti, changePromiscuity, stackingRefusal} from '../devices/stacking.js';
import {isGroup} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {leavePair} from '../sriov/pair.js';
import {unplug} from '../vmware/plug.js';
import {deviceAt, deviceOfKind, macvlansOn, type World} from '../world.js';
import {enslaveToBond, releaseFromBond} from './bond.js';

/**
 * Makes `id` a port of `master` (br_add_if), which may be a bond, too. EOPNOTSUPP: not a master. ELOOP: a
 * bridge. EBUSY: a port already, macvlans are on it, or it stands on the bridge.
 * EMLINK: too many levels. EXFULL: 1023 ports.
 */
export function enslave(world: World, id: DeviceId, master: DeviceId, out: Sink): ChangeResult {
	const device = deviceAt(world, id);
	const bond = deviceOfKind(world, master, 'bond');
	if (bond) return enslaveToBond(world, device, bond, out);
	const bridge = deviceOfKind(world, master, 'bridge');
	if (!bridge) return refused('EOPNOTSUPP');
	if (device.machine !== bridge.machine) return refused('ENODEV');
	if (device.mac === 0 || isGroup(device.mac)) return refused('EINVAL');
	if (device.kind === 'bridge') return refused('ELOOP', 'Can not enslave a bridge to a bridge');
	if (device.master !== -1 || macvlansOn(world, device).length > 0) return refused('EBUSY');
	const refusal = stackingRefusal(world, device, bridge);
	if (refusal) return refusal;
	const port = createPort(bridge, device, linkSpeed(world, device));
	if (!port) return refused('EXFULL');
	changeOperational(world, [bridge.id], out, () => {
		device.master = bridge.id;
		device.masterPort = port.number;
		changePromiscuity(world, device, 1);
		changeAllmulti(world, device, 1);
		bridge.ports.push(port);
		addPortEntries(bridge, port, world.now);
		adoptLowestMac(world, bridge, world.now, out);
		if (port.carrier && bridge.up) enablePort(bridge, port, world.now, out);
		adjustBridgeMtu(world, bridge);
	});
	return DONE;
}

/** `ip link set … nomaster`, `brctl delif`. Without a master there is nothing to do; `brctl` looks first and complains itself. */
export function release(world: World, id: DeviceId, out: Sink): ChangeResult {
	// A datapath lets nobody go but by its own door.
	const device = deviceAt(world, id);
	if (deviceOfKind(world, device.master, 'datapath') || deviceOfKind(world, device.master, 'failover') || device.kind === 'vmknic')
		return refused('EOPNOTSUPP');
	leaveSwitch(world, device, out);
	return DONE;
}

/** Takes a device out of its bridge or its bond, if it has one. */
export function leaveSwitch(world: World, device: Device, out: Sink): void {
	const bond = deviceOfKind(world, device.master, 'bond');
	if (bond) releaseFromBond(world, device, bond, out);
	else if (deviceOfKind(world, device.master, 'failover')) leavePair(world, device, out);
	else if (!unplug(world, device.id, out)) releasePort(world, device.id, out);
}

/** Takes a port out of its bridge, with everything the bridge knew by it (br_del_if). */
export function releasePort(world: World, id: DeviceId, out: Sink): void {
	const device = deviceAt(world, id);
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const port = bridge && portOf(bridge, id);
	if (!port) return;
	changeOperational(world, [bridge.id], out, () => {
		changePromiscuity(world, device, -1);
		changeAllmulti(world, device, -1);
		disablePort(bridge, port, world.now, out);
		removeMulticastPort(bridge, port);
		bridge.ports = bridge.ports.filter((other) => other !== port);
		device.master = -1;
		device.masterPort = 0;
		removePortEntries(bridge, port.number);
		forgetBackup(bridge, id);
		adjustBridgeMtu(world, bridge);
		adoptLowestMac(world, bridge, world.now, out);
		// No port is left that could forward.
		if (bridge.ports.length === 0) loseCarrier(bridge);
	});
}

/** A port that is gone stands in for nobody (nbp_backup_clear). */
function forgetBackup(bridge: Bridge, gone: DeviceId): void {
	for (const port of bridge.ports) if (port.backupPort === gone) port.backupPort = -1;
}
