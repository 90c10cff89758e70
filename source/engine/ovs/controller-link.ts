/** A bridge's connection to one controller (struct ofconn, struct rconn). */
import type {OvsBridge} from './vswitchd.js';

export interface ControllerLink {
	/** `tcp:10.0.0.9:6653` */
	target: string;
}

/** Does a controller want a frame that no flow matches? Versions from 1.3 on ask for it with a flow (connmgr_wants_packet_in_on_miss). */
export function wantsMisses(bridge: OvsBridge): boolean {
	return bridge.controllers.length > 0;
}
