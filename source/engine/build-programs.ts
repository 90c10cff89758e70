/** Routes and programs of a lab: routers first, servers before clients, so that the first DISCOVER finds somebody. */
import type {Builder} from './builder.js';
import type {Change} from './change.js';
import type {DhcpServerLab, RouteLab} from './lab-programs.js';
import {toMac} from './mac.js';
import type {DeviceId} from './netdev.js';
import {parseCidr, toIpv4} from './protocol/ipv4-address.js';
import {deviceNamed, type Machine} from './world.js';

const SECOND = 1_000_000_000;

/** Sets up routes and starts programs of `lab`; every device is there and up. */
export function addPrograms({world, lab, problems, make}: Builder): void {
	for (const [id, machine] of lab.machines.entries()) {
		const path = `machines[${id}]`;
		const here = world.machines[id] as Machine;
		const find = (place: string, name: string): DeviceId | undefined => {
			const device = deviceNamed(world, here, name);
			if (!device) problems.push({path: place, message: `there is no device "${name}" in ${machine.name}`});
			return device?.id;
		};
		if (machine.forwarding) make(`${path}.forwarding`, {kind: 'set-forwarding', machine: id, on: true});
		if (machine.gateway !== undefined)
			make(`${path}.gateway`, {kind: 'add-route', machine: id, network: 0, prefix: 0, gateway: toIpv4(machine.gateway)});
		for (const [index, route] of (machine.routes ?? []).entries()) {
			const place = `${path}.routes[${index}]`;
			const device = route.dev === undefined ? undefined : find(`${place}.dev`, route.dev);
			if (route.dev === undefined || device !== undefined) make(place, routeChange(id, route, device));
		}
		if (machine.resolver) make(`${path}.resolver`, {kind: 'set-resolver', machine: id, servers: machine.resolver.map(toIpv4)});
		if (machine.dns) {
			const records = machine.dns.records.map(({name, address}) => ({name, address: toIpv4(address)}));
			make(`${path}.dns`, {kind: 'start-dns-server', machine: id, records, forwardTo: machine.dns.forwardTo.map(toIpv4)});
		}
		for (const [index, server] of (machine.dhcpServers ?? []).entries()) {
			const place = `${path}.dhcpServers[${index}]`;
			const device = find(`${place}.device`, server.device);
			if (device !== undefined) make(place, {kind: 'start-dhcp-server', device, options: serverOptions(server)});
		}
	}
	for (const [id, machine] of lab.machines.entries()) {
		for (const [index, {name, dhcp}] of machine.devices.entries()) {
			// A device that could not be made has its problem already.
			const device = dhcp ? deviceNamed(world, world.machines[id] as Machine, name) : undefined;
			if (device) make(`machines[${id}].devices[${index}].dhcp`, {kind: 'start-dhcp-client', device: device.id});
		}
	}
}

function routeChange(machine: number, {to, via, src, metric, onLink}: RouteLab, device: DeviceId | undefined): Change {
	const {address: network, prefix} = (to === 'default' ? undefined : parseCidr(to)) ?? {address: 0, prefix: 0};
	return {
		kind: 'add-route',
		verb: 'append',
		machine,
		network,
		prefix,
		...(via === undefined ? {} : {gateway: toIpv4(via)}),
		...(device === undefined ? {} : {device}),
		...(src === undefined ? {} : {source: toIpv4(src)}),
		...(metric === undefined ? {} : {metric}),
		...(onLink ? {onLink} : {}),
	};
}

function serverOptions({from, to, routers, dns, domain, lease, maxLease, hosts, probe}: DhcpServerLab) {
	return {
		from: toIpv4(from),
		to: toIpv4(to),
		routers: routers.map(toIpv4),
		dns: dns.map(toIpv4),
		...(domain === undefined ? {} : {domain}),
		lease: Math.round(lease * SECOND),
		maxLease: Math.round(maxLease * SECOND),
		hosts: hosts.map(({mac, address}) => ({mac: toMac(mac), address: toIpv4(address)})),
		probe: Math.round(probe * SECOND),
	};
}
