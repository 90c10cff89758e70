/*
 * Reading a match
 *
 * `ip,nw_dst=10.0.0.0/24,dl_vlan=10,in_port=p1`: fields with values, and
 * words for what frames are: `tcp` is `dl_type=0x0800,nw_proto=6`. A field that is
 * said twice has its last value. Fields whose prerequisites are not matched are no mistake:
 * they are dropped later (`normalize.ts`).
 *
 * Follows lib/ofp-flow.c, parse_ofp_str__, and lib/ofp-parse.c, ofp_parse_field, ofp_parse_protocol.
 */
import {type Field, fieldNamed, toField} from '../field.js';
import {readFieldOf, writePlaces} from '../field-access.js';
import {UNMODELLED_FIELDS} from '../field-table.js';
import {type Match, matchAll} from '../match.js';
import {formatFieldValue, parseFieldValue} from './field-value.js';
import {sayEthernet, setMatchField} from './match-field.js';
import {scanWide} from './numbers.js';
import {fail, openReading, outcome, type PortNames, type Problem, type Reading, unmodelled} from './reading.js';
import {parseSubfield} from './subfields.js';
import {splitPairs} from './tokens.js';

/** Words for kinds of frames: EtherType, and protocol number where it is one. */
export const PROTOCOL_WORDS: ReadonlyMap<string, readonly [number, number?]> = new Map([
	['ip', [0x0800]],
	['ipv4', [0x0800]],
	['ip4', [0x0800]],
	['arp', [0x0806]],
	['icmp', [0x0800, 1]],
	['tcp', [0x0800, 6]],
	['udp', [0x0800, 17]],
	['sctp', [0x0800, 132]],
	['ipv6', [0x86dd]],
	['ip6', [0x86dd]],
	['icmp6', [0x86dd, 58]],
	['tcp6', [0x86dd, 6]],
	['udp6', [0x86dd, 17]],
	['sctp6', [0x86dd, 132]],
	['rarp', [0x8035]],
	['mpls', [0x8847]],
	['mplsm', [0x8848]],
] as const);

/** A match, as in `ofproto/trace` or the filter of a mirror. */
export function parseMatch(text: string, ports: PortNames): {kind: 'parsed'; value: Match} | Problem {
	const reading = openReading(ports);
	const match = matchAll();
	for (const {key, value} of splitPairs(text)) {
		if (reading.problem) break;
		if (!readMatchPair(reading, match, key, value)) fail(reading, value === '' ? `field ${key} missing value` : `unknown keyword ${key}`);
	}
	return outcome(reading, match);
}

/** Reads one pair into `match`. False when the key is no matter of a match; a fault is in the reading. */
export function readMatchPair(reading: Reading, match: Match, key: string, value: string): boolean {
	if (readProtocol(match, key)) return true;
	const field = fieldNamed(key);
	if (field) {
		const masked = parseFieldValue(reading, field, value === '' ? '0/0' : value);
		if (masked) setMatchField(reading, match, field, masked);
	} else if (UNMODELLED_FIELDS.has(key)) {
		unmodelled(reading, key);
	} else if (key.includes('[')) {
		readSubfieldPair(reading, match, key, value);
	} else {
		return false;
	}
	return true;
}

/** `tcp`, `arp` and so on; `eth` is every frame here. */
function readProtocol(match: Match, key: string): boolean {
	const protocol = PROTOCOL_WORDS.get(key);
	if (!protocol && key !== 'eth') return false;
	sayEthernet(match);
	if (!protocol) return true;
	setWhole(match, toField('eth_type'), BigInt(protocol[0]));
	if (protocol[1] !== undefined) setWhole(match, toField('nw_proto'), BigInt(protocol[1]));
	return true;
}

function setWhole(match: Match, field: Field, value: bigint): void {
	writePlaces(match.key, field, value);
	writePlaces(match.mask, field, -1n);
}

/** `reg0[0..3]=5`, `NXM_OF_VLAN_TCI[12]=1` (parse_subfield). */
function readSubfieldPair(reading: Reading, match: Match, key: string, text: string): undefined {
	const subfield = parseSubfield(reading, key);
	if (!subfield) return undefined;
	const field = toField(subfield.field);
	const scanned = scanWide(text, field.bytes);
	if (scanned.kind !== 'number' || scanned.rest !== '') return fail(reading, `${key}: cannot parse integer value: ${text}`);
	if (scanned.value >> BigInt(subfield.bits) !== 0n) {
		return fail(reading, `${key}: value ${formatFieldValue(field, scanned.value)} does not fit into ${subfield.bits} bits`);
	}
	const from = BigInt(subfield.from);
	const window = ((1n << BigInt(subfield.bits)) - 1n) << from;
	const value = (readFieldOf(match.key, field) & ~window) | (scanned.value << from);
	setMatchField(reading, match, field, {value, mask: readFieldOf(match.mask, field) | window});
	return undefined;
}
