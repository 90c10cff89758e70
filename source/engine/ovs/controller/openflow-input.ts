/*
 * What a controller asks of a switch (ofproto/ofproto.c, handle_single_part_openflow)
 *
 * A message is done before the next one is looked at, so the answer to a barrier is simply sent. What cannot be done
 * is answered with an error that has the number of the message.
 */

import type {OpenFlowResult} from '../../flow/flow-mod.js';
import {applyFlowMod, type Removed} from '../../flow/flow-tables.js';
import {applyGroupMod} from '../../flow/group.js';
import {TABLE_COUNT} from '../../flow/rule-store.js';
import type {Envelope} from '../../openflow/message.js';
import {describePorts, tellRemoved} from './async-messages.js';
import type {ControllerLink} from './controller-link.js';
import {maybeRecover} from './fail-open.js';
import {type SwitchEnd, send} from './link-machine.js';
import {sendPacketOut} from './packet-out.js';

/** Does what the message of a connected controller says, and answers it. */
export function obey(end: SwitchEnd, link: ControllerLink, {message, xid}: Envelope): void {
	const {world, switchd, bridge, out} = end;
	maybeRecover(end);
	switch (message.kind) {
		case 'echo-request':
			send(end, link, {kind: 'echo-reply'}, xid);
			return;
		case 'features-request':
			// The hidden table is nobody's business; from 1.3 on ports are asked for separately.
			send(
				end,
				link,
				{
					kind: 'features-reply',
					datapathId: bridge.datapathId,
					tables: TABLE_COUNT - 1,
					ports: (link.version ?? 'OpenFlow10') < 'OpenFlow13' ? describePorts(bridge) : [],
				},
				xid,
			);
			return;
		case 'set-config':
			link.missSendLength = message.missSendLength;
			return;
		case 'barrier-request':
			send(end, link, {kind: 'barrier-reply'}, xid);
			return;
		case 'flow-mod': {
			const removed: Removed[] = [];
			answer(end, link, xid, applyFlowMod(bridge.tables, message.mod, world.now, removed, bridge.groups));
			tellRemoved(end, removed);
			return;
		}
		case 'group-mod': {
			const removed: Removed[] = [];
			answer(end, link, xid, applyGroupMod(bridge.groups, message.mod, world.now, bridge.tables, removed));
			tellRemoved(end, removed);
			return;
		}
		case 'packet-out':
			answer(end, link, xid, sendPacketOut(world, switchd, bridge, message, out));
			return;
		case 'echo-reply':
		case 'hello':
		case 'error':
			return;
		// For the other side.
		case 'features-reply':
		case 'packet-in':
		case 'flow-removed':
		case 'port-status':
		case 'barrier-reply':
			send(end, link, {kind: 'error', error: 'OFPBRC_BAD_TYPE'}, xid);
			return;
		default:
			message satisfies never;
	}
}

/** What went well is not answered. */
function answer(end: SwitchEnd, link: ControllerLink, xid: number, result: OpenFlowResult): void {
	if (result.kind === 'refused') send(end, link, {kind: 'error', error: result.error}, xid);
}
