/** What `ip -d link` says of VXLAN and GRE devices (vxlan_print_opt, gre_print_opt), with a blank at the end. */
import type {GretapDevice} from '../../engine/devices/gretap/gretap-device.js';
import type {VxlanDevice} from '../../engine/devices/vxlan/vxlan-device.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, type World} from '../../engine/world.js';

const SECOND = 1_000_000_000;
const INHERIT = 1;

export function vxlanDetails(world: World, device: VxlanDevice): string {
	const {vni, remote, local, lower, port, learning, tos, ttl, df, ageing, limit, udpChecksum} = device;
	return [
		`vxlan id ${vni}`,
		...(remote === 0 ? [] : [`remote ${formatIpv4(remote)}`]),
		...(local === 0 ? [] : [`local ${formatIpv4(local)}`]),
		...(lower === -1 ? [] : [`dev ${lowerName(world, device)}`]),
		`srcport 0 0 dstport ${port}`,
		...(learning ? [] : ['nolearning']),
		...tosWords(tos),
		`ttl ${ttl === 0 ? 'auto' : ttl}`,
		...(df === 'unset' ? [] : [`df ${df}`]),
		`ageing ${Math.floor(ageing / SECOND)}`,
		...(limit === 0 ? [] : [`maxaddr ${limit}`]),
		udpChecksum ? 'udpcsum' : 'noudpcsum',
		'noudp6zerocsumtx noudp6zerocsumrx',
	].join(' ');
}

export function gretapDetails(world: World, device: GretapDevice): string {
	const {remote, local, lower, ttl, tos, pathMtuDiscovery, ignoreDf, inKey, outKey, inChecksum, outChecksum} = device;
	return [
		`gretap remote ${endpoint(remote)} local ${endpoint(local)}`,
		...(lower === -1 ? [] : [`dev ${lowerName(world, device)}`]),
		`ttl ${ttl === 0 ? 'inherit' : ttl}`,
		...tosWords(tos),
		...(pathMtuDiscovery ? [] : ['nopmtudisc']),
		...(ignoreDf ? ['ignore-df'] : []),
		// A key is a number, and printed as if it were an address.
		...(inKey === undefined ? [] : [`ikey ${formatIpv4(inKey)}`]),
		...(outKey === undefined ? [] : [`okey ${formatIpv4(outKey)}`]),
		...(inChecksum ? ['icsum'] : []),
		...(outChecksum ? ['ocsum'] : []),
	].join(' ');
}

function lowerName(world: World, device: VxlanDevice | GretapDevice): string {
	const lower = deviceAt(world, device.lower);
	return lower.machine === device.machine ? lower.name : `if${lower.ifindex}`;
}

function endpoint(address: number): string {
	return address === 0 ? 'any' : formatIpv4(address);
}

function tosWords(tos: number): string[] {
	if (tos === 0) return [];
	return [`tos ${tos === INHERIT ? 'inherit' : `0x${tos.toString(16)}`}`];
}
