/** A frame of a guest leaves the host: by the uplink that the team of its port group chooses. */
import type {Sink} from '../sink.js';
import {type Arrival, keyOut, withTag} from './arrival.js';
import {isBlind} from './beacon.js';
import {linkOf} from './lag.js';
import {legFor, slotsOf} from './teaming.js';
import type {Uplink, VmwareSwitch} from './vmware-switch-device.js';

/** Without an uplink in duty the frame ends, unless somebody here has had one of its `copies`. */
export function sendOut(device: VmwareSwitch, arrival: Arrival, copies: number, out: Sink): void {
	const {from, bare, vid} = arrival;
	const group = from && device.index.groups.get(from.group);
	const leg = group && legFor(device, group.team, keyOut(from, bare));
	if (!leg) {
		if (copies === 0) out.drop('vmware-no-uplink');
		return;
	}
	const blind = isBlind(device, group.team);
	if (out.tracing && blind) out.note({kind: 'vmware-blind'});
	const frame = withTag(arrival);
	for (const one of blind ? slotsOf(device, group.team) : [leg]) {
		if (!one) continue;
		const uplink = device.uplinks[linkOf(one, bare)] as Uplink;
		if (out.tracing && !blind && device.uplinks.length > 1)
			out.note({kind: 'vmware-uplink', port: uplink.device, policy: group.team.policy});
		if (out.tracing) out.note({kind: 'vlan-egress', port: uplink.device, vid, tagged: vid !== 0});
		out.transmit(uplink.device, frame);
	}
}
