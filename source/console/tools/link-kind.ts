/** The words behind `type KIND`: which settings they are, for the kinds that the lab has. */

import type {MacvlanOptions} from '../../engine/change.js';
import type {BridgeOptions} from '../../engine/devices/bridge/bridge-change.js';
import {entryOf} from '../../engine/entry-of.js';
import type {Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {IP_LINK_USAGE} from '../usage/ip.js';
import {type BondSetting, readBondOptions} from './kind-bond.js';
import {readBridgeOptions} from './kind-bridge.js';
import {type PortRequest, readBridgeSlaveOptions} from './kind-bridge-slave.js';
import {type GretapRequest, readGretapOptions} from './kind-gretap.js';
import {readMacvlanOptions} from './kind-macvlan.js';
import {readVethPeer} from './kind-veth.js';
import {readVlanOptions, type VlanRequest} from './kind-vlan.js';
import {readVxlanOptions, type VxlanRequest} from './kind-vxlan.js';
import type {LinkRequest} from './link-request.js';

/** Settings of a kind; `none` when no words follow the kind. */
export type Setting =
	| {kind: 'none'}
	| {kind: 'macvlan' | 'macvtap'; options: MacvlanOptions}
	| {kind: 'bridge'; options: BridgeOptions; flush: boolean}
	| ({kind: 'bridge_slave'} & PortRequest)
	| {kind: 'veth'; peer: LinkRequest}
	| ({kind: 'vlan'} & VlanRequest)
	| ({kind: 'bond'} & BondSetting)
	| ({kind: 'vxlan'} & VxlanRequest)
	| ({kind: 'gretap'} & GretapRequest);

/** Kinds that `ip` knows and the lab has not, with the nearest that it has. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
	bond_slave: 'ip link set BOND type bond',
	dummy: 'one end of a veth',
	ipvlan: 'a macvlan',
	ipvtap: 'a macvtap',
	macsec: 'a macvlan',
	team: 'a bond',
	vrf: 'ip netns',
	gre: 'a gretap',
	erspan: 'a gretap',
	geneve: 'a vxlan',
	ipip: 'a veth between two machines',
	ifb: 'one end of a veth',
	tun: 'one end of a veth',
};

/** Reads the words behind the kind of a new device, or of one that is there. Throws what `ip` says to a kind that takes none. */
export function readKind(place: Place, {type, rest}: LinkRequest, isNew: boolean): Setting {
	if (type === undefined || rest.length === 0) return {kind: 'none'};
	switch (type) {
		case 'macvlan':
		case 'macvtap':
			return {kind: type, options: readMacvlanOptions(type, rest)};
		case 'bridge':
			return {kind: type, ...readBridgeOptions(rest)};
		case 'bridge_slave':
			return {kind: type, ...readBridgeSlaveOptions(place, rest)};
		case 'veth': {
			const peer = readVethPeer(place, rest);
			return peer ? {kind: type, peer} : {kind: 'none'};
		}
		case 'vlan':
			return {kind: type, ...readVlanOptions(rest)};
		case 'bond':
			return {kind: type, ...readBondOptions(place, rest)};
		case 'vxlan':
			return {kind: type, ...readVxlanOptions(place, rest, isNew)};
		case 'gretap':
			return {kind: type, ...readGretapOptions(place, rest)};
		default:
			checkKind(type);
			if ('help'.startsWith(rest[0] as string)) throw new Complaint(IP_LINK_USAGE, 255);
			throw new Complaint(`Garbage instead of arguments "${rest[0]} ...". Try "ip link help".\n`, 1);
	}
}

/** Is it a kind of device of which the kernel knows? What a device is to its master is none. */
export function isKnownKind(kind: string): boolean {
	return MODELLED_KINDS.includes(kind) || (Object.hasOwn(OTHER_KINDS, kind) && !kind.endsWith('_slave'));
}

const MODELLED_KINDS: readonly string[] = ['macvlan', 'macvtap', 'bridge', 'veth', 'vlan', 'bond', 'vxlan', 'gretap', 'openvswitch'];

/** Throws when `kind` is one that only the real `ip` has. */
export function checkKind(kind: string): void {
	const nearest = entryOf(OTHER_KINDS, kind);
	if (nearest !== undefined) throw notModelled(`a device of type ${kind}`, nearest);
}
