/*
 * What flow export asks of a translation
 *
 * NetFlow counts connections, so with it every answer depends on addresses, ports and ToS, and a cached flow
 * is one connection. sFlow and IPFIX see samples: the datapath sends one frame in so many up, sFlow before anything
 * else happens to the frame, IPFIX before and at each output. What sFlow tells of the outputs is written when they are known.
 *
 * Follows netflow_mask_wc, compose_sflow_action, fix_sflow_action, compose_ipfix_action, xlate_sample_action. Not modelled: the
 * outer header that a sample for the port of a tunnel would tell of.
 */
import type {DatapathAction, Userspace} from '../../devices/datapath/datapath-action.js';
import {type Action, OFPP} from '../../flow/action.js';
import {WORD} from '../../flow/key.js';
import {addBits, ETHER_TYPE, etherTypeOf, isLaterFragment, NW, VLAN} from '../../flow/key-parts.js';
import {commitFlow} from '../translate/commit-flow.js';
import {EXPORT_PORT, note, type Translation} from '../translate/translation.js';
import type {OvsBridge} from '../vswitchd.js';
import {sflowOutput} from './sflow.js';

type SflowTemplate = Extract<Userspace, {kind: 'sflow'}>;

const ALWAYS = 0xffff_ffff;
/** No output port yet: the sample is taken where the frame came in. */
export const NO_PORT = -1;

/** With NetFlow an answer is for one connection. */
export function lookAtConnection({bridge, flow, mask}: Translation): void {
	if (!bridge.exports.netflow || etherTypeOf(flow) !== ETHER_TYPE.ipv4) return;
	addBits(mask, WORD.nw, NW.protocol | NW.dscp);
	mask[WORD.nwSrc] = -1;
	mask[WORD.nwDst] = -1;
	if (!isLaterFragment(flow)) mask[WORD.tp] = -1;
}

/** The frame counts for NetFlow, as the actions have made it and with where it went. */
export function creditConnection(translation: Translation, bridge: OvsBridge): void {
	if (!bridge.exports.netflow) return;
	const {flow, exportPort} = translation;
	translation.credits.push({kind: 'flow-export', bridge: bridge.name, key: flow.slice(), output: exportPort});
	if (etherTypeOf(flow) !== ETHER_TYPE.ipv4) return;
	const to = exportPort === EXPORT_PORT.flood ? 'flood' : exportPort === EXPORT_PORT.several ? 'several' : undefined;
	const port = bridge.ofPorts.get(exportPort)?.name;
	note(translation, {kind: 'ovs-counted', bridge: bridge.name, to: to ?? (port === undefined ? 'none' : 'port'), port: port ?? ''});
}

/** Samples at the ingress; the sFlow one is completed by `finishSample` when the outputs are known. */
export function sampleIngress(translation: Translation): SflowTemplate | undefined {
	const {bridge, flow} = translation;
	if (flow[WORD.inPort] === OFPP.none) return undefined;
	const {sflow, ipfix} = bridge.exports;
	let template: SflowTemplate | undefined;
	if (sflow) {
		template = {kind: 'sflow', bridge: bridge.name, output: 0, vid: 0, pcp: 0};
		sample(translation, sflow.probability, template);
	}
	if (ipfix?.input) sample(translation, ipfix.probability, {kind: 'ipfix', bridge: bridge.name, output: NO_PORT});
	return template;
}

/** `bridge` is the one at which the frame came in. */
export function finishSample({base, outputs, lastOutput}: Translation, {exports}: OvsBridge, template: SflowTemplate): void {
	const tag = base[WORD.vlan] as number;
	template.vid = tag & VLAN.vid;
	template.pcp = (tag & VLAN.pcp) >>> 13;
	template.output = sflowOutput(exports, outputs, lastOutput);
}

/** IPFIX at an output. */
export function sampleOutput(translation: Translation, output: number): void {
	const {ipfix} = translation.bridge.exports;
	if (ipfix?.output) sample(translation, ipfix.probability, {kind: 'ipfix', bridge: translation.bridge.name, output});
}

/** The action `sample(…)`: of the frame as it is now; nothing where no exporter of IPFIX is. */
export function sampleFlow(translation: Translation, action: Extract<Action, {kind: 'sample'}>): void {
	const {bridge, flow} = translation;
	if (!bridge.exports.ipfix && !bridge.exports.collectorSets?.size) return;
	const {probability, collectorSet, obsDomain, obsPoint, port = OFPP.none, direction} = action;
	const isElsewhere = port !== OFPP.none && port !== flow[WORD.inPort];
	const output = isElsewhere ? (bridge.ofPorts.get(port)?.datapathPort ?? NO_PORT) : NO_PORT;
	if (isElsewhere && output === NO_PORT) {
		note(translation, {kind: 'ovs-remark', text: `can't use unknown port ${port} in flow sample action`, level: 'error'});
		return;
	}
	commitFlow(translation);
	const why: Userspace = {
		kind: 'flow-sample',
		bridge: bridge.name,
		probability,
		collectorSet,
		obsDomain,
		obsPoint,
		output,
		...(direction ? {direction} : {}),
	};
	// 16 bits of chance as 32.
	sample(translation, probability * 0x1_0001, why);
}

function sample({actions}: Translation, probability: number, why: Userspace): void {
	if (probability === 0) return;
	const up: DatapathAction = {kind: 'userspace', why};
	actions.push(probability < ALWAYS ? {kind: 'sample', probability, actions: [up]} : up);
}
