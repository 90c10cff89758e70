/**
 * Services of a virtual network of a hosted hypervisor: stations that are processes of the host. They have no box; they stand
 * behind the name of their network, in the box of the host.
 */
import type {Hub, HubService} from '../../engine/hosted/hub-device.js';
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {deviceAt, deviceOfKind, peerOf, type World} from '../../engine/world.js';
import {textWidth} from '../cell-width.js';

/** How much of a network is said: its services with their addresses, their names, nothing. */
export type HubDetail = 'addresses' | 'names' | 'none';

interface Station {
	word: string;
	service: HubService;
}

/** Those that work, in the order in which they are named. */
function stationsOf({nat, dhcp}: Hub): Station[] {
	return [
		...(nat ? [{word: 'NAT', service: nat}] : []),
		// Both may be one process, which is then named once.
		...(dhcp && dhcp.machine !== nat?.machine ? [{word: 'DHCP', service: dhcp}] : []),
	].filter(({service}) => service.on);
}

/** What stands in the box: `vmnet8 NAT .2 DHCP .254`. */
export function hubName(world: World, hub: Hub, detail: HubDetail): string {
	const words = stationsOf(hub).map((station) => {
		const address = deviceAt(world, station.service.device).addresses[0]?.address;
		return detail === 'addresses' && address !== undefined ? `${station.word} .${address % 256}` : station.word;
	});
	return detail === 'none' ? hub.name : [hub.name, ...words].join(' ');
}

/** Column of a service within the name of its network, or `undefined` when the name does not say it. */
export function columnOfService(hub: Hub, device: DeviceId, name: string): number | undefined {
	const blank = blankBeforeService(hub, device, name);
	return blank === undefined ? undefined : blank + 1 + (wordOf(hub, device).length >> 1);
}

/** Column of the blank before a service in the name of its network. */
export function blankBeforeService(hub: Hub, device: DeviceId, name: string): number | undefined {
	const word = wordOf(hub, device);
	const at = word === '' ? -1 : name.indexOf(` ${word}`);
	return at === -1 ? undefined : textWidth(name.slice(0, at));
}

function wordOf(hub: Hub, device: DeviceId): string {
	return stationsOf(hub).find(({service}) => service.device === device)?.word ?? '';
}

/** The network on which the service `machine` stands; `undefined` for a machine that is no service. */
export function hubOfService(world: World, machine: MachineId): Hub | undefined {
	const {role, devices} = world.machines[machine] as World['machines'][number];
	if (role !== 'service') return undefined;
	const jack = devices.map((id) => peerOf(world, id)).find((end) => end !== undefined);
	return jack && asHub(world, jack.master);
}

/** The machine in whose box something of `machine` stands. */
export function homeOf(world: World, machine: MachineId): MachineId {
	return hubOfService(world, machine)?.machine ?? machine;
}

export function asHub(world: World, id: DeviceId): Hub | undefined {
	return id === -1 ? undefined : (deviceOfKind(world, id, 'vmnet') ?? deviceOfKind(world, id, 'user-network'));
}
