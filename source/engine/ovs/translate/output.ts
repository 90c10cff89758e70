/*
 * Output to a port
 *
 * A copy leaves as the actions have made it: headers are brought up to date
 * first, and afterwards the flow goes on as it was. A patch port is no output at
 * all, the walk goes on behind it. A tunnel is: the outer header is metadata
 * of the frame, and the datapath port does the rest.
 *
 * Follows compose_output_action__, check_output_prerequisites and output_normal (ofproto-dpif-xlate.c). Tunnels leave through the
 * host, as with the kernel's datapath. Not modelled: tunnels that the userspace datapath builds itself (tnl_push), QoS marking.
 */
import type {TunnelKey} from '../../devices/datapath/datapath-action.js';
import {WORD} from '../../flow/key.js';
import {hasTunnel} from '../../flow/key-parts.js';
import {chooseMember, recirculationOf} from '../bond/bonds.js';
import {sampleOutput} from '../export/sampling.js';
import {mirrorEgress} from '../mirror/mirrors.js';
import {type VlanTags, writeTagsFor} from '../normal/port-vlan.js';
import {forwardsAt, passesBpdus} from '../stp/ovs-stp.js';
import {type OfPort, type OvsPort, portOfMember, type TunnelOptions} from '../vswitchd.js';
import {commitFlow} from './commit-flow.js';
import {peerOf, sendThroughPatch} from './patch.js';
import {isBpdu} from './special.js';
import {note, type Translation} from './translation.js';
import {TUNNEL_FLAG, writeTunnel} from './tunnel-ports.js';

interface OutputOptions {
	/** ALL does not ask the spanning tree. */
	ignoreStp?: boolean;
	/** Nothing is done with the frame afterwards. */
	isLast?: boolean;
	/** The datapath has been told to cut the frame. */
	truncated?: boolean;
	/** Hashed and looked up again as `id`, instead of sent: a bond whose member the datapath chooses. */
	recirculation?: {id: number; basis: number};
}

/** Sends the frame, as the actions have made it, to an OpenFlow port that is not reserved. */
export function composeOutput(translation: Translation, number: number, options: OutputOptions = {}): void {
	const {bridge, flow} = translation;
	const port = bridge.ofPorts.get(number);
	if (!port) {
		note(translation, {kind: 'ovs-output-refused', bridge: bridge.name, port: String(number), why: 'no-such-port'});
		return;
	}
	if (!mayOutput(translation, port, options)) return;
	const peer = peerOf(translation.request.switchd, port);
	if (peer) {
		if (options.truncated) note(translation, {kind: 'ovs-remark', text: 'Cannot truncate output to patch port', level: 'error'});
		sendThroughPatch(translation, port, peer, options.isLast === true);
		return;
	}
	const before = flow.slice(WORD.tunnelId, WORD.dstHigh);
	const sent = port.tunnel ? composeTunnel(translation, port, port.tunnel) : true;
	if (sent) {
		if (port.datapathPort !== -1) emit(translation, port, options);
		const owner = portOfMember(bridge, number);
		if (owner && !(options.recirculation && translation.request.switchd.release >= NO_MIRROR_OF_RECIRCULATION)) {
			syncIngress(translation);
			mirrorEgress(translation, owner);
		}
	}
	flow.set(before, WORD.tunnelId);
}

/** From this release on a frame that is only looked up again is not mirrored. */
const NO_MIRROR_OF_RECIRCULATION = 303;

/**
 * Sends the frame to a port (bundle), whatever VLANs that carries: its tags are translated from `tags`, which it has inside, a
 * bond chooses its member, and afterwards the tags of the flow are what they were (output_normal).
 */
export function outputToPort(translation: Translation, port: OvsPort, tags: VlanTags): void {
	const {flow, mask} = translation;
	if (port.members.length === 0) return;
	const outer = flow[WORD.vlan] as number;
	const inner = flow[WORD.innerVlan] as number;
	const vid = writeTagsFor(port, tags, flow, mask);
	// The member is chosen for the frame as it came in, not as it leaves.
	const leaving: [number, number] = [flow[WORD.vlan] as number, flow[WORD.innerVlan] as number];
	[flow[WORD.vlan], flow[WORD.innerVlan]] = [outer, inner];
	const recirculation = recirculationOf(port.bond);
	const member = chooseMember(translation, port, vid);
	if (member) {
		[flow[WORD.vlan], flow[WORD.innerVlan]] = leaving;
		composeOutput(translation, member.number, recirculation ? {recirculation} : {});
		[flow[WORD.vlan], flow[WORD.innerVlan]] = [outer, inner];
	} else {
		note(translation, {kind: 'ovs-output-refused', bridge: translation.bridge.name, port: port.name, why: 'no-bond-member'});
	}
}

