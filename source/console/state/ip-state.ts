/** What protocol stacks and their programs know: neighbours, routes, conversations, leases. */

import {formatMac} from '../../engine/mac.js';
import type {Connection} from '../../engine/nat/connection.js';
import {findTable, IPTABLES_NAT} from '../../engine/nat/tables.js';
import type {Tuple} from '../../engine/nat/tuple.js';
import {IP_PROTOCOL} from '../../engine/protocol/ipv4.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {isUsable} from '../../engine/stack/neighbour-table.js';
import {deviceAt, type Machine, type World} from '../../engine/world.js';
import {PROTOCOL_NAMES, stateText} from '../print/conntrack.js';
import {printRuleAsTyped} from '../print/nat/as-typed.js';
import {inKernelOrder} from '../print/routes.js';
import type {MachineState} from './state-schema.js';

export function neighboursOf(world: World, {stack}: Machine): MachineState['neighbours'] {
	return stack.neighbours.map((entry) => ({
		device: deviceAt(world, entry.device).name,
		address: formatIpv4(entry.address),
		...(isUsable(entry) ? {mac: formatMac(entry.mac)} : {}),
		state: entry.state,
	}));
}

export function routesOf(world: World, machine: Machine): MachineState['routes'] {
	return inKernelOrder(machine).map(({network, prefix, gateway, device, metric}) => ({
		to: prefix === 0 ? 'default' : `${formatIpv4(network)}/${prefix}`,
		...(gateway === undefined ? {} : {via: formatIpv4(gateway)}),
		device: deviceAt(world, device).name,
		metric: metric ?? 0,
	}));
}

/** As `iptables -t nat -S` prints them, without line ends. */
export function natRulesOf({stack}: Machine): string[] {
	const table = findTable(stack.netfilter?.tables ?? [], IPTABLES_NAT);
	return (table?.chains ?? []).flatMap(({name, rules}) => rules.map((rule) => printRuleAsTyped(name, rule).trimEnd()));
}

/** Of netfilter, and of the NAT service of a virtual network; what is over is left out. */
export function connectionsOf(world: World, {stack, natService}: Machine): MachineState['connections'] {
	const known = stack.netfilter?.connections ?? natService?.connections;
	return [...(known?.entries.values() ?? [])]
		.filter(({expires}) => expires > world.now)
		.map((connection) => ({
			protocol: PROTOCOL_NAMES.get(connection.original.protocol) ?? String(connection.original.protocol),
			original: tupleText(connection.original),
			reply: tupleText(connection.reply),
			state: connectionState(connection),
		}));
}

function connectionState({tcp, seenReply, assured}: Connection): string {
	if (tcp) return stateText(tcp.state);
	return assured ? 'ASSURED' : seenReply ? 'REPLIED' : 'UNREPLIED';
}

/** The identifier of a ping stands where ports stand. */
function tupleText({protocol, source, destination, sourcePort, destinationPort}: Tuple): string {
	const isEcho = protocol === IP_PROTOCOL.icmp;
	return `${formatIpv4(source)}:${sourcePort} > ${formatIpv4(destination)}${isEcho ? '' : `:${destinationPort}`}`;
}

/** By address. */
export function leasesOf({programs}: Machine): MachineState['leases'] {
	return (programs?.dhcpServers ?? [])
		.flatMap(({leases}) => [...leases.values()])
		.sort((a, b) => a.address - b.address)
		.map(({address, mac, state}) => ({address: formatIpv4(address), mac: formatMac(mac), state}));
}
