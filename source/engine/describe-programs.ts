/** Routes and programs of a machine, as a lab file has them. What a DHCP client was given is not configuration: the client is. */
import type {Device} from './device.js';
import type {DhcpServerLab, ProgramsLab, RouteLab} from './lab-programs.js';
import {formatMac} from './mac.js';
import {isLeased} from './programs/dhcp-lease.js';
import type {DhcpServer} from './programs/dhcp-server-state.js';
import {formatIpv4} from './protocol/ipv4-address.js';
import {gatewayDevice} from './stack/route-table.js';
import type {Route} from './stack/stack-state.js';
import {deviceAt, type Machine, machineOf, type World} from './world.js';

const SECOND = 1_000_000_000;

export function describePrograms(world: World, machine: Machine): ProgramsLab {
	const {stack, programs} = machine;
	const byHand = stack.routes.filter(({origin}) => origin === 'boot' || origin === 'static');
	const gateway = byHand.find((route) => isPlainDefault(world, machine, route));
	const routes = byHand.filter((route) => route !== gateway).map((route) => describeRoute(world, machine, route));
	return {
		...(stack.forwarding ? {forwarding: true} : {}),
		...(gateway?.gateway === undefined ? {} : {gateway: formatIpv4(gateway.gateway)}),
		...(routes.length > 0 ? {routes} : {}),
		...(programs && programs.resolver.servers.length > 0 ? {resolver: programs.resolver.servers.map(formatIpv4)} : {}),
		...(programs && programs.dhcpServers.length > 0
			? {dhcpServers: programs.dhcpServers.map((server) => describeServer(world, server))}
			: {}),
		...(programs?.dnsServer
			? {
					dns: {
						records: programs.dnsServer.records.map(({name, address}) => ({name, address: formatIpv4(address)})),
						forwardTo: programs.dnsServer.forwardTo.map(formatIpv4),
					},
				}
			: {}),
	};
}

/** The addresses of a device that somebody put there, and whether a DHCP client runs for it. */
export function describeAddresses(world: World, device: Device): {addresses: string[]; dhcp?: true} {
	const machine = machineOf(world, device.id);
	const own = device.addresses.filter(({address}) => !isLeased(machine, device.id, address));
	const isClient = machine.programs?.dhcpClients.some((client) => client.device === device.id && client.state !== 'released');
	return {addresses: own.map(({address, prefix}) => `${formatIpv4(address)}/${prefix}`), ...(isClient ? {dhcp: true} : {})};
}

/** A default route that `gateway` alone would make again. */
function isPlainDefault(world: World, machine: Machine, {prefix, gateway, device, source, metric}: Route): boolean {
	return prefix === 0 && gateway !== undefined && metric === undefined && source === 0 && gatewayDevice(world, machine, gateway) === device;
}

function describeRoute(world: World, machine: Machine, {network, prefix, gateway, device, source, metric}: Route): RouteLab {
	const isNear = gateway === undefined || gatewayDevice(world, machine, gateway, device) === device;
	return {
		to: prefix === 0 && network === 0 ? 'default' : `${formatIpv4(network)}/${prefix}`,
		...(gateway === undefined ? {} : {via: formatIpv4(gateway)}),
		dev: deviceAt(world, device).name,
		...(source === 0 ? {} : {src: formatIpv4(source)}),
		...(metric === undefined ? {} : {metric}),
		...(isNear ? {} : {onLink: true}),
	};
}

function describeServer(world: World, {device, options}: DhcpServer): DhcpServerLab {
	const {from, to, routers, dns, domain, lease, maxLease, hosts, probe} = options;
	return {
		device: deviceAt(world, device).name,
		from: formatIpv4(from),
		to: formatIpv4(to),
		routers: routers.map(formatIpv4),
		dns: dns.map(formatIpv4),
		...(domain === undefined ? {} : {domain}),
		lease: lease / SECOND,
		maxLease: maxLease / SECOND,
		hosts: hosts.map(({mac, address}) => ({mac: formatMac(mac), address: formatIpv4(address)})),
		probe: probe / SECOND,
	};
}
