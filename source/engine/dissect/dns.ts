/** DNS (RFC 1035 4.1): the header, questions, and records of every section. Names may point back at names before them. */
import {broken, type Dissector, layerOf, restAs, type Stretch, truncated} from './dissector.js';
import {type Field, fieldNamed} from './field.js';
import {lettersText} from './field-text.js';
import {octetsField, readTable, type Spec, spec} from './read-table.js';

const HEADER: readonly Spec[] = [
	spec(16, 'dns.id', 'Transaction ID', 'hex'),
	spec(1, 'dns.flags.response', 'Response', 'flag'),
	spec(4, 'dns.flags.opcode', 'Opcode', 'decimal', {names: {0: 'Standard query'}}),
	spec(1, 'dns.flags.authoritative', 'Authoritative', 'flag'),
	spec(1, 'dns.flags.truncated', 'Truncated', 'flag'),
	spec(1, 'dns.flags.recdesired', 'Recursion desired', 'flag'),
	spec(1, 'dns.flags.recavail', 'Recursion available', 'flag'),
	spec(1, 'dns.flags.z', 'Z', 'flag'),
	spec(1, 'dns.flags.authenticated', 'Answer authenticated', 'flag'),
	spec(1, 'dns.flags.checkdisable', 'Non-authenticated data', 'flag'),
	spec(4, 'dns.flags.rcode', 'Reply code', 'decimal', {names: {0: 'No error', 2: 'Server failure', 3: 'No such name', 5: 'Refused'}}),
	spec(16, 'dns.count.queries', 'Questions', 'decimal'),
	spec(16, 'dns.count.answers', 'Answer RRs', 'decimal'),
	spec(16, 'dns.count.auth_rr', 'Authority RRs', 'decimal'),
	spec(16, 'dns.count.add_rr', 'Additional RRs', 'decimal'),
];
const TYPES: Readonly<Record<number, string>> = {
	1: 'A',
	2: 'NS',
	5: 'CNAME',
	6: 'SOA',
	12: 'PTR',
	15: 'MX',
	16: 'TXT',
	28: 'AAAA',
	41: 'OPT',
};
const CLASSES: Readonly<Record<number, string>> = {1: 'IN'};
const QUESTION: readonly Spec[] = [
	spec(16, 'dns.qry.type', 'Type', 'decimal', {names: TYPES}),
	spec(16, 'dns.qry.class', 'Class', 'hex', {names: CLASSES}),
];
const RECORD: readonly Spec[] = [
	spec(16, 'dns.resp.type', 'Type', 'decimal', {names: TYPES}),
	spec(16, 'dns.resp.class', 'Class', 'hex', {names: CLASSES}),
	spec(32, 'dns.resp.ttl', 'Time to live', 'decimal'),
	spec(16, 'dns.resp.len', 'Data length', 'decimal'),
];
/** Labels of a name that are followed, so that one which points at itself ends. */
const MOST_LABELS = 128;
const POINTER = 0xc0;

export const dissectDns: Dissector = (stretch) => {
	const {bytes, from, end} = stretch;
	const {fields, complete} = readTable(bytes, from, end, HEADER);
	const count = (name: string): number => fieldNamed({fields}, `dns.count.${name}`)?.value ?? 0;
	const title = `Domain Name System (${fieldNamed({fields}, 'dns.flags.response')?.value === 1 ? 'response' : 'query'})`;
	const layer = () => layerOf('dns', title, from, fields);
	if (!complete) return {layer: layer(), next: truncated(stretch)};
	const questions = count('queries');
	const records = count('answers') + count('auth_rr') + count('add_rr');
	for (let index = 0; index < questions + records; index++)
		if (!readEntry(stretch, fields, index < questions)) return {layer: layer(), next: broken(stretch)};
	return {layer: layer(), next: restAs('data', fields.at(-1)?.to ?? end, end)};
};

/** Adds a question or a record to `fields`; false when it is not whole. */
function readEntry({bytes, from, end}: Stretch, fields: Field[], isQuestion: boolean): boolean {
	const at = fields.at(-1)?.to ?? end;
	const name = nameAt(bytes, from, at, end);
	if (!name) return false;
	const [prefix, specs] = isQuestion ? ['dns.qry', QUESTION] : ['dns.resp', RECORD];
	const rest = readTable(bytes, name.to, end, specs as readonly Spec[]);
	if (!rest.complete) return false;
	const data = fieldNamed(rest, 'dns.resp.len')?.value ?? 0;
	if (rest.to + data > end) return false;
	fields.push(
		{name: `${prefix}.name`, label: 'Name', value: name.to - at, text: name.text, format: 'letters', from: at, to: name.to},
		...rest.fields,
	);
	fields.push(...dataFields(bytes, rest.to, rest.to + data, fieldNamed(rest, 'dns.resp.type')?.value));
	return true;
}

function dataFields(bytes: Uint8Array, from: number, to: number, type: number | undefined): Field[] {
	if (type === 1 && to - from === 4) return readTable(bytes, from, to, [spec(32, 'dns.a', 'Address', 'ipv4')]).fields;
	if (type === 28 && to - from === 16) return readTable(bytes, from, to, [spec(128, 'dns.aaaa', 'AAAA Address', 'ipv6')]).fields;
	return octetsField(bytes, from, to, 'dns.data', 'Data');
}

/** The name at `at`, and the octet behind it; `undefined` when it does not end. */
function nameAt(bytes: Uint8Array, message: number, at: number, end: number): {text: string; to: number} | undefined {
	const labels: string[] = [];
	let place = at;
	let to = -1;
	for (let steps = 0; steps < MOST_LABELS; steps++) {
		const length = place < end ? (bytes[place] as number) : POINTER - 1;
		if (length === 0) return {text: labels.join('.') || '<Root>', to: to === -1 ? place + 1 : to};
		if (length >= POINTER) {
			if (place + 2 > end) return undefined;
			if (to === -1) to = place + 2;
			place = message + (((length - POINTER) << 8) | (bytes[place + 1] as number));
			continue;
		}
		if (length > 63 || place + 1 + length > end) return undefined;
		labels.push(lettersText(bytes.subarray(place + 1, place + 1 + length)));
		place += 1 + length;
	}
	return undefined;
}
