/**
 * A whole flow in the syntax of a match, as `ofproto/trace` takes it (parse_ofp_exact_flow)
 *
 * What is not said is 0, so a field may only be said after what it needs: `tcp_dst` after `tcp`. Nothing may be
 * said twice. Every fault is told with the flow in front of it.
 */
import {OFPP} from '../action.js';
import {fieldNamed, toField} from '../field.js';
import {hasPrerequisites, readFieldOf, writeFieldOf} from '../field-access.js';
import {UNMODELLED_FIELDS} from '../field-table.js';
import {createKey, type FlowKey, WORD} from '../key.js';
import {parseExactValue} from './field-value.js';
import {PROTOCOL_WORDS} from './match-text.js';
import {openReading, type PortNames, type Problem} from './reading.js';
import {splitPairs} from './tokens.js';

/** Reads a flow; a frame that came by no port comes by `OFPP.none`. */
export function parseExactFlow(text: string, ports: PortNames): {kind: 'parsed'; value: FlowKey} | Problem {
	const key = createKey();
	for (const {key: name, value} of splitPairs(text)) {
		const problem = PROTOCOL_WORDS.has(name) ? sayProtocol(key, name) : sayField(key, name, value, ports);
		if (problem?.kind === 'error') return {kind: 'error', message: `${text}: ${problem.message}`};
		if (problem) return problem;
	}
	if (key[WORD.inPort] === 0) key[WORD.inPort] = OFPP.none;
	return {kind: 'parsed', value: key};
}

function sayProtocol(key: FlowKey, name: string): Problem | undefined {
	const [etherType, protocol] = PROTOCOL_WORDS.get(name) as readonly [number, number?];
	if ((key[WORD.etherType] as number) !== 0) return fault('Ethernet type set multiple times');
	key[WORD.etherType] = etherType << 16;
	if (protocol === undefined) return undefined;
	const field = toField('nw_proto');
	if (readFieldOf(key, field) !== 0n) return fault('network protocol set multiple times');
	writeFieldOf(key, field, BigInt(protocol));
	return undefined;
}

function sayField(key: FlowKey, name: string, text: string, ports: PortNames): Problem | undefined {
	const field = fieldNamed(name);
	if (!field) return UNMODELLED_FIELDS.has(name) ? {kind: 'not-modelled', what: name} : fault(`unknown field ${name}`);
	if (!hasPrerequisites(key, field)) return fault(`prerequisites not met for setting ${name}`);
	if (readFieldOf(key, field) !== 0n) return fault(`field ${name} set multiple times`);
	const reading = openReading(ports);
	const value = parseExactValue(reading, field, text);
	if (reading.problem?.kind === 'not-modelled') return reading.problem;
	if (reading.problem || value === undefined) return fault(`bad value for ${name} (${reading.problem?.message ?? ''})`);
	writeFieldOf(key, field, value);
	return undefined;
}

function fault(message: string): Problem {
	return {kind: 'error', message};
}
