/** HTTP/1.1 (RFC 9112): the lines of a message, then its body. A segment that begins in the middle of one is data. */
import {type Dissector, layerOf} from './dissector.js';
import type {Field} from './field.js';
import {octetsField} from './read-table.js';

const REQUEST = /^[A-Z]{3,7} \S+ HTTP\/1\.[01]\r\n/;
const RESPONSE = /^HTTP\/1\.[01] \d{3}/;
const LINE_FEED = 0x0a;

export const dissectHttp: Dissector = ({bytes, from, end}) => {
	const beginning = String.fromCharCode(...bytes.subarray(from, Math.min(end, from + 2048)));
	const isRequest = REQUEST.test(beginning);
	if (!isRequest && !RESPONSE.test(beginning))
		return {layer: layerOf('data', `Data (${end - from} bytes)`, from, octetsField(bytes, from, end, 'data.data', 'Data'))};
	const side = isRequest ? 'request' : 'response';
	const fields: Field[] = [];
	let at = from;
	while (at < end) {
		const feed = bytes.subarray(0, end).indexOf(LINE_FEED, at);
		const to = feed === -1 ? end : feed + 1;
		const isBlank = to - at <= 2;
		const name = at === from ? `http.${side}` : isBlank ? 'http.blank' : `http.${side}.line`;
		const label = at === from ? (isRequest ? 'Request' : 'Response') : isBlank ? 'End of headers' : 'Header';
		fields.push(...octetsField(bytes, at, to, name, label, 'letters'));
		at = to;
		if (isBlank) break;
	}
	fields.push(...octetsField(bytes, at, end, 'http.file_data', 'File Data', 'letters'));
	return {layer: layerOf('http', 'Hypertext Transfer Protocol', from, fields)};
};
