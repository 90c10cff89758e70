import {expect, it} from 'vitest';
import {backgroundOf} from '../../source/platform/background.js';

it.each([
	[{}, 'dark'],
	[{COLORFGBG: '0;15'}, 'light'],
	[{COLORFGBG: '15;default;0'}, 'dark'],
	[{COLORFGBG: 'nonsense'}, 'dark'],
	[{COLORFGBG: '0;15', VSWITCH_LAB_BACKGROUND: 'dark'}, 'dark'],
	[{VSWITCH_LAB_BACKGROUND: 'light'}, 'light'],
] as const)('the environment %j says %s', (env, background) => {
	expect(backgroundOf(env)).toBe(background);
});
