/*
 * To the controller
 *
 * The datapath knows no controllers: it sends the frame up, with a note for whom it is, and the
 * daemon makes a packet-in of it. The frame goes as the actions so far have made it.
 *
 * Follows xlate_controller_action (ofproto-dpif-xlate.c). Not modelled: meters, `controller(pause)`.
 */
import type {PacketInReason} from '../../devices/datapath/datapath-action.js';
import {commitFlow} from './commit-flow.js';
import {freezeForController} from './recirculate.js';
import type {Translation} from './translation.js';

export interface ToController {
	/** Octets of the frame at most; 65535 is all. */
	maxLength: number;
	reason: PacketInReason;
	controllerId: number;
	userdata?: Uint8Array;
}

export function sendToController(translation: Translation, {maxLength, reason, controllerId, userdata}: ToController): void {
	commitFlow(translation);
	const recirc = freezeForController(translation, userdata);
	translation.actions.push({
		kind: 'userspace',
		why: {
			kind: 'controller',
			bridge: translation.bridge.name,
			// An action of the flow that takes every miss is an explicit miss.
			reason: reason === 'action' && translation.tableMiss ? 'explicit_miss' : reason,
			maxLength,
			controllerId,
			cookie: translation.cookie,
			recirc,
			...(userdata ? {userdata} : {}),
		},
	});
}
