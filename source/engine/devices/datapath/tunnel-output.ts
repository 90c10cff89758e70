/** A frame leaves by a tunnel port of a datapath: it is put into a packet that the machine then routes (ovs_vxlan_xmit, gre_fb_xmit; netdev_push_header). */
import type {Frame} from '../../frame.js';
import type {Sink} from '../../sink.js';
import {sendThroughTunnel} from '../../stack/tunnel.js';
import type {Machine, World} from '../../world.js';
import type {TunnelKey} from './datapath-action.js';
import type {DatapathPort} from './datapath-device.js';

/** Puts `frame` behind the outer header that `tunnel` describes and sends it by the stack of `machine`. */
export function encapsulate(
	world: World,
	machine: Machine,
	port: Extract<DatapathPort, {kind: 'vxlan' | 'gre'}>,
	tunnel: TunnelKey,
	frame: Frame,
	out: Sink,
): void {
	const {id, src: source, dst: destination, tos, ttl, dontFragment, checksum: hasChecksum} = tunnel;
	sendThroughTunnel(
		world,
		machine,
		frame,
		{type: port.kind, id, source, destination, tos, ttl, dontFragment, hasChecksum, udpPort: port.udpPort},
		out,
	);
}
