/** Which tables a world can fill: where nobody runs Open vSwitch, nobody walks past its tables. */
import {isPf} from '../../engine/sriov/adapter.js';
import type {World} from '../../engine/world.js';
import {TABLES, type TableName} from '../../lesson/schema.js';
import {vmwareSwitches} from './vnic-table.js';

/** In the order of Tab. */
export function tablesOf(world: World | undefined): readonly TableName[] {
	return TABLES.filter((name) => !world || hasTable(world, name));
}

function hasTable(world: World, name: TableName): boolean {
	const hasOvs = world.machines.some(({vswitchd}) => vswitchd && vswitchd.bridges.length > 0);
	switch (name) {
		case 'flows':
		case 'megaflows':
			return hasOvs;
		case 'ports':
			return (
				hasOvs ||
				world.devices.some(
					(device) =>
						device.present &&
						(device.kind === 'vlan-switch' ||
							device.kind === 'vmware-switch' ||
							(device.kind === 'bridge' && (device.vlanFiltering || device.stp.enabled))),
				)
			);
		case 'bonds':
			return (
				world.devices.some((device) => device.present && device.kind === 'bond') ||
				world.machines.some(({vswitchd}) => vswitchd?.bridges.some(({ports}) => ports.some(({bond}) => bond)))
			);
		case 'vnics':
		case 'uplinks':
			return vmwareSwitches(world).length > 0;
		case 'vfs':
			return world.devices.some((device) => device.present && isPf(device));
		case 'nat':
			return world.machines.some(({stack, natService}) => stack.netfilter || natService);
		case 'leases':
			return world.machines.some(({programs}) => programs && programs.dhcpServers.length > 0);
		case 'routes':
			return world.machines.some(({stack}) => stack.forwarding || stack.routes.some(({gateway}) => gateway !== undefined));
		case 'fdb':
		case 'macvlan':
		case 'counters':
		case 'filters':
		case 'arp':
		case 'frames':
			return true;
		default:
			return name satisfies never;
	}
}
