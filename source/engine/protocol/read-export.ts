/** NetFlow, sFlow and IPFIX in one line. Recognised by port and version. */
import {IPFIX_HEADER_LENGTH, IPFIX_PORT, setSpans} from './ipfix.js';
import {NETFLOW_PORT, parseNetflow} from './netflow.js';
import {read16} from './octets.js';
import {parseSflow, SFLOW_PORT} from './sflow.js';

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
