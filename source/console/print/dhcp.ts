/** What `udhcpc` says of what happens to it (udhcpc_main of BusyBox). */
import type {DhcpClientEvent} from '../../engine/programs/dhcp-client-state.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';

/** That nobody answered is said by the tool, in words that depend on its options. `server` of a release is not in the event: who prints it knows the lease. */
type PrintedDhcpEvent = DhcpClientEvent & {server?: Ipv4Address};

export function printDhcpEvents(events: readonly PrintedDhcpEvent[]): string {
	return events.flatMap((event) => (event.kind === 'no-offer' ? [] : [`udhcpc: ${sentence(event)}\n`])).join('');
}

function sentence(event: Exclude<PrintedDhcpEvent, {kind: 'no-offer'}>): string {
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
		default:
			return event satisfies never;
	}
}
