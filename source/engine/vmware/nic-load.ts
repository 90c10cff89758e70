/*
 * Route based on physical NIC load (vDS)
 *
 * At first a port has its uplink by its number. Every 30 s the switch looks at what each uplink has carried since
 * the last time; from one that was busy for more than 75 % of its speed, the port with the most
 * traffic that fits goes to the uplink with the least. One flow still has one uplink at a time.
 *
 * Source: VMware, vSphere Networking, Route Based on Physical NIC Load. Which port is moved is not public; here it is
 * the busiest one that does not make the other uplink as busy.
 */
import type {Sink} from '../sink.js';
import {deviceAt, type World} from '../world.js';
import {slotsOf} from './teaming.js';
import type {Uplink, VirtualPort, VmwareSwitch} from './vmware-switch-device.js';

/** ns between two looks. */
export const WEIGHING = 30_000_000_000;
/** Of the speed of a link. */
const BUSY = 0.75;
/** Mb/s to octets in the time between two looks. */
const OCTETS_PER_MEGABIT = ((1_000_000 / 8) * WEIGHING) / 1_000_000_000;

/** Does any team ask for it, and is there a choice? */
export function weighs(device: VmwareSwitch): boolean {
	return device.uplinks.length > 1 && [...device.index.groups.values()].some(({team}) => team.policy === 'nic-load');
}

/** Moves a port away from each uplink that was busy since the last look. */
export function moveFromBusy(world: World, device: VmwareSwitch, out: Sink): void {
	const loads = new Map(device.uplinks.map((uplink) => [uplink.name, loadOf(world, uplink)]));
	const shares = device.ports.map((port) => ({port, octets: octetsOf(world, port)}));
	const speed = (name: string): number => {
		const nic = device.uplinks.find((uplink) => uplink.name === name);
		const found = nic && deviceAt(world, nic.device);
		return (found?.kind === 'nic' ? found.speed : 0) * OCTETS_PER_MEGABIT;
	};
	for (const [name, load] of loads) {
		if (load <= BUSY * speed(name)) continue;
		const onIt = shares
			.filter(({port}) => port.bound === name && policyOf(device, port) === 'nic-load')
			.sort((a, b) => b.octets - a.octets);
		for (const {port, octets} of onIt) {
			const group = device.index.groups.get(port.group);
			const legs = group ? slotsOf(device, group.team).flatMap((leg) => (leg && leg.name !== name ? [leg.name] : [])) : [];
			const target = legs.sort((a, b) => (loads.get(a) ?? 0) - (loads.get(b) ?? 0))[0];
			if (target === undefined || octets === 0 || (loads.get(target) ?? 0) + octets > BUSY * speed(target)) continue;
			port.placed = target;
			loads.set(target, (loads.get(target) ?? 0) + octets);
			if (out.tracing) out.note({kind: 'vmware-moved', port: port.device, from: name, to: target});
			break;
		}
	}
}

function policyOf(device: VmwareSwitch, port: VirtualPort): string | undefined {
	return device.index.groups.get(port.group)?.team.policy;
}

/** Octets sent since the last look. */
function loadOf(world: World, uplink: Uplink): number {
	const {txBytes} = deviceAt(world, uplink.device).counters;
	const load = txBytes - uplink.counted;
	uplink.counted = txBytes;
	return load;
}

/** What the guest has sent since the last look. */
function octetsOf(world: World, port: VirtualPort): number {
	const {rxBytes, txBytes} = deviceAt(world, port.device).counters;
	const total = port.kernel ? txBytes : rxBytes;
	const octets = total - port.counted;
	port.counted = total;
	return octets;
}
