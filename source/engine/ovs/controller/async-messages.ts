/*
 * What a switch tells its controllers unasked (ofproto/connmgr.c)
 *
 * Frames that a flow or a miss sends there, flows that are gone, ports that came, changed or went. Every controller that is
 * connected hears of it, as far as the version it speaks has words for it: reasons that came with later versions are
 * told to earlier ones as the nearest one they know, or not at all.
 *
 * Rules: connmgr_send_async_msg, connmgr_send_flow_removed, connmgr_send_port_status, ofputil_async_cfg_default, encode_packet_in_reason.
 *
 * Not modelled: asynchronous configuration, roles, limits of rate; that a port's being live is told in a message of its own.
 */
import type {PacketInReason} from '../../devices/datapath/datapath-action.js';
import {isEqual} from '../../flow/plain-equal.js';
import {isHidden, type RemovalReason, type Removed} from '../../flow/rule-store.js';
import type {OpenFlowVersion} from '../../flow/syntax/protocol.js';
import type {OpenFlowMessage, PacketIn, PortDescription} from '../../openflow/message.js';
import type {OfPort, OvsBridge} from '../vswitchd.js';
import {isConnected} from './controller-link.js';
import {type SwitchEnd, send} from './link-machine.js';

/** Sends what `message` makes for the version of each controller that is connected; returns how many it went to. */
function tell(end: SwitchEnd, message: (version: OpenFlowVersion) => OpenFlowMessage | undefined): number {
	let told = 0;
	for (const link of end.bridge.controllers) {
		const own = isConnected(link) && link.version ? message(link.version) : undefined;
		if (!own) continue;
		send(end, link, own, 0);
		told++;
	}
	return told;
}

/** A frame for the controllers with id 0, which all have; returns how many get it. */
export function tellPacketIn(end: SwitchEnd, packetIn: PacketIn, controllerId = 0): number {
	// They would have to ask for it.
	if (controllerId !== 0 || packetIn.reason === 'invalid_ttl') return 0;
	return tell(end, (version) => ({...packetIn, reason: reasonIn(packetIn.reason, version)}));
}

/** The reason as a version names it (encode_packet_in_reason). */
function reasonIn(reason: PacketInReason, version: OpenFlowVersion): PacketInReason {
	switch (reason) {
		case 'explicit_miss':
			return version < 'OpenFlow13' ? 'action' : 'no_match';
		case 'action_set':
		case 'group':
		case 'packet_out':
			return version < 'OpenFlow14' ? 'action' : reason;
		case 'no_match':
		case 'action':
		case 'invalid_ttl':
			return reason;
		default:
			return reason satisfies never;
	}
}

/** Flows that were sent with `send_flow_rem` are gone. */
export function tellRemoved(end: SwitchEnd, removed: readonly Removed[]): void {
	for (const {rule, reason} of removed) {
		if (!rule.flags.sendFlowRemoved || isHidden(rule)) continue;
		const {table, priority, match, cookie, idleTimeout, hardTimeout, packets, bytes} = rule;
		const duration = end.world.now - rule.created;
		tell(end, (version) =>
			knows(version, reason)
				? {kind: 'flow-removed', reason, table, priority, match, cookie, idleTimeout, hardTimeout, duration, packets, bytes}
				: undefined,
		);
	}
}

/** Is a removal for this reason told in this version? */
function knows(version: OpenFlowVersion, reason: RemovalReason): boolean {
	if (reason === 'eviction') return version >= 'OpenFlow14';
	return reason !== 'group-delete' || version >= 'OpenFlow13';
}

/** Ports came, changed or went since this was called last. */
export function tellPorts(end: SwitchEnd): void {
	const {bridge} = end;
	const {control} = bridge;
	if (control.version === bridge.version) return;
	control.version = bridge.version;
	const before = control.ports;
	control.ports = new Map(Array.from(bridge.ofPorts.values(), (port) => [port.number, describePort(port)]));
	if (!bridge.controllers.some(isConnected)) return;
	const report = (reason: 'add' | 'delete' | 'modify', port: PortDescription): void => {
		tell(end, () => ({kind: 'port-status', reason, port}));
	};
	for (const [number, port] of before) if (control.ports.get(number)?.name !== port.name) report('delete', port);
	for (const [number, port] of control.ports) {
		const old = before.get(number);
		if (old?.name !== port.name) report('add', port);
		else if (!isEqual(old, port)) report('modify', port);
	}
}

export function describePort({number, name, mac, config, up}: OfPort): PortDescription {
	return {number, name, mac, config: {...config}, linkDown: !up};
}

export function describePorts(bridge: OvsBridge): PortDescription[] {
	return Array.from(bridge.ofPorts.values(), describePort).sort((a, b) => a.number - b.number);
}
