/** Writing actions as ovs-ofctl does (lib/ofp-actions.c, ofpacts_format). */

import {formatMac} from '../../mac.js';
import {formatIpv4} from '../../protocol/ipv4-address.js';
import {type Action, OFPP} from '../action.js';
import {toField} from '../field.js';
import {ones} from '../field-access.js';
import {formatFieldValue} from './field-value.js';
import {formatLearn} from './learn-text.js';
import {hex} from './numbers.js';
import {formatPort} from './ports.js';
import {NO_PORT_NAMES, type PortNames} from './reading.js';
import {formatSubfield} from './subfields.js';

const WHOLE_FRAME = 0xffff;

/** Actions with commas between them; none is `drop`. */
export function formatActions(actions: readonly Action[], ports: PortNames = NO_PORT_NAMES): string {
	return actions.length === 0 ? 'drop' : actions.map((action) => formatAction(action, ports)).join(',');
}

export function formatAction(action: Action, ports: PortNames = NO_PORT_NAMES): string {
	switch (action.kind) {
		case 'output':
			return formatOutput(action, ports);
		case 'output-field':
			return `output:${formatSubfield(action.source)}`;
		case 'controller':
			return formatController(action);
		case 'enqueue':
			return `enqueue:${formatPort(action.port, ports)}:${action.queue}`;
		case 'set-queue':
			return `set_queue:${action.queue}`;
		case 'pop-queue':
			return 'pop_queue';
		case 'drop':
			return 'drop';
		case 'set-vlan-vid':
			return `${action.pushIfNeeded ? 'mod' : 'set'}_vlan_vid:${action.vid}`;
		case 'set-vlan-pcp':
			return `${action.pushIfNeeded ? 'mod' : 'set'}_vlan_pcp:${action.pcp}`;
		case 'strip-vlan':
			return action.popped ? 'pop_vlan' : 'strip_vlan';
		case 'push-vlan':
			return `push_vlan:${hex(action.tpid)}`;
		case 'set-eth-src':
			return `mod_dl_src:${formatMac(action.mac)}`;
		case 'set-eth-dst':
			return `mod_dl_dst:${formatMac(action.mac)}`;
		case 'set-ipv4-src':
			return `mod_nw_src:${formatIpv4(action.address)}`;
		case 'set-ipv4-dst':
			return `mod_nw_dst:${formatIpv4(action.address)}`;
		case 'set-ip-dscp':
			return `mod_nw_tos:${action.tos}`;
		case 'set-ip-ecn':
			return `mod_nw_ecn:${action.ecn}`;
		case 'set-ip-ttl':
			return `mod_nw_ttl:${action.ttl}`;
		case 'set-l4-src':
			return `mod_tp_src:${action.port}`;
		case 'set-l4-dst':
			return `mod_tp_dst:${action.port}`;
		case 'dec-ttl':
			return action.controllers ? `dec_ttl(${action.controllers.join(',')})` : 'dec_ttl';
		case 'set-field':
			return formatSetField(action, ports);
		case 'move':
			return `move:${formatSubfield(action.from)}->${formatSubfield(action.to)}`;
		case 'push':
			return `push:${formatSubfield(action.source)}`;
		case 'pop':
			return `pop:${formatSubfield(action.to)}`;
		case 'set-tunnel':
			return `set_tunnel${action.wide ? '64' : ''}:${hex(action.id)}`;
		case 'resubmit':
			return formatResubmit(action, ports);
		case 'group':
			return `group:${action.group}`;
		case 'learn':
			return formatLearn(action, ports);
		case 'exit':
			return 'exit';
		case 'clone':
			return `clone(${formatActions(action.actions, ports)})`;
		case 'note':
			return `note:${formatBytes(action.bytes)}`;
		case 'fin-timeout':
			return formatFinTimeout(action);
		case 'sample':
			return formatSample(action, ports);
		case 'multipath':
			return formatMultipath(action);
		case 'check-packet-larger':
			return `check_pkt_larger(${action.length})->${formatSubfield(action.to)}`;
		case 'meter':
			return `meter:${action.meter}`;
		case 'clear-actions':
			return 'clear_actions';
		case 'write-actions':
			return `write_actions(${formatActions(action.actions, ports)})`;
		case 'write-metadata':
			return `write_metadata:${hex(action.value)}${action.mask === ones(64) ? '' : `/${hex(action.mask)}`}`;
		case 'goto-table':
			return `goto_table:${action.table}`;
		default:
			return action satisfies never;
	}
}

