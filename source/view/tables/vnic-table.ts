/** Ports of switches of VMware: whose vNIC, in which port group, by which address the switch knows it, by which uplink it leaves. */

import {deviceName} from '../../console/telling/device-names.js';
import {formatMac} from '../../engine/mac.js';
import type {VirtualPort, VmwareSwitch} from '../../engine/vmware/vmware-switch-device.js';
import {deviceAt, machineOf, peerOf, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {vlansOfPort} from '../picture/port-label.js';
import type {Recent} from './recent.js';
import {column, type Row, type Table} from './table.js';

type TableWords = Catalogue['tables'];

export function vmwareSwitches(world: World): VmwareSwitch[] {
	return world.devices.flatMap((device) => (device.present && device.kind === 'vmware-switch' ? [device] : []));
}

/** `esx/vSwitch0`; the name of the host alone where it has one switch. */
export function switchName(world: World, device: VmwareSwitch): string {
	const {name} = machineOf(world, device.id);
	const several = vmwareSwitches(world).filter(({machine}) => machine === device.machine).length > 1;
	return several ? `${name}/${device.name}` : name;
}

export function vnicTable(world: World, recent: Recent, words: TableWords): Table {
	const switches = vmwareSwitches(world);
	const several = switches.length > 1;
	const rows = switches.flatMap((device) =>
		device.ports.map((port): Row => {
			const news = recent.causes.find(({cause}) => cause.kind.startsWith('vmware-') && 'port' in cause && cause.port === port.device);
			const touched = recent.touched.has(port.device);
			const cells = [
				...(several ? [switchName(world, device)] : []),
				ownerName(world, port),
				port.group,
				vlansOfPort(world, port.device).replace('VLAN ', ''),
				port.mac === 0 ? '' : formatMac(port.mac),
				port.blocked ? words.blocked : port.up ? words.up : words.down,
				port.bound === '' ? '-' : port.bound,
			];
			return {cells, change: news || touched ? 'changed' : undefined, cause: news?.node};
		}),
	);
	const columns = [column('vNIC'), column(words.group), column('VLAN', 1), column('MAC', 3), column(words.state, 4), column(words.uplink)];
	return {
		title: words.names.vnics,
		columns: several ? [column(words.switch, 2), ...columns] : columns,
		rows,
		empty: words.emptyVnics,
	};
}

/** The guest at the other end; of the host itself its vmknic. */
export function ownerName(world: World, {device, kernel}: VirtualPort): string {
	if (kernel) return deviceAt(world, device).name;
	const guest = peerOf(world, device);
	return guest ? deviceName(world, guest.id) : deviceAt(world, device).name;
}
