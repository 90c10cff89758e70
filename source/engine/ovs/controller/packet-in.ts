/** What cached flows send up for others: to a controller, or as a sample for a collector (process_upcall). */
import type {Userspace} from '../../devices/datapath/datapath-action.js';
import type {Datapath} from '../../devices/datapath/datapath-device.js';
import {readField} from '../../flow/field-access.js';
import {createKey, type FlowKey, WORD} from '../../flow/key.js';
import type {Frame} from '../../frame.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {recirculationAt, restoreMetadata} from '../translate/recirculate.js';
import {bridgeNamed} from '../vswitchd.js';
import {tellPacketIn} from './async-messages.js';

type ToController = Extract<Userspace, {kind: 'controller'}>;

/** Metadata that a packet-in carries where it is not zero. */
const METADATA = ['tun_id', 'metadata', ...Array.from({length: 16}, (_, index) => `reg${index}`)];

/** True when that was what the frame was for: a sample is no delivery. `key` has the datapath's port number. */
export function receiveFromFlow(
	world: World,
	machine: Machine,
	_datapath: Datapath,
	why: Exclude<Userspace, {kind: 'slow-path'}>,
	_key: FlowKey,
	frame: Frame,
	out: Sink,
): boolean {
	return why.kind === 'controller' && sendPacketIn(world, machine, why, frame, out) > 0;
}

/** Makes a packet-in of a frame and the context that was kept for it; returns how many controllers get it. */
function sendPacketIn(world: World, machine: Machine, why: ToController, frame: Frame, out: Sink): number {
	const {vswitchd: switchd} = machine;
	const bridge = switchd && bridgeNamed(switchd, why.bridge);
	const frozen = switchd && recirculationAt(switchd, why.recirc)?.frozen;
	if (!bridge || !frozen) return 0;
	const flow = createKey();
	restoreMetadata(flow, frozen);
	const metadata: Record<string, bigint> = {};
	for (const name of METADATA) {
		const value = readField(flow, name);
		if (value !== 0n) metadata[name] = value;
	}
	const {reason, cookie, controllerId, userdata} = why;
	return tellPacketIn(
		{world, machine, switchd, bridge, out},
		{
			kind: 'packet-in',
			reason,
			table: frozen.table,
			cookie,
			inPort: flow[WORD.inPort] as number,
			bytes: frame.bytes,
			metadata,
			...(userdata ? {userdata} : {}),
		},
		controllerId,
	);
}
