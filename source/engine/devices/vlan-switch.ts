/*
 * A physical VLAN switch (IEEE 802.1Q)
 *
 * The box at the other end of the cable. Every frame inside it is in exactly one
 * VLAN. The port by which it comes says which: an access port gives its own VLAN
 * to whatever has no tag, a trunk reads the tag, and gives its native VLAN to what
 * has none. From there on the switch is as many switches as there are VLANs: it
 * learns, looks up and floods in one of them.
 *
 *             takes in                      sends out
 *   access    untagged, priority tag        its VLAN, without tag
 *             (and, unless told otherwise,
 *             a tag of its own VLAN)
 *   trunk     tagged in an allowed VLAN,    allowed VLANs with tag, the
 *             untagged in the native one    native one without
 *
 * Double tagging
 * --------------
 * Only the outer tag counts. A station in VLAN 10 that sends the tags 10 and 20
 * is believed on an access port that takes its own VLAN's tag; if 10 is also the
 * native VLAN of the trunk, the outer tag is taken off there, and the next switch
 * finds 20: the frame has hopped, and no answer can come back that way. Each of
 * these ends it: `accepts: untagged` on access ports, `tagNative` on the trunk, a native VLAN in which
 * no station is.
 *
 * Rules: 6.9 (which VLAN), 8.6.2 (ingress filtering), 8.6.3 and 8.13.9 (reserved addresses), 8.6.4 (egress),
 * 8.7 (learning), 8.8.3 (independent VLAN learning).
 *
 * Not modelled: a spanning tree of its own, a management interface, link aggregation, GVRP and
 * MVRP, private VLANs, storm control, port security, priorities.
 */

import {learn, lookUp, portAt, touch} from '../fdb.js';
import {type Frame, outerTag, popTag, pushTag, type Tag, TPID_8021Q, word} from '../frame.js';
import {readMac} from '../mac.js';
import type {Sink} from '../sink.js';
import {collect} from './bridge/collector.js';
import type {SwitchPort, VlanSwitch} from './vlan-switch-device.js';

const GROUP_BIT = 0x100;
const HEADER = 14;
/** 01:80:c2:00:00:00 to 0f (table 8-1). */
const RESERVED_HIGH = 0x0180;
const RESERVED_LOW = 0xc200_0000 | 0;

/** A frame and the VLAN it is in; without the tag that said so. */
interface Classified {
	vid: number;
	bare: Frame;
	pcp: number;
	dei: boolean;
}

