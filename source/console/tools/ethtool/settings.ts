/*
 * What drivers say of themselves and of their links (ethtool_ops of veth.c, br_device.c, macvlan.c, vlan_dev.c, vxlan_core.c,
 * bond_main.c, ip_gre.c, internal_dev in Open vSwitch; ixgbe and its like for cards with virtual functions)
 *
 * Veth, bridge, macvlan and VXLAN are as Linux 6.18 answers; the others as their source says. A card without a model has no driver that
 * the lab could name.
 */
import type {Device} from '../../../engine/device.js';
import {linkSpeed} from '../../../engine/devices/link-speed.js';
import {isOperational} from '../../../engine/netdev.js';
import {isPf, pfOf} from '../../../engine/sriov/adapter.js';
import {MODEL_RULES, type NicModel} from '../../../engine/sriov/nic-model.js';
import type {World} from '../../../engine/world.js';
import {isVirtualPair} from '../../print/link-line.js';

/** What `ethtool -i` says. */
export interface Driver {
	driver: string;
	version: string;
	firmware: string;
	bus: string;
	hasStatistics: boolean;
}

const PLAIN = {firmware: '', bus: '', hasStatistics: false};

/** Drivers of virtual functions by the card. */
const VF_DRIVERS: Readonly<Record<NicModel, string>> = {'82599': 'ixgbevf', igb: 'igbvf', x710: 'iavf', e810: 'iavf', custom: 'ixgbevf'};

/** `undefined` for a card whose maker the lab does not know, and for what is no Linux device. */
export function driverOf(world: World, device: Device): Driver | undefined {
	switch (device.kind) {
		case 'nic':
			if (isVirtualPair(world, device)) return {...PLAIN, driver: 'veth', version: '1.0', hasStatistics: true};
			return isPf(device) ? {...PLAIN, driver: MODEL_RULES[device.sriov.model].driver, version: '', hasStatistics: true} : undefined;
		case 'vf':
			return {...PLAIN, driver: VF_DRIVERS[pfOf(world, device).sriov.model], version: '', hasStatistics: true};
		case 'bridge':
			return {...PLAIN, driver: 'bridge', version: '2.3', firmware: 'N/A', bus: 'N/A'};
		case 'macvlan':
		case 'macvtap':
			return {...PLAIN, driver: 'macvlan', version: '0.1'};
		case 'vlan':
			return {...PLAIN, driver: '802.1Q VLAN Support', version: '1.8', firmware: 'N/A'};
		case 'bond':
			return {...PLAIN, driver: 'bonding', version: '', firmware: '2'};
		case 'vxlan':
			return {...PLAIN, driver: 'vxlan', version: '0.1'};
		case 'datapath':
		case 'ovs-internal':
			return {...PLAIN, driver: 'openvswitch', version: ''};
		case 'failover':
			return {...PLAIN, driver: 'net_failover', version: '0.1'};
		default:
			return undefined;
	}
}

export function driverText({driver, version, firmware, bus, hasStatistics}: Driver): string {
	const can = (what: string, yes: boolean): string => `supports-${what}: ${yes ? 'yes' : 'no'}\n`;
	const head = `driver: ${driver}\nversion: ${version}\nfirmware-version: ${firmware}\nexpansion-rom-version: \nbus-info: ${bus}\n`;
	return (
		head +
		can('statistics', hasStatistics) +
		['test', 'eeprom-access', 'register-dump', 'priv-flags'].map((what) => can(what, false)).join('')
	);
}

const NOTHING_SUPPORTED = `	Supported ports: [  ]
	Supported link modes:   Not reported
	Supported pause frame use: No
	Supports auto-negotiation: No
	Supported FEC modes: Not reported
	Advertised link modes:  Not reported
	Advertised pause frame use: No
	Advertised auto-negotiation: No
	Advertised FEC modes: Not reported
`;

/** What `ethtool DEVICE` says: only the link for a device whose driver says nothing of its own. */
export function settingsText(world: World, device: Device): string {
	const head = `Settings for ${device.name}:\n`;
	const link = `\tLink detected: ${device.up && device.carrier ? 'yes' : 'no'}\n`;
	switch (device.kind) {
		case 'gretap':
		case 'datapath':
		case 'ovs-internal':
			return head + link;
		case 'bridge':
			return `${head}${NOTHING_SUPPORTED}${speedText(
				fastest(
					world,
					device.ports.map(({device: id}) => id),
				),
			)}${rest('Other', false)}${link}`;
		case 'nic':
		case 'vf':
			// A card negotiates; without a partner there is nothing to tell.
			if (!device.carrier && !isVirtualPair(world, device))
				return `${head}${NOTHING_SUPPORTED}${speedText(0)}\tDuplex: Unknown! (255)\n${rest('Twisted Pair', true)}${link}`;
			return `${head}${NOTHING_SUPPORTED}${speedText(linkSpeed(world, device))}\tDuplex: Full\n${rest('Twisted Pair', true)}${link}`;
		default:
			return `${head}${NOTHING_SUPPORTED}${speedText(linkSpeed(world, device))}\tDuplex: Full\n${rest('Twisted Pair', true)}${link}`;
	}
}

/** A bridge is as fast as the fastest of its ports that works, and of no known duplex (br_get_link_ksettings). */
function fastest(world: World, ports: readonly number[]): number {
	const working = ports.map((id) => world.devices[id] as Device).filter(isOperational);
	return Math.max(0, ...working.map((port) => linkSpeed(world, port)));
}

function speedText(speed: number): string {
	return `\tSpeed: ${speed === 0 ? 'Unknown!' : `${speed}Mb/s`}\n`;
}

function rest(port: string, isTwisted: boolean): string {
	const duplex = isTwisted ? '' : '\tDuplex: Unknown! (255)\n';
	return `${duplex}\tAuto-negotiation: off\n\tPort: ${port}\n\tPHYAD: 0\n\tTransceiver: internal\n${isTwisted ? '\tMDI-X: Unknown\n' : ''}`;
}
