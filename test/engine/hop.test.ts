/** Hops of a frame, and where journeys begin. */
import {describe, expect, it} from 'vitest';
import {beginningsIn, leavings} from '../../source/engine/hop.js';
import {beginningOf} from '../../source/engine/journey.js';

import {afterTalk, TALKERS} from '../fixtures/lab-talk.js';

describe.each(Object.keys(TALKERS))('in the lab %s', (lab) => {
	const {trace} = afterTalk(lab);

	it('a journey begins where its beginning says', () => {
		const expected = trace.filter((node) => node.frame !== undefined && beginningOf(trace, node) === node);
		expect(beginningsIn(trace).map(({id}) => id)).toEqual(expected.map(({id}) => id));
	});

	it('the copies that leave a hop are all different, or were delivered', () => {
		for (const node of trace) {
			const octets = leavings(node).map(({frame, delivered}) => `${frame.bytes.join()} ${delivered}`);
			expect(new Set(octets).size).toBe(octets.length);
		}
	});
});
