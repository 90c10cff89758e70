/** An OpenFlow controller as a process on a machine: what it was started with, and the switches that are connected to it. */
import type {OpenFlowVersion} from '../flow/syntax/protocol.js';
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import {OPENFLOW_PORT} from './delivery.js';
import type {ConnectionId} from './letter.js';

/**
 * What it does with frames that switches send up: it learns where stations are and makes flows, it has everything
 * flooded, or it only listens.
 */
export const APPLICATIONS = ['learning-switch', 'hub', 'listener'] as const;
export type Application = (typeof APPLICATIONS)[number];

export interface ControllerOptions {
	application: Application;
	/** TCP port on which it waits for switches. */
	port: number;
	versions: OpenFlowVersion[];
	/** Seconds for which a flow may be idle; 0 keeps it for ever, `undefined` makes no flows. */
	idleTimeout: number | undefined;
	/** Flows look at ingress, addresses and VLAN only, and not at all that a flow of OpenFlow 1.0 can look at. */
	wide: boolean;
	/** How long it takes to answer, ns. */
	delay: number;
}

/** As `ovs-testcontroller` is started without options, but for the versions: with 1.4 and later its answers are of no use to a switch. */
export const DEFAULT_CONTROLLER: Readonly<ControllerOptions> = {
	application: 'learning-switch',
	port: OPENFLOW_PORT,
	versions: ['OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13'],
	idleTimeout: 60,
	wide: false,
	delay: 0,
};

export interface Controller {
	running: boolean;
	options: ControllerOptions;
	/** In order of their coming. */
	connections: Connection[];
}

/** A switch that is connected (struct lswitch). */
export interface Connection {
	id: ConnectionId;
	/** The device by which its letters come. */
	device: DeviceId;
	/** Greeted; asked what it is; at work. */
	state: 'hello' | 'features' | 'working';
	version: OpenFlowVersion | undefined;
	/** World time of the last letter, ns, and whether the switch was asked for a sign of life since then. */
	heard: number;
	asked: boolean;
	/** The timer that is set for it, world time in ns. */
	wakeAt: number;
	nextXid: number;
	datapathId: string;
	/** Where stations are: the longest unused first. VLANs make no difference to it. */
	stations: Map<Mac, Station>;
}

export interface Station {
	port: number;
	/** World time of its last frame, ns. */
	used: number;
}

export function createController(options: Partial<ControllerOptions> = {}): Controller {
	return {running: true, options: {...DEFAULT_CONTROLLER, ...options}, connections: []};
}
