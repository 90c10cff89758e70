/** The one alarm clock of a switch: the earliest of all that wait. */
import type {Sink} from '../sink.js';
import {LEARNED_AGEING} from './mac-learning.js';
import type {VmwareSwitch} from './vmware-switch-device.js';

/** Something is to be done at `time` (ns), if not before. */
export function wakeBy(device: VmwareSwitch, time: number, out: Sink): void {
	if (time >= device.wakeAt) return;
	device.wakeAt = time;
	out.wake(device.id, time);
}

/** Something was learned: old addresses are looked for when the first may be old. */
export function ageBy(device: VmwareSwitch, now: number, out: Sink): void {
	if (device.ageAt === Number.POSITIVE_INFINITY) device.ageAt = now + LEARNED_AGEING;
	wakeBy(device, device.ageAt, out);
}
