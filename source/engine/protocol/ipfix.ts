/*
 * IPFIX (RFC 7011)
 *
 * What NetFlow version 9 became. A message has sets, and a set has either templates or data. A template is a list
 * of information elements with their lengths; a record of data is their values and nothing else, so
 * who has not seen the template can read nothing. Over UDP, where messages get lost, templates are sent again every
 * ten minutes.
 *
 *  message  version 10, length, export time in seconds, sequence number, observation domain
 *  set      id (2 templates, 3 options templates, from 256 on data of the template with that id), length
 *
 * A field of variable length begins with an octet that says how long it is, or with 255 and two octets.
 *
 * Not modelled: withdrawing templates, which UDP does not do; padding between records.
 */
import {readMac, writeMac} from '../mac.js';
import {elementAt, type IpfixElement} from './ipfix-elements.js';
import {read16, read32, write16, write32, write64} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

export const IPFIX_PORT = 4739;
export const IPFIX_HEADER_LENGTH = 16;
const IPFIX_SET_HEADER_LENGTH = 4;
export const IPFIX_SET = {templates: 2, optionsTemplates: 3, firstData: 256} as const;
const VERSION = 10;
const VARIABLE = 0xffff;
const ENTERPRISE = 0x8000;
/** From here on a length takes three octets. */
const LONG = 255;

export interface IpfixTemplate {
	id: number;
	elements: IpfixElement[];
	/** Of an options template: the first so many elements say what the others are about. */
	scope?: number;
}

/** A MAC and an IPv4 address are numbers; IPv6 addresses and octets are written in hex. */
export type IpfixValue = number | string;

export interface IpfixField {
	name: string;
	value: IpfixValue;
}

export type IpfixSet =
	| {kind: 'templates'; templates: IpfixTemplate[]}
	/** `records` is undefined when the template is unknown: `octets` is how much there would have been to read. */
	| {kind: 'data'; template: number; records: IpfixField[][] | undefined; octets: number};

export interface IpfixMessage {
	/** s */
	exportTime: number;
	sequence: number;
	/** Templates and interfaces are numbered within it. */
	domain: number;
	sets: IpfixSet[];
}

/** A message of sets that are encoded. */
export function buildIpfix({exportTime, sequence, domain}: Omit<IpfixMessage, 'sets'>, sets: readonly Uint8Array[]): Uint8Array {
	const bytes = joined([new Uint8Array(IPFIX_HEADER_LENGTH), ...sets]);
	write16(bytes, 0, VERSION);
	write16(bytes, 2, bytes.length);
	write32(bytes, 4, exportTime);
	write32(bytes, 8, sequence);
	write32(bytes, 12, domain);
	return bytes;
}

/** A set of templates, or of data, from records that are encoded. */
export function encodeSet(id: number, records: readonly Uint8Array[]): Uint8Array {
	const bytes = joined([new Uint8Array(IPFIX_SET_HEADER_LENGTH), ...records]);
	write16(bytes, 0, id);
	write16(bytes, 2, bytes.length);
	return bytes;
}

/** A template as it stands in a set. */
export function encodeTemplate({id, elements, scope}: IpfixTemplate): Uint8Array {
	const head = new Uint8Array(scope === undefined ? 4 : 6);
	write16(head, 0, id);
	write16(head, 2, elements.length);
	if (scope !== undefined) write16(head, 4, scope);
	const fields = elements.map((element) => {
		const field = new Uint8Array(element.enterprise === 0 ? 4 : 8);
		write16(field, 0, element.id | (element.enterprise === 0 ? 0 : ENTERPRISE));
		write16(field, 2, element.octets === 0 ? VARIABLE : element.octets);
		if (element.enterprise !== 0) write32(field, 4, element.enterprise);
		return field;
	});
	return joined([head, ...fields]);
}

/** The value of a field; a number that is too large loses its high bits. */
export function encodeValue({octets, format}: IpfixElement, value: IpfixValue): Uint8Array {
	const content = typeof value === 'number' ? encodeNumber(value, octets, format === 'mac') : encodeText(value, format === 'text');
	if (octets !== 0) return content;
	const head = new Uint8Array(content.length < LONG ? 1 : 3);
	head[0] = Math.min(content.length, LONG);
	if (head.length === 3) write16(head, 1, content.length);
	return joined([head, content]);
}

function encodeNumber(value: number, octets: number, isMac: boolean): Uint8Array {
	const bytes = new Uint8Array(Math.max(8, octets));
	if (isMac) {
		writeMac(bytes, 0, value);
		return bytes.subarray(0, octets);
	}
	write64(bytes, 0, value);
	return bytes.subarray(8 - octets, 8);
}

