/**
 * The table of a NAT device, empty. VMware says of its times only that UDP has one that can be set; they are those of Linux here.
 *
 * Source: nf_conntrack-sysctl; VMware Workstation Pro 15, Editing the NAT Configuration File ([udp] timeout).
 */
import type {Connections} from '../nat/connection.js';
import {createConnections} from '../nat/table.js';

export function createNatTable(): Connections {
	return createConnections();
}
