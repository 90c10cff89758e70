/** Mirrors (ofproto-dpif-xlate.c, mirror_packet, mirror_ingress_packet; ofproto-dpif-mirror.c). */
import type {Translation} from './translation.js';
import type {OvsBridge, OvsPort} from './vswitchd.js';

/** Copies the frame as received, before anything else happens to it. */
export function mirrorIngress(_translation: Translation): void {
	throw new Error('not built yet');
}

/** Copies the frame as it has just been sent by `port`. */
export function mirrorEgress(_translation: Translation, _port: OvsPort): void {
	throw new Error('not built yet');
}

/** Is `port` reserved as the output port of a mirror? */
export function isMirrorOutput(bridge: OvsBridge, port: OvsPort): boolean {
	return bridge.mirrors.some((mirror) => mirror.outputPort === port.name);
}
