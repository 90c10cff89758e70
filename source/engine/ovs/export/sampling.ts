/*
 * What flow export asks of a translation
 *
 * NetFlow counts connections, so with it every answer depends on addresses, ports and ToS, and a cached flow
 * is one connection. sFlow and IPFIX see samples: the datapath sends one frame in so many up, sFlow before anything
 * else happens to the frame, IPFIX before and at each output.
 *
 * Follows netflow_mask_wc, compose_sflow_action, fix_sflow_action, compose_ipfix_action, xlate_sample_action.
 */
import type {DatapathAction, Userspace} from '../../devices/datapath/datapath-action.js';
import {type Action, OFPP} from '../../flow/action.js';
import type {FlowKey} from '../../flow/key.js';
import {WORD} from '../../flow/key.js';
import {addBits, ETHER_TYPE, etherTypeOf, isLaterFragment, NW, VLAN} from '../../flow/key-parts.js';
import {commitFlow} from '../commit-flow.js';
import type {Stats, Translation} from '../translation.js';
import type {OvsBridge} from '../vswitchd.js';

const ALWAYS = 0xffff_ffff;
/** Dropped, for no known reason; this many ports (sFlow version 5, "Input/output port information"). */
const SFLOW_DROPPED = 0x4000_0000 | 256;
const SFLOW_SEVERAL = 0x8000_0000;
/** No output port yet: the sample is taken where the frame came in. */
const NO_PORT = -1;

/** With NetFlow an answer is for one connection. */
export function lookAtConnection({bridge, flow, mask}: Translation): void {
	if (!bridge.exports.netflow || etherTypeOf(flow) !== ETHER_TYPE.ipv4) return;
	addBits(mask, WORD.nw, NW.protocol | NW.dscp);
	mask[WORD.nwSrc] = -1;
	mask[WORD.nwDst] = -1;
	if (!isLaterFragment(flow)) mask[WORD.tp] = -1;
}

/** Samples at the ingress; the sFlow one is completed by `finishSample` when the outputs are known. */
export function sampleIngress(translation: Translation): Extract<Userspace, {kind: 'sflow'}> | undefined {
	const {bridge, flow} = translation;
	if (flow[WORD.inPort] === OFPP.none) return undefined;
	const {sflow, ipfix} = bridge.exports;
	let template: Extract<Userspace, {kind: 'sflow'}> | undefined;
	if (sflow) {
		template = {kind: 'sflow', bridge: bridge.name, output: 0, vid: 0, pcp: 0};
		sample(translation, sflow.probability, template);
	}
	if (ipfix?.input) sample(translation, ipfix.probability, {kind: 'ipfix', bridge: bridge.name, output: NO_PORT});
	return template;
}

export function finishSample({base, outputs, lastOutput}: Translation, template: Extract<Userspace, {kind: 'sflow'}>): void {
	const tag = base[WORD.vlan] as number;
	template.vid = tag & VLAN.vid;
	template.pcp = (tag & VLAN.pcp) >>> 13;
	template.output = outputs === 0 ? SFLOW_DROPPED : outputs === 1 ? lastOutput : SFLOW_SEVERAL + outputs;
}

/** IPFIX at an output. */
export function sampleOutput(translation: Translation, output: number): void {
	const {ipfix} = translation.bridge.exports;
	if (ipfix?.output) sample(translation, ipfix.probability, {kind: 'ipfix', bridge: translation.bridge.name, output});
}

/** The action `sample(…)`: of the frame as it is now; nothing without IPFIX. */
export function sampleFlow(translation: Translation, action: Extract<Action, {kind: 'sample'}>): void {
	const {bridge} = translation;
	if (!bridge.exports.ipfix) return;
	commitFlow(translation);
	const {probability, collectorSet, obsDomain, obsPoint} = action;
	const why: Userspace = {kind: 'flow-sample', bridge: bridge.name, probability, collectorSet, obsDomain, obsPoint, output: NO_PORT};
	// 16 bits of chance as 32.
	sample(translation, probability * 0x1_0001, why);
}

/** Frames that used an answer are counted for NetFlow; `output` is an OpenFlow port or one of EXPORT_PORT. */
export function exportFlow(_bridge: OvsBridge, _key: FlowKey, _output: number, _stats: Stats): void {
	// NetFlow is not built yet: no bridge has it, and none writes such a credit.
}

function sample({actions}: Translation, probability: number, why: Userspace): void {
	if (probability === 0) return;
	const up: DatapathAction = {kind: 'userspace', why};
	actions.push(probability < ALWAYS ? {kind: 'sample', probability, actions: [up]} : up);
}
