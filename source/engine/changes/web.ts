/** Web servers and requests are started and stopped. */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {WebChange} from '../programs/web-change.js';
import {startWebRequest, stopWebRequest} from '../programs/web-request.js';
import {DEFAULT_FILES, startWebServer, stopWebServer} from '../programs/web-server.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';

const HIGHEST_PORT = 65535;

export function applyWebChange(world: World, change: WebChange, out: Sink): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	switch (change.kind) {
		case 'start-web-server':
			if (!isPort(change.port)) return refused('EINVAL');
			return startWebServer(machine, change.port, change.files ?? DEFAULT_FILES) ? DONE : refused('EADDRINUSE');
		case 'stop-web-server':
			return stopWebServer(world, machine, change.port, out) ? DONE : refused('ENOENT');
		case 'web-request': {
			const {host, port, path, sourcePort, hold} = change;
			if (!isPort(port) || (sourcePort !== undefined && !isPort(sourcePort)) || !/^\/[!-~]*$/.test(path)) return refused('EINVAL');
			const options = {host, port, path, ...(sourcePort === undefined ? {} : {sourcePort}), ...(hold === undefined ? {} : {hold})};
			return startWebRequest(world, machine, options, out);
		}
		case 'stop-web-request':
			return stopWebRequest(world, machine, change.request, out) ? DONE : refused('ENOENT');
		default:
			return change satisfies never;
	}
}

function isPort(port: number): boolean {
	return Number.isInteger(port) && port >= 1 && port <= HIGHEST_PORT;
}
