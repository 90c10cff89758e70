/** How fast the link of a device is, as `ethtool` reports it. */
import type {Device} from '../device.js';
import {activeHalf} from '../sriov/failover.js';
import {deviceAt, type World} from '../world.js';
import {canTransmit} from './bonding/slaves.js';

/** Mb/s of the link below; a macvlan reports its lower device's (macvlan_ethtool_get_link_ksettings), a bond the sum of its slaves' (bond_ethtool_get_link_ksettings), a VXLAN device that of the device it is bound to (vxlan_get_link_ksettings). */
export function linkSpeed(world: World, device: Device): number {
	switch (device.kind) {
		case 'nic':
			return device.speed;
		case 'macvlan':
		case 'macvtap':
		case 'vlan':
			return linkSpeed(world, deviceAt(world, device.lower));
		case 'vf':
			return linkSpeed(world, deviceAt(world, device.pf));
		case 'failover': {
			const half = activeHalf(world, device);
			return half ? linkSpeed(world, half) : 0;
		}
		case 'bond': {
			const speeds = device.slaves.filter((slave) => canTransmit(world, slave)).map(({speed}) => speed);
			if (device.options.mode === 'broadcast') return speeds.length === 0 ? 0 : Math.min(...speeds);
			return speeds.reduce((sum, speed) => sum + speed, 0);
		}
		case 'bridge':
		case 'datapath':
		case 'ovs-internal':
		case 'gretap':
		case 'vmnet':
		case 'user-network':
		case 'vlan-switch':
		case 'vmware-switch':
		case 'vmknic':
			return 0;
		case 'vxlan':
			return device.lower === -1 ? 0 : linkSpeed(world, deviceAt(world, device.lower));
		default:
			return device satisfies never;
	}
}
