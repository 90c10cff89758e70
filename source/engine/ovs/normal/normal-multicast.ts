/*
 * NORMAL for groups of IP on a bridge that snoops (xlate_normal, xlate_normal_mcast_send_*; RFC 4541)
 *
 *  IGMP report, leave  to routers, and to ports with `mcast-snooping-flood-reports`: other hosts must
 *                      not hear it, or they would think that one report is enough
 *  IGMP query, other   flooded
 *  MLD likewise
 *  224.0.0.x, ff02::1  flooded: everybody is a member without saying so
 *  known group         to its ports, to flood ports, to routers
 *  unknown group       flooded, or with `mcast-snooping-disable-flood-unregistered` to routers and flood ports
 *
 * Messages go to the daemon each time (slow path): it must read every one, or members would
 * seem to leave while the datapath goes on forwarding their reports. So does `ofproto/trace`
 * see them, but without a frame it does not know the type of an IGMP message.
 */
import {WORD} from '../../flow/key.js';
import {addBits, ETHER_TYPE, etherTypeOf, IP_PROTOCOL, NW, protocolOf} from '../../flow/key-parts.js';
import {formatIpv4} from '../../protocol/ipv4-address.js';
import {ALL_NODES, compareIpv6, formatIpv6, type Ipv6Address} from '../../protocol/ipv6-address.js';
import type {OvsCause} from '../cause.js';
import {findGroup, heardRouter, joinGroup, leaveGroup, type McastSnooping} from '../snooping/mcast-snooping.js';
import {
	IGMP_TYPE,
	isMembershipType,
	isMldType,
	MLD_TYPE,
	readIgmpFrame,
	readMldFrame,
	type SnoopedMessage,
} from '../snooping/snooped-message.js';
import {outputToPort} from '../translate/output.js';
import {note, type Translation} from '../translate/translation.js';
import type {OvsPort} from '../vswitchd.js';
import {flood} from './normal-flood.js';
import type {VlanTags} from './port-vlan.js';

/** The ICMPv6 type in the word `tp`. */
const TYPE = 0xff_0000;

/** Where a frame for a group goes; `inside` are its tags there. */
export function normalMulticast(translation: Translation, snooping: McastSnooping, ingress: OvsPort, inside: VlanTags): void {
	const {flow, mask, bridge} = translation;
	const vlan = inside[0].vid;
	const message = messageOf(translation);
	if (message) {
		translation.slow.add('action');
		if (message.heard) hear(translation, snooping, ingress, vlan);
		if (message.isReport) {
			const heard = routers(translation, snooping, ingress, vlan);
			sendTo(translation, [...heard, ...others(translation, snooping.reportPorts, ingress, 'report-port')], inside);
		} else {
			note(translation, {kind: 'ovs-mcast-flood', bridge: bridge.name, why: message.protocol === 'IGMP' ? 'igmp' : 'mld-query'});
			flood(translation, ingress, inside);
		}
		return;
	}
	const isV4 = etherTypeOf(flow) === ETHER_TYPE.ipv4;
	for (const word of isV4 ? [WORD.nwDst] : ipv6Words(WORD.ipv6Dst)) mask[word] = -1;
	if (isLocalGroup(translation)) {
		note(translation, {kind: 'ovs-mcast-flood', bridge: bridge.name, why: 'local-group'});
		flood(translation, ingress, inside);
		return;
	}
	const address = isV4 ? formatIpv4((flow[WORD.nwDst] as number) >>> 0) : formatIpv6(ipv6Dst(translation));
	const group = findGroup(snooping, vlan, address);
	if (!group && snooping.floodUnregistered) {
		note(translation, {kind: 'ovs-mcast-flood', bridge: bridge.name, why: 'unregistered'});
		flood(translation, ingress, inside);
		return;
	}
	const floodPorts = (): OvsPort[] => others(translation, snooping.floodPorts, ingress, 'flood-port');
	if (group) {
		const members = others(translation, [...group.ports.keys()], ingress, 'member');
		sendTo(translation, [...members, ...floodPorts(), ...routers(translation, snooping, ingress, vlan)], inside);
	} else {
		sendTo(translation, [...routers(translation, snooping, ingress, vlan), ...floodPorts()], inside);
	}
}

