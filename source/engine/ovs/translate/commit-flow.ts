/** Brings the datapath up to date with the flow of a translation (xlate_commit_actions). */
import {commitHeaders} from './commit.js';
import type {Translation} from './translation.js';

export function commitFlow(translation: Translation): void {
	if (commitHeaders(translation, translation.actions)) translation.slow.add('action');
}
