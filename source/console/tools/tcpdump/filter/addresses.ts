/** Hosts, networks and MACs in a filter (gen_host, gen_host6, gen_ehostop in gencode.c). */
import {isLinkType, networkOffset, type Place, TYPE_NUMBERS} from './headers.js';
import type {Qualifiers, Value} from './syntax.js';
import {FilterFault} from './tokens.js';
import {type FilterView, load} from './view.js';

type Condition = (view: FilterView) => boolean;
type Direction = Qualifiers['direction'];

/** Where source and destination stand behind the link header. */
const PLACES: Readonly<Record<string, readonly [number, number]>> = {ip: [12, 16], arp: [14, 24], rarp: [14, 24]};

/** Joins a test of the source and one of the destination as the direction says. */
export function byDirection(direction: Direction, source: Condition, destination: Condition): Condition {
	switch (direction) {
		case 'src':
			return source;
		case 'dst':
			return destination;
		case 'and':
			return (view) => source(view) && destination(view);
		default:
			return (view) => source(view) || destination(view);
	}
}

export function compileMac(text: string, direction: Direction): Condition {
	const octets = readMac(text);
	const [high, low] = [octets.slice(0, 2), octets.slice(2)].map((part) => part.reduce((sum, octet) => sum * 256 + octet, 0)) as [
		number,
		number,
	];
	const at =
		(place: number): Condition =>
		(view) =>
			load(view, place + 2, 4) === low && load(view, place, 2) === high;
	return byDirection(direction, at(6), at(0));
}

function readMac(text: string): number[] {
	const parts = /[:-]/.test(text) || text.split('.').length === 6 ? text.split(/[:.-]/) : (text.replace(/\./g, '').match(/../g) ?? []);
	return parts.map((part) => Number.parseInt(part, 16));
}

/** An IPv4 host or network, by number or by name. */
export function compileHost(qualifiers: Qualifiers, value: Value, place: Place, resolve: (name: string) => readonly number[]): Condition {
	const noun = qualifiers.type === 'net' ? 'net' : 'host';
	switch (value.kind) {
		case 'name':
			return compileName(qualifiers, value.text, place, resolve);
		case 'number': {
			if (qualifiers.protocol === 'ether') throw new FilterFault('illegal link layer address');
			const {address, mask} = qualifiers.type === 'net' ? promote(value.value) : {address: value.value, mask: 0xffff_ffff};
			return hostIn(qualifiers, address, mask, noun, place);
		}
		case 'address': {
			if (qualifiers.protocol === 'ether') {
				readAddress(value.text);
				throw new FilterFault('illegal link layer address');
			}
			const {address, mask} = readAddress(value.text);
			return hostIn(qualifiers, address, mask, noun, place);
		}
		case 'network':
		case 'masked': {
			const {address, mask} = readNetwork(value);
			if (qualifiers.type !== 'net') throw new FilterFault('Mask syntax for networks only');
			return hostIn(qualifiers, address, mask, noun, place);
		}
		default:
			throw new FilterFault('syntax error in filter expression');
	}
}

/** `net 10` is 10.0.0.0/8. */
function promote(number: number): {address: number; mask: number} {
	let [address, mask] = [number, 0xffff_ffff];
	while (address !== 0 && address <= 0xff_ffff) {
		address = (address << 8) >>> 0;
		mask = (mask << 8) >>> 0;
	}
	return {address, mask};
}

/** `10.1` is 10.1.0.0/16 (__pcap_atoin). */
function readAddress(text: string): {address: number; mask: number} {
	const parts = text.split('.').map(Number);
	if (parts.some((part) => !(part <= 255))) throw new FilterFault(`invalid IPv4 address '${text}'`);
	const missing = 32 - parts.length * 8;
	const address = parts.reduce((sum, part) => sum * 256 + part, 0) * 2 ** missing;
	return {address, mask: missing === 0 ? 0xffff_ffff : (0xffff_ffff << missing) >>> 0};
}

