/** Where a lab begins: built, its set-up commands done, everything quiet. */
import {buildWorld} from '../engine/build-world.js';
import {createHistory, type History, settle} from '../engine/history.js';
import type {Lab} from '../engine/lab.js';
import {feed} from './feed.js';

/** Begins `lab`, which is called `name` in the error: a RangeError for a lab that the kernel would refuse. */
export function beginHistory(lab: Lab, name: string): History {
	const built = buildWorld(lab);
	if (built.kind === 'wrong')
		throw new RangeError(`lab "${name}": ${built.problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ')}`);
	const history = createHistory(built.world);
	settle(history);
	for (const {on, run} of lab.setup) {
		feed(history, {kind: 'command', on, run});
		settle(history);
	}
	return history;
}
