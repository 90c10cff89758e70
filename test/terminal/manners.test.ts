import {expect, it} from 'vitest';
import {open} from './harness.js';

it('opens the alternate screen and leaves it by q', async () => {
	await using session = open();
	await session.waitFor('The map');
	expect(session.alternate()).toBe(true);
	session.press('q');
	expect(await session.exit()).toEqual({code: 0, signal: 0});
	expect(session.alternate()).toBe(false);
});
