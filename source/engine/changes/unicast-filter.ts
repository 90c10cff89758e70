/*
 * The filter of a device by hand: `bridge fdb add … self`
 *
 * A NIC hands up frames for its own MAC, for what is in its filter, and for groups
 * that were joined. A macvlan's filter takes groups in every mode, but unicast
 * addresses only in passthru mode.
 *
 * Rules: ndo_dflt_fdb_add, ndo_dflt_fdb_del (rtnetlink.c), macvlan_fdb_add,
 * macvlan_fdb_del (macvlan.c).
 *
 * Not modelled: what a passthru macvlan adds to the filter of its lower device, which
 * is promiscuous anyway; how often an address was added.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import type {BridgeChange} from '../devices/bridge/bridge-change.js';
import {isGroup, type Mac} from '../mac.js';

/** 01:80:c2:00:00:00 to :0f count as unicast here (is_link_local_ether_addr). */
const LINK_LOCAL = 0x0180_c200_0000;

/** EINVAL: a VLAN, or a kind other than permanent. EEXIST: there already, with `add`. EOPNOTSUPP: a macvlan. */
export function addToFilter(device: Device, change: Extract<BridgeChange, {kind: 'fdb-add'}>): ChangeResult {
	const {mac, verb} = change;
	const refusal = checkMacvlan(device, mac, verb === 'replace');
	if (refusal) return refusal;
	if (change.type !== 'permanent' || change.vid !== undefined) return refused('EINVAL');
	const list = listFor(device, mac);
	if (list.includes(mac)) return verb === 'add' ? refused('EEXIST') : DONE;
	list.push(mac);
	return DONE;
}

/** ENOENT: not in the filter. */
export function deleteFromFilter(device: Device, mac: Mac): ChangeResult {
	const refusal = checkMacvlan(device, mac, false);
	if (refusal) return refusal;
	const list = listFor(device, mac);
	const at = list.indexOf(mac);
	if (at === -1) return refused('ENOENT');
	list.splice(at, 1);
	return DONE;
}

function checkMacvlan(device: Device, mac: Mac, replacing: boolean): ChangeResult | undefined {
	if (device.kind !== 'macvlan' && device.kind !== 'macvtap') return undefined;
	return replacing || (device.mode !== 'passthru' && !isGroup(mac)) ? refused('EOPNOTSUPP') : undefined;
}

function listFor(device: Device, mac: Mac): Mac[] {
	const isLinkLocal = mac >= LINK_LOCAL && mac <= LINK_LOCAL + 0xf;
	return isGroup(mac) && !isLinkLocal ? device.groups : device.unicast;
}