/** A frame arrives on a port of the switch. */
export function receiveOnVlanSwitch(device: VlanSwitch, port: SwitchPort, frame: Frame, now: number, out: Sink): void {
	const {bytes} = frame;
	if (bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	const dstHigh = word(bytes, 0);
	const dstLow = (word(bytes, 2) << 16) | word(bytes, 4);
	if (dstHigh === RESERVED_HIGH && (dstLow & ~0xf) === RESERVED_LOW) {
		if (out.tracing) out.note({kind: 'link-local', group: readMac(bytes, 0)});
		out.drop('reserved-group');
		return;
	}
	const found = classify(port, frame);
	if (typeof found === 'string') {
		out.drop(found);
		return;
	}
	const {vid} = found;
	if (out.tracing) out.note({kind: 'vlan-ingress', vid, by: outerTag(frame)?.vid === vid ? 'tag' : 'pvid'});
	if (!learnSource(device, port, bytes, vid, now, out)) return;
	if ((dstHigh & GROUP_BIT) !== 0) {
		if (out.tracing) out.note({kind: 'flood-group', mac: readMac(bytes, 0)});
		flood(device, port, found, out);
		return;
	}
	const slot = lookUp(device.fdb, dstHigh, dstLow, vid);
	const known = slot === -1 ? undefined : portNumbered(device, portAt(device.fdb, slot));
	if (!known) {
		if (out.tracing) out.note({kind: 'fdb-miss', mac: readMac(bytes, 0), vid});
		flood(device, port, found, out);
		return;
	}
	touch(device.fdb, slot, now);
	if (out.tracing) out.note({kind: 'fdb-hit', mac: readMac(bytes, 0), vid, port: known.device});
	if (!egress(known, port, found, out)) out.drop('egress-refused');
}

/** Removes what is too old, and says when to look again. */
export function vlanSwitchTimer(device: VlanSwitch, now: number, out: Sink): void {
	if (now < device.gcTimer) return;
	const {removed, next} = collect(device.fdb, device.ageing, now);
	if (removed > 0 && out.tracing) out.note({kind: 'fdb-aged', count: removed});
	device.gcTimer = Number.POSITIVE_INFINITY;
	if (device.fdb.learned > 0) arm(device, next, out);
}

/** The port with this number. */
export function portNumbered(device: VlanSwitch, number: number): SwitchPort | undefined {
	return device.ports[number - 1];
}

/** The VLAN of an incoming frame, or why it is in none (6.9, 8.6.2). */
function classify(port: SwitchPort, frame: Frame): Classified | 'vlan-not-allowed' | 'no-pvid' {
	const outer = outerTag(frame);
	const tag: Tag | undefined = outer?.tpid === TPID_8021Q ? outer : undefined;
	const isTagged = tag !== undefined && tag.vid !== 0;
	if (isTagged ? port.accepts === 'untagged' : port.accepts === 'tagged') return isTagged ? 'vlan-not-allowed' : 'no-pvid';
	if (!isTagged && port.mode === 'trunk' && port.tagNative) return 'no-pvid';
	const vid = isTagged ? tag.vid : port.vlan;
	if (vid === 4095 || (port.members && !port.members.has(vid))) return 'vlan-not-allowed';
	return {vid, bare: tag ? popTag(frame) : frame, pcp: tag?.pcp ?? 0, dei: tag?.dei ?? false};
}

/** False when no station may have the source address. */
function learnSource(device: VlanSwitch, port: SwitchPort, bytes: Uint8Array, vid: number, now: number, out: Sink): boolean {
	const high = word(bytes, 6);
	const low = (word(bytes, 8) << 16) | word(bytes, 10);
	if ((high & GROUP_BIT) !== 0 || (high | low) === 0) {
		out.drop('invalid-source');
		return false;
	}
	if (device.ageing === 0) return true;
	const slot = out.tracing ? lookUp(device.fdb, high, low, vid) : -1;
	const from = slot === -1 ? port : (portNumbered(device, portAt(device.fdb, slot)) ?? port);
	const found = learn(device.fdb, high, low, vid, port.number, now, device.tableSize);
	if (device.gcTimer === Number.POSITIVE_INFINITY) arm(device, now + device.ageing, out);
	if (!out.tracing) return true;
	const mac = readMac(bytes, 6);
	if (found === 'learned' || found === 'refreshed') out.note({kind: `fdb-${found}`, mac, vid, port: port.device});
	else if (found === 'moved') out.note({kind: 'fdb-moved', mac, vid, port: port.device, from: from.device});
	else out.note({kind: 'fdb-not-learned', mac, why: found});
	return true;
}

function flood(device: VlanSwitch, from: SwitchPort, frame: Classified, out: Sink): void {
	let copies = 0;
	for (const port of device.ports) if (egress(port, from, frame, out)) copies++;
	if (copies === 0) out.drop('no-egress');
}

/** Sends a copy by `port`, tagged as the port says; false when the port takes none (8.6.1, 8.6.4). */
function egress(port: SwitchPort, from: SwitchPort, {vid, bare, pcp, dei}: Classified, out: Sink): boolean {
	const why = port === from ? 'ingress-port' : !port.up ? 'not-forwarding' : port.members && !port.members.has(vid) ? 'vlan' : undefined;
	if (why) {
		if (out.tracing) out.note({kind: 'egress-refused', port: port.device, why});
		return false;
	}
	const tagged = port.mode === 'trunk' && (vid !== port.vlan || port.tagNative);
	if (out.tracing) out.note({kind: 'vlan-egress', port: port.device, vid, tagged});
	out.transmit(port.device, tagged ? pushTag(bare, {tpid: TPID_8021Q, pcp, dei, vid}) : bare);
	return true;
}

function arm(device: VlanSwitch, time: number, out: Sink): void {
	device.gcTimer = time;
	out.wake(device.id, time);
}
