/*
 * The Linux bridge (net/bridge)
 *
 * A bridge joins its ports into one Ethernet segment and spares each port the frames
 * that are not for it. Three questions decide everything:
 *
 * 1. May the frame come in?   Source, port state, VLAN, lock. (`link-local.ts`,
 *    `vlan.ts`, `learning.ts`)
 * 2. Where does it go?        A local address: up to the host. A known one: out of
 *    one port. An unknown one, a group: out of all of them, and groups also up.
 *    (`fdb.ts`, `mdb.ts`)
 * 3. May it go out there?     One test for every copy. (`egress.ts`)
 *
 * What is often taken for granted and is not so
 * ---------------------------------------------
 * The bridge is not transparent to the host: unknown unicast never reaches it,
 * unless br0 is promiscuous. A frame for the MAC of any port goes up to the host,
 * which ignores it unless it came in by that very port or is for br0's MAC, because
 * the packet type is that of the ingress port. The host's own frames teach the
 * bridge nothing. A frame from br0's MAC that comes in by a port is forwarded and
 * not learned.
 *
 * Rules: br_handle_frame, br_handle_frame_finish (br_input.c), br_dev_xmit
 * (br_device.c). IEEE 802.1D-2004 7.7, 7.8.
 *
 * Not modelled: netfilter and ebtables, proxy ARP and neighbour suppression, MST,
 * hardware offload, statistics per VLAN.
 */
import {hasFlag, LOCAL, lookUp, portAt, touch} from '../../fdb.js';
import {type Frame, word} from '../../frame.js';
import {BROADCAST, readMac} from '../../mac.js';
import type {PacketType} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {runCollector} from './collector.js';
import {flood, forward, passUp} from './egress.js';
import {sendGroup} from './groups.js';
import {isAuthorised, learnSource} from './learning.js';
import {LINK_LOCAL_HIGH, LINK_LOCAL_LOW, receiveLinkLocal} from './link-local.js';
import {snoop} from './mdb-snooping.js';
import {mdbTimer} from './mdb-timer.js';
import {portNumbered} from './ports.js';
import {stpTimer} from './stp-timer.js';
import {classify, type VlanFrame} from './vlan.js';

const GROUP_BIT = 0x100;
const HEADER = 14;

