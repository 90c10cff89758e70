import type {Place} from '../command.js';
import {machineAt} from '../resolve.js';

/** Of a machine where only the tools are. */
const TOOLS_RELEASE = 301;

/** Release of the Open vSwitch of a machine, `3.1.0`. */
export function ovsRelease(place: Place): string {
	const release = machineAt(place).vswitchd?.release ?? TOOLS_RELEASE;
	return `${Math.floor(release / 100)}.${release % 100}.0`;
}
