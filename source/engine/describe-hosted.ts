/** Networks of hosted hypervisors, from world to lab: services and ports fold back into the network that they belong to. */

import {hubOfJack} from './hosted/hub.js';
import type {Hub, HubState, UserNetwork, Vmnet} from './hosted/hub-device.js';
import type {LabDevice} from './lab.js';
import {formatMac} from './mac.js';
import type {DeviceId} from './netdev.js';
import {formatIpv4} from './protocol/ipv4-address.js';
import {deviceAt, machineOf, pathOf, type World} from './world.js';

type Common = Omit<LabDevice, 'kind'>;

const SECOND = 1_000_000_000;

export function describeVmnet(world: World, vmnet: Vmnet, common: Common): LabDevice {
	const {number, system, subnet, hostAdapter, promiscuous, uplink, rewriting} = vmnet;
	const bridged = uplink !== -1 || (number === 0 && !hostAdapter && !vmnet.nat && !vmnet.dhcp);
	return {
		...common,
		kind: 'vmnet',
		number,
		system,
		mode: vmnet.nat ? 'nat' : bridged ? 'bridged' : 'host-only',
		subnet: formatIpv4(subnet.address),
		hostAdapter: hostAdapter ? 'plain' : 'none',
		promiscuous,
		...(uplink === -1 ? {} : {uplink: deviceAt(world, uplink).name}),
		rewriting,
		service: {...describeDhcp(world, vmnet), ...describeNat(world, vmnet)},
	};
}

export function describeUserNetwork(world: World, network: UserNetwork, common: Common): LabDevice {
	const {mac: _, ...rest} = common;
	const settings = network.nat && dhcpSettings(world, network.nat.device);
	return {
		...rest,
		kind: 'user-network',
		subnet: formatIpv4(network.subnet.address),
		service: {dhcp: settings ?? 'none', ...describeNat(world, network)},
	};
}

function describeDhcp(world: World, {dhcp}: HubState) {
	const settings = dhcp && dhcpSettings(world, dhcp.device);
	return {dhcp: settings ? {on: dhcp.on, ...settings} : ('none' as const)};
}

function dhcpSettings(world: World, device: DeviceId) {
	const server = machineOf(world, device).programs?.dhcpServers.find((one) => one.device === device);
	if (!server) return undefined;
	const {from, to, lease, maxLease, domain, hosts} = server.options;
	return {
		from: formatIpv4(from),
		to: formatIpv4(to),
		lease: lease / SECOND,
		maxLease: maxLease / SECOND,
		...(domain === undefined ? {} : {domain}),
		hosts: hosts.map(({mac, address}) => ({mac: formatMac(mac), address: formatIpv4(address)})),
	};
}

function describeNat(world: World, {nat}: Hub) {
	const service = nat && world.machines[nat.machine]?.natService;
	if (!nat || !service) return {};
	const forwards = service.forwards.map(({protocol, port, to}) => ({protocol, port, to: `${formatIpv4(to.address)}:${to.port}`}));
	return {nat: {on: nat.on, forwards}};
}

/** The end of a link as a lab names it: a port of a network is the network. `undefined` for a service, which no lab names. */
export function linkEnd(world: World, id: DeviceId): string | undefined {
	const hub = hubOfJack(world, deviceAt(world, id));
	if (hub) return pathOf(world, hub.id);
	return machineOf(world, id).role === 'service' ? undefined : pathOf(world, id);
}
