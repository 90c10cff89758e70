/** What there is in the lab that a word of a kind could name. */
import {BONDING_MODES, XMIT_HASH_POLICIES} from '../engine/devices/bonding/bond-device.js';
import {PORT_STATES} from '../engine/devices/bridge/bridge-device.js';
import {fdbOf} from '../engine/devices/bridge/ports.js';
import {MACVLAN_MODES} from '../engine/devices/macvlan-device.js';
import {formatMac} from '../engine/mac.js';
import {findTable, IPTABLES_NAT, STANDARD_CHAINS} from '../engine/nat/tables.js';
import {formatIpv4} from '../engine/protocol/ipv4-address.js';
import {deviceAt, type World} from '../engine/world.js';
import type {ArgumentKind, Place} from './command.js';
import {ovsNamesOf} from './complete-ovs.js';
import {filesOf} from './file-space.js';
import {settingsOf} from './kernel-settings.js';
import {bridgesOf, devicesOf, machineAt, seatsIn} from './resolve.js';
import {TARGETS} from './tools/iptables/options.js';

/** Names of a kind that there are now; kinds whose values are made up have none. `words` are the arguments before it. */
export function namesOf(place: Place, kind: ArgumentKind | undefined, words: readonly string[] = []): string[] {
	const {world} = place;
	switch (kind) {
		case 'device':
			return ['lo', ...devicesOf(place).map(({name}) => name)];
		case 'bridge':
			return bridgesOf(place).map(({name}) => name);
		case 'master':
			return devicesOf(place).flatMap(({name, kind: made}) => (made === 'bridge' || made === 'bond' ? [name] : []));
		case 'port':
			return devicesOf(place).flatMap(({name, master}) => (master === -1 ? [] : [name]));
		case 'machine':
			return seatsIn(world).map(({name}) => name);
		case 'mac':
			return world.devices.flatMap(({present: there, mac}) => (there ? [formatMac(mac)] : []));
		case 'fdb-mac':
			return bridgesOf(place).flatMap((bridge) => fdbOf(bridge, world.now).map(({mac}) => formatMac(mac)));
		case 'address':
			return [...neighboursOf(place), ...addressesOf(world), ...world.machines.map(({name}) => name)];
		case 'prefix':
			return devicesOf(place).flatMap(({addresses}) => addresses.map(({address, prefix}) => `${formatIpv4(address)}/${prefix}`));
		case 'on-off':
			return ['on', 'off'];
		case 'macvlan-mode':
			return [...MACVLAN_MODES];
		case 'macvlan-flag':
			return ['nopromisc', 'nodst', 'null'];
		case 'bonding-mode':
			return [...BONDING_MODES];
		case 'file':
			return filesOf(place);
		case 'kernel-setting':
			return settingsOf(machineAt(place)).map(({name}) => name);
		case 'xmit-hash-policy':
			return [...XMIT_HASH_POLICIES];
		case 'list-change':
			return ['add', 'del', 'set', 'flush'];
		case 'port-state':
			return [...PORT_STATES];
		case 'fdb-state':
			return ['permanent', 'static', 'stale', 'dynamic', 'all'];
		case 'neighbour-state':
			return ['permanent', 'reachable', 'stale'];
		case 'link-type':
			return ['bond', 'bridge', 'bridge_slave', 'gretap', 'macvlan', 'macvtap', 'veth', 'vlan', 'vxlan'];
		case 'family':
			return ['inet', 'link'];
		case 'table':
			return ['nat'];
		case 'chain':
			return chainNames(place);
		case 'protocol':
			return ['icmp', 'tcp', 'udp'];
		case 'target':
			return [...TARGETS, ...ownChains(place)];
		case 'dns-name':
			return namesServed(world);
		case 'web-address':
			return pagesServed(world).map((address) => `http://${address}/`);
		case 'vlan':
			return vlansIn(world).map(String);
		case 'name':
		case 'group':
		case 'number':
		case 'seconds':
		case 'text':
		case undefined:
			return [];
		case 'ovs-bridge':
		case 'ovs-port':
		case 'ovs-bridge-or-port':
		case 'ovs-interface':
		case 'ovs-port-setting':
		case 'ovsdb-table':
		case 'ovsdb-record':
		case 'ovsdb-column':
		case 'ovsdb-setting':
		case 'fail-mode':
			return ovsNamesOf(place, kind, words);
		default:
			return kind satisfies never;
	}
}

function ownChains(place: Place): string[] {
	const table = findTable(machineAt(place).stack.netfilter?.tables ?? [], IPTABLES_NAT);
	return table?.chains.flatMap(({name, base}) => (base ? [] : [name])) ?? [];
}

function chainNames(place: Place): string[] {
	return [...Object.keys(STANDARD_CHAINS), ...ownChains(place)];
}

function neighboursOf(place: Place): string[] {
	return machineAt(place).stack.neighbours.map(({address}) => formatIpv4(address));
}

function addressesOf(world: World): string[] {
	return world.machines.flatMap((machine) =>
		machine.devices.flatMap((id) => deviceAt(world, id).addresses.map(({address}) => formatIpv4(address))),
	);
}

function namesServed(world: World): string[] {
	return world.machines.flatMap(({programs}) => programs?.dnsServer?.records.map(({name}) => name) ?? []);
}

/** Names of the machines that have a web server, with the port where it is not 80. */
function pagesServed(world: World): string[] {
	return world.machines.flatMap(({name, programs}) =>
		(programs?.webServers ?? []).map(({port}) => (port === 80 ? name : `${name}:${port}`)),
	);
}

/** VLANs that some bridge carries or some device tags, on any machine. */
function vlansIn(world: World): number[] {
	const vids = world.devices.flatMap((device) => {
		if (!device.present) return [];
		if (device.kind === 'vlan') return [device.vid];
		if (device.kind !== 'bridge') return [];
		return [device.vlans, ...device.ports.map(({vlans}) => vlans)].flatMap(({members}) => [...members.keys()]);
	});
	return [...new Set(vids)].sort((a, b) => a - b);
}
