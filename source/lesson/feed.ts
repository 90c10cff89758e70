/*
 * Feeding: a stimulus becomes inputs of a history
 *
 * Names become devices and addresses in the world as it is at that moment. What
 * a stimulus names must be there; the linter proves that for every lesson, so a
 * missing name is a bug of the lesson and throws.
 */

import {buildFrame, ETHERTYPE} from '../engine/frame.js';
import {type History, input, settle} from '../engine/history.js';
import {machineNamed, type World} from '../engine/world.js';
import {addressIn, deviceIn, macIn} from './names.js';
import {type Prompts, typeAt} from './prompt.js';
import type {Stimulus} from './stimulus.js';

/** Payload of a `frame` stimulus: enough octets for the shortest Ethernet frame. */
const TEST_PAYLOAD = new Uint8Array(46);
const ECHO_PAYLOAD = 56;
const PING_INTERVAL = 1_000_000_000;

/** Puts one stimulus in at the cursor. Nothing moves yet, but a command may let time pass. Throws a RangeError for names that are not there. */
export function feed(history: History, stimulus: Stimulus, prompts?: Prompts): void {
	const {world} = history;
	switch (stimulus.kind) {
		case 'ping': {
			const machine = known(machineNamed(world, stimulus.from), `machine "${stimulus.from}"`).id;
			const address = known(addressIn(world, stimulus.to), `address of "${stimulus.to}"`);
			input(history, {
				kind: 'change',
				change: {kind: 'ping', machine, address, count: stimulus.count, interval: PING_INTERVAL, payload: ECHO_PAYLOAD},
			});
			return;
		}
		case 'frame':
			input(history, {
				kind: 'frame',
				device: known(deviceIn(world, stimulus.from), `device "${stimulus.from}"`).id,
				frame: testFrame(world, stimulus),
			});
			return;
		case 'command':
			typeAt(history, stimulus.on, stimulus.run, prompts);
			return;
		case 'wait':
			input(history, {kind: 'wait', duration: stimulus.ms * 1_000_000});
			return;
		default:
			stimulus satisfies never;
	}
}

/** Puts all of them in, one after the other, each when the world is quiet again. Commands know of each other when they have the same `prompts`. */
export function playOut(history: History, stimuli: readonly Stimulus[], prompts?: Prompts): void {
	settle(history);
	for (const stimulus of stimuli) {
		feed(history, stimulus, prompts);
		settle(history);
	}
}

function testFrame(world: World, stimulus: Extract<Stimulus, {kind: 'frame'}>) {
	return buildFrame({
		dst: known(macIn(world, stimulus.to), `MAC of "${stimulus.to}"`),
		src: known(macIn(world, stimulus.as ?? stimulus.from), `MAC of "${stimulus.as ?? stimulus.from}"`),
		etherType: ETHERTYPE.experimental,
		payload: TEST_PAYLOAD,
	});
}

function known<T>(value: T | undefined, what: string): T {
	if (value === undefined) throw new RangeError(`there is no ${what} in this lab`);
	return value;
}
