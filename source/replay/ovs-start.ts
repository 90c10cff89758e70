/*
 * Open vSwitch as it was recorded
 *
 * The recorder ran the daemon of the release that `recordedFrom` names with `--enable-dummy=override`: the
 * userspace datapath, on devices that carry frames whatever their state. Then it typed the lines
 * of the set-up, and let a moment pass.
 */
import {createHistory, input, settle} from '../engine/history.js';
import {createVswitchd} from '../engine/ovs/configure/create-vswitchd.js';
import {machineNamed, type World} from '../engine/world.js';
import {setupLines} from './ovs-setup.js';
import type {Recording} from './recording-schema.js';
import type {Setup} from './set-up.js';
import {runOn} from './shell.js';

/** From the last line of the set-up to the first stimulus, ns. */
const LEAD = 1_000_000_000;

/** Installs Open vSwitch on the host of `recording` and types its set-up. */
export function startSwitch(recording: Recording, world: World): Setup {
	const {name} = recording.device;
	const host = machineNamed(world, name);
	if (!host) return {kind: 'refused', path: ['device'], message: `there is no machine ${name}`};
	host.vswitchd = createVswitchd(world, {release: releaseOf(recording.recordedFrom), datapathOverride: 'netdev'});
	const history = createHistory(world);
	for (const [index, line] of setupLines(recording).entries()) {
		const path = recording.initial.setup ? ['initial', 'setup', index] : ['device'];
		const answer = runOn(history, name, line);
		if (typeof answer === 'string') return {kind: 'refused', path, message: answer};
		if (answer.rc !== 0) return {kind: 'refused', path, message: `"${line}" fails: ${answer.stderr.trim()}`};
		settle(history);
	}
	input(history, {kind: 'wait', duration: LEAD});
	settle(history);
	return {kind: 'built', world: history.world};
}

/** `openvswitch 3.1.0` is 301. */
function releaseOf(recordedFrom: string | undefined): number {
	const [, major = '3', minor = '1'] = /(\d+)\.(\d+)/.exec(recordedFrom ?? '') ?? [];
	return Number(major) * 100 + Number(minor);
}
