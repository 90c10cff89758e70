/** Routes of all machines, in the order of `ip route`. */
import {inKernelOrder} from '../../console/print/routes.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import type {Recent} from './recent.js';
import {column, numbers, type Row, type Table} from './table.js';

/** A route from a lease leads to the event that brought it. */
export function routeTable(world: World, recent: Recent, words: Catalogue['tables']): Table {
	const rows = world.machines.flatMap((machine) =>
		inKernelOrder(machine).map((route): Row => {
			const {network, prefix, gateway, device, origin = 'kernel', metric} = route;
			const leased = recent.causes.find(
				({cause, device: at}) => cause.kind === 'dhcp-bound' && deviceAt(world, at).machine === machine.id && at === device,
			);
			const cells = [
				machine.name,
				prefix === 0 ? words.default : `${formatIpv4(network)}/${prefix}`,
				gateway === undefined ? words.onLink : formatIpv4(gateway),
				deviceAt(world, device).name,
				words.origins[origin],
				metric === undefined || metric === 0 ? '' : String(metric),
				machine.stack.forwarding ? words.on : '',
			];
			return {cells, change: leased && 'added', cause: leased?.node};
		}),
	);
	return {
		title: words.names.routes,
		columns: [
			column(words.machine),
			column(words.destination),
			column(words.via),
			column(words.device, 2),
			column(words.origin, 3),
			numbers(words.metric, 5),
			column(words.router, 4),
		],
		rows,
		empty: words.emptyRoutes,
	};
}
