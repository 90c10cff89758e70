/** Output to a port (ofproto-dpif-xlate.c, compose_output_action, output_normal). */
import type {Translation} from './translation.js';
import type {OvsPort} from './vswitchd.js';

/** Sends the frame, as the actions have made it, to an OpenFlow port that is not reserved; `checkStp` as for every output by flow. */
export function composeOutput(_translation: Translation, _port: number): void {
	throw new Error('not built yet');
}

/** Sends the frame to a port (bundle) in an internal VLAN: translates the tag for it and chooses a member (output_normal). */
export function outputToPort(_translation: Translation, _port: OvsPort, _vlan: number): void {
	throw new Error('not built yet');
}
