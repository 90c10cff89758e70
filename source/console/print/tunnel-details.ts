/** What `ip -d link` says of VXLAN and GRE devices (vxlan_print_opt, gre_print_opt). */
import type {GretapDevice} from '../../engine/devices/gretap/gretap-device.js';
import type {VxlanDevice} from '../../engine/devices/vxlan/vxlan-device.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, type World} from '../../engine/world.js';
import {all, both, datum, flag, hex, NOTHING, nested, type Piece, words} from './piece.js';

const SECOND = 1_000_000_000;
const INHERIT = 1;

export function vxlanDetails(world: World, device: VxlanDevice): Piece {
	const {vni, remote, local, lower, port, learning, tos, ttl, df, limit, udpChecksum} = device;
	const ageing = Math.floor(device.ageing / SECOND);
	const checksum = (name: string, word: string, on: boolean) => both(name, on, `${on ? '' : 'no'}${word} `);
	return all(
		both('id', vni),
		remote === 0 ? undefined : both('remote', formatIpv4(remote)),
		local === 0 ? undefined : both('local', formatIpv4(local)),
		lower === -1 ? undefined : lowerDevice(world, device),
		nested('port_range', all(datum('low', 0), datum('high', 0), words('srcport 0 0 '))),
		both('port', port, `dstport ${port} `),
		both('learning', learning, learning ? '' : 'nolearning '),
		tosOf(tos),
		both('ttl', ttl, `ttl ${ttl === 0 ? 'auto' : ttl} `),
		both('df', df, df === 'unset' ? '' : `df ${df} `),
		both('ageing', ageing, `ageing ${ageing === 0 ? 'none' : ageing} `),
		limit === 0 ? undefined : both('limit', limit, `maxaddr ${limit} `),
		checksum('udp_csum', 'udpcsum', udpChecksum),
		checksum('udp_zero_csum6_tx', 'udp6zerocsumtx', false),
		checksum('udp_zero_csum6_rx', 'udp6zerocsumrx', false),
	);
}

export function gretapDetails(world: World, device: GretapDevice): Piece {
	const {remote, local, lower, ttl, tos, pathMtuDiscovery, ignoreDf, inKey, outKey, inChecksum, outChecksum} = device;
	return all(
		both('remote', endpoint(remote)),
		both('local', endpoint(local)),
		lower === -1 ? undefined : lowerDevice(world, device),
		both('ttl', ttl, `ttl ${ttl === 0 ? 'inherit' : ttl} `),
		tosOf(tos),
		both('pmtudisc', pathMtuDiscovery, pathMtuDiscovery ? '' : 'nopmtudisc '),
		flag('ignore_df', ignoreDf, 'ignore-df '),
		// A key is a number, and printed as if it were an address.
		inKey === undefined ? undefined : both('ikey', formatIpv4(inKey)),
		outKey === undefined ? undefined : both('okey', formatIpv4(outKey)),
		flag('icsum', inChecksum),
		flag('ocsum', outChecksum),
	);
}

function lowerDevice(world: World, device: VxlanDevice | GretapDevice): Piece {
	const lower = deviceAt(world, device.lower);
	const name = lower.machine === device.machine ? lower.name : `if${lower.ifindex}`;
	return both('link', name, `dev ${name} `);
}

function endpoint(address: Ipv4Address): string {
	return address === 0 ? 'any' : formatIpv4(address);
}

/** JSON has the number also for `inherit`. */
function tosOf(tos: number): Piece {
	return tos === 0 ? NOTHING : both('tos', hex(tos), `tos ${tos === INHERIT ? 'inherit' : hex(tos)} `);
}
