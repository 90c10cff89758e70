/** Uplinks of switches of VMware: their duty in the team, whether they work, how many ports leave by them. */
import type {Uplink, VmwareSwitch} from '../../engine/vmware/vmware-switch-device.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import type {Recent} from './recent.js';
import {column, numbers, type Row, type Table} from './table.js';
import {switchName, vmwareSwitches} from './vnic-table.js';

type TableWords = Catalogue['tables'];

/** The duty is that of the switch's own team; a port group may have another one. */
export function uplinkTable(world: World, recent: Recent, words: TableWords): Table {
	const rows = vmwareSwitches(world).flatMap((device) =>
		device.uplinks.map((uplink): Row => {
			const news = recent.causes.find(
				({cause}) =>
					(cause.kind === 'vmware-notified' && cause.uplink === uplink.device) ||
					(cause.kind === 'vmware-moved' && (cause.from === uplink.name || cause.to === uplink.name)),
			);
			const nic = deviceAt(world, uplink.device).name;
			const bound = device.ports.filter((port) => port.bound === uplink.name || (uplink.lag !== '' && port.bound === uplink.lag)).length;
			const cells = [
				switchName(world, device),
				uplink.name === nic ? nic : `${uplink.name} (${nic})`,
				words.duties[dutyOf(device, uplink)],
				uplink.up ? (uplink.returned ? words.returned : words.up) : words.down,
				String(bound),
			];
			return {cells, change: news || recent.touched.has(uplink.device) ? 'changed' : undefined, cause: news?.node};
		}),
	);
	return {
		title: words.names.uplinks,
		columns: [column(words.switch, 2), column(words.uplink), column(words.duty), column(words.state, 1), numbers(words.names.ports, 3)],
		rows,
		empty: words.emptyUplinks,
	};
}

function dutyOf({settings}: VmwareSwitch, {name, lag}: Uplink): 'active' | 'standby' | 'unused' | 'lag' {
	const {active, standby} = settings.teaming;
	const isNamed = (list: readonly string[]) => list.includes(name) || (lag !== '' && list.includes(lag));
	if (standby.length > 0 && isNamed(standby)) return 'standby';
	if (lag !== '') return 'lag';
	return active === undefined || isNamed(active) ? 'active' : 'unused';
}
