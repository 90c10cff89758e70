/** What DHCP servers have given out, and to whom. */

import {holderName} from '../../console/telling/device-names.js';
import type {DhcpServer, ServerLease} from '../../engine/programs/dhcp-server-state.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {timeText} from '../../locale/time-text.js';
import type {Recent} from './recent.js';
import {column, type Row, type RowChange, type Table} from './table.js';

type TableWords = Catalogue['tables'];

/** States that time does not end. */
const ENDED: readonly ServerLease['state'][] = ['released', 'conflict'];

/** By address; what is about to be offered waits until nobody has answered for the address. */
export function leaseTable(world: World, recent: Recent, words: TableWords): Table {
	const servers = world.machines.flatMap((machine) => (machine.programs?.dhcpServers ?? []).map((server) => ({machine, server})));
	const several = servers.length > 1;
	const rows = servers.flatMap(({machine, server}) => {
		const here: Recent = {...recent, causes: recent.causes.filter(({device}) => deviceAt(world, device).machine === machine.id)};
		const lead = several ? [machine.name] : [];
		const isProbed = (address: number) => server.probes.some((probe) => probe.address === address);
		return leasesOf(server).map((lease): Row => {
			const news = newsOf(here, lease.address);
			const isOver = lease.expiry <= world.now;
			const cells = [
				...lead,
				formatIpv4(lease.address),
				holderName(world, lease.mac),
				isProbed(lease.address) ? words.probed : isOver && !ENDED.includes(lease.state) ? words.over : words.leaseStates[lease.state],
				isOver ? '' : timeText(lease.expiry - world.now, words.decimal),
			];
			return {cells, change: news?.change, cause: news?.cause};
		});
	});
	const columns = [column(words.address), column(words.whose), column(words.state, 1), column(words.left, 2, 'right')];
	return {
		title: words.names.leases,
		columns: several ? [column(words.server, 3), ...columns] : columns,
		rows,
		empty: words.emptyLeases,
	};
}

function leasesOf({leases}: DhcpServer): ServerLease[] {
	return [...leases.values()].sort((a, b) => a.address - b.address);
}

/** What a server last did with an address. */
function newsOf(recent: Recent, address: number): {change: RowChange; cause: number} | undefined {
	const found = recent.causes.find(({cause}) => 'address' in cause && cause.address === address && cause.kind in CHANGES);
	return found && {change: CHANGES[found.cause.kind] as RowChange, cause: found.node};
}

const CHANGES: Readonly<Record<string, RowChange>> = {
	'dhcp-probing': 'added',
	'dhcp-offered': 'added',
	'dhcp-granted': 'changed',
	'dhcp-conflict': 'changed',
	'dhcp-returned': 'aged',
};
