/** What the parts of a lab are built with: every part of `build-world.ts` takes the same. */
import type {Change} from './change.js';
import {applyChange} from './changes/apply.js';
import type {Lab, LabDevice, LabProblem} from './lab.js';
import {refusalInLab} from './lab-refusal.js';
import {type Mac, toMac} from './mac.js';
import type {DeviceId, MachineId} from './netdev.js';
import type {Sink} from './sink.js';
import {deviceAtPath, type World} from './world.js';

/** A device of the lab and where it stands. */
export interface DeviceEntry {
	/** In the lab file: `machines[0].devices[1]`. */
	path: string;
	machine: MachineId;
	machineName: string;
	/** `machine/device` */
	name: string;
	device: LabDevice;
}

export interface Builder {
	world: World;
	lab: Lab;
	/** All devices of the lab, in its order. */
	devices: readonly DeviceEntry[];
	problems: LabProblem[];
	/** Applies a change; a refusal is a problem at `path`. The device that it made, if any. */
	make(path: string, change: Change): DeviceId | undefined;
	/** The device called `machine/device`; a problem at `path` when there is none. */
	find(path: string, name: string): DeviceId | undefined;
}

/** A builder of `lab` in `world`, which is empty so far. */
export function createBuilder(world: World, lab: Lab, out: Sink): Builder {
	const problems: LabProblem[] = [];
	const entries = [...eachDevice(lab)];
	return {
		world,
		lab,
		devices: entries,
		problems,
		make(path, change) {
			const result = applyChange(world, change, out);
			if (result.kind === 'done') return result.device;
			problems.push({path, message: refusalInLab(result)});
			return undefined;
		},
		find(path, name) {
			const device = deviceAtPath(world, name);
			// What is written down and could not be made has been complained of already.
			const isLost = problems.length > 0 && entries.some((entry) => entry.name === name);
			if (!device && !isLost) problems.push({path, message: `there is no device "${name}"; write machine/device as in "machines"`});
			return device?.id;
		},
	};
}

function* eachDevice(lab: Lab): Generator<DeviceEntry> {
	for (const [machine, {name, devices}] of lab.machines.entries()) {
		for (const [index, device] of devices.entries()) {
			yield {path: `machines[${machine}].devices[${index}]`, machine, machineName: name, name: `${name}/${device.name}`, device};
		}
	}
}

/** The MAC of a device, where the lab gives one. */
export function givenMac({mac}: LabDevice): {mac?: Mac} {
	return mac === undefined ? {} : {mac: toMac(mac)};
}
