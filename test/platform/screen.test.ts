import {expect, it} from 'vitest';
import {bugReport, enterBytes, resetBytes} from '../../source/platform/screen.js';

it('switches off everything that it switches on', () => {
	const switchedOn = [...enterBytes.matchAll(/\[\?(\d+)h/g)].map(([, mode]) => mode);
	expect(switchedOn).toEqual(['1049', '2004']);
	for (const mode of switchedOn) expect(resetBytes).toContain(`[?${mode}l`);
	expect(enterBytes).toContain('[?25l');
	expect(resetBytes).toContain('[?25h');
});

it('leaves the alternate screen last, so that nothing else touches the normal one', () => {
	expect(resetBytes.endsWith('\u001B[?1049l')).toBe(true);
});

it('says of a bug where it happened', () => {
	expect(bugReport(new RangeError('no port 3'))).toMatch(/RangeError: no port 3\n\s+at .*screen\.test\.ts/);
	expect(bugReport('a string')).toContain('\na string\n');
});
