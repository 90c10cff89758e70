/** A sandbox as linear text: what it says of itself, and at which machines one may sit down. */
import {describe, expect, it} from 'vitest';
import {playLesson} from '../../../source/commands/plain/lesson-text.js';
import {openLesson} from '../../../source/lesson/play.js';
import {sandboxLesson} from '../../../source/lesson/sandbox.js';
import {en} from '../../../source/locale/en.js';
import {it as italian} from '../../../source/locale/it.js';
import {labFile} from '../../fixtures/lab-files.js';
import {scriptIo} from '../../lesson/script-io.js';

async function told(name: string, lines: readonly string[], locale: 'en' | 'it' = 'en'): Promise<string> {
	const io = scriptIo([...lines, 'q']);
	const words = {en, it: italian};
	const lesson = sandboxLesson(labFile(name), name, {en: en.sandbox, it: italian.sandbox});
	await playLesson(openLesson(lesson, locale), io, words[locale]);
	return io.transcript().replaceAll('\n', ' ');
}

describe('a sandbox as text', () => {
	it('says first what the lab shows, in the language of the learner', async () => {
		const {about} = labFile('vmware-team');
		expect((await told('vmware-team', [])).startsWith(`${about.en} Type commands.`)).toBe(true);
		expect((await told('vmware-team', [], 'it')).startsWith(`${about.it} Scrivi comandi.`)).toBe(true);
	});

	it('has no prompt at the services of a hypervisor, which are processes', async () => {
		const text = await told('hosted-modes', ['on vmnet8.nat']);
		expect(text).toContain('(nat1, nat2, br1, ho1, H, sw0, S, R, net)');
		expect(text).toContain('There is no machine vmnet8.nat.');
	});
});
