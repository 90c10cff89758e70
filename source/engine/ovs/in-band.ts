/*
 * In-band control (ofproto/in-band.c)
 *
 * A controller may be reached through the very bridge that it controls, and then the bridge must not need the controller to
 * forward what goes to the controller. So, unless its row says `out-of-band` or the bridge says `disable-in-band`,
 * every controller (and every manager of the database that is elsewhere) has flows of its own: hidden, above all that a
 * message can carry, all with the action NORMAL. They let through DHCP and ARP of the local port, ARP with the
 * controller's address, and TCP with its address and port. DHCP replies go to the local port whatever flows say.
 *
 * Not modelled: flows for the MAC of the next hop, which the real switch learns from the ARP table of the kernel (control
 * connections are not made of frames here); `in-band-queue`.
 */
import {OFPP} from '../flow/action.js';
import {unWildcardField, writeField} from '../flow/field-access.js';
import {addInternalRule, removeInternalRules} from '../flow/internal-rules.js';
import {type FlowKey, IS_ETHERNET, WORD} from '../flow/key.js';
import {ETHER_TYPE, etherTypeOf, IP_PROTOCOL, protocolOf} from '../flow/key-parts.js';
import {type Match, matchAll} from '../flow/match.js';
import {parseTarget, type Target} from '../openflow/delivery.js';
import {LOOPBACK} from '../protocol/ipv4-address.js';
import {controllersOf} from './configure/configure-bridges.js';
import {booleanSetting} from './configure/settings.js';
import {type Database, type Row, rootOf, rowsIn, textOf} from './database/database.js';
import type {OvsBridge} from './vswitchd.js';

const DHCP = {server: 67, client: 68} as const;
const ARP = {request: 1, reply: 2} as const;
/** Port of the database server (IANA). */
const OVSDB_PORT = 6640;
/** Of the kinds of flows, from IBR_FROM_LOCAL_DHCP on; only for the eye. */
const PRIORITY = {
	fromLocalDhcp: 180_000,
	toLocalArp: 180_001,
	fromLocalArp: 180_002,
	toRemoteArp: 180_005,
	fromRemoteArp: 180_006,
	toRemoteTcp: 180_007,
	fromRemoteTcp: 180_008,
} as const;

interface WantedRule {
	priority: number;
	match: Match;
}

/** Makes the flows of in-band control what the database wants. Returns whether the bridge has any. */
export function configureInBand(database: Database, bridge: OvsBridge, row: Row, now: number): void {
	const remotes = booleanSetting(row, 'disable-in-band', false) ? [] : remotesOf(database, row);
	const wanted = new Map(wantedRules(bridge, remotes).map((rule) => [keyOf(rule), rule]));
	const {inBand} = bridge.control;
	for (const [key, rule] of [...inBand]) {
		if (wanted.has(key)) continue;
		removeInternalRules(bridge.tables, [rule]);
		inBand.delete(key);
	}
	for (const [key, {priority, match}] of wanted) {
		if (!inBand.has(key)) inBand.set(key, addInternalRule(bridge.tables, priority, match, [{kind: 'output', port: OFPP.normal}], now, 0));
	}
}

/** A reply of a DHCP server, which the local port must see (in_band_must_output_to_local_port). */
export function isDhcpReply(key: FlowKey): boolean {
	return (
		etherTypeOf(key) === ETHER_TYPE.ipv4 && protocolOf(key) === IP_PROTOCOL.udp && key[WORD.tp] === ((DHCP.server << 16) | DHCP.client)
	);
}

/** Addresses and ports of controllers and of managers (update_in_band_remotes, collect_in_band_managers). */
function remotesOf(database: Database, row: Row): Target[] {
	const isInBand = (one: Row): boolean => textOf(one, 'connection_mode') !== 'out-of-band';
	const controllers = controllersOf(database, row).flatMap((one) => (isInBand(one) ? (activeTarget(textOf(one, 'target')) ?? []) : []));
	const managers = rowsIn(database, 'Open_vSwitch', rootOf(database), 'manager_options').flatMap((one) =>
		isInBand(one) ? (activeTarget(textOf(one, 'target'), OVSDB_PORT) ?? []) : [],
	);
	return [...controllers, ...managers.filter(({address}) => address !== LOOPBACK)];
}

/** SSL goes over TCP, too. */
function activeTarget(text: string, port?: number): Target | undefined {
	return parseTarget(text.replace(/^ssl:/, 'tcp:'), port);
}

function wantedRules({mac}: OvsBridge, remotes: readonly Target[]): WantedRule[] {
	if (remotes.length === 0) return [];
	const rules: WantedRule[] = [];
	const add = (priority: number, fields: Readonly<Record<string, number>>): void => void rules.push({priority, match: matchOf(fields)});
	const dhcp = {eth_type: ETHER_TYPE.ipv4, nw_proto: IP_PROTOCOL.udp, tcp_src: DHCP.client, tcp_dst: DHCP.server};
	add(PRIORITY.fromLocalDhcp, {in_port: OFPP.local, eth_src: mac, ...dhcp});
	add(PRIORITY.toLocalArp, {eth_type: ETHER_TYPE.arp, eth_dst: mac, arp_op: ARP.reply});
	add(PRIORITY.fromLocalArp, {eth_type: ETHER_TYPE.arp, eth_src: mac, arp_op: ARP.request});
	for (const {address, port} of remotes) {
		const tcp = {eth_type: ETHER_TYPE.ipv4, nw_proto: IP_PROTOCOL.tcp};
		add(PRIORITY.toRemoteArp, {eth_type: ETHER_TYPE.arp, arp_op: ARP.reply, arp_tpa: address});
		add(PRIORITY.fromRemoteArp, {eth_type: ETHER_TYPE.arp, arp_op: ARP.request, arp_spa: address});
		add(PRIORITY.toRemoteTcp, {...tcp, nw_dst: address, tcp_dst: port});
		add(PRIORITY.fromRemoteTcp, {...tcp, nw_src: address, tcp_src: port});
	}
	return rules;
}

function matchOf(fields: Readonly<Record<string, number>>): Match {
	const match = matchAll();
	for (const [name, value] of Object.entries(fields)) {
		unWildcardField(match.mask, name);
		writeField(match.key, name, BigInt(value));
	}
	match.mask[WORD.etherType] = (match.mask[WORD.etherType] as number) | IS_ETHERNET;
	return match;
}

function keyOf({priority, match}: WantedRule): string {
	return `${priority} ${match.key.join()} ${match.mask.join()}`;
}
