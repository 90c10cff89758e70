import {isAbsolute, resolve} from 'node:path';
import {expect, it} from 'vitest';
import {stateDir} from '../../source/platform/state-dir.js';

it('is what the flag says, then what the environment says, then the folder of the system', () => {
	expect(stateDir('/tmp/a', {VSWITCH_LAB_STATE: '/tmp/b'})).toBe(resolve('/tmp/a'));
	expect(stateDir(undefined, {VSWITCH_LAB_STATE: '/tmp/b'})).toBe(resolve('/tmp/b'));
	expect(stateDir(undefined, {VSWITCH_LAB_STATE: ''})).toMatch(/vswitch-lab/);
});

it('is absolute', () => {
	expect(stateDir('here', {})).toBe(resolve('here'));
	expect(isAbsolute(stateDir(undefined, {}))).toBe(true);
});
