/** Derives from settings and ports what a frame needs. */
import type {Mac} from '../mac.js';
import {peerOf, type World} from '../world.js';
import {listenersOnly} from './mirror.js';
import {resolveGroups} from './port-group.js';
import {takeAddress} from './security.js';
import type {SwitchIndex, VmwareSwitch} from './vmware-switch-device.js';

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
		const group = groups.get(port.group);
		const wanted = port.kernel ? world.devices[port.device]?.mac : peerOf(world, port.device)?.mac;
		if (group && wanted !== undefined) takeAddress(group.security, port, wanted);
		const same = byMac.get(port.mac);
		if (port.mac === 0) continue;
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
