/**
 * The MAC of a bridge and its datapath id (vswitchd/bridge.c, bridge_configure_datapath_id)
 *
 * br0 takes the lowest MAC of the bridge's ports, as the Linux bridge does, but only
 * one that a manufacturer gave: addresses that software made up (the local bit is set, as with
 * most virtual NICs) do not count, nor does the output port of a mirror. Without
 * one it has an address that is made from the UUID of its row, which stays the same
 * whatever happens to the ports. The datapath id is that MAC with zeros before it.
 */
import {formatMac, isGroup, type Mac, parseMac} from '../../mac.js';
import type {World} from '../../world.js';
import {type Database, numberOf, type Row, rowsIn, settingOf, textOf} from '../database/database.js';
import {isReservedMac} from '../normal/reserved.js';
import {LOCAL, type OfPort, type OvsBridge} from '../vswitchd.js';

const LOCAL_BIT = 0x0200_0000_0000;
/** Addresses that Nicira's software made up: 00:23:20:80 to 00:23:20:ff. */
const MADE_UP_FIRST = 0x0023_2080_0000;
const MADE_UP_LAST = 0x0023_20ff_ffff;

/** The MAC that a bridge should have. */
export function chooseBridgeMac(database: Database, bridge: OvsBridge, row: Row): Mac {
	const wanted = parseMac(settingOf(row, 'other_config', 'hwaddr') ?? '');
	if (wanted !== undefined && wanted !== 0 && !isGroup(wanted)) return wanted;
	return chooseAddress(database, bridge, row, undefined);
}

/** The lowest real MAC of the ports (of those in VLAN `tag`, for a fake bridge), or the bridge's own (find_local_hw_addr). */
export function chooseAddress(database: Database, bridge: OvsBridge, row: Row, tag: number | undefined): Mac {
	const mirrored = new Set(rowsIn(database, 'Bridge', row, 'mirrors').map((mirror) => textOf(mirror, 'output_port')));
	let best: Mac | undefined;
	for (const port of rowsIn(database, 'Bridge', row, 'ports')) {
		if (mirrored.has(port.uuid)) continue;
		const mac = addressOfPort(database, bridge, port, tag);
		if (mac !== undefined && isReal(mac) && (best === undefined || mac < best)) best = mac;
	}
	return best ?? ownAddress(bridge.uuid);
}

function addressOfPort(database: Database, bridge: OvsBridge, port: Row, tag: number | undefined): Mac | undefined {
	const given = parseMac(textOf(port, 'mac'));
	if (given !== undefined) return given;
	const names = rowsIn(database, 'Port', port, 'interfaces').map((row) => textOf(row, 'name'));
	let first: OfPort | undefined;
	for (const ofPort of bridge.ofPorts.values()) {
		if (names.includes(ofPort.name) && (!first || ofPort.name < first.name)) first = ofPort;
	}
	if (!first || first.number === LOCAL || (tag !== undefined && numberOf(port, 'tag') !== tag)) return undefined;
	return first.mac;
}

function isReal(mac: Mac): boolean {
	const isLocal = Math.floor(mac / LOCAL_BIT) % 2 === 1 || (mac >= MADE_UP_FIRST && mac <= MADE_UP_LAST);
	return mac !== 0 && !isGroup(mac) && !isLocal && !isReservedMac(mac);
}

/** The address of a bridge without real ports: the first six octets of its UUID as they lie in the memory of a PC. */
function ownAddress(uuid: string): Mac {
	const octets = [6, 4, 2, 0, 16, 14].map((at) => Number.parseInt(uuid.slice(at, at + 2), 16));
	octets[0] = ((octets[0] as number) & 0xfe) | 0x02;
	return octets.reduce((mac, octet) => mac * 256 + octet, 0);
}

/** 16 hex digits: `other-config:datapath-id`, or the MAC. */
export function chooseDatapathId(row: Row, mac: Mac): string {
	const text = settingOf(row, 'other_config', 'datapath-id') ?? '';
	const isId = /^[0-9a-f]{16}$/i.test(text) || /^0x[0-9a-f]{1,16}$/i.test(text);
	const digits = text.replace(/^0x/i, '').toLowerCase().padStart(16, '0');
	if (isId && /[1-9a-f]/.test(digits)) return digits;
	return formatMac(mac).replaceAll(':', '').padStart(16, '0');
}

/** MAC of a port as it is now: of its device, or the one that a patch port or tunnel made up for itself. */
export function refreshMac(world: World, port: OfPort): void {
	const device = world.devices[port.device];
	if (device) port.mac = device.mac;
}
