/** Ports of switches: what they do with VLANs, whether they work, what they have counted. */
import type {DeviceId} from '../../engine/netdev.js';
import {isOperational} from '../../engine/netdev.js';
import {portOfMember} from '../../engine/ovs/vswitchd.js';
import {deviceAt, machineOf, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {ovsVlans, vlansOfPort} from '../picture/port-label.js';
import type {Recent} from './recent.js';
import {column, numbers, type Row, type Table} from './table.js';

/** Of Open vSwitch by OpenFlow number; patch ports and tunnels are ports too, and no devices. */
export function portTable(world: World, recent: Recent, words: Catalogue['tables']): Table {
	const state = (up: boolean) => (up ? words.up : words.down);
	const mark = (device: DeviceId) => (recent.touched.has(device) ? 'changed' : undefined);
	const ofDevices = world.devices.flatMap((hub): Row[] => {
		if (!hub.present || (hub.kind !== 'bridge' && hub.kind !== 'vlan-switch' && hub.kind !== 'vmware-switch')) return [];
		const uplinks = hub.kind === 'vmware-switch' ? hub.uplinks.map(({device}, index) => ({device, number: hub.nextPort + index})) : [];
		return [...hub.ports, ...uplinks].map(({device: id, number}): Row => {
			const device = deviceAt(world, id);
			const {rxFrames, txFrames} = device.counters;
			const works = hub.kind === 'bridge' ? hub.ports.find((port) => port.device === id)?.state : undefined;
			const cells = [
				machineOf(world, hub.id).name,
				device.name,
				String(number),
				vlansOfPort(world, id),
				isOperational(device) && works ? works : state(isOperational(device)),
				String(rxFrames),
				String(txFrames),
			];
			return {cells, change: mark(id)};
		});
	});
	const ofOvs = world.machines.flatMap(({name, vswitchd}) =>
		(vswitchd?.bridges ?? []).flatMap((bridge, _, {length}) =>
			[...bridge.ofPorts.values()].map((port): Row => {
				const owner = portOfMember(bridge, port.number);
				const counters = port.device === -1 ? undefined : deviceAt(world, port.device).counters;
				const cells = [
					length > 1 ? `${name}/${bridge.name}` : name,
					port.name,
					port.number === 0xfffe ? 'LOCAL' : String(port.number),
					owner ? ovsVlans(owner) : '',
					state(port.up),
					String(counters?.rxFrames ?? port.counters.rxPackets),
					String(counters?.txFrames ?? port.counters.txPackets),
				];
				return {cells, change: port.device === -1 ? undefined : mark(port.device)};
			}),
		),
	);
	return {
		title: words.names.ports,
		columns: [
			column(words.switch),
			column(words.port),
			numbers(words.number, 5),
			column('VLAN'),
			column(words.state, 1),
			numbers(words.received, 3),
			numbers(words.sent, 4),
		],
		rows: [...ofOvs, ...ofDevices],
		empty: words.emptyPorts,
	};
}
