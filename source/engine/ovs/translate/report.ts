/** Notes of a walk through tables: the lines of `ofproto/trace`, and which bits were looked at. */
import type {Action} from '../../flow/action.js';
import {createKey, type FlowMask, KEY_WORDS} from '../../flow/key.js';
import {formatAction} from '../../flow/syntax/action-format.js';
import {formatMatch} from '../../flow/syntax/match-format.js';
import {NO_PORT_NAMES, type PortNames} from '../../flow/syntax/reading.js';
import type {OvsCause} from '../cause.js';
import {type OvsBridge, ofPortNamed} from '../vswitchd.js';
import {note, type Translation} from './translation.js';
import type {Found} from './walk-table.js';

/** How the ports of a bridge are called. */
export function portNamesOf(bridge: OvsBridge): PortNames {
	return {numberOf: (name) => ofPortNamed(bridge, name)?.number, nameOf: (port) => bridge.ofPorts.get(port)?.name};
}

/** Notes call ports by their names, unless whoever asked wants numbers. */
function namesIn({bridge, request}: Translation): PortNames {
	return request.numbers ? NO_PORT_NAMES : portNamesOf(bridge);
}

/** The flow that a table gave; what it does stands one level deeper. */
export function noteRule(translation: Translation, table: number, {rule, toController}: Found): void {
	if (!translation.request.tracing) return;
	if (rule) {
		const text = formatMatch(rule.match, namesIn(translation));
		note(translation, {kind: 'ovs-rule', table, rule: text || '*', priority: rule.priority, cookie: rule.cookie});
	} else {
		note(translation, {
			kind: 'ovs-no-rule',
			table,
			...(toController ? {controller: true} : {}),
			...(translation.bridge === translation.request.bridge ? {} : {behindPatch: true}),
		});
	}
	translation.depth++;
}

/** An action runs. */
export function noteAction(translation: Translation, action: Action): void {
	if (!translation.request.tracing) return;
	note(translation, {kind: 'ovs-action', action: formatAction(action, namesIn(translation))});
}

/** Actions as a remark says them: ports by number. */
export function textOf(actions: readonly Action[]): string {
	return actions.map((action) => formatAction(action, NO_PORT_NAMES)).join(',');
}

/** The bits of the mask that are new since `before`. */
export function noteLooked(translation: Translation, before: FlowMask, by: Extract<OvsCause, {kind: 'ovs-unwildcarded'}>['by']): void {
	const {mask, request} = translation;
	const fresh = {key: createKey(), mask: createKey()};
	let isNew = false;
	for (let at = 0; at < KEY_WORDS; at++) {
		const bits = (mask[at] as number) & ~(before[at] as number);
		if (bits === 0) continue;
		isNew = true;
		fresh.mask[at] = bits;
		fresh.key[at] = (request.key[at] as number) & bits;
	}
	if (isNew) note(translation, {kind: 'ovs-unwildcarded', bits: formatMatch(fresh), by});
}
