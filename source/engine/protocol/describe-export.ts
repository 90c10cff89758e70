/** NetFlow, sFlow and IPFIX as layers: the header, then each record, sample or set by itself. Recognised by port and version. */
import {IPFIX_FIELDS, IPFIX_HEADER_LENGTH, IPFIX_PORT, IPFIX_SET_FIELDS, IPFIX_SET_HEADER_LENGTH, setSpans} from './ipfix.js';
import {type FieldSpec, type Layer, type LayerKind, readFields, restField} from './layer.js';
import {
	NETFLOW_FIELDS,
	NETFLOW_HEADER_LENGTH,
	NETFLOW_PORT,
	NETFLOW_RECORD_FIELDS,
	NETFLOW_RECORD_LENGTH,
	parseNetflow,
} from './netflow.js';
import {read16} from './octets.js';
import {parseSflow, SFLOW_COUNTER_FIELDS, SFLOW_FIELDS, SFLOW_FLOW_FIELDS, SFLOW_HEADER_LENGTH, SFLOW_PORT, sampleSpans} from './sflow.js';

const IPFIX_VERSION = 10;

/** What a datagram for `port` is, and how many records, samples or sets it has; `undefined` for anything else. */
export function readExport(port: number, payload: Uint8Array): {protocol: 'netflow' | 'sflow' | 'ipfix'; records: number} | undefined {
	if (port === NETFLOW_PORT) {
		const parsed = parseNetflow(payload);
		return parsed.kind === 'ok' ? {protocol: 'netflow', records: parsed.value.records.length} : undefined;
	}
	if (port === SFLOW_PORT) {
		const parsed = parseSflow(payload);
		return parsed.kind === 'ok' ? {protocol: 'sflow', records: parsed.value.samples.length} : undefined;
	}
	const isIpfix = port === IPFIX_PORT && payload.length >= IPFIX_HEADER_LENGTH && read16(payload, 0) === IPFIX_VERSION;
	return isIpfix ? {protocol: 'ipfix', records: setSpans(payload).length} : undefined;
}

/** The layers of a datagram for `port` whose payload is `bytes` from `at` on; `undefined` when it is none of these. */
export function describeExport(port: number, bytes: Uint8Array, at: number): Layer[] | undefined {
	const payload = bytes.subarray(at);
	const read = readExport(port, payload);
	if (!read) return undefined;
	switch (read.protocol) {
		case 'netflow': {
			const head = layer('netflow', bytes, at, at + NETFLOW_HEADER_LENGTH, NETFLOW_FIELDS);
			const records = Array.from({length: read.records}, (_, index) => {
				const from = head.to + NETFLOW_RECORD_LENGTH * index;
				return layer('netflow-record', bytes, from, from + NETFLOW_RECORD_LENGTH, NETFLOW_RECORD_FIELDS);
			});
			return closed([head, ...records], bytes);
		}
		case 'sflow': {
			const head = layer('sflow', bytes, at, at + SFLOW_HEADER_LENGTH, SFLOW_FIELDS);
			const samples = sampleSpans(payload).map(({kind, from, to}) => {
				const specs = kind === 'flow' ? SFLOW_FLOW_FIELDS : kind === 'counters' ? SFLOW_COUNTER_FIELDS : [];
				return layer('sflow-sample', bytes, at + from, at + to, specs);
			});
			return closed([head, ...samples], bytes);
		}
		case 'ipfix': {
			const head = layer('ipfix', bytes, at, at + IPFIX_HEADER_LENGTH, IPFIX_FIELDS);
			const sets = setSpans(payload).map(({from, to}) => {
				const set = layer('ipfix-set', bytes, at + from, at + to, IPFIX_SET_FIELDS);
				return {...set, fields: [...set.fields, ...restField('data', at + from + IPFIX_SET_HEADER_LENGTH, at + to)]};
			});
			return closed([head, ...sets], bytes);
		}
		default:
			return read.protocol satisfies never;
	}
}

function layer(kind: LayerKind, bytes: Uint8Array, from: number, to: number, specs: readonly FieldSpec[]): Layer {
	return {kind, from, to, fields: readFields(bytes, from, specs)};
}

/** Octets that no layer has taken are a payload of their own. */
function closed(layers: Layer[], bytes: Uint8Array): Layer[] {
	const end = layers.at(-1)?.to ?? 0;
	const rest: Layer = {kind: 'payload', from: end, to: bytes.length, fields: restField('data', end, bytes.length)};
	return end < bytes.length ? [...layers, rest] : layers;
}
