/*
 * VLAN sub-interfaces: the guest tags (net/8021q)
 *
 * `eth0.10` stands on `eth0`. What the stack sends by it leaves eth0 with the tag
 * 10; what arrives on eth0 with the tag 10 is its, without the tag. This is
 * virtual guest tagging: the switch, virtual or not, must pass the tag on.
 *
 * What is often taken for granted and is not so
 * ---------------------------------------------
 * The sub-interface comes first. A tagged frame is taken out before a bridge or a
 * macvlan on eth0 sees it, so a bridge over eth0 has no VLAN that eth0 has itself.
 * A frame with a tag for which there is no sub-interface goes on with its tag, and
 * in the end the stack ignores it. A sub-interface that is down eats its frames.
 *
 * The MAC may differ from that of eth0: eth0 then gets it as a further address, and
 * a frame that the card took for somebody else's turns out to be ours here. Until
 * it has one of its own, it has its lower device's and follows it. Up and down
 * follow too: eth0 down takes its sub-interfaces down, eth0 up brings them up.
 *
 * The tag is not counted in the MTU: eth0 and eth0.10 both have 1500, and the frame
 * on the wire is four octets longer.
 *
 * Rules: vlan_do_receive (vlan_core.c), vlan_dev_hard_start_xmit, vlan_dev_open (vlan_dev.c), vlan_device_event (vlan.c).
 *
 * Not modelled: priority maps, GVRP and MVRP, loose binding, bridge binding, offloads, header
 * reordering switched off.
 */
import {dstMac, type Frame, outerTag, popTag, pushTag} from '../frame.js';
import type {PacketType} from '../netdev.js';
import type {Sink} from '../sink.js';
import type {VlanDevice} from './vlan-device.js';

/** A tagged frame arrived on the lower device: is it for one of `vlans`, the sub-interfaces there (vlan_do_receive)? */
export function receiveOnVlans(vlans: readonly VlanDevice[], frame: Frame, type: PacketType, out: Sink): 'consumed' | 'pass' {
	const tag = outerTag(frame);
	const device = tag && vlans.find(({vid, protocol}) => vid === tag.vid && protocol === tag.tpid);
	if (!device) return 'pass';
	if (!device.up) {
		device.counters.rxDropped++;
		out.drop('device-down');
		return 'consumed';
	}
	if (out.tracing) out.note({kind: 'vlan-device', device: device.id, vid: device.vid, way: 'in'});
	// The card classified it by its own MAC.
	out.receive(device.id, popTag(frame), type === 'otherhost' && dstMac(frame) === device.mac ? 'host' : type);
	return 'consumed';
}

/** The stack, or a bridge above, sends by the sub-interface (vlan_dev_hard_start_xmit). */
export function transmitFromVlan(device: VlanDevice, frame: Frame, out: Sink): void {
	if (out.tracing) out.note({kind: 'vlan-device', device: device.id, vid: device.vid, way: 'out'});
	out.transmit(device.lower, pushTag(frame, {tpid: device.protocol, pcp: 0, dei: false, vid: device.vid}));
}