/** The ingress port of the flow as it is now: actions may write `in_port`. */
export function syncIngress(translation: Translation): void {
	translation.inPort = translation.bridge.ofPorts.get(translation.flow[WORD.inPort] as number);
}

function mayOutput(translation: Translation, port: OfPort, {ignoreStp}: OutputOptions): boolean {
	const {bridge, flow, base} = translation;
	const refuse = (why: 'no-forward' | 'protected' | 'not-forwarding'): boolean => {
		note(translation, {kind: 'ovs-output-refused', bridge: bridge.name, port: port.name, why});
		return false;
	};
	if (port.config.noForward) return refuse('no-forward');
	if (translation.truncate !== 0 && port.datapathPort === -1) {
		note(translation, {kind: 'ovs-remark', text: 'Mirror truncate to ODPP_NONE, skipping output', level: 'warning'});
		return false;
	}
	const from = portOfMember(bridge, flow[WORD.inPort] as number);
	if (from?.protected && portOfMember(bridge, port.number)?.protected) return refuse('protected');
	if (ignoreStp) return true;
	const passes = isBpdu(base) ? passesBpdus(bridge, port.number) : forwardsAt(bridge, port.number);
	return passes || refuse('not-forwarding');
}

/** Writes the outer header, and tells the datapath. False when nothing is sent. */
function composeTunnel(translation: Translation, port: OfPort, options: TunnelOptions): boolean {
	const {flow, base, mask, bridge} = translation;
	writeTunnel(options, flow, mask);
	const dst = flow[WORD.tunnelDst] as number;
	if (dst === translation.tunnelOrigin) {
		note(translation, {kind: 'ovs-output-refused', bridge: bridge.name, port: port.name, why: 'own-tunnel'});
		return false;
	}
	translation.credits.push({kind: 'of-port', bridge: bridge.name, port: port.number, direction: 'tx'});
	const tunnel = tunnelOf(flow, options.udpPort);
	note(translation, {
		kind: 'ovs-tunnel',
		port: port.name,
		type: options.type,
		id: tunnel.id ?? 0,
		src: tunnel.src,
		dst: tunnel.dst,
	});
	const words = [WORD.tunnelId, WORD.tunnelSrc, WORD.tunnelDst, WORD.tunnelMeta];
	const isKnown = words.every((word) => base[word] === flow[word]) && translation.baseUdpPort === options.udpPort;
	if (hasTunnel(flow) && !isKnown) {
		for (const word of words) base[word] = flow[word] as number;
		translation.baseUdpPort = options.udpPort;
		translation.actions.push({kind: 'set-tunnel', tunnel});
	}
	return true;
}

function tunnelOf(flow: Int32Array, udpPort: number): TunnelKey {
	const meta = flow[WORD.tunnelMeta] as number;
	const flags = meta >>> 16;
	return {
		id: flags & TUNNEL_FLAG.key ? (flow[WORD.tunnelId] as number) >>> 0 : undefined,
		src: (flow[WORD.tunnelSrc] as number) >>> 0,
		dst: (flow[WORD.tunnelDst] as number) >>> 0,
		tos: (meta >>> 8) & 0xff,
		ttl: meta & 0xff,
		dontFragment: (flags & TUNNEL_FLAG.dontFragment) !== 0,
		checksum: (flags & TUNNEL_FLAG.checksum) !== 0,
		dstPort: udpPort,
	};
}

function emit(translation: Translation, port: OfPort, {recirculation}: OutputOptions): void {
	const {actions, flow, bridge} = translation;
	commitFlow(translation);
	if (recirculation) {
		actions.push({kind: 'hash', algorithm: 'l4', basis: recirculation.basis}, {kind: 'recirculate', id: recirculation.id});
		if (!translation.recirculations.includes(recirculation.id)) translation.recirculations.push(recirculation.id);
	} else {
		sampleOutput(translation, port.datapathPort);
		if (translation.truncate > 0 && translation.truncate < 0xffff) actions.push({kind: 'truncate', length: translation.truncate});
		actions.push({kind: 'output', port: port.datapathPort});
	}
	note(translation, {kind: 'ovs-output', bridge: bridge.name, port: port.name, vlan: (flow[WORD.vlan] as number) & 0xfff});
	translation.lastOutput = port.datapathPort;
	translation.outputs++;
	translation.exportPort = port.number;
}
