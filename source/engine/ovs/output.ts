/** Output to a port (ofproto-dpif-xlate.c, compose_output_action, output_normal). */
import type {VlanTags} from './port-vlan.js';
import type {Translation} from './translation.js';
import type {OvsPort} from './vswitchd.js';

/** Sends the frame, as the actions have made it, to an OpenFlow port that is not reserved; `checkStp` as for every output by flow. */
export function composeOutput(_translation: Translation, _port: number): void {
	throw new Error('not built yet');
}

/**
 * Sends the frame to a port (bundle), whatever VLANs that carries: `writeTagsFor` of `port-vlan.ts` translates the tags `_tags`
 * that it has inside, a bond chooses its member, and afterwards the tags of the flow are what they were (output_normal).
 */
export function outputToPort(_translation: Translation, _port: OvsPort, _tags: VlanTags): void {
	throw new Error('not built yet');
}
