/** The IPv4 half of `ip addr` (print_addrinfo). */
import type {Device} from '../../engine/device.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';
import {isSecondary} from '../../engine/stack/address.js';
import type {Options} from '../command.js';
import {all, both, datum, flag, NOTHING, type Piece, words} from './piece.js';

/** An address with what the kernel says of it. */
export interface ShownAddress {
	ifindex: number;
	device: string;
	address: Ipv4Address;
	prefix: number;
	broadcast: Ipv4Address | undefined;
	scope: 'host' | 'global';
	secondary: boolean;
}

const FOREVER = 0xffff_ffff;
const SCOPES = {host: '254', global: '0'} as const;

export function addressesOf({addresses, name, ifindex}: Device): ShownAddress[] {
	return addresses.map(({address, prefix, broadcast}, index) => ({
		ifindex,
		device: name,
		address,
		prefix,
		broadcast,
		scope: 'global',
		secondary: isSecondary(addresses, index),
	}));
}

/** What every `lo` has that is on. */
export const LOOPBACK_ADDRESS: ShownAddress = {
	ifindex: 1,
	device: 'lo',
	address: 0x7f00_0001,
	prefix: 8,
	broadcast: undefined,
	scope: 'host',
	secondary: false,
};

/** Two lines. With `-o` there is no line of the device above, so the first begins with it. */
export function printAddress(shown: ShownAddress, {brief, oneline, numeric}: Pick<Options, 'brief' | 'oneline' | 'numeric'>): Piece {
	const {ifindex, device, broadcast} = shown;
	if (brief) return all(localAddress(shown));
	const scope = numeric ? SCOPES[shown.scope] : shown.scope;
	return all(
		oneline ? all(datum('index', ifindex), datum('dev', device), words(`${ifindex}: ${device}`)) : undefined,
		both('family', 'inet', '    inet '),
		localAddress(shown),
		broadcast === undefined ? NOTHING : both('broadcast', formatIpv4(broadcast), `brd ${formatIpv4(broadcast)} `),
		both('scope', scope),
		flag('secondary', shown.secondary),
		both('label', device, device),
		both('valid_life_time', FOREVER, '\n       valid_lft forever'),
		both('preferred_life_time', FOREVER, ' preferred_lft forever'),
		words('\n'),
	);
}

function localAddress({address, prefix}: ShownAddress): Piece {
	return all(both('local', formatIpv4(address), formatIpv4(address)), both('prefixlen', prefix, `/${prefix} `));
}
