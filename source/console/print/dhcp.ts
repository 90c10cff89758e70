/** What `udhcpc` says of what happens to it (udhcpc_main of BusyBox). */
import type {DhcpClientEvent} from '../../engine/programs/dhcp-client-state.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';

/** `server` of a release is not in the event: who prints it knows the lease. */
export type PrintedDhcpEvent = DhcpClientEvent & {server?: Ipv4Address};

export function printDhcpEvents(events: readonly PrintedDhcpEvent[]): string {
	return events.map((event) => `udhcpc: ${sentence(event)}\n`).join('');
}

function sentence(event: PrintedDhcpEvent): string {
	switch (event.kind) {
		case 'discover':
			return 'broadcasting discover';
		case 'select':
			return `broadcasting select for ${formatIpv4(event.address)}, server ${formatIpv4(event.server)}`;
		case 'renew':
			return `sending renew to server ${formatIpv4(event.server)}`;
		case 'rebind':
			return 'broadcasting renew';
		case 'bound':
			return `lease of ${formatIpv4(event.address)} obtained from ${formatIpv4(event.server)}, lease time ${event.duration}`;
		case 'nak':
			return 'received DHCP NAK';
		case 'expired':
			return 'lease lost, entering init state';
		case 'released':
			return `unicasting a release of ${formatIpv4(event.address)}${event.server === undefined ? '' : ` to ${formatIpv4(event.server)}`}`;
		case 'no-offer':
			return 'no lease';
		default:
			return event satisfies never;
	}
}
