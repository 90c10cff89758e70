/*
 * An IPFIX exporter (ofproto-dpif-ipfix.c)
 *
 * Samples of the same flow add up in a cache. A flow leaves it, and becomes a record, when it is as old as the
 * active timeout, or when there are more flows than the cache may have: then the oldest. Without a cache, which is the
 * default, every sample is a record at once. Every record is a message of its own.
 *
 * Before the first record, and then with the first one after ten minutes, go all templates, and with them how many messages
 * could not be sent. Numbers of messages count those with data only. Times of a flow are written as µs before the export
 * time, which is the next full second.
 *
 * Rules: ipfix_cache_update, ipfix_cache_aggregate_entries, dpif_ipfix_cache_expire, ipfix_send_template_msgs,
 * ipfix_send_data_msg, dpif_ipfix_bridge_exporter_set_options.
 */
import {buildIpfix, encodeSet, encodeTemplate, encodeValue, IPFIX_HEADER_LENGTH, IPFIX_SET, joined} from '../../protocol/ipfix.js';
import {elementNamed} from '../../protocol/ipfix-elements.js';
import {type Collector, type FlowExport, post} from './flow-export.js';
import {flowOfSample, type IpfixSample} from './ipfix-sample.js';
import {createTotals, type ExporterName, IPFIX_DELTAS, type IpfixExporter, type IpfixFlow} from './ipfix-state.js';
import {
	COMMON_COUNTERS,
	EXPORTER_STATISTICS,
	FRAME_SORTS,
	IP_COUNTERS,
	OPTIONS_TEMPLATE,
	TCP_COUNTERS,
	templateElements,
	templateId,
} from './ipfix-template.js';

const MICROSECOND = 1000;
const SECOND = 1_000_000;
/** A message of templates that has come to this goes, octets. */
const FULL_MESSAGE = 1024;
/** Between templates, s. */
const TEMPLATE_INTERVAL = 600;
/** RFC 5102 section 5.11.3. */
const END_REASON = {active: 2, forced: 4, resources: 5} as const;

/** One sample more (dpif_ipfix_sample). `now` is world time, ns. */
export function sampleForIpfix(
	exports: FlowExport,
	name: ExporterName,
	exporter: IpfixExporter,
	sample: Omit<IpfixSample, 'now'>,
	now: number,
): void {
	const flow = flowOfSample(exporter, exports, {...sample, now: Math.floor(now / 1_000_000) * 1000});
	const id = `${flow.domain}/${flow.template}/${flow.key.join()}`;
	const known = exporter.flows.get(id);
	if (known) {
		aggregate(known, flow);
		return;
	}
	exporter.flows.set(id, flow);
	if (exporter.flows.size > exporter.cacheMaxFlows) expireIpfix(exports, name, exporter, now, false);
}

/** Totals are those of the last sample; all else adds up. */
function aggregate(flow: IpfixFlow, more: IpfixFlow): void {
	flow.start = Math.min(flow.start, more.start);
	flow.end = Math.max(flow.end, more.end);
	for (const name of IPFIX_DELTAS) flow.deltas[name] += more.deltas[name];
	flow.totals = more.totals;
	if (flow.shortest === 0 || (more.shortest !== 0 && more.shortest < flow.shortest)) flow.shortest = more.shortest;
	flow.longest = Math.max(flow.longest, more.longest);
}

/** Flows that are old, or too many, become records; with `isForced` all do (dpif_ipfix_cache_expire). */
export function expireIpfix(exports: FlowExport, name: ExporterName, exporter: IpfixExporter, now: number, isForced: boolean): void {
	const time = Math.floor(now / 1_000_000) * 1000;
	const seconds = Math.ceil(time / SECOND);
	for (const [id, flow] of exporter.flows) {
		const reason = endReason(exporter, flow, time, isForced);
		if (reason === undefined) break;
		exporter.flows.delete(id);
		const send = (sequence: number, domain: number, sets: readonly Uint8Array[]): void =>
			post(exports, {
				protocol: 'ipfix',
				collectors: exporter.collectors,
				payload: buildIpfix({exportTime: seconds, sequence, domain}, sets),
				exporter: name,
			});
		if (exporter.templatesSent < 0 || exporter.templatesSent + TEMPLATE_INTERVAL <= seconds)
			sendTemplates(exporter, flow.domain, seconds, send);
		send(exporter.sequence++, flow.domain, [encodeSet(flow.template, [encodeRecord(exporter, flow, reason, seconds)])]);
	}
}

