/** Ports in a filter (gen_port, gen_portrange and those for IPv6 in gencode.c). */
import {portOf} from '../names.js';
import {byDirection} from './addresses.js';
import {isFirstFragment, isLinkType, networkOffset, type Place, transportOffset} from './headers.js';
import type {Qualifiers, Value} from './syntax.js';
import {FilterFault} from './tokens.js';
import {type FilterView, load} from './view.js';

type Condition = (view: FilterView) => boolean;

const NUMBERS: Readonly<Record<string, number>> = {tcp: 6, udp: 17, sctp: 132};
/** In the order in which they are asked. */
const ALL = [6, 17, 132];
const MOST = 65_535;
const IPV6_HEADER = 40;

interface Range {
	from: number;
	to: number;
	/** Those of the name; none for a number. */
	protocol: 'tcp' | 'udp' | undefined;
}

export function compilePorts(noun: 'port' | 'portrange', {protocol, direction}: Qualifiers, value: Value, place: Place): Condition {
	if (value.kind === 'address') throw new FilterFault(`'${noun}' modifier applied to ip host`);
	if (value.kind !== 'number' && value.kind !== 'name') throw new FilterFault('Mask syntax for networks only');
	if (protocol !== undefined && NUMBERS[protocol] === undefined) throw new FilterFault(`illegal qualifier of '${noun}'`);
	const range = value.kind === 'number' ? {from: value.value, to: value.value, protocol: undefined} : readNamed(noun, value.text, protocol);
	for (const port of [range.from, range.to]) if (port > MOST) throw new FilterFault(`illegal port number ${port} > ${MOST}`);
	const known = protocol ?? range.protocol;
	const protocols = known === undefined ? ALL : [NUMBERS[known] as number];
	const [from, to] = [Math.min(range.from, range.to), Math.max(range.from, range.to)];
	const at =
		(base: (view: FilterView) => number, offset: number): Condition =>
		(view) => {
			const port = load(view, base(view) + offset, 2);
			return port >= from && port <= to;
		};
	const behind4 = (view: FilterView): number => transportOffset(view, place);
	const behind6 = (view: FilterView): number => networkOffset(view, place) + IPV6_HEADER;
	const ports4 = byDirection(direction, at(behind4, 0), at(behind4, 2));
	const ports6 = byDirection(direction, at(behind6, 0), at(behind6, 2));
	return (view) => {
		const network = networkOffset(view, place);
		if (isLinkType(view, place, 0x86dd)) return protocols.includes(load(view, network + 6, 1)) && ports6(view);
		if (!isLinkType(view, place, 0x0800)) return false;
		return protocols.includes(load(view, network + 9, 1)) && isFirstFragment(view, place) && ports4(view);
	};
}

function readNamed(noun: 'port' | 'portrange', text: string, protocol: string | undefined): Range {
	const numbers = /^(\d+)-(\d+)$/.exec(text);
	if (noun === 'portrange' && numbers) return {from: Number(numbers[1]), to: Number(numbers[2]), protocol: undefined};
	const [first = '', second] = noun === 'portrange' ? text.split('-') : [text, text];
	const [from, to] = [portNamed(first), portNamed(second ?? '')];
	if (!from || !to) throw new FilterFault(noun === 'port' ? `unknown port '${text}'` : `unknown port in range '${text}'`);
	const known = from.protocol === to.protocol ? from.protocol : undefined;
	if (protocol !== undefined && known !== undefined && known !== protocol)
		throw new FilterFault(`${noun === 'port' ? 'port' : 'port in range'} '${text}' is ${known}`);
	return {from: from.port, to: to.port, protocol: known};
}

/** A name of /etc/services, or a number as text (pcap_nametoport). */
function portNamed(name: string): {port: number; protocol: 'tcp' | 'udp' | undefined} | undefined {
	if (/^\d+$/.test(name)) return {port: Number(name), protocol: undefined};
	const [tcp, udp] = [portOf('tcp', name), portOf('udp', name)];
	const port = tcp ?? udp;
	if (port === undefined) return undefined;
	return {port, protocol: tcp !== undefined && udp !== undefined ? undefined : tcp !== undefined ? 'tcp' : 'udp'};
}
