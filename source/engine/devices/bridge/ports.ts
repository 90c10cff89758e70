/*
 * The ports of a bridge, and its FDB, as others ask for them
 *
 * A port is a network device that gave its frames away. The bridge has a number for
 * it, which the FDB and the spanning tree use, and a copy of what it must know of
 * the device (MAC, MTU, carrier, speed), so that forwarding never looks outside the
 * bridge; `members.ts` keeps the copy.
 *
 * Not modelled: ports that leave promiscuous mode because VLAN filtering made them
 * static (br_manage_promisc).
 */
import {type FdbEntry, listEntries} from '../../fdb.js';
import type {DeviceId} from '../../netdev.js';
import type {Bridge, BridgePort} from './bridge-device.js';

/** The port that is `device`. */
export function portOf(bridge: Bridge, device: DeviceId): BridgePort | undefined {
	for (const port of bridge.ports) if (port.device === device) return port;
	return undefined;
}

/** The port with this number; `undefined` for 0, the bridge itself. */
export function portNumbered(bridge: Bridge, number: number): BridgePort | undefined {
	// Numbers follow the order of addition until a port has left.
	const likely = bridge.ports[number - 1];
	if (likely !== undefined && likely.number === number) return likely;
	for (const port of bridge.ports) if (port.number === number) return port;
	return undefined;
}

/** How long an entry may be silent, ns; shorter while the topology changes (hold_time). */
export function holdTime(bridge: Bridge): number {
	return bridge.stp.topologyChange ? bridge.stp.forwardDelay : bridge.ageing;
}

/** The FDB as it is shown, newest entry first; `device` is the port's, or the bridge itself. */
export function fdbOf(bridge: Bridge, now: number): (FdbEntry & {device: DeviceId})[] {
	return listEntries(bridge.fdb, holdTime(bridge), now).map((entry) => ({
		...entry,
		device: portNumbered(bridge, entry.port)?.device ?? bridge.id,
	}));
}
