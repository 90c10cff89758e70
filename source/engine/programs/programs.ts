/*
 * The programs of a machine
 *
 * What listens and asks above the stack: DHCP clients and servers, a DNS server, the
 * resolver, web servers and requests. A program is plain
 * data with a timer; what comes for its port reaches it from the stack, and what it says goes to the stack. As on
 * a real host, several run side by side, and a machine that has none has only its kernel.
 *
 * Not modelled: processes, users, files; a program starts at once.
 */
import type {Machine} from '../world.js';
import type {DhcpClient} from './dhcp-client-state.js';
import type {DhcpServer} from './dhcp-server-state.js';
import type {DnsServer, Resolver} from './dns-state.js';
import type {WebRequest} from './web-request.js';
import type {WebServer} from './web-server.js';

export interface Programs {
	/** In order of start. */
	dhcpClients: DhcpClient[];
	dhcpServers: DhcpServer[];
	dnsServer?: DnsServer;
	resolver: Resolver;
	webServers: WebServer[];
	/** Running and done, oldest first. */
	webRequests: WebRequest[];
}

function createPrograms(): Programs {
	return {dhcpClients: [], dhcpServers: [], resolver: {servers: [], queries: [], nextQuery: 1}, webServers: [], webRequests: []};
}

/** The programs of `machine`, made when there are none. */
export function programsOf(machine: Machine): Programs {
	machine.programs ??= createPrograms();
	return machine.programs;
}
