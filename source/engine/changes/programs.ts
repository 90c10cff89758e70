/** Starts and stops programs: DHCP clients and servers, DNS. */
import {type ChangeResult, DONE, refused} from '../change.js';
import {beginDhcp, createDhcpClient, releaseDhcp, renewDhcp} from '../programs/dhcp-client.js';
import {subnetOf} from '../programs/dhcp-pool.js';
import {createDhcpServer, DEFAULT_DHCP_OPTIONS} from '../programs/dhcp-server.js';
import {programsOf} from '../programs/programs.js';
import type {ProgramsChange} from '../programs/programs-change.js';
import {startQuery} from '../programs/resolver.js';
import {isDnsName} from '../protocol/dns.js';
import {isInSubnet} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, machineOf, type World} from '../world.js';

const SECOND = 1_000_000_000;

/** Applies a change of programs; what they send at once goes to `out`. */
export function applyProgramsChange(world: World, change: ProgramsChange, out: Sink): ChangeResult {
	const machine = 'machine' in change ? (world.machines[change.machine] as Machine) : machineOf(world, change.device);
	const hadNone = machine.programs === undefined;
	const result = dispatch(world, change, out);
	if (result.kind === 'refused' && hadNone) delete machine.programs;
	return result;
}

function dispatch(world: World, change: ProgramsChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'start-dhcp-client':
		case 'stop-dhcp-client':
		case 'renew-dhcp':
		case 'release-dhcp':
			return applyClientChange(world, change, out);
		case 'start-dhcp-server':
			return startServer(world, change);
		case 'stop-dhcp-server': {
			const programs = programsOf(machineOf(world, change.device));
			if (!programs.dhcpServers.some(({device}) => device === change.device)) return refused('ENOENT');
			programs.dhcpServers = programs.dhcpServers.filter(({device}) => device !== change.device);
			return DONE;
		}
		case 'start-dns-server':
			return startDns(programsOf(world.machines[change.machine] as Machine), change);
		case 'stop-dns-server': {
			const programs = programsOf(world.machines[change.machine] as Machine);
			if (!programs.dnsServer) return refused('ENOENT');
			delete programs.dnsServer;
			return DONE;
		}
		case 'set-resolver':
			programsOf(world.machines[change.machine] as Machine).resolver.servers = [...change.servers];
			return DONE;
		case 'resolve': {
			const {number} = startQuery(world, world.machines[change.machine] as Machine, change.name, {kind: 'user'}, out);
			return {kind: 'done', query: number};
		}
		default:
			return change satisfies never;
	}
}

type ClientChange = Extract<ProgramsChange, {kind: `${string}-dhcp-client` | 'renew-dhcp' | 'release-dhcp'}>;

function applyClientChange(world: World, {kind, device}: ClientChange, out: Sink): ChangeResult {
	const programs = programsOf(machineOf(world, device));
	const client = programs.dhcpClients.find((candidate) => candidate.device === device);
	if (kind === 'start-dhcp-client') {
		if (client && client.state !== 'released') return refused('EEXIST');
		const fresh = client ?? createDhcpClient(device);
		if (!client) programs.dhcpClients.push(fresh);
		beginDhcp(world, fresh, out);
		return DONE;
	}
	if (!client) return refused('ENOENT');
	if (kind === 'stop-dhcp-client') {
		programs.dhcpClients = programs.dhcpClients.filter((other) => other !== client);
		return DONE;
	}
	if (!client.lease) return refused('ENOENT');
	if (kind === 'renew-dhcp') renewDhcp(world, client, out);
	else releaseDhcp(world, client, out);
	return DONE;
}

function startServer(world: World, {device, options}: Extract<ProgramsChange, {kind: 'start-dhcp-server'}>): ChangeResult {
	const programs = programsOf(machineOf(world, device));
	if (programs.dhcpServers.some((other) => other.device === device)) return refused('EADDRINUSE');
	if (deviceAt(world, device).addresses.length === 0) return refused('EADDRNOTAVAIL');
	const server = createDhcpServer(device, {...DEFAULT_DHCP_OPTIONS, ...options});
	const {from, to, lease, maxLease, probe, hosts} = server.options;
	const subnet = subnetOf(world, server);
	const near = (address: number): boolean => subnet !== undefined && isInSubnet(address, subnet.address, subnet.prefix);
	if (!near(from) || !near(to) || from > to || !hosts.every(({address}) => near(address)))
		return refused('EINVAL', 'the pool is not in a subnet of the device');
	if (lease < SECOND || maxLease < SECOND || probe < 0) return refused('EINVAL', 'a lease lasts a second at least');
	programs.dhcpServers.push(server);
	return DONE;
}

function startDns(
	programs: ReturnType<typeof programsOf>,
	{records, forwardTo}: Extract<ProgramsChange, {kind: 'start-dns-server'}>,
): ChangeResult {
	if (programs.dnsServer) return refused('EADDRINUSE');
	const normal = records.map(({name, address}) => ({name: name.toLowerCase().replace(/\.$/, ''), address}));
	if (!normal.every(({name}) => isDnsName(name))) return refused('EINVAL', 'not a name');
	programs.dnsServer = {records: normal, forwardTo: [...forwardTo], forwarded: []};
	return DONE;
}
