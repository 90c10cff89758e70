/**
 * The table of a NAT device, empty. Times are those of Linux, but for UDP, which vmnetnat.conf sets to 30 s, answered or not.
 *
 * Source: nf_conntrack-sysctl; sample vmnetnat.conf, [udp] timeout.
 */
import type {Connections} from '../nat/connection.js';
import {createConnections} from '../nat/table.js';

const UDP = 30_000_000_000;

export function createNatTable(): Connections {
	return createConnections({timeouts: {udp: UDP, udpStream: UDP}});
}