/** Is the frame a message about groups? */
function messageOf({flow, mask}: Translation): {protocol: 'IGMP' | 'MLD'; heard: boolean; isReport: boolean} | undefined {
	addBits(mask, WORD.nw, NW.protocol);
	const protocol = protocolOf(flow);
	const type = ((flow[WORD.tp] as number) & TYPE) >>> 16;
	if (etherTypeOf(flow) === ETHER_TYPE.ipv4) {
		if (protocol !== IP_PROTOCOL.igmp) return undefined;
		const isReport = isMembershipType(type);
		return {protocol: 'IGMP', heard: isReport || type === IGMP_TYPE.query, isReport};
	}
	if (protocol !== IP_PROTOCOL.icmp6) return undefined;
	addBits(mask, WORD.tp, TYPE);
	return isMldType(type) ? {protocol: 'MLD', heard: true, isReport: type !== MLD_TYPE.query} : undefined;
}

/** What a message teaches (update_mcast_snooping_table). */
function hear(translation: Translation, snooping: McastSnooping, ingress: OvsPort, vlan: number): void {
	const {bridge, flow, request} = translation;
	const {frame, now} = request;
	if (!request.stats || !frame || !bridge.ports.includes(ingress) || snooping.floodPorts.includes(ingress.name)) return;
	const message = etherTypeOf(flow) === ETHER_TYPE.ipv4 ? readIgmpFrame(frame) : readMldFrame(frame);
	const at = {bridge: bridge.name, port: ingress.name, vlan};
	switch (message.kind) {
		case 'bad-checksum':
			note(translation, {kind: 'ovs-snooped-badly', ...at, protocol: message.protocol});
			break;
		case 'query':
			if (message.from !== undefined && heardRouter(snooping, vlan, ingress.name, now)) {
				note(translation, {kind: 'ovs-snooped-query', ...at, protocol: message.protocol, from: message.from});
			}
			break;
		case 'membership':
			changeMembers(translation, snooping, message, ingress, vlan);
			break;
		case 'other':
			break;
		default:
			message satisfies never;
	}
}

function changeMembers(
	translation: Translation,
	snooping: McastSnooping,
	message: Extract<SnoopedMessage, {kind: 'membership'}>,
	ingress: OvsPort,
	vlan: number,
): void {
	const at = {bridge: translation.bridge.name, port: ingress.name, vlan};
	let count = 0;
	for (const {kind, group} of message.changes) {
		const changed =
			kind === 'join'
				? joinGroup(snooping, vlan, group, ingress.name, translation.request.now)
				: leaveGroup(snooping, vlan, group, ingress.name);
		if (!changed) continue;
		count++;
		if (!message.counted) note(translation, {kind: 'ovs-snooped', ...at, change: kind, group});
	}
	if (message.counted && count > 0) note(translation, {kind: 'ovs-snooped-records', ...at, count});
}

type Role = Extract<OvsCause, {kind: 'ovs-mcast-port'}>['as'];

/** Ports with a router in this VLAN (xlate_normal_mcast_send_mrouters). */
function routers(translation: Translation, snooping: McastSnooping, ingress: OvsPort, vlan: number): OvsPort[] {
	return [...snooping.routers.values()].flatMap((router) => {
		if (router.vlan === vlan) return others(translation, [router.port], ingress, 'router');
		note(translation, {kind: 'ovs-mcast-port', bridge: translation.bridge.name, port: router.port, as: 'router', outcome: 'other-vlan'});
		return [];
	});
}

/** The ports with these names, but not the ingress. */
function others(translation: Translation, names: readonly string[], ingress: OvsPort, as: Role): OvsPort[] {
	const {bridge} = translation;
	return names.flatMap((name) => {
		const outcome = name === ingress.name ? 'ingress' : 'sent';
		note(translation, {kind: 'ovs-mcast-port', bridge: bridge.name, port: name, as, outcome});
		return outcome === 'ingress' ? [] : bridge.ports.filter((port) => port.name === name);
	});
}

function sendTo(translation: Translation, ports: readonly OvsPort[], inside: VlanTags): void {
	for (const port of ports) outputToPort(translation, port, inside);
}

/** 224.0.0.0/24, ff02::1 (is_ip_local_multicast). */
function isLocalGroup(translation: Translation): boolean {
	const {flow} = translation;
	if (etherTypeOf(flow) === ETHER_TYPE.ipv4) return (flow[WORD.nwDst] as number) >>> 8 === 0xe0_0000;
	return compareIpv6(ipv6Dst(translation), ALL_NODES) === 0;
}

function ipv6Dst({flow}: Translation): Ipv6Address {
	const [a, b, c, d] = ipv6Words(WORD.ipv6Dst).map((word) => (flow[word] as number) >>> 0) as [number, number, number, number];
	return [a, b, c, d];
}

function ipv6Words(first: number): number[] {
	return [first, first + 1, first + 2, first + 3];
}
