/*
 * Sampling (net/sched/act_sample.c, net/psample)
 *
 * One frame in N, chosen by chance and not by counting, is copied to a group to which a program of
 * user space listens: `hsflowd` makes sFlow of it. The frame itself goes on. This is how
 * Linux monitors flows beside a bridge; Open vSwitch has it built in.
 *
 * A record says where the frame came in and was about to leave, how long it was, and its first octets. Its
 * outer tag is missing, as the kernel keeps it beside the frame and not in it.
 *
 * Follows tcf_sample_act, psample_sample_packet. Not modelled: which listener hears it; the
 * device by which a frame came that is sampled at egress, where only its own is known.
 */
import {type Frame, popTag} from '../frame.js';
import type {DeviceId} from '../netdev.js';
import {nextRandom} from '../random.js';
import {type Machine, machineOf, type World} from '../world.js';
import type {Hook, Samples, TcAction} from './tc-state.js';

/** Records that a machine keeps. */
const KEPT = 1000;

/** Tosses the dice; true when the frame is sampled. */
export function sample(world: World, device: DeviceId, hook: Hook, action: Extract<TcAction, {kind: 'sample'}>, frame: Frame): boolean {
	if (nextRandom(world) % action.rate !== 0) return false;
	const samples = samplesOf(machineOf(world, device));
	const sequence = samples.sequences.get(action.group) ?? 0;
	samples.sequences.set(action.group, sequence + 1);
	const {bytes} = popTag(frame);
	samples.records.push({
		time: world.now,
		group: action.group,
		sequence,
		rate: action.rate,
		in: hook === 'ingress' ? device : -1,
		out: hook === 'egress' ? device : -1,
		length: bytes.length,
		bytes: bytes.slice(0, action.truncate ?? bytes.length),
	});
	if (samples.records.length > KEPT) samples.records.shift();
	return true;
}

function samplesOf(machine: Machine): Samples {
	machine.samples ??= {sequences: new Map(), records: []};
	return machine.samples;
}
