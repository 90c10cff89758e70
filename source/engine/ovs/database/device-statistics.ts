/**
 * What the devices of ports count (netdev_get_stats), by the names of column `statistics`.
 *
 * A device that does not count something has no such name: dummies and ports without a device count frames and octets only.
 */
import type {Device} from '../../device.js';
import type {DatapathType} from '../../devices/datapath/datapath-device.js';

import {deviceAt, type World} from '../../world.js';
import type {OfPort, OvsBridge, Vswitchd} from '../vswitchd.js';

export type DeviceStatistics = Readonly<Record<string, number>>;

/** Those of a port; a patch port and a tunnel count for themselves. */
export function portStatistics(world: World, switchd: Vswitchd, {type}: OvsBridge, port: OfPort): DeviceStatistics {
	if (port.device !== -1) return statisticsOfDevice(switchd, deviceAt(world, port.device), type === 'netdev' ? 'netdev' : 'system');
	const {rxPackets, rxBytes, txPackets, txBytes} = port.counters;
	return {rx_packets: rxPackets, rx_bytes: rxBytes, tx_packets: txPackets, tx_bytes: txBytes};
}

/** Those of a device at a datapath; a device of Linux counts what an ether can do wrong, too, which in a lab is nothing. */
export function statisticsOfDevice({datapathOverride}: Vswitchd, {kind, counters}: Device, datapath: DatapathType): DeviceStatistics {
	const isInternal = kind === 'ovs-internal';
	const isDummy = datapathOverride !== undefined;
	const {rxFrames, rxBytes, rxDropped, txFrames, txBytes, txDropped, multicast} = counters;
	const host = {
		rx_packets: rxFrames,
		rx_bytes: rxBytes,
		rx_dropped: rxDropped,
		tx_packets: txFrames,
		tx_bytes: txBytes,
		tx_dropped: txDropped,
	};
	// The kernel counts an internal port from the side of the host, a userspace switch from its own.
	const isTurned = isInternal && (isDummy || datapath === 'netdev');
	const counted = isTurned ? turned(host) : host;
	if (isDummy) return dummyStatistics(counted);
	const errors = ['rx_errors', 'tx_errors', 'rx_frame_err', 'rx_over_err', 'rx_crc_err', 'rx_missed_errors', 'collisions'];
	return {
		...counted,
		...Object.fromEntries(errors.map((name) => [name, 0])),
		rx_multicast_packets: isInternal && !isTurned ? 0 : multicast,
	};
}

function turned(counted: Readonly<Record<string, number>>): Record<string, number> {
	return Object.fromEntries(
		Object.entries(counted).map(([name, count]) => [`${name.startsWith('rx') ? 'tx' : 'rx'}${name.slice(2)}`, count]),
	);
}

/** Dummy devices have one queue a direction, and two counters of their own that count the same. */
function dummyStatistics(counted: Readonly<Record<string, number>>): Record<string, number> {
	const {rx_packets = 0, rx_bytes = 0, tx_packets = 0, tx_bytes = 0} = counted;
	return {
		...{rx_packets, rx_bytes, tx_packets, tx_bytes, rx_custom_packets_1: rx_packets, rx_custom_packets_2: rx_packets},
		...{rx_q0_packets: rx_packets, rx_q0_bytes: rx_bytes, tx_q0_packets: tx_packets, tx_q0_bytes: tx_bytes},
	};
}
