/** Networks of hosted hypervisors, from lab to world: networks after the NICs, guests with the links, addresses of the host's adapters, forwards at the end. */
import {type Builder, type DeviceEntry, givenMac} from './builder.js';
import type {Change} from './change.js';
import type {Device} from './device.js';
import type {HubDhcpOptions} from './hosted/hosted-change.js';
import {isHub, isJack} from './hosted/plug.js';
import {PLAN, presetMode, presetSubnet} from './hosted/presets.js';
import type {Lab, LabDevice} from './lab.js';
import {toMac} from './mac.js';
import type {DeviceId, MachineId} from './netdev.js';
import {toIpv4} from './protocol/ipv4-address.js';
import {deviceAt, deviceAtPath, type World} from './world.js';

type VmnetLab = Extract<LabDevice, {kind: 'vmnet'}>;
type UserLab = Extract<LabDevice, {kind: 'user-network'}>;
type Link = Lab['links'][number];

const SECOND = 1_000_000_000;
/** Bridged automatically. */
const AUTO = 'auto';

/** Makes the networks, bridges them, and starts their services. */
export function addHubs(builder: Builder): void {
	for (const entry of builder.devices) {
		const {device, path, machine} = entry;
		if (device.kind === 'user-network') {
			const {name, subnet, service} = device;
			const dhcp = dhcpOf(service);
			builder.make(path, {kind: 'add-user-network', machine, name, subnet: toIpv4(subnet), ...(dhcp === undefined ? {} : {dhcp})});
		}
		if (device.kind === 'vmnet') addVmnet(builder, entry, device);
	}
}

function addVmnet({world, problems, make}: Builder, {path, machine, machineName}: DeviceEntry, device: VmnetLab): void {
	const {name, number, mode = presetMode(number), system, subnet, hostAdapter, promiscuous, uplink, rewriting, service} = device;
	const nic =
		uplink === undefined
			? undefined
			: (deviceAtPath(world, `${machineName}/${uplink}`) ?? (uplink === AUTO ? firstNic(world, machine) : undefined));
	if (uplink !== undefined && !nic) {
		problems.push({path: `${path}.uplink`, message: `"${machineName}" has no device "${uplink}" to bridge to`});
		return;
	}
	const dhcp = dhcpOf(service);
	const id = make(path, {
		kind: 'add-vmnet',
		machine,
		name,
		number,
		...givenMac(device),
		options: {
			mode,
			system,
			promiscuous,
			...(hostAdapter === 'preset' ? {} : {hostAdapter: hostAdapter === 'plain'}),
			...(subnet === undefined ? {} : {subnet: toIpv4(subnet)}),
			...(nic ? {uplink: nic.id} : {}),
			...(rewriting === undefined ? {} : {rewriting}),
			...(dhcp === undefined ? {} : {dhcp}),
		},
	});
	if (id === undefined || hostAdapter !== 'preset' || mode === 'bridged') return;
	const network = subnet === undefined ? presetSubnet(number) : toIpv4(subnet);
	make(path, {kind: 'add-address', device: id, address: network + PLAN.host, prefix: 24});
}

/** VMware takes the NIC that carries the host's own traffic; here the first one of the machine does. */
function firstNic(world: World, machine: MachineId): Device | undefined {
	return world.machines[machine]?.devices
		.map((id) => deviceAt(world, id))
		.find((device) => device.kind === 'nic' && !isJack(world, device));
}

/** A link to a network is a guest's plug, everything else a cable. */
export function linkChange(world: World, {kind, latency}: Link, a: DeviceId, b: DeviceId): Change {
	const [first, second] = [deviceAt(world, a), deviceAt(world, b)];
	if (isHub(first)) return {kind: 'plug-guest', device: b, master: a, latency};
	if (isHub(second)) return {kind: 'plug-guest', device: a, master: b, latency};
	return {kind: 'connect', ends: [a, b], link: kind, latency};
}

/** Enables the host's adapters, sets up what is forwarded, and stops the services that are to be off. */
export function finishHubs({world, devices, make}: Builder): void {
	for (const {path, name, device} of devices) {
		if (device.kind !== 'vmnet' && device.kind !== 'user-network') continue;
		const hub = deviceAtPath(world, name);
		if (!hub || !isHub(hub)) continue;
		if (hub.kind === 'vmnet' && hub.hostAdapter && device.up) make(`${path}.up`, {kind: 'set-up', device: hub.id, up: true});
		finishServices(hub.id, path, device, make);
	}
}

function finishServices(device: DeviceId, path: string, {service}: VmnetLab | UserLab, make: Builder['make']): void {
	for (const [index, {protocol, port, to}] of (service.nat?.forwards ?? []).entries()) {
		const [address = '', toPort] = to.split(':');
		make(`${path}.service.nat.forwards[${index}]`, {
			kind: 'set-port-forward',
			device,
			protocol,
			hostPort: port,
			to: {address: toIpv4(address), port: Number(toPort)},
		});
	}
	if (service.nat?.on === false) make(`${path}.service.nat.on`, {kind: 'set-service', device, service: 'nat', on: false});
	const {dhcp} = service;
	if (dhcp !== undefined && dhcp !== 'none' && 'on' in dhcp && !dhcp.on)
		make(`${path}.service.dhcp.on`, {kind: 'set-service', device, service: 'dhcp', on: false});
}

function dhcpOf({dhcp}: VmnetLab['service'] | UserLab['service']): HubDhcpOptions | false | undefined {
	if (dhcp === undefined) return undefined;
	if (dhcp === 'none') return false;
	const {from, to, lease, maxLease, domain, hosts} = dhcp;
	return {
		...(from === undefined ? {} : {from: toIpv4(from)}),
		...(to === undefined ? {} : {to: toIpv4(to)}),
		...(lease === undefined ? {} : {lease: Math.round(lease * SECOND)}),
		...(maxLease === undefined ? {} : {maxLease: Math.round(maxLease * SECOND)}),
		...(domain === undefined ? {} : {domain}),
		hosts: hosts.map((host) => ({mac: toMac(host.mac), address: toIpv4(host.address)})),
	};
}
