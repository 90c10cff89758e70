/** The IPv4 half of `ip addr`. */
import type {Device} from '../../engine/device.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {isSecondary} from '../../engine/stack/address.js';
import type {Machine} from '../../engine/world.js';

const LIFETIME = '       valid_lft forever preferred_lft forever\n';

/** Two lines an address. */
export function printAddresses(device: Device): string {
	return device.addresses
		.map(({address, prefix, broadcast}, index) => {
			const brd = broadcast === undefined ? '' : `brd ${formatIpv4(broadcast)} `;
			const secondary = isSecondary(device.addresses, index) ? 'secondary ' : '';
			return `    inet ${formatIpv4(address)}/${prefix} ${brd}scope global ${secondary}${device.name}\n${LIFETIME}`;
		})
		.join('');
}

export function printLoopbackAddresses(machine: Machine): string {
	return machine.loopbackDown ? '' : `    inet 127.0.0.1/8 scope host lo\n${LIFETIME}`;
}

/** The rest of a line of `ip -br addr`. */
export function printAddressesBriefly(addresses: Device['addresses']): string {
	return `${addresses.map(({address, prefix}) => `${formatIpv4(address)}/${prefix} `).join('')}\n`;
}
