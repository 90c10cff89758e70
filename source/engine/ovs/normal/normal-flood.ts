/** Flooding (ofproto-dpif-xlate.c, xlate_normal_flood): to every port that carries the VLAN, LOCAL first, but not back. */
import type {OvsRefusal} from '../cause.js';
import {isMirrorOutput} from '../mirror/mirrors.js';
import {isFloodable} from '../stp/ovs-stp.js';
import {outputToPort} from '../translate/output.js';
import {EXPORT_PORT, note, type Translation} from '../translate/translation.js';
import type {OvsBridge, OvsPort} from '../vswitchd.js';
import {carriesVlan, type VlanTags} from './port-vlan.js';

/** Sends the frame, with the tags that it has inside, to all ports but `ingress`. */
export function flood(translation: Translation, ingress: OvsPort, inside: VlanTags): void {
	const {bridge} = translation;
	for (const port of bridge.ports) {
		const why = refuses(bridge, port, ingress, inside);
		if (!why) outputToPort(translation, port, inside);
		else note(translation, {kind: 'ovs-not-flooded', bridge: bridge.name, port: port.name, why});
	}
	translation.exportPort = EXPORT_PORT.flood;
}

function refuses(bridge: OvsBridge, port: OvsPort, ingress: OvsPort, inside: VlanTags): OvsRefusal | undefined {
	if (port === ingress) return 'ingress-port';
	if (!carriesVlan(port, inside)) return 'vlan';
	if (port.members.some((number) => bridge.ofPorts.get(number)?.config.noFlood)) return 'no-flood';
	if (!isFloodable(port)) return 'not-forwarding';
	return isMirrorOutput(bridge, port) ? 'mirror-output' : undefined;
}
