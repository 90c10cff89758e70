/** OpenFlow port numbers as text (lib/ofp-port.c, ofputil_port_from_string, ofputil_format_port). */
import {OFPP} from '../action.js';
import {scanDecimal} from './numbers.js';
import type {PortNames} from './reading.js';

const RESERVED: readonly (readonly [string, number])[] = [
	['IN_PORT', OFPP.inPort],
	['TABLE', OFPP.table],
	['NORMAL', OFPP.normal],
	['FLOOD', OFPP.flood],
	['ALL', OFPP.all],
	['CONTROLLER', OFPP.controller],
	['LOCAL', OFPP.local],
	['ANY', OFPP.none],
	['UNSET', OFPP.unset],
];

/** First 32-bit number of a reserved port (OFPP11_MAX), and how far it is from the 16-bit one. */
const OFPP11_MAX = 0xffff_ff00;
const OFPP11_OFFSET = 0xffff_0000;

/** Reads a port by number, reserved name (in any case) or name; `undefined` when there is no such port. */
export function parsePort(text: string, ports: PortNames): number | undefined {
	if (text.startsWith('-')) return undefined;
	const number = scanDecimal(text);
	if (number !== undefined) {
		if (number <= 0xffff) return number;
		return number < OFPP11_MAX ? undefined : number - OFPP11_OFFSET;
	}
	const upper = text.toUpperCase();
	if (upper === 'NONE') return OFPP.none;
	const reserved = RESERVED.find(([name]) => name === upper);
	if (reserved) return reserved[1];
	return ports.numberOf(unquote(text));
}

/** Writes a port: reserved name, name, or number. */
export function formatPort(port: number, ports: PortNames): string {
	const reserved = RESERVED.find(([, number]) => number === port);
	if (reserved) return reserved[0];
	const name = ports.nameOf(port);
	return name === undefined ? String(port) : quoteName(name);
}

/** Names that could be mistaken for something else stand in quotes (namemap_put_name). */
export function quoteName(name: string): string {
	return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : JSON.stringify(name);
}

function unquote(text: string): string {
	if (!/^".*"$/.test(text) || text.length < 2) return text;
	return text.slice(1, -1).replace(/\\(.)/g, '$1');
}
