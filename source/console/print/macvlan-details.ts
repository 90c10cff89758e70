/** What `ip -d link` says of a macvlan (macvlan_print_opt). */
import type {Macvlan} from '../../engine/devices/macvlan-device.js';
import {formatMac, type Mac} from '../../engine/mac.js';
import {deviceAt, macvlansOn, type World} from '../../engine/world.js';
import {all, both, flag, type Piece} from './piece.js';

export function macvlanDetails(world: World, device: Macvlan): Piece {
	const siblings = macvlansOn(world, deviceAt(world, device.lower));
	return all(
		both('mode', device.mode),
		flag('nopromisc', device.nopromisc),
		flag('nodst', device.nodst),
		both('bcqueuelen', device.bcqueuelen),
		// One queue serves all on a lower device; it is as long as the longest that was asked for.
		both('usedbcqueuelen', Math.max(...siblings.map(({bcqueuelen}) => bcqueuelen))),
		device.mode === 'source' ? sourceDetails(device.sources) : undefined,
	);
}

/** Without any there is no list, only the number. */
function sourceDetails(sources: readonly Mac[]): Piece {
	const count = both('macaddr_count', sources.length, `remotes (${sources.length}) `);
	if (sources.length === 0) return count;
	const macs = byBucket(sources).map(formatMac);
	return all(count, both('macaddr_data', macs, macs.map((mac) => `${mac} `).join('')));
}

/** The kernel lists the sources bucket by bucket of its table, newest first (macvlan_eth_hash, hash_64). */
function byBucket(sources: readonly Mac[]): Mac[] {
	const bucket = (mac: Mac): bigint => {
		const octets = mac.toString(16).padStart(12, '0').match(/../g) ?? [];
		const word = BigInt(`0x${octets.reverse().join('')}`) << 16n;
		return BigInt.asUintN(64, word * 0x61c8864680b583ebn) >> 56n;
	};
	return sources.toReversed().sort((a, b) => Number(bucket(a) - bucket(b)));
}
