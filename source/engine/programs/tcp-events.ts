/** Tells the owner of a connection what happened to it, and lets web programs do what is due. */
import type {Sink} from '../sink.js';
import type {TcpConnection, TcpEvent} from '../stack/tcp/tcp-state.js';
import type {Machine, World} from '../world.js';
import {webRequestEvent, webRequestTimer} from './web-request.js';
import {webServerEvent, webServerTimer} from './web-server.js';

/** `event` happened to `connection` of `machine`. */
export function tcpEvent(world: World, machine: Machine, connection: TcpConnection, event: TcpEvent, out: Sink): void {
	const {owner} = connection;
	switch (owner.kind) {
		case 'web-server':
			webServerEvent(world, machine, owner.port, connection, event, out);
			return;
		case 'web-request':
			webRequestEvent(world, machine, owner.id, event, out);
			return;
		case 'bystander':
		case 'orphan':
			return;
		default:
			owner satisfies never;
	}
}

/** Web servers and requests of `machine`: whatever is due at `now`. */
export function webTimer(world: World, machine: Machine, now: number, out: Sink): void {
	const {programs} = machine;
	if (!programs) return;
	for (const server of programs.webServers) webServerTimer(world, machine, server, now, out);
	for (const request of programs.webRequests) if (request.state !== 'done') webRequestTimer(world, machine, request, now, out);
}

/** Asks for timer steps for all web programs that wait: the device that was asked before may be gone. */
export function wakeWeb(machine: Machine, out: Sink): void {
	const [device] = machine.devices;
	const {programs} = machine;
	if (device === undefined || !programs) return;
	const times = [
		...programs.webServers.flatMap(({exchanges}) => Array.from(exchanges.values(), ({next}) => next)),
		...programs.webRequests.map(({next}) => next),
	].filter((time) => time !== Number.POSITIVE_INFINITY);
	for (const time of times) out.wake(device, time);
}
