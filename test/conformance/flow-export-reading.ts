/**
 * Datagrams of flow export as what they say. Left out is what the wall clock, the scheduler or the process of the recorded daemon
 * decided: times since 1970, when a datagram was begun, memory and time that the daemon had used, how often it had made exporters before.
 */
import {formatMac} from '../../source/engine/mac.js';
import {type IpfixField, type IpfixTemplate, parseIpfix} from '../../source/engine/protocol/ipfix.js';
import {parseNetflow} from '../../source/engine/protocol/netflow.js';
import type {Parsed} from '../../source/engine/protocol/parsed.js';
import {parseSflow, type SflowSample} from '../../source/engine/protocol/sflow.js';

/** Reads the datagrams of a step, one after the other: templates of IPFIX are kept. */
export type Reader = (datagrams: readonly string[]) => unknown[];

/** Records in the order in which they came, after the numbers of the last datagram. */
export const readNetflow: Reader = (datagrams) => {
	const read = datagrams.map((hex) => sound(parseNetflow(octets(hex))));
	const last = read.at(-1);
	if (!last) return [];
	const {sequence, engineType, engineId} = last;
	return [{sequence, engineType, engineId}, ...read.flatMap(({records}) => records)];
};

/** The same, with the records in an order of their own: several connections that end in one round end in an order that is chance. */
export const readNetflowUnordered: Reader = (datagrams) => {
	const [numbers, ...records] = readNetflow(datagrams);
	return numbers === undefined ? [] : [numbers, ...records.map((record) => JSON.stringify(record)).sort()];
};

export const readSflow: Reader = (datagrams) =>
	datagrams.flatMap((hex) => {
		const {agent, subAgent, sequence, samples} = sound(parseSflow(octets(hex)));
		return [{agent, subAgent, sequence}, ...samples.map(readSample)];
	});

function readSample(sample: SflowSample): unknown {
	if (sample.kind === 'unknown') return sample;
	if (sample.kind === 'counters') return {...sample, records: sample.records.filter(({kind}) => kind !== 'resources')};
	return {
		...sample,
		records: sample.records.map((record) => (record.kind === 'header' ? {...record, octets: hexOf(record.octets)} : record)),
	};
}

export function ipfixReader(): Reader {
	// Open vSwitch sends templates for the domain of its first record only, and means them for all.
	const templates = new Map<number, IpfixTemplate>();
	let exportersBefore: number | undefined;
	const readField = ({name, value}: IpfixField): string => {
		if (name !== 'exportingProcessId' || value === 0) return `${name} ${name.endsWith('MacAddress') ? formatMac(Number(value)) : value}`;
		exportersBefore ??= Number(value) - 1;
		return `${name} ${Number(value) - exportersBefore}`;
	};
	return (datagrams) =>
		datagrams.flatMap((hex) => {
			const {domain, sequence, sets} = sound(parseIpfix(octets(hex), (_, id) => templates.get(id)));
			const contents = sets.map((set) => {
				if (set.kind === 'data') return {...set, records: set.records?.map((fields) => fields.filter(isNoTime).map(readField))};
				for (const template of set.templates) templates.set(template.id, template);
				return set.templates.map(
					({id, scope, elements}) =>
						`${id} ${scope ?? ''} ${elements.map(({id: element, octets: length, enterprise}) => `${element}/${length}/${enterprise}`).join(' ')}`,
				);
			});
			return [{domain, sequence}, ...contents];
		});
}

function isNoTime({name}: IpfixField): boolean {
	return name !== 'flowStartDeltaMicroseconds' && name !== 'flowEndDeltaMicroseconds';
}

function sound<T>(parsed: Parsed<T>): T {
	if (parsed.kind !== 'ok') throw new Error(`a datagram that nobody can read: ${parsed.fault}`);
	return parsed.value;
}

function octets(hex: string): Uint8Array {
	return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function hexOf(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('hex');
}
