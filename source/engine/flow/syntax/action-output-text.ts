/** Reading actions that send a frame somewhere (lib/ofp-actions.c, parse_OUTPUT and neighbours). */
import {type Action, OFPP} from '../action.js';
import {readBounded, readU32, scanDecimal} from './numbers.js';
import {parsePort} from './ports.js';
import {fail, openReading, type Reading, unmodelled} from './reading.js';
import {parseSubfield} from './subfields.js';
import {splitPairs} from './tokens.js';

/** Without a limit, a controller gets all of a frame. */
const WHOLE_FRAME = 0xffff;
const ETH_HEADER = 14;

/** `output:2`, `output:p2`, `output:NXM_NX_REG0[0..15]`, `output(port=2,max_len=100)`. */
export function readOutput(reading: Reading, text: string): Action | undefined {
	if (text.includes('port') && text.includes('max_len')) return readTruncated(reading, text);
	const port = parsePort(text, reading.ports);
	if (port !== undefined) return outputTo(port, WHOLE_FRAME);
	const trial = openReading(reading.ports);
	const source = parseSubfield(trial, text);
	if (source) return {kind: 'output-field', source};
	if (trial.problem?.kind === 'not-modelled') return unmodelled(reading, trial.problem.what);
	return fail(reading, `${text}: output to unknown port`);
}

/** Output to a port; the controller has an action of its own. */
export function outputTo(port: number, maxLength: number): Action {
	return port === OFPP.controller ? {kind: 'controller', maxLength, reason: 'action', controllerId: 0} : {kind: 'output', port};
}

function readTruncated(reading: Reading, text: string): Action | undefined {
	let port = 0;
	let maxLength = 0;
	for (const {key, value} of splitPairs(text)) {
		if (key === 'port') {
			const found = parsePort(value, reading.ports);
			if (found === undefined) return fail(reading, `output to unknown truncate port: ${value}`);
			if (found > OFPP.max && found !== OFPP.local && found !== OFPP.inPort) {
				return fail(reading, `output to unsupported truncate port: ${value}`);
			}
			port = found;
		} else if (key === 'max_len') {
			const length = readU32(reading, value);
			if (length === undefined) return undefined;
			if (length < ETH_HEADER) return fail(reading, `max_len ${length} is less than the minimum value ${ETH_HEADER}`);
			maxLength = length;
		} else {
			return fail(reading, `invalid key '${key}' in output_trunc argument`);
		}
	}
	return {kind: 'output', port, maxLength};
}

const REASONS = ['no_match', 'action', 'invalid_ttl'] as const;
/** Real reasons; one of them has no name. */
const OTHER_REASONS: readonly string[] = ['', 'action_set', 'group', 'packet_out'];

/** `controller`, `controller:128`, `controller(reason=no_match,max_len=128,id=3)`. */
export function readController(reading: Reading, text: string): Action | undefined {
	const action: Extract<Action, {kind: 'controller'}> = {kind: 'controller', maxLength: WHOLE_FRAME, reason: 'action', controllerId: 0};
	if (/^\d*$/.test(text)) {
		if (text === '') return action;
		const maxLength = readBounded(reading, text, 'max_len', 0xffff);
		return maxLength === undefined ? undefined : {...action, maxLength};
	}
	for (const {key, value} of splitPairs(text)) {
		if (reading.problem) return undefined;
		switch (key) {
			case 'reason': {
				const reason = REASONS.find((known) => known === value.toLowerCase());
				if (reason) action.reason = reason;
				else if (OTHER_REASONS.includes(value.toLowerCase())) unmodelled(reading, `controller(reason=${value})`);
				else fail(reading, `unknown reason "${value}"`);
				break;
			}
			case 'max_len':
				action.maxLength = readBounded(reading, value, 'max_len', 0xffff) ?? 0;
				break;
			case 'id':
				action.controllerId = readBounded(reading, value, 'id', 0xffff) ?? 0;
				break;
			case 'userdata': {
				const bytes = readHexBytes(value);
				if (bytes) action.userdata = bytes;
				else fail(reading, "bad hex digit in `controller' action `userdata'");
				break;
			}
			case 'pause':
				action.pause = true;
				break;
			case 'meter_id':
				action.meter = readU32(reading, value) ?? 0;
				break;
			default:
				fail(reading, `unknown key "${key}" parsing controller action`);
		}
	}
	return reading.problem ? undefined : action;
}

