/** Port forwards of a NAT device (nat.conf: [incomingtcp], [incomingudp]; QEMU: hostfwd). */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Machine, World} from '../world.js';
import {deviceOfKind} from '../world.js';
import type {HostedChange, PortForward} from './hosted-change.js';
import type {NatService} from './nat-state.js';

/** Sets, replaces or takes away the forward of a port. */
export function setPortForward(world: World, change: Extract<HostedChange, {kind: 'set-port-forward'}>): ChangeResult {
	const {device, protocol, hostPort: port, to} = change;
	const hub = deviceOfKind(world, device, 'vmnet') ?? deviceOfKind(world, device, 'user-network');
	const service = hub?.nat && natServiceOf(world, hub.nat.machine);
	if (!service) return refused('ENOENT');
	const isThat = (forward: PortForward): boolean => forward.protocol === protocol && forward.port === port;
	const at = service.forwards.findIndex(isThat);
	if (!to) {
		if (at === -1) return refused('ENOENT');
		service.forwards.splice(at, 1);
		return DONE;
	}
	if (![port, to.port].every((value) => Number.isInteger(value) && value >= 1 && value <= 65535)) return refused('EINVAL');
	const host = world.machines[service.host] as Machine;
	const others = (host.natServices ?? []).flatMap((id) => natServiceOf(world, id) ?? []).filter((other) => other !== service);
	if (others.some(({forwards}) => forwards.some(isThat))) return refused('EADDRINUSE');
	if (at === -1) service.forwards.push({protocol, port, to});
	else service.forwards[at] = {protocol, port, to};
	return DONE;
}

function natServiceOf(world: World, machine: number): NatService | undefined {
	return world.machines[machine]?.natService;
}