function readNetwork(value: Extract<Value, {kind: 'network' | 'masked'}>): {address: number; mask: number} {
	const {address} = readAddress(value.text);
	if (value.kind === 'network' && value.length > 32) throw new FilterFault('mask length must be <= 32');
	const mask =
		value.kind === 'masked' ? readAddress(value.mask).address : value.length === 0 ? 0 : (0xffff_ffff << (32 - value.length)) >>> 0;
	if ((address & ~mask) !== 0)
		throw new FilterFault(`non-network bits set in "${value.text}${value.kind === 'masked' ? ` mask ${value.mask}` : `/${value.length}`}"`);
	return {address, mask};
}

function compileName(qualifiers: Qualifiers, name: string, place: Place, resolve: (name: string) => readonly number[]): Condition {
	if (qualifiers.type === 'net') throw new FilterFault(`unknown network '${name}'`);
	if (qualifiers.protocol === 'ether') throw new FilterFault(`unknown ether host '${name}'`);
	const found = resolve(name);
	if (found.length === 0) throw new FilterFault(`unknown host '${name}'`);
	const hosts = found.map((address) => hostIn(qualifiers, address, 0xffff_ffff, 'host', place));
	return (view) => hosts.some((host) => host(view));
}

/** IPv4, ARP and RARP, unless a protocol is named. */
function hostIn({protocol, direction}: Qualifiers, address: number, mask: number, noun: string, place: Place): Condition {
	const kinds = protocol === undefined ? ['ip', 'arp', 'rarp'] : [protocol];
	const tests = kinds.map((kind): Condition => {
		const places = PLACES[kind];
		if (!places) throw new FilterFault(modifierFault(kind, noun));
		const [source, destination] = places.map(
			(at): Condition =>
				(view) =>
					(load(view, networkOffset(view, place) + at, 4) & mask) >>> 0 === address,
		) as [Condition, Condition];
		const host = byDirection(direction, source, destination);
		const type = TYPE_NUMBERS[kind] as number;
		return (view) => isLinkType(view, place, type) && host(view);
	});
	return (view) => tests.some((test) => test(view));
}

function modifierFault(protocol: string, noun: string): string {
	if (protocol === 'ether') return `link-layer modifier applied to ${noun}`;
	return `'${protocol}' modifier applied to ${protocol === 'ip6' ? 'ip host' : noun}`;
}

/** A host or a network of IPv6. */
export function compileHost6({protocol, direction, type}: Qualifiers, text: string, length: number, place: Place): Condition {
	if (length > 128) throw new FilterFault('mask length must be <= 128');
	const groups = readIpv6(text);
	if (!groups) throw new FilterFault(`bogus IPv6 address ${text}`);
	if (type !== undefined && type !== 'host' && type !== 'net') throw new FilterFault('invalid qualifier against IPv6 address');
	if ((type === undefined || type === 'host') && length !== 128) throw new FilterFault('Mask syntax for networks only');
	if (protocol !== undefined && protocol !== 'ip6') {
		const noun = `ip6 ${type === 'net' ? 'net' : 'host'}`;
		throw new FilterFault(protocol === 'ether' ? `link-layer modifier applied to ${noun}` : `'${protocol}' modifier applied to ${noun}`);
	}
	const test =
		(at: number): Condition =>
		(view) =>
			groups.every((group, index) => {
				const bits = Math.min(16, Math.max(0, length - index * 16));
				const mask = (0xffff << (16 - bits)) & 0xffff;
				return bits === 0 || (load(view, networkOffset(view, place) + at + index * 2, 2) & mask) === (group & mask);
			});
	const host = byDirection(direction, test(8), test(24));
	return (view) => isLinkType(view, place, 0x86dd) && host(view);
}

/** Eight groups. */
function readIpv6(text: string): number[] | undefined {
	const [head = '', tail, ...more] = text.split('::');
	const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
	const [before, behind] = [groups(head), tail === undefined ? [] : groups(tail)];
	const missing = 8 - before.length - behind.length;
	const isShort = tail !== undefined;
	if (more.length > 0 || text.includes('.') || (isShort ? missing < 0 : missing !== 0)) return undefined;
	return [...before, ...new Array<number>(missing).fill(0), ...behind];
}
