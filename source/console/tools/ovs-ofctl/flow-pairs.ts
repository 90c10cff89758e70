/*
 * Two lists of flows, compared (utilities/ovs-ofctl.c, struct fte)
 *
 * Flows with the same table, match and priority are two versions of one. They differ when their cookie, timeouts,
 * importance or actions do, as they are written; flags no switch tells, so they are taken to be the same.
 * The order is that of a classifier: by table, then masks by their highest priority.
 */
import {addToClassifier, type Classifier, createClassifier, eachRule, findExactly} from '../../../engine/flow/classifier.js';
import type {FlowMod} from '../../../engine/flow/flow-mod.js';
import {formatActions} from '../../../engine/flow/syntax/action-format.js';
import {formatMatch} from '../../../engine/flow/syntax/match-format.js';
import type {PortNames} from '../../../engine/flow/syntax/reading.js';

/** One flow: as the first list has it, and as the second. At least one does. */
export type FlowPair = [first: FlowMod | undefined, second: FlowMod | undefined];

/** Pairs the flows of two lists; of equal ones within a list the last counts. */
export function pairFlows(first: readonly FlowMod[], second: readonly FlowMod[]): FlowPair[] {
	const classifiers = new Map<number, Classifier>();
	const pairs: FlowPair[] = [];
	for (const [side, list] of [first, second].entries()) {
		for (const flow of list) {
			const classifier = classifiers.get(flow.table) ?? createClassifier([]);
			classifiers.set(flow.table, classifier);
			let id = findExactly(classifier, flow.priority, flow.match);
			if (id === undefined) {
				id = pairs.push([undefined, undefined]) - 1;
				addToClassifier(classifier, id, flow.priority, flow.match);
			}
			(pairs[id] as FlowPair)[side] = flow;
		}
	}
	const tables = [...classifiers].sort(([one], [other]) => one - other);
	return tables.flatMap(([, classifier]) => Array.from(eachRule(classifier), (id) => pairs[id] as FlowPair));
}

/** Do both sides have it, and the same (fte_version_equals)? */
export function isSame([first, second]: FlowPair): boolean {
	return (
		first !== undefined &&
		second !== undefined &&
		first.cookie === second.cookie &&
		first.idleTimeout === second.idleTimeout &&
		first.hardTimeout === second.hardTimeout &&
		first.importance === second.importance &&
		formatActions(first.actions) === formatActions(second.actions)
	);
}

/** One version as `diff-flows` prints it (fte_version_format). */
export function formatFlowOfPair(flow: FlowMod, ports: PortNames): string {
	return [
		...(flow.table === 0 ? [] : [`table=${flow.table}`]),
		// A flow that matches everything has a blank here.
		formatMatch(flow.match, ports, flow.priority),
		...(flow.cookie === 0n ? [] : [`cookie=0x${flow.cookie.toString(16)}`]),
		...(flow.idleTimeout === 0 ? [] : [`idle_timeout=${flow.idleTimeout}`]),
		...(flow.hardTimeout === 0 ? [] : [`hard_timeout=${flow.hardTimeout}`]),
		...(flow.importance === 0 ? [] : [`importance=${flow.importance}`]),
		`actions=${formatActions(flow.actions, ports)}`,
	].join(' ');
}
