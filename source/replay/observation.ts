/** What the engine did at one stimulus, in the words of a recording. */
import type {Machine} from '../engine/world.js';
import type {DpFlow} from './ovs-schema.js';
import type {Crossed, Delivered, Expectation, FdbRow, MemberRow, PortLocal} from './recording-schema.js';

/** The answer of a command. */
export interface Answer {
	cmd: string;
	rc: number;
	stdout: string;
	stderr: string;
}

export interface Observation {
	id: string;
	/** Of a frame: who received it, the cables it crossed, and the ports whose own stack took it. */
	delivered?: Delivered[];
	wire?: Crossed[];
	portLocal?: PortLocal[];
	/** Of a command. */
	answer?: Answer;
	/** Of a storm: copies that the watched endpoint received. */
	copies?: number;
	/** Learned and static entries of each bridge, by machine. */
	fdb: Record<Machine['name'], FdbRow[]>;
	/** MACs of the devices that the recording asks about. */
	macs: Record<string, string>;
	mdb: MemberRow[];
	routerPorts: string[];
	stp: NonNullable<Expectation['stp']>;
	/** Open vSwitch: the cached flows, and what else the recording asks about. */
	dpFlows?: DpFlow[];
	trace?: Expectation['trace'];
	flowStats?: Expectation['flowStats'];
	/** Frames that the switch made itself. */
	generated?: Expectation['generated'];
	/** Rows of `mdb/show`. */
	groups?: string[];
	bond?: Expectation['bond'];
	bondHash?: number;
	/** Why the recording cannot be followed from here on. */
	lost?: string;
}