/** `01.02 03`: octets of two hexadecimal digits; `undefined` when something else is among them. */
export function readHexBytes(text: string): Uint8Array | undefined {
	const digits = text.replace(/[ .\t\r\n]/g, '');
	if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) return undefined;
	return Uint8Array.from({length: digits.length / 2}, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16));
}

/** `enqueue:1:2`, `enqueue(1,2)`. */
export function readEnqueue(reading: Reading, text: string): Action | undefined {
	const parts = /^[:q,]*([^:q,]+)[:q,](.+)$/s.exec(text);
	if (!parts) return fail(reading, '"enqueue" syntax is "enqueue:PORT:QUEUE" or "enqueue(PORT,QUEUE)"');
	const port = parsePort(parts[1] as string, reading.ports);
	if (port === undefined) return fail(reading, `${parts[1]}: enqueue to unknown port`);
	const queue = readU32(reading, parts[2] as string);
	return queue === undefined ? undefined : {kind: 'enqueue', port, queue};
}

/** `resubmit:2`, `resubmit(,3)`, `resubmit(2,3)`. */
export function readResubmit(reading: Reading, text: string): Action | undefined {
	const [portText = '', tableText = '', tracked = ''] = text.split(',');
	const port = portText === '' ? OFPP.inPort : parsePort(portText, reading.ports);
	if (port === undefined) return fail(reading, `${portText}: resubmit to unknown port`);
	const table = tableText === '' ? 255 : parseTable(tableText);
	if (table === undefined) return fail(reading, `${tableText}: resubmit to unknown table`);
	if (tracked === 'ct') return unmodelled(reading, 'resubmit with ct');
	if (tracked !== '') return fail(reading, `${tracked}: unknown parameter`);
	if (port === OFPP.inPort && table === 255) return fail(reading, 'at least one "in_port" or "table" must be specified on resubmit');
	return {kind: 'resubmit', ...(port === OFPP.inPort ? {} : {port}), ...(table === 255 ? {} : {table})};
}

/** A table by its number; tables have no names here. */
export function parseTable(text: string): number | undefined {
	const table = scanDecimal(text);
	return table !== undefined && table <= 255 ? table : undefined;
}

/** `sample(probability=100,collector_set_id=1,…)`. */
export function readSample(reading: Reading, text: string): Action | undefined {
	const action: Extract<Action, {kind: 'sample'}> = {kind: 'sample', probability: 0, collectorSet: 0, obsDomain: 0, obsPoint: 0};
	for (const {key, value} of splitPairs(text)) {
		if (reading.problem) return undefined;
		switch (key) {
			case 'probability':
				action.probability = readBounded(reading, value, 'probability', 0xffff) ?? 0;
				if (action.probability === 0) fail(reading, `invalid probability value "${value}"`);
				break;
			case 'collector_set_id':
				action.collectorSet = readU32(reading, value) ?? 0;
				break;
			case 'obs_domain_id':
				action.obsDomain = readU32(reading, value) ?? 0;
				break;
			case 'obs_point_id':
				action.obsPoint = readU32(reading, value) ?? 0;
				break;
			case 'sampling_port': {
				const port = parsePort(value, reading.ports);
				if (port === undefined) fail(reading, `${value}: unknown port`);
				else if (port !== OFPP.none) action.port = port;
				break;
			}
			case 'ingress':
			case 'egress':
				action.direction = key;
				break;
			default:
				fail(reading, `invalid key "${key}" in "sample" argument`);
		}
	}
	if (reading.problem) return undefined;
	return action.probability === 0 ? fail(reading, 'non-zero "probability" must be specified on sample') : action;
}
