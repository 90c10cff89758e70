/*
 * Services of a virtual network
 *
 * VMware's DHCP server and NAT device are processes of the host (vmnet-dhcpd, vmnet-natd), each plugged into the hub with a
 * MAC and an IP address of its own. For the guests they are stations, and so they are here: a machine with the role
 * `service`, one NIC, an ordinary stack with ordinary programs. It answers ARP and ping because every stack does. A lab does not
 * name it; it comes and goes with its network.
 *
 *   .254   DHCP. Gateway and name server of the offers are .2 on a NAT network; a host-only network has neither
 *   .2     the NAT device (`nat-service.ts`), and a DNS proxy that asks the servers of the host
 *
 * A service that is stopped is a station whose cable is dead; leases stay, since the server keeps them in a file, and the table
 * of the NAT device is lost.
 *
 * Source: VMware Server Virtual Machine Guide, chapter Networking; vmnetdhcpd.conf and vmnetnat.conf as generated.
 *
 * Not modelled: NetBIOS name servers and other options of the generated configuration; that DNS of the NAT device can be bound to
 * chosen servers.
 */
import {applyLinkChange} from '../changes/link.js';
import {applyProgramsChange} from '../changes/programs.js';
import {applyStackChange} from '../changes/stack.js';
import type {Mac} from '../mac.js';
import {createConnections} from '../nat/table.js';
import type {DeviceId, Nic} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {networkOf} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {createStack} from '../stack/stack-state.js';
import {deviceAt, type Machine, machineNamed, type World} from '../world.js';
import type {HubDhcpOptions} from './hosted-change.js';
import type {Hub, HubService} from './hub-device.js';
import {plug} from './plug.js';
import {DEFAULT_LEASE, MAX_LEASE, PLAN} from './presets.js';

const SECOND = 1_000_000_000;
/** How long dhcpd listens for an answer to its ping before it offers an address. */
const PROBE = SECOND;
const NIC_NAME = 'eth0';

/** A station on `hub` with these addresses: the machine of a service. */
export function addService(world: World, hub: Hub, service: string, mac: Mac, addresses: Ipv4Address[], out: Sink): HubService {
	const machine: Machine = {
		id: world.machines.length,
		name: freeName(world, hub, service),
		role: 'service',
		devices: [],
		nextIfindex: 2,
		stack: createStack(),
	};
	world.machines.push(machine);
	applyLinkChange(world, {kind: 'add-nic', machine: machine.id, name: NIC_NAME, mac}, out);
	const device = machine.devices[0] as DeviceId;
	for (const address of addresses) applyStackChange(world, {kind: 'add-address', device, address, prefix: hub.subnet.prefix}, out);
	plug(world, hub, deviceAt(world, device) as Nic, undefined, out);
	applyLinkChange(world, {kind: 'set-up', device, up: true}, out);
	return {machine: machine.id, device, on: true};
}

/** `vmnet8.nat`; with the host's name before it when another host has such a network, and with a number when there was one before. */
function freeName(world: World, hub: Hub, service: string): string {
	const short = `${hub.name}.${service}`;
	if (!machineNamed(world, short)) return short;
	const long = `${(world.machines[hub.machine] as Machine).name}.${short}`;
	let name = long;
	for (let number = 2; machineNamed(world, name); number++) name = `${long}.${number}`;
	return name;
}

/** Starts the DHCP server of `hub` on the service `on`. */
export function startDhcp(
	world: World,
	hub: Hub,
	on: HubService,
	options: HubDhcpOptions,
	gateway: Ipv4Address[],
	dns: Ipv4Address[],
	out: Sink,
): void {
	const {from = addressOn(hub, PLAN.poolFrom), to = addressOn(hub, PLAN.poolTo), ...rest} = options;
	const {lease = DEFAULT_LEASE, maxLease = MAX_LEASE, hosts = [], domain} = rest;
	const settings = {from, to, lease, maxLease, hosts, routers: gateway, dns, probe: PROBE, ...(domain === undefined ? {} : {domain})};
	applyProgramsChange(world, {kind: 'start-dhcp-server', device: on.device, options: settings}, out);
}

/** Starts or stops a service: its cable is alive or dead. */
export function setService(world: World, service: HubService, on: boolean, out: Sink): void {
	service.on = on;
	const {natService} = world.machines[service.machine] as Machine;
	if (natService) {
		natService.connections = createConnections();
		natService.proxied.clear();
	}
	applyLinkChange(world, {kind: 'set-up', device: service.device, up: on}, out);
}

/** The address of the network with this last octet. */
export function addressOn({subnet}: Hub, last: number): Ipv4Address {
	return networkOf(subnet.address, subnet.prefix) + last;
}
