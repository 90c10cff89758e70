/** A switch gets another configuration. What it has learned stays where its port stays in the same VLAN. */
import type {Sink} from '../sink.js';
import type {World} from '../world.js';
import {configureLags} from './lag.js';
import {forgetPort} from './mac-learning.js';
import {runSwitch} from './run.js';
import {refreshIndex} from './switch-index.js';
import type {SwitchSettings} from './switch-settings.js';
import type {VmwareSwitch} from './vmware-switch-device.js';

export function applySettings(world: World, device: VmwareSwitch, settings: SwitchSettings, out: Sink): void {
	const before = device.index.groups;
	device.settings = settings;
	for (const uplink of device.uplinks) if (!settings.lags.some(({name}) => name === uplink.lag)) uplink.lag = '';
	refreshIndex(world, device);
	for (const port of device.ports) {
		const [old, now] = [before.get(port.group), device.index.groups.get(port.group)];
		if (old?.vlan !== now?.vlan || (old?.learning !== undefined && now?.learning === undefined)) forgetPort(device, port.number);
	}
	configureLags(device, world.now);
	runSwitch(world, device, out);
}
