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

	it('asks for more when a line is not whole, and takes letters there for what they are', async () => {
		const text = await told('starter', ["ip -n 'vm", "q'", 'ip -br -n vm1 addr show eth0']);
		expect(text).toContain("host# ip -n 'vm > q' ");
		expect(text).toMatch(/eth0@if\d+ +UP +10.0.0.1\/24/);
	});

	it('takes back, does again and tells what happened', async () => {
		const text = await told('starter', ['events', 'ip link set tap1 down', 'undo', 'undo', 'redo', 'goals', 'ip -br link show tap1']);
		expect(text).toContain('host# events Nothing happens.');
		expect(text).toContain('host# undo Nothing to take back.');
		expect(text).toMatch(/tap1@if2 +DOWN/);
	});

	it('has no prompt at the services of a hypervisor, which are processes', async () => {
		const text = await told('hosted-modes', ['on vmnet8.nat']);
		expect(text).toContain('(nat1, nat2, br1, ho1, H, sw0, S, R, net)');
		expect(text).toContain('There is no machine vmnet8.nat.');
	});
});
