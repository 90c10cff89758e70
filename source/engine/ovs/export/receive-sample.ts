/*
 * A sample comes up from the datapath (ofproto-dpif-upcall.c, process_upcall)
 *
 * Exporters want to know what became of the frame, too. The kernel's datapath gives sFlow the actions that it carries out; apart from that
 * they are looked up among the cached flows by the key of the frame, all of it. So they are found when the frame, as it is now,
 * is exactly like the one that the cached flow was made for, and not when it is only covered by its mask.
 */
import type {DatapathAction, TunnelKey, Userspace} from '../../devices/datapath/datapath-action.js';
import type {Passage} from '../../devices/datapath/execute.js';
import {findFlow, keyOf} from '../../devices/datapath/flow-cache.js';
import {DATAPATH_WORDS, type FlowKey, WORD} from '../../flow/key.js';
import {ETHER_TYPE, etherTypeOf, IP_PROTOCOL, protocolOf} from '../../flow/key-parts.js';
import type {Frame} from '../../frame.js';
import {SFLOW_OUTPUT} from '../../protocol/sflow.js';
import {wayTo} from '../../stack/route.js';
import {sourcePortOfTunnel} from '../../stack/tunnel.js';
import type {Machine} from '../../world.js';
import {bridgeNamed, type OvsBridge, type Vswitchd} from '../vswitchd.js';
import type {ExportPort} from './flow-export.js';
import {sampleForIpfix} from './ipfix.js';
import type {IpfixSample} from './ipfix-sample.js';
import type {ExporterName, IpfixExporter} from './ipfix-state.js';
import {NO_PORT} from './sampling.js';
import {sampleForSflow} from './sflow.js';

type SampleUpcall = Extract<Userspace, {kind: 'sflow' | 'ipfix' | 'flow-sample'}>;

const ALWAYS = 0xffff_ffff;
/** Probability of the action `sample` that is always. */
const ALWAYS_16 = 0xffff;
/** What a bridge uses to watch its tunnels is not told of (BFD, RFC 5881). */
const BFD_PORTS = [3784, 3785];

export function isSample(why: Userspace): why is SampleUpcall {
	return why.kind === 'sflow' || why.kind === 'ipfix' || why.kind === 'flow-sample';
}

/** `key` is that of the frame as it is now, `tunnel` the outer header that is set for its output. */
export function receiveSample(
	passage: Passage,
	machine: Machine,
	switchd: Vswitchd,
	why: SampleUpcall,
	key: FlowKey,
	frame: Frame,
	tunnel: TunnelKey | undefined,
): void {
	const bridge = bridgeNamed(switchd, why.bridge);
	if (!bridge) return;
	switch (why.kind) {
		case 'sflow':
			takeForSflow(passage, bridge, why, key, frame);
			return;
		case 'ipfix': {
			const {ipfix} = bridge.exports;
			if (!ipfix?.state || isBfd(key)) return;
			noteSample(passage, 'ipfix', bridge, Math.floor(ALWAYS / ipfix.probability), why.output);
			const {obsDomain = 0, obsPoint = 0} = ipfix;
			takeForIpfix(passage, bridge, 'bridge', ipfix.state, key, frame, {
				frames: Math.floor(ALWAYS / ipfix.probability),
				domain: obsDomain,
				point: obsPoint,
				output: why.output,
				direction: undefined,
				tunnel: ipfix.tunnel ? tunnelOf(passage, machine, bridge, key, frame, why.output, tunnel) : undefined,
			});
			return;
		}
		case 'flow-sample': {
			const set = bridge.exports.collectorSets?.get(why.collectorSet);
			if (!set?.state) return;
			const {probability, obsDomain, obsPoint, output, direction} = why;
			noteSample(passage, 'ipfix', bridge, Math.floor(ALWAYS_16 / probability), output);
			takeForIpfix(passage, bridge, why.collectorSet, set.state, key, frame, {
				frames: Math.floor(ALWAYS_16 / probability),
				domain: obsDomain,
				point: obsPoint,
				output,
				direction,
				tunnel: set.tunnel ? tunnelOf(passage, machine, bridge, key, frame, output, tunnel) : undefined,
			});
			return;
		}
		default:
			why satisfies never;
	}
}

function takeForSflow(
	passage: Passage,
	bridge: OvsBridge,
	{output, vid, pcp}: Extract<Userspace, {kind: 'sflow'}>,
	key: FlowKey,
	frame: Frame,
): void {
	const {sflow} = bridge.exports;
	if (!sflow?.state) return;
	noteSample(passage, 'sflow', bridge, sflow.state.rate, NO_PORT);
	const kind = output & SFLOW_OUTPUT.kind;
	const outputs = kind === 0 ? Number(output !== 0) : kind === (SFLOW_OUTPUT.several | 0) ? output & ~SFLOW_OUTPUT.kind : 0;
	const actions = passage.datapath.type === 'system' ? passage.carriedOut?.actions : actionsFor(passage, key);
	sampleForSflow(bridge.exports, {frame, key, output, vid, pcp, tunnel: outputs === 1 ? leavingTunnel(actions ?? []) : undefined});
}