function encodeText(value: string, isText: boolean): Uint8Array {
	if (isText) return Uint8Array.from(value, (character) => character.charCodeAt(0));
	return Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

/** Reads a message. `templateOf` knows the templates that came before; those of the message itself count at once. */
export function parseIpfix(bytes: Uint8Array, templateOf: (domain: number, id: number) => IpfixTemplate | undefined): Parsed<IpfixMessage> {
	if (bytes.length < IPFIX_HEADER_LENGTH) return malformed('truncated');
	if (read16(bytes, 0) !== VERSION) return malformed('version');
	const length = read16(bytes, 2);
	if (length < IPFIX_HEADER_LENGTH) return malformed('length');
	if (length > bytes.length) return malformed('truncated');
	const domain = read32(bytes, 12);
	const fresh = new Map<number, IpfixTemplate>();
	const sets: IpfixSet[] = [];
	for (const {id, from, to} of setSpans(bytes)) {
		const body = bytes.subarray(from + IPFIX_SET_HEADER_LENGTH, to);
		if (id === IPFIX_SET.templates || id === IPFIX_SET.optionsTemplates) {
			const templates = readTemplates(body, id === IPFIX_SET.optionsTemplates);
			for (const template of templates) fresh.set(template.id, template);
			sets.push({kind: 'templates', templates});
		} else {
			const template = fresh.get(id) ?? templateOf(domain, id);
			sets.push({kind: 'data', template: id, records: template && readRecords(body, template), octets: body.length});
		}
	}
	return ok({exportTime: read32(bytes, 4), sequence: read32(bytes, 8), domain, sets});
}

/** Where the sets of a message stand, as far as their lengths make sense. */
export function setSpans(bytes: Uint8Array): {id: number; from: number; to: number}[] {
	const spans: ReturnType<typeof setSpans> = [];
	const end = Math.min(bytes.length, read16(bytes, 2));
	let at = IPFIX_HEADER_LENGTH;
	while (at + IPFIX_SET_HEADER_LENGTH <= end) {
		const length = read16(bytes, at + 2);
		if (length < IPFIX_SET_HEADER_LENGTH || at + length > end) break;
		spans.push({id: read16(bytes, at), from: at, to: at + length});
		at += length;
	}
	return spans;
}

function readTemplates(body: Uint8Array, hasScope: boolean): IpfixTemplate[] {
	const templates: IpfixTemplate[] = [];
	const head = hasScope ? 6 : 4;
	let at = 0;
	while (at + head <= body.length) {
		const id = read16(body, at);
		const count = read16(body, at + 2);
		const scope = hasScope ? {scope: read16(body, at + 4)} : {};
		const elements: IpfixElement[] = [];
		at += head;
		while (elements.length < count && at + 4 <= body.length) {
			const number = read16(body, at);
			const octets = read16(body, at + 2);
			const isPrivate = (number & ENTERPRISE) !== 0;
			const enterprise = isPrivate && at + 8 <= body.length ? read32(body, at + 4) : 0;
			elements.push(elementAt(number & ~ENTERPRISE, enterprise, octets === VARIABLE ? 0 : octets));
			at += isPrivate ? 8 : 4;
		}
		if (elements.length === count && id >= IPFIX_SET.firstData) templates.push({id, elements, ...scope});
	}
	return templates;
}

/** As many whole records as there are. */
function readRecords(body: Uint8Array, {elements}: IpfixTemplate): IpfixField[][] {
	const records: IpfixField[][] = [];
	let at = 0;
	while (at < body.length) {
		const record: IpfixField[] = [];
		for (const element of elements) {
			let octets = element.octets;
			if (octets === 0) {
				octets = body[at++] ?? 0;
				if (octets === LONG && at + 2 <= body.length) {
					octets = read16(body, at);
					at += 2;
				}
			}
			if (at + octets > body.length) return records;
			record.push({name: element.name, value: readValue(body.subarray(at, at + octets), element.format)});
			at += octets;
		}
		// A template without fields would go on for ever.
		if (record.length === 0) return records;
		records.push(record);
	}
	return records;
}

function readValue(bytes: Uint8Array, format: IpfixElement['format']): IpfixValue {
	if (format === 'mac' && bytes.length === 6) return readMac(bytes, 0);
	if (format === 'text') return String.fromCharCode(...bytes);
	if ((format === 'number' || format === 'ipv4') && bytes.length <= 8) return bytes.reduce((value, octet) => value * 256 + octet, 0);
	return Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
