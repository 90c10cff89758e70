/**
 * Fields that an action names but that have no number on the wire, such as `dl_vlan`
 *
 * ovs-ofctl sends them as 0, and the switch does not know what to make of it (lib/nx-match.c, mf_nxm_header).
 */
import type {Action, LearnSpec, Subfield} from '../action.js';
import {toField} from '../field.js';

const BAD_FIELD = 'OFPBMC_BAD_FIELD';

/** Name of the error with which the switch answers, if it does. */
export function refuseFields(action: Action): string | undefined {
	switch (action.kind) {
		case 'output-field':
		case 'push':
			return isNameless(action.source) ? BAD_FIELD : undefined;
		case 'pop':
			return isNameless(action.to) ? BAD_FIELD : undefined;
		case 'move':
			return isNameless(action.from) || isNameless(action.to) ? BAD_FIELD : undefined;
		case 'check-packet-larger':
			if (isNameless(action.to)) return BAD_FIELD;
			// Only the switch looks at that.
			return toField(action.to.field).writable ? undefined : 'OFPBAC_BAD_SET_ARGUMENT';
		case 'learn':
			if (action.resultTo && isNameless(action.resultTo)) return BAD_FIELD;
			return action.specs.some(saysNameless) ? 'OFPBAC_BAD_SET_TYPE' : undefined;
		default:
			return undefined;
	}
}

function isNameless({field}: Subfield): boolean {
	return toField(field).wireNames.length === 0;
}

function saysNameless(spec: LearnSpec): boolean {
	return (typeof spec.source !== 'bigint' && isNameless(spec.source)) || (spec.kind !== 'output' && isNameless(spec.to));
}
