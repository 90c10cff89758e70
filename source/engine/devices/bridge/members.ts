/*
 * Members: what happens to the bridge when a port comes, goes, or changes
 *
 * br0 takes on what its ports are. Its MAC is the lowest of theirs and its MTU the
 * smallest, unless somebody set them by hand; it has carrier only while a port
 * forwards. So adding a NIC can change the address by which the host is known.
 *
 * A port that goes down, or loses its carrier, is disabled and its dynamic entries
 * are flushed (not if a backup port stands in for it); static ones stay. A port that
 * leaves takes all its entries with it.
 * A bridge that goes down disables all its ports and stops its timers.
 *
 * Rules: br_add_if, del_nbp, br_port_carrier_check, br_mtu_auto_adjust (br_if.c),
 * br_device_event (br.c), br_dev_open, br_dev_stop (br_device.c),
 * br_stp_recalculate_bridge_id (br_stp_if.c). Joining and leaving themselves are
 * changes: `changes/port.ts`.
 *
 * Not modelled: headroom, offload features, the sysfs tree.
 */
import type {Mac} from '../../mac.js';
import type {DeviceId} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import {deviceAt, type World} from '../../world.js';
import {lowerMacChanged} from '../stacking.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {startCollector, stopCollector} from './collector.js';
import {changeBridgeEntries, changePortEntries} from './local-entries.js';
import {portOf} from './ports.js';
import {disableBridge, disablePort, enableBridge, enablePort} from './stp-port.js';
import {bridgeIdChanged, pathCostForSpeed} from './stp-settings.js';

/** br0 was set up or down: `bridge.up` is already the new state. */
export function setBridgeUp(bridge: Bridge, up: boolean, now: number, out: Sink): void {
	if (up) {
		startCollector(bridge, now, out);
		enableBridge(bridge, now, out);
	} else {
		disableBridge(bridge, now, out);
		stopCollector(bridge);
	}
}

/** A port's device became able to carry frames, or ceased to be (br_port_carrier_check). */
export function portOperationalChanged(bridge: Bridge, port: BridgePort, operational: boolean, now: number, out: Sink): void {
	port.carrier = operational;
	if (operational && !port.costIsFixed) port.cost = pathCostForSpeed(port.speed);
	if (!bridge.up) return;
	if (operational && port.state === 'disabled') enablePort(bridge, port, now, out);
	if (!operational && port.state !== 'disabled') disablePort(bridge, port, now, out);
}

/** A port's device has another MAC: its local entries follow, and perhaps br0's own MAC. */
export function memberMacChanged(world: World, bridge: Bridge, device: DeviceId, now: number, out: Sink): void {
	const port = portOf(bridge, device);
	if (!port) return;
	port.mac = deviceAt(world, device).mac;
	changePortEntries(bridge, port, now);
	adoptLowestMac(world, bridge, now, out);
}

/** Somebody gives br0 a MAC; from then on it keeps it (br_set_mac_address). */
export function setBridgeMac(bridge: Bridge, mac: Mac, now: number, out: Sink): void {
	if (mac !== bridge.mac) changeMac(bridge, mac, now, out);
	bridge.macIsFixed = true;
}

/** br0's MAC becomes the lowest of its ports', 0 without ports, unless it was set by hand (br_stp_recalculate_bridge_id). */
export function adoptLowestMac(world: World, bridge: Bridge, now: number, out: Sink): void {
	if (bridge.macIsFixed) return;
	const lowest = bridge.ports.length === 0 ? 0 : Math.min(...bridge.ports.map((port) => port.mac));
	if (lowest === bridge.stp.idMac) return;
	const before = bridge.mac;
	changeMac(bridge, lowest, now, out);
	lowerMacChanged(world, bridge, before);
}

/** br0's MAC, its local entries and the bridge id become `mac` (br_stp_change_bridge_id). */
export function changeMac(bridge: Bridge, mac: Mac, now: number, out: Sink): void {
	changeBridgeEntries(bridge, mac, now);
	bridge.mac = mac;
	bridgeIdChanged(bridge, mac, now, out);
}
