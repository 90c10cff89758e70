/*
 * Order and nesting of actions (lib/ofp-actions.c, ofpacts_verify)
 *
 * OpenFlow 1.1 put actions into instructions, which have one order: meter, the
 * actions themselves, clear_actions, write_actions, write_metadata, goto_table. Open vSwitch
 * asks for that order in every version, so that a flow can be shown in every version.
 */
import type {Action} from '../action.js';

const INSTRUCTIONS = ['meter', 'apply_actions', 'clear_actions', 'write_actions', 'write_metadata', 'goto_table'] as const;
const APPLY = 1;

export interface OrderFault {
	message: string;
	/** Name of the OpenFlow error. */
	error: string;
}

/** Where the actions stand: in a flow, or inside an action that has actions. */
export type Nesting = 'flow' | 'actions' | 'clone' | 'write_actions';

/** The first fault in the order of `actions`. */
export function findOrderFault(actions: readonly Action[], nesting: Nesting): OrderFault | undefined {
	let instruction = 0;
	for (const [index, action] of actions.entries()) {
		if (action.kind === 'meter' && (nesting === 'clone' || nesting === 'write_actions')) {
			return {message: `${nesting} action doesn't support nested action meter`, error: 'OFPBAC_BAD_ARGUMENT'};
		}
		const next = instructionOf(action);
		const isWrong = instruction === APPLY ? next < instruction : next <= instruction;
		if (index > 0 && isWrong) return wrongOrder(instruction, next);
		if (nesting !== 'flow' && next > APPLY) {
			return {message: `${INSTRUCTIONS[next]} instruction not allowed here`, error: 'OFPBIC_UNSUP_INST'};
		}
		instruction = next;
	}
	return undefined;
}

function instructionOf(action: Action): number {
	switch (action.kind) {
		case 'meter':
			return 0;
		case 'clear-actions':
			return 2;
		case 'write-actions':
			return 3;
		case 'write-metadata':
			return 4;
		case 'goto-table':
			return 5;
		default:
			return APPLY;
	}
}

function wrongOrder(instruction: number, next: number): OrderFault {
	const name = INSTRUCTIONS[instruction];
	const order = `invalid instruction ordering: ${INSTRUCTIONS[next]} must appear before ${name}`;
	const message = next === instruction ? `duplicate ${name} instruction not allowed` : order;
	return {message: `${message}, for OpenFlow 1.1+ compatibility`, error: 'OFPBAC_UNSUPPORTED_ORDER'};
}
