/** Changes that start and stop web servers and requests. */
import type {MachineId} from '../netdev.js';
import type {WebFile} from './http.js';

export type WebChange =
	/** Without files it shows a directory with one. EADDRINUSE: somebody listens on the port. */
	| {kind: 'start-web-server'; machine: MachineId; port: number; files?: WebFile[]}
	/** ENOENT: none runs there. */
	| {kind: 'stop-web-server'; machine: MachineId; port: number}
	/** `host` is an address or a name; how it ends, stands in the request. `hold`: the client does not close when it has its answer. */
	| {kind: 'web-request'; machine: MachineId; host: string; port: number; path: string; sourcePort?: number; hold?: boolean}
	/** Ctrl-C. ENOENT: no such request runs. */
	| {kind: 'stop-web-request'; machine: MachineId; request: number};