type Of<Kind extends Action['kind']> = Extract<Action, {kind: Kind}>;

function formatOutput({port, maxLength}: Of<'output'>, ports: PortNames): string {
	if (maxLength !== undefined) return `output(port=${formatPort(port, ports)},max_len=${maxLength})`;
	return `${port < OFPP.max ? 'output:' : ''}${formatPort(port, ports)}`;
}

function formatController(action: Of<'controller'>): string {
	const parts = [
		...(action.reason === 'action' ? [] : [`reason=${action.reason}`]),
		...(action.maxLength === WHOLE_FRAME ? [] : [`max_len=${action.maxLength}`]),
		...(action.controllerId === 0 ? [] : [`id=${action.controllerId}`]),
		...(action.userdata?.length ? [`userdata=${formatBytes(action.userdata)}`] : []),
		...(action.pause ? ['pause'] : []),
		...(action.meter === undefined ? [] : [`meter_id=${action.meter}`]),
	];
	const isPlain = parts.every((part) => part.startsWith('max_len'));
	return isPlain ? `CONTROLLER:${action.maxLength}` : `controller(${parts.join(',')})`;
}

function formatSetField(action: Of<'set-field'>, ports: PortNames): string {
	const field = toField(action.field);
	if (action.flavour !== 'load') {
		return `set_field:${formatFieldValue(field, action.value, action.mask, ports)}->${field.name}`;
	}
	return loadSegments(action)
		.map(({from, bits, value}) => `load:${hex(value)}->${formatSubfield({field: field.name, from, bits})}`)
		.join(',');
}

/** Runs of bits that are written, at most 64 at a time: `load` knows no mask (next_load_segment). */
export function loadSegments({
	field,
	value,
	mask,
}: Pick<Of<'set-field'>, 'field' | 'value' | 'mask'>): {from: number; bits: number; value: bigint}[] {
	const width = toField(field).bits;
	const isSet = (bit: number): boolean => ((mask >> BigInt(bit)) & 1n) === 1n;
	const segments: {from: number; bits: number; value: bigint}[] = [];
	for (let from = 0; from < width; from++) {
		if (!isSet(from)) continue;
		let bits = 1;
		while (bits < 64 && from + bits < width && isSet(from + bits)) bits++;
		segments.push({from, bits, value: (value >> BigInt(from)) & ones(bits)});
		from += bits - 1;
	}
	return segments;
}

function formatResubmit({port, table}: Of<'resubmit'>, ports: PortNames): string {
	const to = port === undefined ? '' : formatPort(port, ports);
	return table === undefined && port !== undefined ? `resubmit:${to}` : `resubmit(${to},${table ?? ''})`;
}

function formatFinTimeout({idleTimeout, hardTimeout}: Of<'fin-timeout'>): string {
	const parts = [...(idleTimeout ? [`idle_timeout=${idleTimeout}`] : []), ...(hardTimeout ? [`hard_timeout=${hardTimeout}`] : [])];
	return `fin_timeout(${parts.join(',')})`;
}

function formatSample(action: Of<'sample'>, ports: PortNames): string {
	const parts = [
		`probability=${action.probability}`,
		`collector_set_id=${action.collectorSet}`,
		`obs_domain_id=${action.obsDomain}`,
		`obs_point_id=${action.obsPoint}`,
		...(action.port === undefined ? [] : [`sampling_port=${formatPort(action.port, ports)}`]),
		...(action.direction ? [action.direction] : []),
	];
	return `sample(${parts.join(',')})`;
}

function formatMultipath({fields, basis, algorithm, maxLink, argument, to}: Of<'multipath'>): string {
	return `multipath(${[fields, basis, algorithm, maxLink + 1, argument, formatSubfield(to)].join(',')})`;
}

function formatBytes(bytes: Uint8Array): string {
	return Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join('.');
}
