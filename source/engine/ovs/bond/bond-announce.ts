/*
 * Learning packets (ofproto-dpif.c, bundle_send_learning_packets)
 *
 * When another member becomes active, the switches on the other side still have
 * the stations behind our bond on the old link. A reverse ARP (operation 3,
 * EtherType 0x8035) in the name of every station that is known on another port
 * teaches them; nobody answers it. With LACP nothing of the kind is needed.
 */

import {buildFrame, type Frame, TPID_8021Q} from '../../frame.js';
import {BROADCAST} from '../../mac.js';
import {buildArp} from '../../protocol/arp.js';
import {listMacs} from '../mac/mac-learning.js';
import type {OvsBridge, OvsPort} from '../vswitchd.js';
import type {Bond} from './bond-state.js';
import {memberForStation} from './bonds.js';

const ETHERTYPE_RARP = 0x8035;
const REVERSE_REQUEST = 3;

/** What the bond of `port` must send now, by which member; asking takes the request away (bond_should_send_learning_packets). */
export function learningPackets(bridge: OvsBridge, port: OvsPort, now: number): {member: number; frame: Frame}[] {
	const {bond} = port;
	if (!bond?.announce) return [];
	bond.announce = false;
	if (!mayAnnounce(bond)) return [];
	return listMacs(bridge.macs, now).flatMap(({mac, vlan, port: behind}) => {
		if (behind === port.name) return [];
		const member = memberForStation(bond, mac, vlan);
		if (member === undefined) return [];
		const payload = buildArp({operation: REVERSE_REQUEST, senderMac: mac, senderAddress: 0, targetMac: mac, targetAddress: 0});
		const tags = vlan === 0 ? [] : [{tpid: TPID_8021Q, pcp: 0, dei: false, vid: vlan}];
		return [{member, frame: buildFrame({dst: BROADCAST, src: mac, tags, etherType: ETHERTYPE_RARP, payload})}];
	});
}

function mayAnnounce({lacpStatus, lacpFallback, mode, active}: Bond): boolean {
	if (active === undefined) return false;
	return (lacpStatus === 'off' && mode !== 'balance-tcp') || (lacpFallback && lacpStatus === 'configured');
}