/** Handles a frame that arrived on a port; `type` is what the port's device made of it (br_handle_frame). */
export function receiveFromPort(bridge: Bridge, port: BridgePort, frame: Frame, type: PacketType, now: number, out: Sink): void {
	const bytes = frame.bytes;
	if (bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	const srcHigh = word(bytes, 6);
	const srcLow = (word(bytes, 8) << 16) | word(bytes, 10);
	if ((srcHigh & GROUP_BIT) !== 0 || (srcHigh | srcLow) === 0) {
		out.drop('invalid-source');
		return;
	}
	const dstHigh = word(bytes, 0);
	const dstLow = (word(bytes, 2) << 16) | word(bytes, 4);
	if (dstHigh === LINK_LOCAL_HIGH && (dstLow & ~0xf) === LINK_LOCAL_LOW) {
		if (receiveLinkLocal(bridge, port, frame, type, now, out) === 'handled') return;
	}
	if (port.state !== 'forwarding' && port.state !== 'learning') {
		out.drop('port-not-forwarding');
		return;
	}
	const vlan = bridge.vlanFiltering ? admit(bridge, port, frame, out) : undefined;
	if (vlan === 'refused') return;
	const vid = vlan === undefined ? 0 : vlan.vid;
	if (port.locked && !isAuthorised(bridge, port, srcHigh, srcLow, vid, now, out)) return;
	learnSource(bridge, port, srcHigh, srcLow, vid, now, out);

	if ((dstHigh & GROUP_BIT) !== 0) {
		receiveGroup(bridge, port, frame, type, vlan, now, out);
		return;
	}
	if (port.state === 'learning') {
		out.drop('port-not-forwarding');
		return;
	}
	const {fdb} = bridge;
	const slot = lookUp(fdb, dstHigh, dstLow, vid);
	if (slot === -1) {
		if (out.tracing) out.note({kind: 'fdb-miss', mac: readMac(bytes, 0), vid});
		const copies = flood(bridge, port, frame, vlan, 'unicast', out);
		if (!passUpPromiscuous(bridge, frame, type, vlan, out) && copies === 0) out.drop('no-egress');
		return;
	}
	if (hasFlag(fdb, slot, LOCAL)) {
		if (out.tracing) out.note({kind: 'fdb-local', mac: readMac(bytes, 0), vid});
		if (!passUp(bridge, frame, type, vlan, out)) out.drop('egress-refused');
		return;
	}
	touch(fdb, slot, now);
	const known = portNumbered(bridge, portAt(fdb, slot)) as BridgePort;
	if (out.tracing) out.note({kind: 'fdb-hit', mac: readMac(bytes, 0), vid, port: known.device});
	const sent = forward(bridge, known, port, frame, vlan, out);
	if (!passUpPromiscuous(bridge, frame, type, vlan, out) && !sent) out.drop('egress-refused');
}

/** Sends a frame of the host's own stack: br0 as a network device (br_dev_xmit). Nothing is learned from it. */
export function transmitFromHost(bridge: Bridge, frame: Frame, now: number, out: Sink): void {
	const bytes = frame.bytes;
	if (bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	if (out.tracing) out.note({kind: 'from-host'});
	const vlan = bridge.vlanFiltering ? admit(bridge, bridge, frame, out) : undefined;
	if (vlan === 'refused') return;
	const vid = vlan === undefined ? 0 : vlan.vid;
	const dstHigh = word(bytes, 0);
	const dstLow = (word(bytes, 2) << 16) | word(bytes, 4);
	if ((dstHigh & GROUP_BIT) !== 0) {
		if (readMac(bytes, 0) !== BROADCAST && snoop(bridge, undefined, frame, vid, now, out) === 'malformed') out.drop('malformed');
		else if (sendGroup(bridge, undefined, frame, vlan, now, out).copies === 0) out.drop('no-egress');
		return;
	}
	const slot = lookUp(bridge.fdb, dstHigh, dstLow, vid);
	if (slot === -1) {
		if (out.tracing) out.note({kind: 'fdb-miss', mac: readMac(bytes, 0), vid});
		if (flood(bridge, undefined, frame, vlan, 'unicast', out) === 0) out.drop('no-egress');
		return;
	}
	const known = portNumbered(bridge, portAt(bridge.fdb, slot));
	if (known) {
		if (out.tracing) out.note({kind: 'fdb-hit', mac: readMac(bytes, 0), vid, port: known.device});
		if (!forward(bridge, known, undefined, frame, vlan, out)) out.drop('egress-refused');
	} else {
		if (out.tracing) out.note({kind: 'fdb-local', mac: readMac(bytes, 0), vid});
		out.drop('own-address');
	}
}

/** A timer of the bridge is due: the FDB's collector, the spanning tree, multicast snooping. */
export function bridgeTimer(bridge: Bridge, now: number, out: Sink): void {
	if (now >= bridge.gcTimer) runCollector(bridge, now, out);
	stpTimer(bridge, now, out);
	mdbTimer(bridge, now, out);
}

/** A frame to a group: snooping looks at it, ports and host get their copies. */
function receiveGroup(
	bridge: Bridge,
	port: BridgePort,
	frame: Frame,
	type: PacketType,
	vlan: VlanFrame | undefined,
	now: number,
	out: Sink,
): void {
	if (type === 'multicast' && snoop(bridge, port, frame, vlan?.vid ?? 0, now, out) === 'malformed') {
		out.drop('malformed');
		return;
	}
	if (port.state === 'learning') {
		out.drop('port-not-forwarding');
		return;
	}
	const sent = sendGroup(bridge, port, frame, vlan, now, out);
	const taken = sent.host ? passUp(bridge, frame, type, vlan, out) : passUpPromiscuous(bridge, frame, type, vlan, out);
	if (!taken && sent.copies === 0) out.drop('no-egress');
}

/** The VLAN of a frame that enters by `by`: a port, or br0 itself for the host's frames. Drops what is in none. */
function admit(bridge: Bridge, by: BridgePort | Bridge, frame: Frame, out: Sink): VlanFrame | 'refused' {
	const found = classify(bridge, by.vlans, frame);
	if (typeof found === 'string') {
		out.drop(found);
		return 'refused';
	}
	if (out.tracing) out.note({kind: 'vlan-ingress', vid: found.vid, by: found.by});
	return found;
}

/** A promiscuous br0 gets a copy of what is not for it. */
function passUpPromiscuous(bridge: Bridge, frame: Frame, type: PacketType, vlan: VlanFrame | undefined, out: Sink): boolean {
	if (bridge.promiscuity === 0) return false;
	if (out.tracing) out.note({kind: 'host-promiscuous'});
	return passUp(bridge, frame, type, vlan, out);
}
