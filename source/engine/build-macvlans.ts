/** Macvlans and macvtaps of a lab, and the virtual cables of the taps. */
import {type Builder, givenMac} from './builder.js';
import {toMac} from './mac.js';
import {deviceAtPath} from './world.js';

export function addMacvlans({world, lab, devices, find, make}: Builder): void {
	for (const {path, machine, device} of devices) {
		if (device.kind !== 'macvlan' && device.kind !== 'macvtap') continue;
		const lower = find(`${path}.lower`, device.lower);
		if (lower === undefined) continue;
		const {mode, nodst, nopromisc, bcqueuelen} = device;
		const sources = device.sources.length > 0 ? {sources: {change: 'set' as const, macs: device.sources.map(toMac)}} : {};
		const options = {mode, nodst, nopromisc, bcqueuelen, ...sources};
		const id = make(path, {kind: 'add-macvlan', machine, name: device.name, lower, type: device.kind, ...givenMac(device), options});
		// A passthru macvlan ignores the address it is created with; set afterwards, it changes the lower's too.
		if (id !== undefined && mode === 'passthru' && device.mac !== undefined)
			make(path, {kind: 'set-mac', device: id, mac: toMac(device.mac)});
	}
	for (const [index, link] of lab.links.entries()) {
		const ends = link.ends.map((end) => deviceAtPath(world, end));
		if (!ends.some((end) => end?.kind === 'macvtap')) continue;
		const [a, b] = link.ends.map((end) => find(`links[${index}].ends`, end));
		if (a !== undefined && b !== undefined)
			make(`links[${index}]`, {kind: 'connect', ends: [a, b], link: 'virtual', latency: link.latency});
	}
}