/** The outer header that actions set, when they set only one; and the port that the frame then leaves by (dpif_sflow_read_actions). */
function leavingTunnel(actions: readonly DatapathAction[]) {
	const tunnels = actions.flatMap((action) => (action.kind === 'set-tunnel' ? action.tunnel : []));
	const port = actions.findLast((action) => action.kind === 'output')?.port ?? NO_PORT;
	const [only] = tunnels;
	if (tunnels.length !== 1 || !only) return undefined;
	const {id, src, dst, tos, dstPort} = only;
	return {port, id, src, dst, tos, udpPort: dstPort};
}

function takeForIpfix(
	passage: Passage,
	{exports}: OvsBridge,
	name: ExporterName,
	exporter: IpfixExporter,
	key: FlowKey,
	frame: Frame,
	sample: Omit<IpfixSample, 'now' | 'key' | 'length' | 'isForwarded'>,
): void {
	const isForwarded = actionsFor(passage, key)?.some(forwards) ?? false;
	sampleForIpfix(exports, name, exporter, {...sample, key, length: frame.bytes.length, isForwarded}, passage.world.now);
}

/** What is known to be done with frames of exactly this key: by the flow that is about to be cached, or one that is (dpif_get_actions). */
function actionsFor({datapath: {cache}, carriedOut}: Passage, key: FlowKey): readonly DatapathAction[] | undefined {
	const caching = carriedOut?.caching;
	if (caching && isSame(caching.key, key)) return caching.actions;
	const flow = findFlow(cache, key);
	return flow >= 0 && isSame(keyOf(cache, flow), key) ? cache.actions[flow] : undefined;
}

function isSame(a: FlowKey, b: FlowKey): boolean {
	for (let word = 0; word < DATAPATH_WORDS; word++) if (a[word] !== b[word]) return false;
	return true;
}

/** Does the frame, or a copy of it, go anywhere? What a lookup leads to is not known (dpif_ipfix_read_actions). */
function forwards(action: DatapathAction): boolean {
	switch (action.kind) {
		case 'output':
			return true;
		case 'clone':
			return action.actions.some(forwards);
		case 'sample':
			return action.probability >= ALWAYS && action.actions.some(forwards);
		default:
			return false;
	}
}

/** The tunnel by which the frame came, or the one by which it leaves, which only the kernel tells of. */
function tunnelOf(
	{world, datapath}: Passage,
	machine: Machine,
	{exports}: OvsBridge,
	key: FlowKey,
	frame: Frame,
	output: number,
	tunnel: TunnelKey | undefined,
): IpfixSample['tunnel'] {
	const portAt = (number: number): ExportPort | undefined => {
		const port = exports.ports?.get(number);
		return port?.tunnel === undefined ? undefined : port;
	};
	if (output === NO_PORT) {
		const port = portAt(key[WORD.inPort] as number);
		const destination = (key[WORD.tunnelDst] as number) >>> 0;
		if (!port || destination === 0) return undefined;
		const source = (key[WORD.tunnelSrc] as number) >>> 0;
		return {port, id: (key[WORD.tunnelId] as number) >>> 0, source, destination, sourcePort: 0, destinationPort: 0};
	}
	const port = portAt(output);
	if (!port || !tunnel || datapath.type !== 'system') return undefined;
	const way = wayTo(world, machine, tunnel.dst);
	const source = tunnel.src === 0 && way.kind === 'link' ? way.source : tunnel.src;
	const [sourcePort, destinationPort] = port.tunnel === 'vxlan' ? [sourcePortOfTunnel(frame), tunnel.dstPort] : [0, 0];
	return {port, id: tunnel.id ?? 0, source, destination: tunnel.dst, sourcePort, destinationPort};
}

function isBfd(key: FlowKey): boolean {
	const type = etherTypeOf(key);
	if ((type !== ETHER_TYPE.ipv4 && type !== ETHER_TYPE.ipv6) || protocolOf(key) !== IP_PROTOCOL.udp) return false;
	return BFD_PORTS.includes((key[WORD.tp] as number) & 0xffff);
}

function noteSample({out}: Passage, protocol: 'sflow' | 'ipfix', {name}: OvsBridge, every: number, output: number): void {
	if (out.tracing) out.note({kind: 'ovs-sampled', protocol, bridge: name, every, way: output === NO_PORT ? 'ingress' : 'egress'});
}
