/*
 * Overlap: two flows of one priority that a frame could both match (classifier_rule_overlaps)
 *
 * Which of them such a frame takes is not defined, so an add can ask to be refused.
 * They overlap unless there is a bit that both look at and want different.
 */
import type {Classifier} from './classifier.js';
import type {Match} from './match.js';
import type {Rule, RuleId} from './rule.js';

/** Does a flow of this priority overlap `match`? */
export function overlaps(classifier: Classifier, rules: ReadonlyMap<RuleId, Rule>, priority: number, match: Match): boolean {
	for (const entry of classifier.order) {
		if (entry.priority < priority) break;
		const subtable = classifier.subtables.get(entry.subtable);
		if (subtable?.priorities.has(priority) !== true) continue;
		for (const id of subtable.rules) {
			const rule = rules.get(id) as Rule;
			if (rule.priority === priority && agree(rule.match, match)) return true;
		}
	}
	return false;
}

function agree(one: Match, other: Match): boolean {
	for (let word = 0; word < one.mask.length; word++) {
		const both = (one.mask[word] as number) & (other.mask[word] as number);
		if ((((one.key[word] as number) ^ (other.key[word] as number)) & both) !== 0) return false;
	}
	return true;
}
