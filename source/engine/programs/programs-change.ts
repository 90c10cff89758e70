/** Changes that start and stop programs of a machine: DHCP and DNS. */
import type {DeviceId, MachineId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {DhcpServerOptions} from './dhcp-server-state.js';
import type {DnsRecord} from './dns-state.js';

export type ProgramsChange =
	/** A DHCP client for `device`; EEXIST: one runs already. One that released its lease begins again. */
	| {kind: 'start-dhcp-client'; device: DeviceId}
	/** It ends without a word; address and routes stay until somebody takes them away. ENOENT: none runs. */
	| {kind: 'stop-dhcp-client'; device: DeviceId}
	/** It asks for a new lease time now. ENOENT: none runs, or it has no lease. */
	| {kind: 'renew-dhcp'; device: DeviceId}
	/** It gives the address back (`dhclient -r`). ENOENT: none runs, or it has no lease. */
	| {kind: 'release-dhcp'; device: DeviceId}
	/** A DHCP server on `device`; EADDRINUSE: one runs there. EADDRNOTAVAIL: the device has no address. EINVAL: not a pool of its subnet. */
	| {kind: 'start-dhcp-server'; device: DeviceId; options: Partial<DhcpServerOptions> & Pick<DhcpServerOptions, 'from' | 'to'>}
	| {kind: 'stop-dhcp-server'; device: DeviceId}
	/** EADDRINUSE: one runs already. */
	| {kind: 'start-dns-server'; machine: MachineId; records: DnsRecord[]; forwardTo: Ipv4Address[]}
	| {kind: 'stop-dns-server'; machine: MachineId}
	/** Name servers as in resolv.conf. */
	| {kind: 'set-resolver'; machine: MachineId; servers: Ipv4Address[]}
	/** Asks for the address of a name; the query's number comes back as `query`. */
	| {kind: 'resolve'; machine: MachineId; name: string};