/** World time at which the oldest flow is due, ns; Infinity for never. */
export function nextIpfix({flows, cacheActiveTimeout}: IpfixExporter): number {
	const [oldest] = flows.values();
	return oldest ? (oldest.start + cacheActiveTimeout * SECOND) * MICROSECOND : Number.POSITIVE_INFINITY;
}

function endReason({flows, cacheActiveTimeout, cacheMaxFlows}: IpfixExporter, flow: IpfixFlow, time: number, isForced: boolean) {
	if (isForced) return END_REASON.forced;
	if (flow.start <= time - cacheActiveTimeout * SECOND) return END_REASON.active;
	return flows.size > cacheMaxFlows ? END_REASON.resources : undefined;
}

type SendMessage = (sequence: number, domain: number, sets: readonly Uint8Array[]) => void;

/** All templates, then what the exporter could not send; those messages are of domain 0. */
function sendTemplates(exporter: IpfixExporter, domain: number, seconds: number, send: SendMessage): void {
	const {sequence, virtualObsId, id, unsent} = exporter;
	let templates: Uint8Array[] = [];
	let length = IPFIX_HEADER_LENGTH + SET_HEADER;
	const flush = (): void => {
		send(sequence, domain, [encodeSet(IPFIX_SET.templates, templates)]);
		templates = [];
		length = IPFIX_HEADER_LENGTH + SET_HEADER;
	};
	for (const sort of FRAME_SORTS) {
		if (length >= FULL_MESSAGE) flush();
		const template = encodeTemplate({id: templateId(sort), elements: templateElements(sort, virtualObsId !== undefined)});
		templates.push(template);
		length += template.length;
	}
	flush();
	const options = encodeTemplate({id: OPTIONS_TEMPLATE, elements: EXPORTER_STATISTICS.map(elementNamed), scope: 1});
	send(sequence, 0, [encodeSet(IPFIX_SET.optionsTemplates, [options])]);
	exporter.templatesSent = seconds;
	const [exporterId, notSent] = EXPORTER_STATISTICS.map(elementNamed).map((element, index) =>
		encodeValue(element, index === 0 ? id : unsent),
	);
	send(exporter.sequence++, 0, [encodeSet(OPTIONS_TEMPLATE, [exporterId as Uint8Array, notSent as Uint8Array])]);
}

const SET_HEADER = 4;

function encodeRecord({virtualObsId}: IpfixExporter, flow: IpfixFlow, reason: number, seconds: number): Uint8Array {
	const {deltas, totals, start, end, shortest, longest, isTcp} = flow;
	const values: Record<string, number> = {
		...deltas,
		...totals,
		flowStartDeltaMicroseconds: seconds * SECOND - start,
		flowEndDeltaMicroseconds: seconds * SECOND - end,
		flowEndReason: reason,
		minimumIpTotalLength: shortest,
		maximumIpTotalLength: longest,
	};
	const encode = (names: readonly string[]): Uint8Array[] => names.map((name) => encodeValue(elementNamed(name), values[name] ?? 0));
	return joined([
		flow.key,
		...(virtualObsId === undefined ? [] : [encodeValue(elementNamed('virtualObsID'), virtualObsId)]),
		...encode(COMMON_COUNTERS),
		// An IP packet without octets is taken for none.
		...(deltas.octetDeltaSumOfSquares > 0 ? encode(IP_COUNTERS) : []),
		...(isTcp ? encode(TCP_COUNTERS) : []),
	]);
}

/** What the database says of an exporter. */
export interface IpfixOptions {
	/** All of it as a text. */
	options: string;
	collectors: Collector[];
	cacheActiveTimeout: number;
	cacheMaxFlows: number;
	virtualObsId: string | undefined;
}

/** Takes over options; flows that are too old or too many for them go. */
export function setIpfixOptions(
	exports: FlowExport,
	name: ExporterName,
	exporter: IpfixExporter,
	options: IpfixOptions,
	now: number,
): void {
	if (exporter.options === options.options) return;
	Object.assign(exporter, options);
	expireIpfix(exports, name, exporter, now, false);
}

/** The exporter ends: what it has goes, and it begins anew (dpif_ipfix_exporter_clear). */
export function clearIpfix(exports: FlowExport, name: ExporterName, exporter: IpfixExporter, now: number): void {
	expireIpfix(exports, name, exporter, now, true);
	Object.assign(exporter, {
		id: 0,
		options: '',
		collectors: [],
		sequence: 1,
		templatesSent: -1,
		cacheActiveTimeout: 0,
		cacheMaxFlows: 0,
		virtualObsId: undefined,
		totals: createTotals(),
	});
}
