/** Derives from settings and ports what a frame needs. */
import type {Mac} from '../mac.js';
import {peerOf, type World} from '../world.js';
import {listenersOnly} from './mirror.js';
import {type ResolvedGroup, resolveGroups} from './port-group.js';
import {takeAddress} from './security.js';
import type {SwitchIndex, VirtualPort, VmwareSwitch} from './vmware-switch-device.js';

export function emptyIndex(): SwitchIndex {
	return {
		groups: new Map(),
		positions: new Map(),
		byMac: new Map(),
		promiscuous: [],
		flooded: [],
		privateVlans: new Map(),
		listeners: new Map(),
		mirrorOnly: new Set(),
	};
}

/** Call it when settings, ports or an address have changed: guests' addresses are asked for anew, too. */
export function refreshIndex(world: World, device: VmwareSwitch): void {
	const {settings, family, ports} = device;
	const groups = resolveGroups(family, settings, family === 'standard' || device.revision > 0);
	const byMac = new Map<Mac, number[]>();
	const isVem = family === 'nexus-1000v';
	for (const port of ports) {
		seeGuest(world, port, groups.get(port.group));
		if (port.mac === 0 || !port.up) continue;
		const same = byMac.get(port.mac);
		if (same) same.push(port.number);
		else byMac.set(port.mac, [port.number]);
	}
	const having = (wanted: (name: string) => boolean | undefined): number[] =>
		ports.filter(({group}) => wanted(group)).map(({number}) => number);
	device.index = {
		groups,
		positions: new Map(ports.map(({number}, position) => [number, position])),
		byMac,
		promiscuous: having((name) => groups.get(name)?.security.promiscuous === 'accept'),
		flooded: having((name) => (isVem ? groups.has(name) && !settings.floodBlocking : groups.get(name)?.learning?.flooding)),
		privateVlans: new Map(settings.privateVlans.map((vlan) => [vlan.secondary, vlan])),
		listeners: new Map(ports.map(({device: id, number}) => [id, number])),
		mirrorOnly: listenersOnly(settings.mirrors),
	};
}

/** What is plugged in, and which address it uses. What a vmknic is configured with is what it has. */
function seeGuest(world: World, port: VirtualPort, group: ResolvedGroup | undefined): void {
	const guest = port.kernel ? world.devices[port.device] : peerOf(world, port.device);
	if (!guest) return;
	const isAnother = port.guest !== -1 && port.guest !== guest.id;
	if (isAnother || port.kernel || port.initial === 0) port.initial = guest.mac;
	port.guest = guest.id;
	if (group) takeAddress(group.security, port, guest.mac);
}
